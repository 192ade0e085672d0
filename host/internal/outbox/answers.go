package outbox

import (
	"time"

	"hotreply/ilink"
	"hotreply/store"
)

// quotaLow is how few sends are left when the event of that name is due.
const quotaLow = 2

// recentKept is how many sends are remembered for the reasons of a refusal.
const recentKept = 5

// confirmed takes note of a part that the service gave an id.
func (o *Outbox) confirmed(row *store.OutboxRow, i int, content outPart, id string) {
	p := &row.Parts[i]
	p.State, p.MessageID = store.OutboxConfirmed, id
	p.Sends++
	o.answered(false)
	o.opt.Sent(id, o.message(content))
	if i == len(row.Parts)-1 {
		o.quotaWarning(row.User)
	}
}

// message is a part as it was sent.
func (o *Outbox) message(p outPart) Message {
	m := Message{Kind: ilink.KindText, Text: p.Text}
	if p.Plain != "" {
		m.Text, m.Shown = p.Plain, p.Text
	}
	if p.Upload != nil {
		m.Kind = p.Upload.Kind
	}
	if login := o.opt.Login.Current(); login != nil {
		m.From = login.BotID
	}
	return m
}

// quotaWarning emits quotaLow when a user's window is about to be used up.
func (o *Outbox) quotaWarning(user string) {
	if q := o.opt.Windows.Quota(user); q.Limit > 0 && q.Remaining == quotaLow {
		o.opt.Event("quotaLow", map[string]any{"user": user, "remaining": q.Remaining, "limit": q.Limit})
	}
}

// unconfirmed takes note of a part that was accepted without an id, or whose
// answer was lost for good. One warning per account says what it means, until
// a send is confirmed again.
func (o *Outbox) unconfirmed(row *store.OutboxRow, i int, cause error) {
	row.Parts[i].State = store.OutboxUnconfirmed
	row.Parts[i].Sends++
	if first := o.answered(true); first {
		why, hint := "accepted without an id",
			"the service does so to accounts that it limits for a while, some report about three weeks: send less, let users write first, do not send it again; another WeChat account is not affected"
		if cause != nil {
			why, hint = cause.Error(), "its answer was lost: look at the chat before you send it again"
		}
		o.opt.Log.Warn("a message was sent without being confirmed; it may never be shown", "user", row.User, "why", why, "hint", hint)
	}
	o.opt.Event("unconfirmed", map[string]any{"user": row.User})
}

// answered remembers when a request was answered, and whether without an id.
// first says that the one before was not silent.
func (o *Outbox) answered(silent bool) (first bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.recent = append(o.recent, o.now())
	if len(o.recent) > recentKept {
		o.recent = o.recent[1:]
	}
	first = silent && !o.silent
	o.silent = silent
	return first
}

// ages is how long ago the last sends were, newest first.
func (o *Outbox) ages(now time.Time) []time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	var list []time.Duration
	for i := len(o.recent) - 1; i >= 0; i-- {
		list = append(list, now.Sub(o.recent[i]))
	}
	return list
}

// rejected is the error of a refused part, with all that is known about it.
func (o *Outbox) rejected(row *store.OutboxRow, content outPart, g ilink.Grant, err error) error {
	q := o.opt.Windows.Quota(row.User)
	facts := ilink.SendFacts{
		User: row.User, Used: max(0, q.Used-1), Quota: q.Limit, Bytes: len(content.Text), Recent: o.ages(o.now()),
	}
	if !g.Since.IsZero() {
		facts.TokenAge = o.opt.Now().Sub(g.Since)
	}
	r := ilink.Rejected(err, facts)
	o.opt.Log.Warn("send refused by the service", "user", row.User, "ret", r.Ret, "errmsg", r.ErrMsg, "err", r, "hint", r.Hint())
	return r
}
