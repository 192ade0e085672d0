package outbox

import "hotreply/ilink"

// verdict is what is to be done about one part after a request of it.
type verdict int

const (
	delivered   verdict = iota // the service accepted it and named an id
	unconfirmed                // it may have arrived, and nothing more can be done
	tryAgain                   // the service did not act: wait, then the same request
	repeat                     // the answer was lost: the same request once more, at once
	refused                    // the service said no
	stale                      // the login is dead
	stopped                    // the host is going down; the row stays open
)

// partRecord is what is known of a part's requests so far.
type partRecord struct {
	inDoubt  bool // an answer was lost, in this life or perhaps in an earlier one
	repeated bool // it was repeated in this life of the process
}

// verdictOn turns the outcome of one request into what to do next.
//
// A refusal of a part in doubt is no refusal: the request whose answer was
// lost may have arrived, and used up the quota that the repeat was refused
// for. Trying such a part anew could show it twice.
func verdictOn(messageID string, err error, p partRecord, repeatLost bool) verdict {
	if err == nil {
		if messageID == "" {
			return unconfirmed
		}
		return delivered
	}
	switch ilink.FateOf(err) {
	case ilink.FateNotSent, ilink.FateServerError:
		return tryAgain
	case ilink.FateStale:
		return stale
	case ilink.FateCanceled:
		return stopped
	case ilink.FateRefused:
		if p.inDoubt {
			return unconfirmed
		}
		return refused
	}
	if repeatLost && !p.repeated {
		return repeat
	}
	return unconfirmed
}
