package outbox

import (
	"context"
	"errors"

	"hotreply/bot"
	"hotreply/host/internal/pacer"
	"hotreply/host/internal/window"
	"hotreply/internal/wait"
	"hotreply/store"
)

// Resume takes up what an earlier life left: its open rows, and the rounds of
// the queue that it began or owed, which are users and the rows of the inbox
// that set them off. They hold back the lanes that they belong to, so that what
// is missing leaves before anything new. It does not wait for them, and they
// wait for the first login.
func (o *Outbox) Resume(open []store.OutboxRow, due map[string]uint64) {
	byUser := map[string][]*Send{}
	for i := range open {
		s := o.restore(&open[i])
		byUser[s.to] = append(byUser[s.to], s)
	}
	for user, row := range due {
		o.opt.Lanes.Block(user)
		r := &round{row: row, notes: row, opened: o.opt.Windows.Opened(user), twice: len(byUser[user])}
		r.over = func() {
			if o.ctx.Err() == nil {
				o.opt.Lanes.Unblock(user)
			}
		}
		o.running.Go(func() { o.finishRound(user, r, byUser[user]) })
	}
}

// restore takes up an open row of an earlier life.
func (o *Outbox) restore(row *store.OutboxRow) *Send {
	s := o.waitingSend(row)
	s.resumes = true
	class, blocks := pacer.Other, []string{row.User}
	if id, ok := store.InboxOf(row.Source); ok {
		class = pacer.Reply
		if in, err := o.opt.Journal.Inbox(id); err == nil && in.User != row.User && in.User != "" {
			blocks = append(blocks, in.User)
		}
	}
	s.ticket = o.pacer.Join(row.User, class, row.Source)
	for _, user := range blocks {
		o.opt.Lanes.Block(user)
	}
	o.running.Go(func() {
		s.resume(o.ctx, row)
		if errors.Is(s.err, ErrStopped) {
			return
		}
		for _, user := range blocks {
			o.opt.Lanes.Unblock(user)
		}
	})
	return s
}

// resume is the life of a row that was open when this life of the process
// began.
func (s *Send) resume(ctx context.Context, row *store.OutboxRow) {
	defer s.ticket.Leave()
	if err := wait.Closed(ctx, s.o.opt.Login.Ready()); err != nil {
		s.settle(bot.Receipt{}, ErrStopped)
		return
	}
	// It was counted by the earlier life, and its requests are counted again as
	// they are made, since each may be a repeat.
	c := window.OfEarlierLife(row.User)
	r, err := s.leave(ctx, row, &c)
	switch {
	case !s.queuedUntil.IsZero():
		s.sayLost(row, err)
	case err != nil && !errors.Is(err, ErrStopped):
		s.o.opt.Log.Warn("a send of the last run could not go out", "user", row.User, "err", err)
	}
	s.settle(r, err)
}

// finishRound finishes a round that an earlier life left, behind the sends of
// its user that were open then. Nothing new of the user is handled before.
func (o *Outbox) finishRound(user string, r *round, open []*Send) {
	if wait.Closed(o.ctx, o.opt.Login.Ready()) != nil {
		return
	}
	for _, s := range open {
		if wait.Closed(o.ctx, s.settled) != nil {
			return
		}
		if s.refusedAgain() {
			o.clearRelease(user, r.notes) // what is behind it waits as well
			o.opt.Lanes.Unblock(user)
			return
		}
	}
	o.startRound(user, r)
}

// refusedAgain says that a row of the queue came back to it for another reason
// than want of room.
func (s *Send) refusedAgain() bool {
	return s.err == nil && s.receipt.Status == store.OutboxQueued && !s.partial
}
