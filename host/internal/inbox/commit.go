package inbox

import (
	"context"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/lane"
	"hotreply/ilink"
	"hotreply/internal/wait"
	"hotreply/store"
)

// Commit takes in what one poll returned: rows, windows, quotes and the cursor
// at once. The poller asks for the next batch only after it returns, so the
// service never hears of a cursor that is not on disk here.
//
// It blocks while the inbox has reached its limit or the disk is full; both
// stop the poll and nothing else. Any other error of the journal ends the host.
func (in *Inbox) Commit(ctx context.Context, b ilink.Batch) error {
	in.sayOdd(b)
	if len(b.Messages) == 0 && b.Cursor == "" {
		return nil
	}
	list, err := in.arrivals(b.Messages)
	if err != nil {
		return err
	}
	if err := in.receive(ctx, list, b.Cursor); err != nil {
		return err
	}
	in.dispatch(list)
	return in.waitRoom(ctx)
}

// sayOdd tells of what the service sent beside messages.
func (in *Inbox) sayOdd(b ilink.Batch) {
	if b.Part == 1 {
		in.opt.Log.Info("the service sent an answer that is too large for the memory, its messages are taken in parts")
	}
	if b.Odd > 0 {
		in.opt.Log.Warn("the service sent entries that are no messages", "count", b.Odd)
	}
	if b.OddCursor > 0 {
		in.opt.Log.Warn("the service sent a cursor that is too long to keep; the one before is used again", "bytes", b.OddCursor)
	}
}

// arrival is one message on its way into the inbox.
type arrival struct {
	row   store.InboxRow
	msg   *ilink.Message
	known bool   // it is a copy
	late  string // why it opened no window for its answers; "": it did
	moved bool   // the window of its sender changed
}

// arrivals makes the inbox rows of a batch, in its order, and has windows take
// notice of the messages: of a copy they take the token, for its user did not
// write again.
func (in *Inbox) arrivals(messages []ilink.Message) ([]arrival, error) {
	now := in.opt.Now()
	list := make([]arrival, len(messages))
	rows := make([]store.InboxRow, len(messages))
	for i := range messages {
		m := &messages[i]
		list[i] = arrival{msg: m, row: store.InboxRow{
			Account: in.opt.Account, User: m.From, Key: m.DedupeKey(), Identity: m.Identity(), Kind: KindMessage,
			Raw: m.Raw, Received: now, State: store.InboxPending,
		}}
		if why := in.notFor(m); why != "" {
			list[i].row.State, list[i].row.Reason = store.InboxRecorded, why
		}
		rows[i] = list[i].row
	}
	known, err := in.opt.Journal.Known(in.opt.Account, rows)
	if err != nil {
		return nil, err
	}
	for i := range list {
		a := &list[i]
		a.known = known[i]
		switch {
		case !a.msg.Answerable(): // the service counts what access.allow keeps from the rules, too
		case a.known:
			a.moved = in.opt.Windows.Copied(a.msg)
		default:
			a.late, a.moved = in.opt.Windows.Inbound(a.msg, now), true
		}
	}
	return list, nil
}

// notFor says why a message is kept and not handed to any rule, "" if it is.
func (in *Inbox) notFor(m *ilink.Message) string {
	if why := m.NotFor(); why != "" {
		return why
	}
	if !in.opt.Allowed(m.From) {
		return "the sender is not in access.allow"
	}
	return ""
}

// receive makes the arrivals durable, with their windows as they stand.
func (in *Inbox) receive(ctx context.Context, list []arrival, cursor string) error {
	b := store.Batch{Cursor: cursor, Arrivals: make([]store.Arrival, len(list))}
	var users []string
	for i, a := range list {
		b.Arrivals[i].Row = a.row
		for _, id := range a.msg.IDs() { // phones quote by the message's id or an item's
			b.Arrivals[i].Quotes = append(b.Arrivals[i].Quotes, store.Quote{MessageID: id, Value: receivedQuote(a.msg)})
		}
		if a.moved {
			users = append(users, a.msg.From)
		}
	}
	received, err := store.WhenRoom(ctx, in.opt.Clock, func() (t *store.Ticket[[]store.Received]) {
		in.opt.Windows.KeepAll(users, func(w []store.Window) {
			b.Windows = w
			t = in.opt.Journal.Receive(in.opt.Account, b)
		})
		return t
	})
	if err != nil {
		return err
	}
	for i, r := range received {
		list[i].row.ID, list[i].known = r.ID, !r.Added
	}
	return nil
}

// dispatch puts committed rows into their lanes.
func (in *Inbox) dispatch(list []arrival) {
	for i := range list {
		a := &list[i]
		if a.known {
			in.opt.Log.Debug("message came again, no rule gets it twice", "user", a.msg.From, "message_id", a.msg.ID, "row", a.row.ID)
			continue
		}
		if a.row.State != store.InboxPending {
			in.sayRecorded(a)
			continue
		}
		if a.msg.ContextToken == "" {
			in.opt.Log.Warn("message without a context token; replies go out with the one before", "message_id", a.msg.ID)
		}
		if a.late != "" {
			in.opt.Log.Info("message opens no window", "user", a.msg.From, "message_id", a.msg.ID, "reason", a.late)
		}
		in.depth.Add(1)
		in.opt.Lanes.Add(a.row.User, lane.Row{ID: a.row.ID, Row: &a.row, Msg: a.msg})
	}
}

// sayRecorded tells that a message is kept and handed to no rule. A group's is
// worth a warning, as no bot of this kind has been seen to get one, and so is
// one that is out of bounds.
func (in *Inbox) sayRecorded(a *arrival) {
	level := hclog.Info
	if a.msg.GroupID != "" || a.msg.Odd != "" {
		level = hclog.Warn
	}
	in.opt.Log.Log(level, "message kept, no rule gets it", "user", a.msg.From, "message_id", a.msg.ID, "reason", a.row.Reason)
}

// waitRoom blocks while as many rows wait as the limit allows.
func (in *Inbox) waitRoom(ctx context.Context) error {
	limit := int64(in.opt.Limit)
	if limit <= 0 || in.depth.Load() < limit {
		return nil
	}
	in.opt.Log.Warn("the inbox is full, polling waits", "rows", in.depth.Load(), "limit", limit,
		"hint", "rules handle messages more slowly than they come; see rules.inbox_limit")
	for in.depth.Load() >= limit {
		if err := wait.For(ctx, in.opt.Clock, 50*time.Millisecond); err != nil {
			return err
		}
	}
	in.opt.Log.Info("the inbox has room again, polling goes on", "rows", in.depth.Load())
	return nil
}
