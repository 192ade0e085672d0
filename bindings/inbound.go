package bindings

// Message is one message as the host hands it to the rules.
type Message struct {
	Account     string
	Redelivered bool // a death of the process brought it back
	Owner       bool // the sender is the one who scanned the code
}

// Received is a media item of a message, as a source.
type Received struct {
	Account string `json:"account"`
	Name    string `json:"name,omitempty"`
}
