package host

import (
	"context"
	"errors"
	"hotreply/host/internal/inbox"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/lane"
	"hotreply/ilink"
	"hotreply/internal/wait"
	"hotreply/store"
)

// rememberedAtLeast is how many messages of an account are known by their two
// keys against copies, also where fewer may wait.
const rememberedAtLeast = 100_000

// commit takes in what one poll returned: rows, windows, quotes and the cursor
// in one transaction. The poller asks for the next batch only after it
// returns, so the service never hears of a cursor that is not on disk here.
//
// It blocks while the inbox has reached its limit or the disk is full; both
// stop the poll and nothing else. Any other error of the store ends the host.
func (a *account) commit(ctx context.Context, b ilink.Batch) error {
	if b.Part == 1 {
		a.log.Info("the service sent an answer that is too large for the memory, its messages are taken in parts")
	}
	if b.Odd > 0 {
		a.log.Warn("the service sent entries that are no messages", "count", b.Odd)
	}
	if b.OddCursor > 0 {
		a.log.Warn("the service sent a cursor that is too long to keep; the one before is used again", "bytes", b.OddCursor)
	}
	if len(b.Messages) == 0 && b.Cursor == "" {
		return nil
	}
	rows := a.rows(b.Messages)
	again := wait.Backoff{First: 500 * time.Millisecond, Most: 4 * time.Second, Spread: 4}
	for try := 1; ; try++ {
		err := a.h.db.Update(ctx, func(tx *store.Tx) error { return a.store(tx, rows, b.Cursor) })
		var full *store.FullError
		switch {
		case err == nil:
			a.dispatch(rows)
			return a.waitRoom(ctx)
		case errors.As(err, &full):
			if try == 1 {
				a.log.Error("the disk is full, polling stops until there is room", "err", err, "hint", full.Hint())
			}
			if err := wait.For(ctx, a.h.clock, again.After(try)); err != nil {
				return err
			}
		default:
			return err
		}
	}
}

// arrival is one message on its way into the inbox.
type arrival struct {
	row   store.InboxRow
	msg   *ilink.Message
	added bool   // false: known already
	late  string // why it opened no window for its answers; "": it did
}

// storeCopy takes from a copy of a message that is in the inbox what the first
// did not tell: another token, and ids that a quote may name.
func (a *account) storeCopy(tx *store.Tx, m *ilink.Message) {
	for _, id := range m.IDs() {
		if _, known := tx.Quote(a.name, id); !known {
			tx.PutQuote(a.name, id, receivedQuote(m))
		}
	}
	if m.Answerable() && a.windows.Copied(m) {
		a.windows.Write(tx, m.From)
	}
}

// rows makes the inbox rows of a batch, in its order.
func (a *account) rows(messages []ilink.Message) []arrival {
	now := a.keeper.Now()
	list := make([]arrival, len(messages))
	for i := range messages {
		m := &messages[i]
		list[i] = arrival{msg: m, row: store.InboxRow{
			Account: a.name, User: m.From, Key: m.DedupeKey(), Identity: m.Identity(), Kind: inbox.KindMessage,
			Raw: m.Raw, Received: now, State: store.InboxPending,
		}}
		if why := a.notFor(m); why != "" {
			list[i].row.State, list[i].row.Reason = store.InboxRecorded, why
		}
	}
	return list
}

// notFor says why a message is kept and not handed to any rule, "" if it is.
func (a *account) notFor(m *ilink.Message) string {
	if why := m.NotFor(); why != "" {
		return why
	}
	if !a.h.allowed(m.From) {
		return "the sender is not in access.allow"
	}
	return ""
}

// store is the inbox transaction. It may run more than once.
func (a *account) store(tx *store.Tx, rows []arrival, cursor string) error {
	for i := range rows {
		r := &rows[i]
		r.row.ID, r.added = tx.AddInbox(r.row)
		if !r.added {
			a.storeCopy(tx, r.msg)
			continue
		}
		for _, id := range r.msg.IDs() { // phones quote by the message's id or an item's
			tx.PutQuote(a.name, id, receivedQuote(r.msg))
		}
		if r.msg.Answerable() { // the service counts what access.allow keeps from the rules, too
			if late := a.windows.Inbound(r.msg, r.row.Received); late != "" {
				r.late = late // a second run of the transaction may not see it
			}
			a.windows.Write(tx, r.msg.From)
		}
	}
	if cursor != "" {
		tx.SetCursor(a.name, cursor)
	}
	return nil
}

// dispatch puts committed rows into their lanes.
func (a *account) dispatch(rows []arrival) {
	for i := range rows {
		r := &rows[i]
		if !r.added {
			a.log.Debug("message came again, no rule gets it twice", "user", r.msg.From, "message_id", r.msg.ID, "row", r.row.ID)
			continue
		}
		if r.row.State != store.InboxPending {
			a.sayRecorded(r)
			continue
		}
		if r.msg.ContextToken == "" {
			a.log.Warn("message without a context token; replies go out with the one before", "message_id", r.msg.ID)
		}
		if r.late != "" {
			a.log.Info("message opens no window", "user", r.msg.From, "message_id", r.msg.ID, "reason", r.late)
		}
		a.depth.Add(1)
		a.lanes.Add(r.row.User, lane.Row{ID: r.row.ID, Row: &r.row, Msg: r.msg})
	}
}

// sayRecorded tells that a message is kept and handed to no rule. A group's is
// worth a warning, as no bot of this kind has been seen to get one, and so is
// one that is out of bounds.
func (a *account) sayRecorded(r *arrival) {
	level := hclog.Info
	if r.msg.GroupID != "" || r.msg.Odd != "" {
		level = hclog.Warn
	}
	a.log.Log(level, "message kept, no rule gets it", "user", r.msg.From, "message_id", r.msg.ID, "reason", r.row.Reason)
}

// waitRoom blocks while as many rows wait as rules.inbox_limit allows.
func (a *account) waitRoom(ctx context.Context) error {
	limit := int64(a.h.cfg.Rules.InboxLimit)
	if limit <= 0 || a.depth.Load() < limit {
		return nil
	}
	a.log.Warn("the inbox is full, polling waits", "rows", a.depth.Load(), "limit", limit,
		"hint", "rules handle messages more slowly than they come; see rules.inbox_limit")
	for a.depth.Load() >= limit {
		if err := wait.For(ctx, a.h.clock, 50*time.Millisecond); err != nil {
			return err
		}
	}
	a.log.Info("the inbox has room again, polling goes on", "rows", a.depth.Load())
	return nil
}

// loadInbox puts the rows that an earlier life left pending into their lanes,
// and says how many.
func (a *account) loadInbox(tx *store.Tx) (int, error) {
	const chunk = 500
	total, after := 0, uint64(0)
	begun := map[string]bool{} // users whose oldest row has been seen
	answers := map[uint64]bool{}
	for {
		rows, err := tx.PendingInbox(a.name, after, chunk)
		if err != nil {
			return total, err
		}
		for i := range rows {
			r := &rows[i]
			after = r.ID
			total++
			for _, ans := range recordedAnswers(r) {
				answers[ans.ID] = true
			}
			if answers[r.ID] {
				continue // it is done together with the row that asked
			}
			// Rows of a user are begun in order, so only the oldest, and those
			// that left a trace, can have been begun by an earlier life. One
			// that is retried stands outside that order.
			again := !begun[r.User] || len(r.Once) > 0 || len(r.Answers) > 0 || r.Attempts > 0 ||
				r.Retries > 0 || tx.HasOutbox(store.InboxSource(r.ID))
			begun[r.User] = begun[r.User] || r.Retries == 0
			suspect := a.h.blame.IsSuspect(r.ID)
			if suspect {
				a.h.blame.Expect(r.ID)
			}
			a.lanes.Add(r.User, lane.Row{ID: r.ID, Row: r, Again: again, Suspect: suspect})
		}
		if len(rows) < chunk {
			a.depth.Store(int64(total))
			return total, nil
		}
	}
}
