package inbox

// KindMessage and KindTick are the kinds of inbox rows.
const (
	KindMessage = "message"
	KindTick    = "tick"
)
