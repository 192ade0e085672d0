package ilink

import (
	"errors"
	"fmt"
	"time"
)

// SendFacts are what the sender knows about a send that was refused.
type SendFacts struct {
	User     string
	Used     int             // sends counted in the window before this one
	Quota    int             // the local limit, 0 = none
	TokenAge time.Duration   // since the context token came in; 0 = unknown
	Bytes    int             // UTF-8 length of the text; 0 for media
	Recent   []time.Duration // how long ago the account's last sends were, newest first
}

// RejectedError: the service refused a message, mostly with ret -2 and no word
// of why. It is never tried again by itself.
type RejectedError struct {
	Ret     int      // ret of the answer, or its errcode where ret is 0; 0 if it was not the service that refused
	ErrMsg  string   // errmsg of the answer, often empty
	Reasons []string // what it is likely about, likeliest first
	Known   SendFacts
	Err     error // the [Error]
}

// Rejected makes a RejectedError of a refusal (see [FateRefused]).
func Rejected(err error, known SendFacts) *RejectedError {
	r := &RejectedError{Known: known, Err: err}
	var e *Error
	if errors.As(err, &e) {
		r.Ret, r.ErrMsg = e.Ret, e.Msg
		if r.Ret == 0 {
			r.Ret = e.ErrCode
		}
	}
	if r.Ret == 0 && e != nil && e.HTTPStatus >= 300 {
		r.Reasons = []string{fmt.Sprintf("HTTP %d does not come from the service itself: a proxy stands in the way, or base_url is wrong", e.HTTPStatus)}
		return r
	}
	r.Reasons = rejectReasons(r.Ret, r.ErrMsg, known)
	return r
}

// burst is the gap between two sends below which refusals were seen.
const burst = time.Second

// Texts that the service is known to put beside a -2. They decide little: one
// cause was seen with several of them.
const (
	errmsgMalformed = "invalid arguments"
	errmsgPrepare   = "prepare failed"
)

// rejectReasons ranks the known causes: first what the facts speak for, then
// what they leave possible. What they rule out is not told.
func rejectReasons(ret int, msg string, k SendFacts) []string {
	const limited = "the service limits this account for a while, for reasons of its own; wait for minutes, not seconds"
	switch {
	case ret == -1:
		return []string{"the recipient is not a user of this bot"}
	case ret == codeInvalid:
		return []string{
			"the recipient's id is not spelled as the service spells it: capital and small letters count",
			"the message is malformed, a mistake of this program",
		}
	case ret != codeRefused:
		return nil
	case msg == errmsgMalformed:
		return []string{"the message is malformed, a mistake of this program", limited}
	}
	var likely, possible []string
	quota := DefaultLimits().Quota // the service's, also where less or nothing is counted here
	if k.Quota > 0 {
		quota = min(quota, k.Quota)
	}
	if k.Bytes > MaxTextBytes {
		likely = append(likely, fmt.Sprintf("the text is above %d bytes of UTF-8 (it has %d)", MaxTextBytes, k.Bytes))
	}
	if k.Used >= quota-1 {
		likely = append(likely, fmt.Sprintf("the 10 messages that follow each of the user's are used up (counted here: %d)", k.Used))
	} else {
		possible = append(possible, fmt.Sprintf("the 10 messages that follow each of the user's are used up, though only %d were counted here: does another program send with this login?", k.Used))
	}
	if k.TokenAge > 23*time.Hour {
		likely = append(likely, "the user's last message is more than 24 h ago (context token expired)")
	} else {
		possible = append(possible, "the service took the user's last message for too old before its 24 h were over, as some accounts see")
	}
	if len(k.Recent) > 0 && k.Recent[0] < burst || len(k.Recent) > 2 && k.Recent[2] < 3*burst {
		likely = append(likely, "too many messages in a short time; wait for minutes, not seconds")
	}
	if msg == errmsgPrepare {
		possible = append(possible, limited) // what it says speaks for quota and window
	} else {
		possible = append([]string{limited}, possible...)
	}
	return append(likely, possible...)
}

func (e *RejectedError) Error() string {
	s := fmt.Sprintf("rejected by the service: ret %d", e.Ret)
	if e.Ret == 0 {
		s = "rejected on the way to the service"
	}
	if e.ErrMsg != "" {
		s += fmt.Sprintf(" %q", e.ErrMsg)
	}
	if len(e.Reasons) > 0 {
		s += "; likely: " + e.Reasons[0]
	}
	return s
}

// Unwrap returns the answer.
func (e *RejectedError) Unwrap() error { return e.Err }

// Name is "RejectedError".
func (e *RejectedError) Name() string { return "RejectedError" }

// Code is "REJECTED".
func (e *RejectedError) Code() string { return "REJECTED" }

// Hint says what works mostly.
func (e *RejectedError) Hint() string {
	if e.Ret == codeInvalid {
		return "the service calls the arguments invalid, and will again: take the user's id from msg.from or bot.users(), letter by letter"
	}
	return "do not send it again at once; the user's next message opens a fresh window, {queue: true} waits for it"
}

// Facts has the raw answer, the reasons, and what was known.
func (e *RejectedError) Facts() map[string]any {
	recent := make([]float64, len(e.Known.Recent))
	for i, d := range e.Known.Recent {
		recent[i] = d.Seconds()
	}
	return map[string]any{
		"ret": e.Ret, "errmsg": e.ErrMsg, "reasons": e.Reasons, "used": e.Known.Used, "quota": e.Known.Quota,
		"tokenAge": e.Known.TokenAge.Seconds(), "bytes": e.Known.Bytes, "recent": recent,
	}
}
