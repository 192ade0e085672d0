package blame

import (
	"sync"
	"time"
)

// Suspects go first: after a sudden death nothing else is handled before each
// of them has had its go, so that a row which kills the process does so before
// other handlers have begun in vain. What stands before a suspect in its own
// lane still goes before it.
//
// A suspect has had its go when its handler is over or waits: no wait of a
// suspect holds anybody up. One that can not begin, since its account has no
// login or its lane waits for sends of an earlier life, holds the others up
// for Patience and no longer.

// restPause is how long a suspect is in no turn before it counts as waiting: the
// way from one turn to the next, over next() or an await of something that is
// at hand, is shorter.
const restPause = 50 * time.Millisecond

// first knows the suspects that have not had their go. Once all have, it calls
// over, once, and knows none any more. Timers run in real time, whatever clock
// drives the rules.
type first struct {
	over func()

	mu     sync.Mutex             // guards the fields below
	rows   map[uint64]*time.Timer // by row; the timer runs between two turns, nil before the first
	sealed bool                   // every suspect that can begin is in rows, or was
	ended  bool
}

func newFirst(over func()) *first {
	return &first{over: over, rows: map[uint64]*time.Timer{}}
}

func (f *first) expect(row uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.ended {
		f.rows[row] = nil
	}
}

func (f *first) seal() {
	f.mu.Lock()
	f.sealed = true
	f.mu.Unlock()
	f.gone(0)
}

// begins notes a turn of a suspect.
func (f *first) begins(row uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t := f.rows[row]; t != nil {
		t.Stop()
	}
}

// rests notes the end of a suspect's turn.
func (f *first) rests(row uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch t, waits := f.rows[row]; {
	case !waits:
	case t == nil:
		f.rows[row] = time.AfterFunc(restPause, func() { f.gone(row) })
	default:
		t.Reset(restPause)
	}
}

// gone says that a suspect has had its go; again, or for any other row, it
// says nothing new.
func (f *first) gone(row uint64) {
	f.mu.Lock()
	if t := f.rows[row]; t != nil {
		t.Stop()
	}
	delete(f.rows, row)
	over := f.sealed && !f.ended && len(f.rows) == 0
	f.ended = f.ended || over
	f.mu.Unlock()
	if over {
		f.over()
	}
}
