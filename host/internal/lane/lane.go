package lane

import (
	"context"
	"slices"

	"hotreply/ilink"
)

// Lane is the line of one user's messages. Its methods are for the goroutine
// that holds it.
type Lane struct {
	lanes    *Lanes
	user     string
	rows     []Row
	suspects int // how many of rows are
	held     bool
	blocked  int         // sends of an earlier life that must leave before any row is handled
	open     []*Question // oldest first
	back     []*Hold     // turns whose question ended without an answer, in that order
}

// Next is the row that the lane's holder handles next. Without one the lane is
// no longer the caller's: it rests, or a turn that wanted it back has it.
func (l *Lane) Next() (Row, bool) {
	l.lanes.mu.Lock()
	defer l.lanes.mu.Unlock()
	if l.giveBack() {
		return Row{}, false
	}
	if l.still() {
		l.held = false
		l.forget()
		return Row{}, false
	}
	r := l.rows[0]
	l.rows[0] = Row{}
	l.rows = l.rows[1:]
	if r.Suspect {
		l.suspects--
	}
	return r, true
}

// Begin makes the lane's holder a turn.
func (l *Lane) Begin() *Hold {
	return &Hold{lane: l, holds: true, given: make(chan struct{}, 1)}
}

// Offer shows a message to the lane's open questions, newest first, while no
// lock is held. taken says that one took it as its answer; passed, that the
// lane went to the turn that asked, so that the caller no longer holds it.
func (l *Lane) Offer(ctx context.Context, r Row, m ilink.Message) (taken, passed bool) {
	for _, q := range l.questions() {
		if q.judge != nil && !q.judge(ctx, r, m) {
			continue
		}
		if taken, passed = q.reply(Answer{Row: r.ID, Msg: m}); taken {
			return taken, passed
		}
	}
	return false, false
}

// questions are the lane's open questions, newest first.
func (l *Lane) questions() []*Question {
	l.lanes.mu.Lock()
	defer l.lanes.mu.Unlock()
	qs := slices.Clone(l.open)
	slices.Reverse(qs)
	return qs
}

// claim is the lane, held for a new goroutine, if there is anything to do in
// it; nil otherwise.
func (l *Lane) claim() *Lane {
	if l.held || l.still() {
		return nil
	}
	l.held = true
	return l
}

// still says whether no row of the lane may begin now.
func (l *Lane) still() bool {
	why := l.lanes.pauses
	if l.suspects > 0 {
		why &^= SuspectsFirst
	}
	return why != 0 || l.blocked > 0 || len(l.rows) == 0
}

// giveBack passes a held lane to the turn that has waited longest for it.
func (l *Lane) giveBack() bool {
	for len(l.back) > 0 {
		h := l.back[0]
		l.back = l.back[1:]
		if !h.over {
			h.holds = true
			h.given <- struct{}{}
			return true
		}
	}
	return false
}

// forget drops a lane that holds nothing at all.
func (l *Lane) forget() {
	if !l.held && l.blocked == 0 && len(l.rows)+len(l.open)+len(l.back) == 0 {
		delete(l.lanes.byUser, l.user)
	}
}
