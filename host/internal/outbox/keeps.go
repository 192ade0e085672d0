package outbox

import (
	"errors"
	"time"

	"hotreply/bot"
	"hotreply/ilink"
)

// keeps is for how long a refused send waits for the user's next message, 0
// if it does not.
//
// A reply of a handler is kept without being asked when the login has ended:
// nothing fails for that. The same holds for a reply to a message that came
// to an earlier bot of the account, whose contexts are gone with it.
func (s *Send) keeps(refusal error) time.Duration {
	var session *ilink.SessionExpiredError
	var noContext *ilink.NoContextError
	switch {
	case errors.As(refusal, &session):
		if s.waits() || s.run.isReply(s.to) {
			return max(s.opts.Queue, bot.QueueDefault)
		}
		return 0
	case errors.As(refusal, &noContext):
		if s.waits() || s.run.lostContext(s.to) {
			return max(s.opts.Queue, bot.QueueDefault)
		}
		return 0
	}
	var visible ilink.Visible
	if !errors.As(refusal, &visible) {
		return 0
	}
	switch visible.Code() {
	case "WINDOW_CLOSED", "QUOTA_EXHAUSTED", "REJECTED":
		if !s.queuedUntil.IsZero() {
			return s.queuedUntil.Sub(s.o.now())
		}
		return s.opts.Queue
	}
	return 0
}

// waits says whether the row was there before this send took it up.
func (s *Send) waits() bool { return s.resumes || s.kept || !s.queuedUntil.IsZero() }

// codeOf is the stable code of an error that scripts see, else its text.
func codeOf(err error) string {
	var v ilink.Visible
	if errors.As(err, &v) {
		return v.Code()
	}
	return err.Error()
}
