package bot

import "hotreply/ilink"

// Message is one message as the host hands it to the rules.
type Message struct {
	Account string
	M       ilink.Message
	// QuoteText is the text that the message answers to, looked up by the host
	// when only an id came; "" if it is not known.
	QuoteText   string
	Redelivered bool // a death of the process brought it back
	Owner       bool // the sender is the one who scanned the code
}

// Received is a media item of a message, as a source.
type Received struct {
	Account string
	Media   ilink.Media
}
