package outbox

import (
	"context"
	"slices"

	"hotreply/store"
)

// persist makes a new row durable before its first request. On a full disk it
// waits for room.
func (o *Outbox) persist(ctx context.Context, row *store.OutboxRow) (err error) {
	row.ID, err = store.WhenRoom(ctx, o.opt.Clock, func() (t *store.Ticket[uint64]) {
		o.opt.Windows.Keep(row.User, func(w store.Window) {
			t = o.opt.Journal.Persist(o.opt.Account, copyRow(row), w)
		})
		return t
	})
	return err
}

// take makes a queued row an open one, unless it waits no longer.
func (o *Outbox) take(ctx context.Context, row *store.OutboxRow) (taken bool, err error) {
	row.State = store.OutboxOpen
	return store.WhenRoom(ctx, o.opt.Clock, func() (t *store.Ticket[bool]) {
		o.opt.Windows.Keep(row.User, func(w store.Window) {
			t = o.opt.Journal.Take(o.opt.Account, copyRow(row), w)
		})
		return t
	})
}

// note writes how far a row has come. Nobody waits for it: what it tells is
// found out again with the same client ids.
func (o *Outbox) note(row *store.OutboxRow) { o.opt.Journal.Note(o.opt.Account, copyRow(row)) }

// noteBack writes a row that goes back into the queue, where the next round
// has to find it. When the host goes down, or the disk is full, it is written
// later.
func (o *Outbox) noteBack(ctx context.Context, row *store.OutboxRow) {
	o.note(row)
	_ = o.opt.Journal.Flush(ctx)
}

// noteWindow writes a window that changed by itself: something was given back,
// or counted once more.
func (o *Outbox) noteWindow(user string) {
	o.opt.Windows.Keep(user, func(w store.Window) { o.opt.Journal.NoteWindow(o.opt.Account, w) })
}

// copyRow is a row that its send no longer changes.
func copyRow(row *store.OutboxRow) store.OutboxRow {
	c := *row
	c.Parts = slices.Clone(row.Parts)
	return c
}

// finishRow gives a row its final state: the worst of its parts.
func (o *Outbox) finishRow(row *store.OutboxRow) {
	row.State = store.OutboxConfirmed
	for _, p := range row.Parts {
		switch p.State {
		case store.OutboxUnconfirmed:
			if row.State == store.OutboxConfirmed {
				row.State = store.OutboxUnconfirmed
			}
		case store.OutboxConfirmed:
		default:
			row.State = store.OutboxRefused
		}
	}
	o.note(row)
	o.dropCopies(row)
}

// giveUp writes what became of a row that waited and then says so, unless it
// has left the queue by now. One that is refused makes its message a failed one.
func (o *Outbox) giveUp(ctx context.Context, row *store.OutboxRow, say func()) {
	waited, err := o.opt.Journal.GiveUp(o.opt.Account, copyRow(row)).Wait(ctx)
	if err != nil || !waited {
		return // the next round or life decides anew
	}
	say()
	if row.State != store.OutboxRefused {
		return
	}
	if account, id, ok := o.sourceOf(row); ok && account != o.opt.Account { // its own row has failed with it
		o.opt.Journal.Fail(account, id, store.Undelivered(row.Reason))
	}
	o.dropCopies(row)
}

// sourceOf is the row of the inbox that a row stems from; a handler may send
// through other accounts than its own.
func (o *Outbox) sourceOf(row *store.OutboxRow) (account string, id uint64, ok bool) {
	if id, ok = store.InboxOf(row.Source); !ok {
		return "", 0, false
	}
	in, err := o.opt.Journal.Inbox(id)
	return in.Account, id, err == nil
}
