package host

import (
	"context"
	"sync"

	"hotreply/ilink"
	"hotreply/store"
)

// liveReserve is how many sends the queue leaves for the live reply.
const liveReserve = 3

// queueState says for which users queued rows are being let go, so that two
// ends of handlers do not take up the same row.
type queueState struct {
	mu   sync.Mutex // guards busy and its values
	busy map[[2]string]*flush
}

// flush is one round of letting rows go.
type flush struct {
	except string // rows of this source stay
	opened int    // the opening of the window that the round belongs to
	then   *flush // asked for while this one ran; the latest of several
}

// enter begins a round, or leaves it to the one that is under way.
func (q *queueState) enter(account, user string, f *flush) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := [2]string{account, user}
	if running := q.busy[k]; running != nil {
		running.then = f
		return false
	}
	if q.busy == nil {
		q.busy = map[[2]string]*flush{}
	}
	q.busy[k] = f
	return true
}

// leave ends a round and returns the one that was asked for meanwhile, nil if
// none was.
func (q *queueState) leave(account, user string) *flush {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := [2]string{account, user}
	next := q.busy[k].then
	if next == nil {
		delete(q.busy, k)
	} else {
		q.busy[k] = next
	}
	return next
}

// flushQueue lets rows go that were kept for a user's next message: it is
// called when the handler of a message of theirs is done, or waits in ask. It
// does not wait for them. What the handler itself had queued waits for the
// next message, and so does all that is left when that message comes first.
func (a *account) flushQueue(user, except string) {
	f := &flush{except: except, opened: a.windows.opened(user)}
	if !a.mayHaveQueued(user) || !a.h.queued.enter(a.name, user, f) {
		return
	}
	a.h.outgoing.Add(1)
	go func() {
		defer a.h.outgoing.Done()
		for ; f != nil; f = a.h.queued.leave(a.name, user) {
			a.sendQueued(a.h.sending, user, f.except, f.opened)
		}
	}()
}

// mayHaveQueued looks in the store whether rows wait for a user. What was
// submitted a moment ago may not be seen yet, and waits for the next time.
func (a *account) mayHaveQueued(user string) bool {
	n := 0
	_ = a.h.db.View(func(tx *store.Tx) error {
		n = tx.CountQueued(a.name, user)
		return nil
	})
	return n > 0
}

// sendQueued sends a user's queued rows, oldest first, one after another, for
// as long as the window has more room than the live reply needs.
func (a *account) sendQueued(ctx context.Context, user, except string, opened int) {
	rows, err := a.queuedRows(ctx, user)
	if err != nil {
		return
	}
	for i := range rows {
		row := &rows[i]
		if row.Source != looseSource && row.Source == except {
			continue
		}
		if a.outlived(row) {
			continue
		}
		if a.windows.opened(user) != opened || !a.sendOneQueued(ctx, row) {
			return
		}
	}
}

// outlived gives a row up that has waited too long.
func (a *account) outlived(row *store.OutboxRow) bool {
	if row.Expires.IsZero() || !a.h.clock.Now().After(row.Expires) {
		return false
	}
	row.State, row.Reason = store.OutboxRefused, "given up after waiting too long for the user's next message"
	a.note(row)
	a.h.dropCopies(row)
	return true
}

func (a *account) queuedRows(ctx context.Context, user string) (rows []store.OutboxRow, err error) {
	err = a.h.db.Update(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.QueuedOutbox(a.name, user)
		return err
	})
	return rows, err
}

// sendOneQueued makes one queued row an open one and sends it. False ends the
// round: there is no room, or the service refused.
func (a *account) sendOneQueued(ctx context.Context, row *store.OutboxRow) bool {
	c, err := a.admitQueued(row)
	return err == nil && a.waitingSend(row).leaveQueue(ctx, row, c)
}

// waitingSend is the send that takes up a queued row.
func (a *account) waitingSend(row *store.OutboxRow) *send {
	return &send{
		h: a.h, a: a, to: row.User, source: row.Source, number: row.N, settled: make(chan struct{}),
		queuedUntil: row.Expires,
	}
}

// leaveQueue makes a queued row for which there is room an open one and sends
// it. False: it was refused, or is not in the queue any more.
func (s *send) leaveQueue(ctx context.Context, row *store.OutboxRow, c claim) bool {
	a := s.a
	s.ticket = a.departures.join(row.User, classOther, "queue")
	defer a.departures.leave(s.ticket)
	there := false
	err := a.h.db.Update(ctx, func(tx *store.Tx) error {
		was, ok := tx.Outbox(row.ID)
		if there = ok && was.State == store.OutboxQueued; there {
			row.State = store.OutboxOpen
			tx.PutOutbox(copyRow(row))
			a.windows.write(tx, row.User)
		}
		return nil
	})
	if err != nil || !there {
		a.windows.giveBack(c, 0, len(row.Parts))
		return false
	}
	r, err := s.leave(ctx, row, &c)
	s.settle(r, err)
	if err != nil {
		a.log.Warn("a queued send could not go out", "user", row.User, "err", err)
	}
	return err == nil && r.Status != store.OutboxQueued
}

// admitQueued claims room for what a queued row has still to send. One that
// is too long for any window to hold beside the live reply may use it all.
func (a *account) admitQueued(row *store.OutboxRow) (claim, error) {
	if a.session() == nil {
		return claim{}, a.noSession()
	}
	left := 0
	for _, p := range row.Parts {
		if p.State == "" {
			left++
		}
	}
	reserve := liveReserve
	if limit := a.windows.limits.Quota; limit > 0 && left > limit-liveReserve-1 {
		reserve = 0
	}
	c, err := a.windows.takeLeaving(row.User, left, reserve)
	if err != nil {
		return claim{}, err
	}
	// The claim's grants belong to the parts that are left.
	done := len(row.Parts) - left
	c.grants = append(make([]ilink.Grant, done), c.grants...)
	return c, nil
}
