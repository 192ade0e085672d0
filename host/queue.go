package host

import (
	"context"
	"errors"
	"sync"
	"time"

	"hotreply/host/internal/pacer"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/internal/wait"
	"hotreply/store"
)

// liveReserve is how many sends the queue leaves for the live reply.
const liveReserve = 3

// queueState says for which users queued rows are being let go, so that two
// ends of handlers do not take up the same row.
type queueState struct {
	mu   sync.Mutex // guards everything below
	busy map[[2]string]*flush
	// starved are the users whose last round had no room for anything. Their
	// next one may use what is kept for the live reply, as a bot that says much
	// to every message would let nothing of the queue through otherwise.
	starved map[[2]string]bool
}

// flush is one round of letting rows go.
type flush struct {
	row    uint64 // of the message that set it off, whose own rows stay; 0: none
	asks   bool   // its handler goes on, and may have more to say
	notes  uint64 // release notes up to this row are done with the round
	opened int    // the opening of the window that the round belongs to
	twice  int    // sends that an end in the middle has counted twice, at most
	over   func() // called at the end; may be nil
	then   *flush // asked for while this one ran; the latest of several
}

// enter begins a round, or leaves it to the one that is under way.
func (q *queueState) enter(account, user string, f *flush) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := [2]string{account, user}
	if running := q.busy[k]; running != nil {
		if earlier := running.then; earlier != nil { // what it would have sent goes with this one
			earlier.ended()
			f.notes = max(f.notes, earlier.notes)
		}
		running.then = f
		return false
	}
	if q.busy == nil {
		q.busy = map[[2]string]*flush{}
	}
	q.busy[k] = f
	return true
}

// ended tells who waits for the round.
func (f *flush) ended() {
	if f.over != nil {
		f.over()
	}
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

// starve notes whether a user's round had no room for anything.
func (q *queueState) starve(account, user string, starved bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := [2]string{account, user}
	if !starved {
		delete(q.starved, k)
		return
	}
	if q.starved == nil {
		q.starved = map[[2]string]bool{}
	}
	q.starved[k] = true
}

func (q *queueState) isStarved(account, user string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.starved[[2]string{account, user}]
}

// flushQueue lets rows go that were kept for a user's next message: it is
// called when the handler of a message of theirs, in that row of the inbox, is
// done, or waits in ask. It does not wait for them. What the handler itself had
// queued waits for the next message, and so does all that is left when that
// message comes first.
func (a *account) flushQueue(user string, row uint64, asks bool) {
	if !a.mayHaveQueued(user) {
		return
	}
	f := &flush{row: row, asks: asks, opened: a.windows.Opened(user)}
	if !asks {
		f.notes = row
	}
	a.startFlush(user, f)
}

// startFlush begins a round, or has the one under way followed by it.
func (a *account) startFlush(user string, f *flush) {
	if !a.h.queued.enter(a.name, user, f) {
		return
	}
	a.h.outgoing.Add(1)
	go func() {
		defer a.h.outgoing.Done()
		for ; f != nil; f = a.h.queued.leave(a.name, user) {
			if a.sendQueued(a.h.sending, user, f) {
				a.clearRelease(user, f.notes)
			}
			f.ended()
		}
	}()
}

// mayHaveQueued looks in the store whether rows wait for a user.
func (a *account) mayHaveQueued(user string) bool {
	n := 0
	_ = a.h.db.View(func(tx *store.Tx) error {
		n = tx.CountQueued(a.name, user)
		return nil
	})
	return n > 0
}

// sendQueued sends a user's queued rows, oldest first, one after another, for
// as long as the window has more room than the live reply needs. It is false
// when the host stopped in the middle.
func (a *account) sendQueued(ctx context.Context, user string, f *flush) (ended bool) {
	rows, err := a.queuedRows(ctx, user)
	if err != nil {
		if ctx.Err() == nil {
			a.log.Error("queued messages can not be read", "user", user, "err", err)
		}
		return ctx.Err() == nil
	}
	reserve, went, full := a.reserve(user, f), false, false
	for i := range rows {
		row := &rows[i]
		if f.row != 0 && row.Source == store.InboxSource(f.row) || a.outlived(row) {
			continue
		}
		if a.windows.Opened(user) != f.opened {
			break
		}
		c, err := a.admitQueued(row, reserve)
		if err != nil {
			var quota *ilink.QuotaExhaustedError
			full = errors.As(err, &quota)
			break
		}
		went = true
		if !a.waitingSend(row).leaveQueue(ctx, row, c) {
			break
		}
	}
	if !f.asks {
		a.h.queued.starve(a.name, user, full && !went)
	}
	return ctx.Err() == nil
}

// reserve is how many sends of the window a round leaves for the live reply. What
// was under way at a sudden end counts twice, and must not cost the round room.
func (a *account) reserve(user string, f *flush) int {
	limit := a.windows.Quota(user).Limit
	if limit <= liveReserve+1 || !f.asks && a.h.queued.isStarved(a.name, user) {
		return 0
	}
	return max(0, liveReserve-f.twice)
}

// outlived gives a row up that has waited too long.
func (a *account) outlived(row *store.OutboxRow) bool {
	if row.Expires.IsZero() || !a.h.clock.Now().After(row.Expires) {
		return false
	}
	row.State, row.Reason = store.OutboxRefused, "given up after waiting too long for the user's next message"
	a.noteQueued(row, func() {
		a.log.Warn("a queued message is given up", "user", row.User,
			"reason", "it waited since "+row.Created.Local().Format(time.RFC3339)+" for the user's next message")
	})
	return true
}

// noteQueued writes what became of a row that waited and then says so, unless
// it has left the queue by now. One that is given up makes its message a failed
// one.
func (a *account) noteQueued(row *store.OutboxRow, say func()) {
	now := copyRow(row)
	a.h.db.Submit(func(tx *store.Tx) error {
		was, ok := tx.Outbox(now.ID)
		if !ok || was.State != store.OutboxQueued {
			return nil
		}
		tx.PutOutbox(now)
		tx.OnCommit(say)
		if now.State == store.OutboxRefused {
			failSource(tx, &now)
			tx.OnCommit(func() { a.h.dropCopies(&now) })
		}
		return nil
	})
}

// failSource lists the message as failed whose reply was given up in the
// queue, so that it is seen and can be handled again.
func failSource(tx *store.Tx, row *store.OutboxRow) {
	if id, ok := store.InboxOf(row.Source); ok {
		tx.FailInbox(id, "a reply was not delivered: "+row.Reason)
	}
}

// dropExpired gives up all rows that have waited too long, now and every few
// hours: their users may never write again.
func (h *host) dropExpired(ctx context.Context) {
	for {
		for _, a := range h.accounts {
			var rows []store.OutboxRow
			_ = h.db.View(func(tx *store.Tx) (err error) {
				rows, err = tx.AllQueued(a.name)
				return err
			})
			for i := range rows {
				a.outlived(&rows[i])
			}
		}
		if wait.For(ctx, h.clock, 6*time.Hour) != nil {
			return
		}
	}
}

func (a *account) queuedRows(ctx context.Context, user string) (rows []store.OutboxRow, err error) {
	err = a.h.db.Update(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.QueuedOutbox(a.name, user)
		return err
	})
	return rows, err
}

// waitingSend is the send that takes up a queued row.
func (a *account) waitingSend(row *store.OutboxRow) *send {
	return &send{
		h: a.h, a: a, to: row.User, source: row.Source, number: row.N, settled: make(chan struct{}),
		queuedUntil: row.Expires,
	}
}

// leaveQueue makes a queued row for which there is room an open one and sends
// it. False ends the round: not all of it left, and the rest waits.
func (s *send) leaveQueue(ctx context.Context, row *store.OutboxRow, c window.Claim) bool {
	a := s.a
	s.ticket = a.pacer.Join(row.User, pacer.Other, "queue")
	defer s.ticket.Leave()
	there := false
	err := a.h.db.Update(ctx, func(tx *store.Tx) error {
		was, ok := tx.Outbox(row.ID)
		if there = ok && was.State == store.OutboxQueued; there {
			row.State = store.OutboxOpen
			tx.PutOutbox(copyRow(row))
			a.windows.Write(tx, row.User)
		}
		return nil
	})
	if err != nil || !there {
		a.windows.GiveBack(c, 0, len(row.Parts))
		return err == nil // somebody else has taken it up
	}
	r, err := s.leave(ctx, row, &c)
	s.settle(r, err)
	s.sayLost(row, err)
	return !errors.Is(err, errStopped) && r.Status != store.OutboxQueued
}

// sayLost tells of a row that left the queue and did not arrive, and lists its
// message as failed.
func (s *send) sayLost(row *store.OutboxRow, err error) {
	if err == nil || errors.Is(err, errStopped) {
		return
	}
	s.a.log.Warn("a queued message could not go out", "user", row.User, "err", err)
	now := copyRow(row)
	s.h.db.Submit(func(tx *store.Tx) error {
		failSource(tx, &now)
		return nil
	})
}

// admitQueued claims room for what a queued row has still to send, or for as
// many of its parts as there is room for beside the live reply.
func (a *account) admitQueued(row *store.OutboxRow, reserve int) (window.Claim, error) {
	if a.keeper.Current() == nil {
		return window.Claim{}, a.keeper.None()
	}
	done := 0
	for done < len(row.Parts) && row.Parts[done].State != "" {
		done++
	}
	left := len(row.Parts) - done
	c, err := a.windows.TakeSome(row.User, left, reserve)
	if err != nil {
		return window.Claim{}, err
	}
	if row.Leave = 0; c.Parts() < left {
		row.Leave = done + c.Parts()
	}
	return c.Behind(done), nil
}
