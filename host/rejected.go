package host

import (
	"sync"
	"time"

	"hotreply/ilink"
	"hotreply/store"
)

// recentSends remembers when the last few sends of an account were, for the
// reasons of a refusal.
type recentSends struct {
	mu   sync.Mutex // guards last
	last []time.Time
}

const recentKept = 5

func (r *recentSends) add(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = append(r.last, now)
	if len(r.last) > recentKept {
		r.last = r.last[1:]
	}
}

// ages is how long ago they were, newest first.
func (r *recentSends) ages(now time.Time) []time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []time.Duration
	for i := len(r.last) - 1; i >= 0; i-- {
		list = append(list, now.Sub(r.last[i]))
	}
	return list
}

// rejected is the error of a refused part, with all that is known about it.
func (a *account) rejected(row *store.OutboxRow, content outPart, g ilink.Grant, err error) error {
	now := a.h.clock.Now()
	q := a.windows.Quota(row.User)
	facts := ilink.SendFacts{
		User: row.User, Used: max(0, q.Used-1), Quota: q.Limit, Bytes: len(content.Text), Recent: a.recent.ages(now),
	}
	if !g.Since.IsZero() {
		facts.TokenAge = a.keeper.Now().Sub(g.Since)
	}
	r := ilink.Rejected(err, facts)
	a.log.Warn("send refused by the service", "user", row.User, "ret", r.Ret, "errmsg", r.ErrMsg, "err", r, "hint", r.Hint())
	return r
}

// unconfirmed takes note of a part that was accepted without an id, or whose
// answer was lost for good. One warning per account says what it means, until
// a send is confirmed again.
func (a *account) unconfirmed(row *store.OutboxRow, cause error) {
	a.recent.add(a.h.clock.Now())
	if a.silentSends.CompareAndSwap(false, true) {
		why, hint := "accepted without an id",
			"the service does so to accounts that it limits for a while, some report about three weeks: send less, let users write first, do not send it again; another WeChat account is not affected"
		if cause != nil {
			why, hint = cause.Error(), "its answer was lost: look at the chat before you send it again"
		}
		a.log.Warn("a message was sent without being confirmed; it may never be shown", "user", row.User, "why", why, "hint", hint)
	}
	a.h.emit("unconfirmed", a.name, map[string]any{"user": row.User})
}
