package outbox

import (
	"context"
	"errors"

	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/store"
)

// liveReserve is how many sends the queue leaves for the live reply.
const liveReserve = 3

// round is one round of letting queued rows of a user go.
type round struct {
	row    uint64 // of the message that set it off, whose own rows stay; 0: none
	asks   bool   // its handler goes on, and may have more to say
	notes  uint64 // release notes up to this row are done with the round
	opened int    // the opening of the window that the round belongs to
	twice  int    // sends that an end in the middle has counted twice, at most
	over   func() // called at the end; may be nil
	then   *round // asked for while this one ran; the latest of several
}

// enter begins a round, or leaves it to the one that is under way.
func (o *Outbox) enter(user string, r *round) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	running := o.rounds[user]
	if running == nil {
		o.rounds[user] = r
		return true
	}
	if earlier := running.then; earlier != nil { // what it would have sent goes with this one
		earlier.ended()
		r.notes = max(r.notes, earlier.notes)
	}
	running.then = r
	return false
}

// ended tells who waits for the round.
func (r *round) ended() {
	if r.over != nil {
		r.over()
	}
}

// exit ends a round and returns the one that was asked for meanwhile, nil if
// none was.
func (o *Outbox) exit(user string) *round {
	o.mu.Lock()
	defer o.mu.Unlock()
	next := o.rounds[user].then
	if next == nil {
		delete(o.rounds, user)
	} else {
		o.rounds[user] = next
	}
	return next
}

// starve notes whether a user's round had no room for anything.
func (o *Outbox) starve(user string, starved bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if starved {
		o.starved[user] = true
	} else {
		delete(o.starved, user)
	}
}

func (o *Outbox) isStarved(user string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.starved[user]
}

// Flush lets rows go that were kept for a user's next message: it is called
// when the handler of a message of theirs, in that row of the inbox, is done, or
// waits in ask. It does not wait for them. What the handler itself had queued
// waits for the next message, and so does all that is left when that message
// comes first.
func (o *Outbox) Flush(user string, row uint64, asks bool) {
	if o.opt.Journal.CountQueued(o.opt.Account, user) == 0 {
		return
	}
	r := &round{row: row, asks: asks, opened: o.opt.Windows.Opened(user)}
	if !asks {
		r.notes = row
	}
	o.startRound(user, r)
}

// startRound begins a round, or has the one under way followed by it.
func (o *Outbox) startRound(user string, r *round) {
	if !o.enter(user, r) {
		return
	}
	o.running.Go(func() {
		for ; r != nil; r = o.exit(user) {
			if o.sendQueued(o.ctx, user, r) {
				o.clearRelease(user, r.notes)
			}
			r.ended()
		}
	})
}

// clearRelease takes the note back that a round is due, unless a later message
// has set off another. Row 0 has made none.
func (o *Outbox) clearRelease(user string, row uint64) {
	if row != 0 {
		o.opt.Journal.ClearRelease(o.opt.Account, user, row)
	}
}

// sendQueued sends a user's queued rows, oldest first, one after another, for
// as long as the window has more room than the live reply needs. It is false
// when the host stopped in the middle.
func (o *Outbox) sendQueued(ctx context.Context, user string, r *round) (ended bool) {
	rows, err := o.queuedRows(ctx, user)
	if err != nil {
		if ctx.Err() == nil {
			o.opt.Log.Error("queued messages can not be read", "user", user, "err", err)
		}
		return ctx.Err() == nil
	}
	reserve, went, full := o.reserve(user, r), false, false
	for i := range rows {
		row := &rows[i]
		if r.row != 0 && row.Source == store.InboxSource(r.row) || o.outlived(ctx, row) {
			continue
		}
		if o.opt.Windows.Opened(user) != r.opened {
			break
		}
		c, err := o.admitQueued(row, reserve)
		if err != nil {
			var quota *ilink.QuotaExhaustedError
			full = errors.As(err, &quota)
			break
		}
		went = true
		if !o.waitingSend(row).leaveQueue(ctx, row, c) {
			break
		}
	}
	if !r.asks {
		o.starve(user, full && !went)
	}
	return ctx.Err() == nil
}

// queuedRows are the rows that wait for a user's next message, with all that
// was handed over.
func (o *Outbox) queuedRows(ctx context.Context, user string) ([]store.OutboxRow, error) {
	if err := o.opt.Journal.Flush(ctx); err != nil {
		return nil, err
	}
	return o.opt.Journal.Queued(o.opt.Account, user)
}

// reserve is how many sends of the window a round leaves for the live reply. What
// was under way at a sudden end counts twice, and must not cost the round room.
func (o *Outbox) reserve(user string, r *round) int {
	limit := o.opt.Windows.Quota(user).Limit
	if limit <= liveReserve+1 || !r.asks && o.isStarved(user) {
		return 0
	}
	return max(0, liveReserve-r.twice)
}

// admitQueued claims room for what a queued row has still to send, or for as
// many of its parts as there is room for beside the live reply.
func (o *Outbox) admitQueued(row *store.OutboxRow, reserve int) (window.Claim, error) {
	if o.opt.Login.Current() == nil {
		return window.Claim{}, o.opt.Login.None()
	}
	done := 0
	for done < len(row.Parts) && row.Parts[done].State != "" {
		done++
	}
	left := len(row.Parts) - done
	c, err := o.opt.Windows.TakeSome(row.User, left, reserve)
	if err != nil {
		return window.Claim{}, err
	}
	if row.Leave = 0; c.Parts() < left {
		row.Leave = done + c.Parts()
	}
	return c.Behind(done), nil
}
