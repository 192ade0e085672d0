package outbox

import (
	"context"
	"errors"
	"time"

	"hotreply/host/internal/pacer"
	"hotreply/host/internal/window"
	"hotreply/store"
)

// waitingSend is the send that takes up a queued row.
func (o *Outbox) waitingSend(row *store.OutboxRow) *Send {
	return &Send{
		o: o, to: row.User, source: row.Source, number: row.N, settled: make(chan struct{}),
		queuedUntil: row.Expires,
	}
}

// leaveQueue makes a queued row for which there is room an open one and sends
// it. False ends the round: not all of it left, and the rest waits.
func (s *Send) leaveQueue(ctx context.Context, row *store.OutboxRow, c window.Claim) bool {
	o := s.o
	s.ticket = o.pacer.Join(row.User, pacer.Other, "queue")
	defer s.ticket.Leave()
	taken, err := o.take(ctx, row)
	if err != nil || !taken {
		o.opt.Windows.GiveBack(c, 0, len(row.Parts))
		return err == nil // somebody else has taken it up
	}
	r, err := s.leave(ctx, row, &c)
	s.settle(r, err)
	s.sayLost(row, err)
	return !errors.Is(err, ErrStopped) && r.Status != store.OutboxQueued
}

// sayLost tells of a row that left the queue and did not arrive, and lists its
// message as failed.
func (s *Send) sayLost(row *store.OutboxRow, err error) {
	if err == nil || errors.Is(err, ErrStopped) {
		return
	}
	s.o.opt.Log.Warn("a queued message could not go out", "user", row.User, "err", err)
	if account, id, ok := s.o.sourceOf(row); ok {
		s.o.opt.Journal.Fail(account, id, store.Undelivered(row.Reason))
	}
}

// outlived gives a row up that has waited too long.
func (o *Outbox) outlived(ctx context.Context, row *store.OutboxRow) bool {
	if row.Expires.IsZero() || !o.now().After(row.Expires) {
		return false
	}
	row.State, row.Reason = store.OutboxRefused, "given up after waiting too long for the user's next message"
	o.giveUp(ctx, row, func() {
		o.opt.Log.Warn("a queued message is given up", "user", row.User,
			"reason", "it waited since "+row.Created.Local().Format(time.RFC3339)+" for the user's next message")
	})
	return true
}

// GiveUpExpired gives up all rows that have waited too long, whose users may
// never write again.
func (o *Outbox) GiveUpExpired(ctx context.Context) {
	rows, _ := o.opt.Journal.Queued(o.opt.Account, "")
	for i := range rows {
		o.outlived(ctx, &rows[i])
	}
}

// SendKept lets the rows go that were kept while no host ran, each user's in
// order. It does not wait for them. It is for the beginning of a login.
func (o *Outbox) SendKept() {
	rows, _ := o.opt.Journal.Queued(o.opt.Account, "")
	byUser := map[string][]store.OutboxRow{}
	for _, row := range rows {
		if row.Reason == notRunning {
			byUser[row.User] = append(byUser[row.User], row)
		}
	}
	for _, rows := range byUser {
		o.running.Go(func() {
			for i := range rows {
				o.sendOneKept(o.ctx, &rows[i])
			}
		})
	}
}

// sendOneKept sends a kept row, or decides what becomes of it when the guards
// refuse it now.
func (o *Outbox) sendOneKept(ctx context.Context, row *store.OutboxRow) {
	if o.outlived(ctx, row) {
		return
	}
	s := o.waitingSend(row)
	s.kept = true
	c, err := o.admit(row.User, len(row.Parts))
	if err == nil {
		_ = s.leaveQueue(ctx, row, c)
		return
	}
	if o.opt.Login.Current() == nil {
		return // it goes with the next login
	}
	if keep := s.keeps(err); keep > 0 {
		row.Reason, row.Expires = codeOf(err), o.now().Add(keep)
	} else {
		row.State, row.Reason = store.OutboxRefused, err.Error()
	}
	o.giveUp(ctx, row, func() {
		o.opt.Log.Warn("a message that was to be sent at this start can not go out", "user", row.User, "err", err, "state", row.State)
	})
}
