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
	Ret     int      // ret of the answer, or its errcode where ret is 0
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
	r.Reasons = rejectReasons(r.Ret, r.ErrMsg, known)
	return r
}

// burst is the gap between two sends below which refusals were seen.
const burst = time.Second

// rejectReasons ranks the known causes by what the facts speak for. The
// service's own text decides little: one cause was seen with several texts.
func rejectReasons(ret int, msg string, k SendFacts) []string {
	var first, then []string
	add := func(likely bool, reason string) {
		if likely {
			first = append(first, reason)
		} else {
			then = append(then, reason)
		}
	}
	if ret != codeRefused {
		add(ret == -1, "the recipient is not a user of this bot")
		return append(first, then...)
	}
	add(msg == "invalid arguments", "the message is malformed")
	add(k.Bytes > MaxTextBytes, fmt.Sprintf("the text is above %d bytes of UTF-8 (it has %d)", MaxTextBytes, k.Bytes))
	quota := k.Quota
	if quota <= 0 {
		quota = DefaultLimits().Quota // not counted against here, yet the service does
	}
	add(k.Used >= quota-1, fmt.Sprintf("the 10 messages that follow each of the user's are used up (counted here: %d)", k.Used))
	add(k.TokenAge > 23*time.Hour, "the user's last message is more than 24 h ago (context token expired)")
	add(len(k.Recent) > 0 && k.Recent[0] < burst || len(k.Recent) > 2 && k.Recent[2] < 3*burst, "too many messages in a short time; wait for minutes, not seconds")
	add(false, "the service limits this account for a while, for reasons of its own")
	return append(first, then...)
}

func (e *RejectedError) Error() string {
	s := fmt.Sprintf("rejected by the service: ret %d", e.Ret)
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
