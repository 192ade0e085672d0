package host

import (
	"slices"
	"sync"
	"time"

	"hotreply/store"
)

// Suspects go first: after a sudden death nothing else is handled before each
// of them has had its go, so that a row which kills the process does so before
// other handlers have begun in vain. What stands before a suspect in its own
// lane still goes before it.
//
// A suspect has had its go when its handler is over or waits: no wait of a
// suspect holds anybody up. One that can not begin, since its account has no
// login or its lane waits for sends of an earlier life, holds the others up
// for vanguardPatience and no longer.
const (
	// vanguardPause is how long a suspect is in no turn before it counts as
	// waiting: the way from one turn to the next, over next() or an await of
	// something that is at hand, is shorter.
	vanguardPause    = 50 * time.Millisecond
	vanguardPatience = 2 * time.Second
)

// vanguard knows the suspects that have not had their go. Once all have, it
// calls over, once, and knows none any more. Timers run in real time, whatever
// clock drives the rules.
type vanguard struct {
	over func()

	mu     sync.Mutex             // guards the fields below
	rows   map[uint64]*time.Timer // by row; the timer runs between two turns, nil before the first
	sealed bool                   // every suspect that can begin is in rows, or was
	ended  bool
}

func newVanguard(over func()) *vanguard {
	return &vanguard{over: over, rows: map[uint64]*time.Timer{}}
}

// expect adds a suspect that has a place from which it will begin.
func (v *vanguard) expect(row uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.ended {
		v.rows[row] = nil
	}
}

// seal says that there are no more suspects than those expected so far.
func (v *vanguard) seal() {
	v.mu.Lock()
	v.sealed = true
	v.mu.Unlock()
	v.gone(0)
}

// begins notes a turn of a suspect.
func (v *vanguard) begins(row uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if t := v.rows[row]; t != nil {
		t.Stop()
	}
}

// rests notes the end of a suspect's turn.
func (v *vanguard) rests(row uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch t, waits := v.rows[row]; {
	case !waits:
	case t == nil:
		v.rows[row] = time.AfterFunc(vanguardPause, func() { v.gone(row) })
	default:
		t.Reset(vanguardPause)
	}
}

// gone says that a suspect has had its go; again, or for any other row, it
// says nothing new.
func (v *vanguard) gone(row uint64) {
	v.mu.Lock()
	if t := v.rows[row]; t != nil {
		t.Stop()
	}
	delete(v.rows, row)
	over := v.sealed && !v.ended && len(v.rows) == 0
	v.ended = v.ended || over
	v.mu.Unlock()
	if over {
		v.over()
	}
}

// formVanguard makes everything but suspects wait, if there are any. It comes
// before anything is handled, and sealVanguard when all rows have their lane.
func (h *host) formVanguard() {
	if !h.notes.anySuspect() {
		return
	}
	h.schedule.holdTicks()
	for _, a := range h.accounts {
		a.lanes.pause(pauseSuspects)
	}
}

func (h *host) sealVanguard() {
	if !h.notes.anySuspect() {
		return
	}
	h.vanguard.seal()
	time.AfterFunc(vanguardPatience, h.schedule.freeTicks)
}

// holdTicks lets no tick begin but suspects, and those before them in their
// job, until freeTicks.
func (s *schedule) holdTicks() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
}

func (s *schedule) freeTicks() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = false
	for _, j := range s.live {
		j.work()
	}
}

// idle says whether no tick of the job may begin.
func (j *job) idle() bool {
	suspect := func(row *store.InboxRow) bool { return j.s.h.notes.isSuspect(row.ID) }
	return len(j.waiting) == 0 || j.s.stopped || j.s.held && !slices.ContainsFunc(j.waiting, suspect)
}

// allFollow lets everything go on once the suspects have had their go.
func (h *host) allFollow() {
	h.schedule.freeTicks()
	for _, a := range h.accounts {
		a.goOn(pauseSuspects)
	}
}

// goOn ends a pause of the account's lanes. When nothing but its suspects
// keeps them back then, they do not do so for ever.
func (a *account) goOn(why pause) {
	a.startLanes(a.lanes.resume(why))
	if a.lanes.stands(pauseSuspects) {
		time.AfterFunc(vanguardPatience, func() { a.startLanes(a.lanes.resume(pauseSuspects)) })
	}
}
