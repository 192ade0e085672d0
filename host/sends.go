package host

import (
	"context"
	"errors"
	"fmt"
	"hotreply/host/internal/inbox"

	"hotreply/bot"
	"hotreply/host/internal/pacer"
	"hotreply/host/internal/window"
	"hotreply/internal/wait"
	"hotreply/store"
)

// looseSource is the source of sends that no handler makes; they keep the
// order of their calls per recipient and have no re-run to be known in.
const looseSource = ""

// send starts a send. It has its number and its place in the recipient's line
// before it returns.
func (h *host) send(t *turn, to string, c bot.Content, o bot.SendOptions) *send {
	s := &send{h: h, turn: t, to: to, content: c, opts: o, source: looseSource, settled: make(chan struct{})}
	if s.a, s.err = h.accountFor(t, to, o.Account); s.err != nil {
		s.settle(bot.Receipt{}, s.err)
		return s
	}
	kind := pacer.Other
	if t != nil {
		s.source = t.source
		if t.row.Kind == inbox.KindMessage {
			kind = pacer.Reply
		}
		t.enlist(s)
	}
	s.start(kind)
	return s
}

// sendFrom starts a send whose source is a caller's own key.
func (h *host) sendFrom(source, to string, c bot.Content, o bot.SendOptions) *send {
	s := &send{h: h, to: to, content: c, opts: o, source: source, settled: make(chan struct{})}
	if s.a, s.err = h.accountFor(nil, to, o.Account); s.err != nil {
		s.settle(bot.Receipt{}, s.err)
		return s
	}
	s.start(pacer.Other)
	return s
}

// start gives the send its place in the recipient's line and its goroutine.
func (s *send) start(kind pacer.Class) {
	s.ticket = s.a.pacer.Join(s.to, kind, s.source)
	s.h.outgoing.Add(1)
	go func() {
		defer s.h.outgoing.Done()
		s.run(s.h.sending)
	}()
}

// accountFor is the account that a send to a user goes through: the one that
// was named, that of the message being answered, the only one, or the one that
// the user has written to.
func (h *host) accountFor(t *turn, to, name string) (*account, error) {
	if name == "" && t != nil && t.a != nil && to == t.row.User {
		return t.a, nil
	}
	if name != "" {
		if a := h.account(name); a != nil {
			return a, nil
		}
		return nil, h.noAccount(name)
	}
	if len(h.accounts) == 1 {
		return h.accounts[0], nil
	}
	var found *account
	for _, a := range h.accounts {
		if !a.windows.Known(to) {
			continue
		}
		if found != nil {
			return nil, &AccountError{
				Problem: fmt.Sprintf("%s has written to the accounts %q and %q", cutID(to), found.name, a.name), Advice: sayWhich,
			}
		}
		found = a
	}
	if found == nil {
		return nil, &AccountError{Problem: cutID(to) + " has written to none of the accounts", Advice: sayWhich}
	}
	return found, nil
}

// restore takes up the open rows of an earlier life. They hold back the lanes
// that they belong to, so that what is missing leaves before anything new. It
// returns them by recipient.
func (a *account) restore(rows []store.OutboxRow) map[string][]*send {
	open := map[string][]*send{}
	for i := range rows {
		row := &rows[i]
		s := &send{
			h: a.h, a: a, to: row.User, source: row.Source, number: row.N,
			resumes: true, queuedUntil: row.Expires, settled: make(chan struct{}),
		}
		kind := pacer.Other
		blocks := []string{row.User}
		if id, ok := store.InboxOf(row.Source); ok {
			kind = pacer.Reply
			if user := a.h.userOfRow(id); user != row.User && user != "" {
				blocks = append(blocks, user)
			}
		}
		s.ticket = a.pacer.Join(row.User, kind, row.Source)
		open[row.User] = append(open[row.User], s)
		for _, user := range blocks {
			a.lanes.block(user)
		}
		a.h.outgoing.Add(1)
		go func() {
			defer a.h.outgoing.Done()
			s.resume(a.h.sending, row)
			if s.err != nil && errors.Is(s.err, errStopped) {
				return
			}
			for _, user := range blocks {
				a.unblock(user)
			}
		}()
	}
	return open
}

// refusedAgain says that a row of the queue came back to it for another reason
// than want of room.
func (s *send) refusedAgain() bool {
	return s.err == nil && s.receipt.Status == store.OutboxQueued && !s.partial
}

// resume is the goroutine of a row that was open when this life began.
func (s *send) resume(ctx context.Context, row *store.OutboxRow) {
	defer s.ticket.Leave()
	if err := wait.Closed(ctx, s.a.keeper.Ready()); err != nil {
		s.settle(bot.Receipt{}, errStopped)
		return
	}
	// It was counted by the earlier life, and its requests are counted again as
	// they are made, since each may be a repeat.
	c := window.OfEarlierLife(row.User)
	r, err := s.leave(ctx, row, &c)
	switch {
	case !s.queuedUntil.IsZero():
		s.sayLost(row, err)
	case err != nil && !errors.Is(err, errStopped):
		s.a.log.Warn("a send of the last run could not go out", "user", row.User, "err", err)
	}
	s.settle(r, err)
}

func (a *account) unblock(user string) {
	if l := a.lanes.unblock(user); l != nil {
		a.startLanes([]*lane{l})
	}
}

// userOfRow is whose lane an inbox row stands in, "" if it is none.
func (h *host) userOfRow(id uint64) (user string) {
	_ = h.db.View(func(tx *store.Tx) error {
		row, _ := tx.Inbox(id)
		user = row.User
		return nil
	})
	return user
}
