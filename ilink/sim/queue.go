package sim

// queue is a bot's inbound messages, from the first that the client has not
// acknowledged. Guarded by Server.mu.
//
// Positions count messages from 1. A cursor stands for "everything up to this
// position has reached me".
type queue struct {
	pending []*inbound
	last    uint64 // position of the newest message
	acked   uint64 // everything up to here is gone for good
	cursors map[string]uint64
	// fresh holds the newest cursors, oldest first; older ones are forgotten,
	// and a forgotten cursor acknowledges nothing.
	fresh   []string
	waiters []*waiter // polls held, oldest first
}

// inbound is one message on its way to the bot.
type inbound struct {
	pos  uint64
	id   string
	user string
	json []byte // as delivered, with cdnPlaceholder for the CDN base
	cdn  bool   // has the placeholder
	// given: some poll took it; whether the client has it shows its next cursor.
	given bool
	// opened: its first delivery has opened a fresh quota.
	opened bool
}

// waiter is a poll being held.
type waiter struct {
	wake chan struct{} // buffered; one signal per message that came for it
}

// rouse wakes the poll, unless it is about to wake anyhow.
func (w *waiter) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

const keptCursors = 1000

func (q *queue) clear() {
	for _, m := range q.pending {
		m.given = true
	}
	q.pending = nil
	q.acked = q.last
}

func (q *queue) held() bool { return len(q.waiters) > 0 }

// push appends messages and wakes the newest held poll: an older one may
// belong to a client that has already gone.
func (q *queue) push(ms ...*inbound) {
	for _, m := range ms {
		q.last++
		m.pos, m.given = q.last, false
		q.pending = append(q.pending, m)
	}
	q.wakeOne()
}

func (q *queue) wakeOne() {
	if n := len(q.waiters); n > 0 {
		q.waiters[n-1].rouse()
	}
}

// ack drops what the cursor acknowledges. An unknown cursor is accepted and
// acknowledges nothing.
func (q *queue) ack(cursor string) {
	pos, known := q.cursors[cursor]
	if !known || pos <= q.acked {
		return
	}
	q.acked = pos
	n := 0
	for n < len(q.pending) && q.pending[n].pos <= pos {
		n++
	}
	q.pending = append(q.pending[:0:0], q.pending[n:]...)
}

// take returns up to limit messages. A poll that has just arrived gets again
// what was given before and not acknowledged; a held one only what is new.
func (q *queue) take(again bool, limit int) []*inbound {
	var out []*inbound
	for _, m := range q.pending {
		if len(out) == limit {
			break
		}
		if again || !m.given {
			m.given = true
			out = append(out, m)
		}
	}
	return out
}

// remember notes that cursor acknowledges everything up to pos.
func (q *queue) remember(cursor string, pos uint64) {
	q.cursors[cursor] = pos
	q.fresh = append(q.fresh, cursor)
	if len(q.fresh) > keptCursors {
		delete(q.cursors, q.fresh[0])
		q.fresh = q.fresh[1:]
	}
}

func (q *queue) join(w *waiter) { q.waiters = append(q.waiters, w) }

// leave ends a hold. A signal that the poll did not use goes to the next one.
func (q *queue) leave(w *waiter) {
	for i, other := range q.waiters {
		if other == w {
			q.waiters = append(q.waiters[:i], q.waiters[i+1:]...)
			break
		}
	}
	if len(w.wake) > 0 {
		q.wakeOne()
	}
}

// consume removes messages for good.
func (q *queue) consume(gone []*inbound) {
	drop := make(map[uint64]bool, len(gone))
	for _, m := range gone {
		drop[m.pos] = true
	}
	kept := q.pending[:0:0]
	for _, m := range q.pending {
		if !drop[m.pos] {
			kept = append(kept, m)
		}
	}
	q.pending = kept
}

// giveBack makes messages of an answer that never left available to held polls.
func (q *queue) giveBack(ms []*inbound) {
	for _, m := range ms {
		m.given = false
	}
	q.wakeOne()
}
