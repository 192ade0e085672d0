package supervise

// NoticeKind names what a [Notice] is about.
type NoticeKind string

// What a host gives notice of.
const (
	NoticeReady    NoticeKind = "ready"    // rules loaded, accounts polling or asking for a login
	NoticeFinished NoticeKind = "finished" // a message's row reached a final state and its sends are settled
	NoticeRestored NoticeKind = "restored" // scripts that were off by SetAside or NoRules are back
)

// Notice is one event inside a host, for the program around it.
type Notice struct {
	Kind    NoticeKind `json:"kind"`
	Console string     `json:"console,omitempty"` // ready: address that the console listens on
	Account string     `json:"account,omitempty"` // finished: whose message
	User    string     `json:"user,omitempty"`    // finished: who sent it
	Message string     `json:"message,omitempty"` // finished: the service's message id
	State   string     `json:"state,omitempty"`   // finished: done, failed, dead or recorded
	Reason  string     `json:"reason,omitempty"`  // finished: why it is not done, or that no rule took it
}
