package store

import (
	"context"
	"errors"
)

// What a KV has in memory reaches the journal in hand-overs. One holds the
// changes of no work that have gathered or, with the end of a row, also those
// of its work. Whatever was handed over counts from then on when a value is
// worked out: if a later hand-over is found on disk, so is it.
//
// The journal does changes in the order in which they come, while a KV counts
// the order in which they were made. Where the two may differ, the value that
// counts is handed over in place of the change.

// handover is one that is not known to be on disk.
type handover struct {
	number  uint64
	ticket  *Ticket[struct{}]
	touched []*entry
	undo    *Work // whose changes are undone if it fails; nil: none
	flush   bool  // it holds the changes of no work
}

// flush hands over what was changed without a work.
func (kv *KV) flush() {
	if len(kv.loose) > 0 {
		kv.hand(nil, "", nil)
	}
}

// hand hands over the changes of no work and, if e is not nil, those of w with
// the end of its row.
func (kv *KV) hand(w *Work, account string, end *End) {
	kv.handed++
	h := handover{number: kv.handed, flush: len(kv.loose) > 0}
	changes := make([]Change, 0, len(kv.loose))
	for e := range kv.loose {
		changes = kv.counted(changes, e, nil, 0)
		h.touched = append(h.touched, e)
	}
	clear(kv.loose)
	if end != nil {
		for e := range w.entries {
			changes = kv.counted(changes, e, w, end.Row)
			h.touched = append(h.touched, e)
		}
	}
	g := kv.journal.Together()
	g.Change(changes...)
	if end != nil {
		g.Finish(account, *end)
		if len(w.entries) > 0 {
			g.Settle(end.Row)
		}
	}
	h.ticket = g.Hand()
	kv.sent(h)
}

// sent notes a hand-over. While there is any, a goroutine waits for the oldest;
// it ends with the last one, or with the journal.
func (kv *KV) sent(h handover) {
	kv.flushing = kv.flushing || h.flush
	kv.way = append(kv.way, h)
	if !kv.waiting {
		kv.waiting = true
		go kv.settleOnWay()
	}
}

func (kv *KV) settleOnWay() {
	for t := kv.oldest(); t != nil; t = kv.oldest() {
		<-t.Done()
	}
}

// oldest settles what is on disk and returns the ticket of what is not, nil if
// there is nothing to wait for.
func (kv *KV) oldest() *Ticket[struct{}] {
	kv.mu.Lock()
	defer kv.mu.Unlock()
	kv.reap()
	kv.waiting = len(kv.way) > 0 && !kv.dead
	if !kv.waiting {
		return nil
	}
	return kv.way[0].ticket
}

// reap settles the hand-overs that are on disk, and hands over what has
// gathered behind one.
func (kv *KV) reap() {
	for len(kv.way) > 0 && !kv.dead {
		h := kv.way[0]
		select {
		case <-h.ticket.Done():
		default:
			return
		}
		kv.way = kv.way[1:]
		_, err := h.ticket.Wait(context.Background())
		if h.undo != nil && err != nil {
			kv.undo(h.undo)
			continue
		}
		if isEnd(err) {
			kv.dead, kv.flushing = true, true // nothing goes on from here
			return
		}
		for _, e := range h.touched {
			e.settle(h.number)
			kv.account(e)
		}
		if h.flush {
			kv.flushing = false
			kv.flush()
		}
	}
}

// isEnd reports whether a hand-over has failed with its journal. One that fails
// by itself is told of by the journal; its value stays as it was.
func isEnd(err error) bool {
	return errors.Is(err, ErrClosed) || errors.As(err, new(*FullError)) ||
		errors.As(err, new(*CommitError)) || errors.As(err, new(*DamagedError))
}

// counted appends what one owner's changes to a key come to.
func (kv *KV) counted(list []Change, e *entry, w *Work, row uint64) []Change {
	var last *change
	by, sums := 0.0, e.origin.Expires.IsZero()
	for i := range e.log {
		c := &e.log[i]
		sums = sums && c.kind == changeAdd
		if c.open(w) {
			c.handed = kv.handed
			by, last = by+c.by, c
		}
	}
	switch {
	case last == nil: // a later set has made them pointless
		return list
	case sums: // in any order
		return append(list, Incr(e.space, e.key, by, last.made).With(row, len(list)))
	}
	return append(list, Set(e.space, e.key, e.counting()).With(row, len(list)))
}

// undo takes back what a hand-over that failed has changed. What was handed
// over behind it was worked out with it, so it is worked out again.
func (kv *KV) undo(w *Work) {
	kv.handed++
	h := handover{number: kv.handed}
	var changes []Change
	for e := range w.entries {
		e.remove(w)
		if e.counts() {
			changes = append(changes, Set(e.space, e.key, e.counting()))
			h.touched = append(h.touched, e)
		}
		kv.account(e)
	}
	w.entries, w.over = nil, true
	if len(changes) > 0 {
		g := kv.journal.Together()
		g.Change(changes...)
		h.ticket = g.Hand()
		kv.sent(h)
	}
}
