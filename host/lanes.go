package host

import (
	"context"
	"sync"

	"hotreply/ilink"
	"hotreply/store"
)

// laneMemory is how many rows of one lane keep their content in memory; the
// others are an id each and are read from the inbox when their turn comes.
const laneMemory = 8

// lanes is the order in which one account's messages are handled: one lane per
// user, one message at a time in it, lanes side by side.
//
// A lane is held by at most one goroutine. Whoever holds it handles its rows
// one after another and gives it up when there is nothing to do. A turn gives
// its lane away while it has an open question, so that the answer can come
// through, and takes it back to go on.
//
// lanes never calls out while it is locked; every method that finds work says
// so to its caller, who owns the goroutines.
type lanes struct {
	mu     sync.Mutex // guards everything below and all fields of its lanes and questions
	byUser map[string]*lane
	pauses pause // why nothing new begins; 0: it does
}

// pause is a reason why an account's lanes stand still. They go on when none
// is left.
type pause int

const (
	pauseStart    pause = 1 << iota // rows and rules are not loaded yet
	pauseLogin                      // no login, so that no reply could leave
	pauseRules                      // scripts are off after deaths of the process
	pauseDraining                   // the host is going down
	pauseSuspects                   // suspects go first; lanes that have one go on
)

type lane struct {
	user    string
	rows    []laneRow
	first   int // how many of rows are suspects
	held    bool
	blocked int         // sends of an earlier life that must leave before any row is handled
	open    []*question // oldest first
	back    []*baton    // turns whose question ended without an answer, in that order
}

// laneRow is one row that waits in a lane.
type laneRow struct {
	id    uint64
	row   *store.InboxRow // nil: on disk only
	msg   *ilink.Message  // decoded row; nil: not at hand
	again bool            // an earlier life of the process may have begun it
	// suspect says that an earlier life died in a turn of the row.
	suspect bool
}

// baton is a turn's hold on its lane. The zero hold of a turn without a lane
// (a tick) is a nil *baton.
type baton struct {
	lane  *lane
	holds bool
	asks  int           // open questions of this turn
	taken []taken       // rows that answered them
	deaf  bool          // the handler is over; its questions take no answer any more
	over  bool          // the turn has ended; it takes no lane any more
	given chan struct{} // receives once when the lane is given back after a wait
}

// question is one open msg.ask in its lane.
type question struct {
	baton  *baton
	closed bool
	judge  judge
	answer chan answer // has room for one
}

// judge asks the script whether a message answers its question. It blocks
// until the script has decided.
type judge func(ctx context.Context, r laneRow, m ilink.Message) bool

// answer is a message that a question took.
type answer struct {
	row uint64 // its id in the inbox
	msg ilink.Message
}

// newLanes makes lanes that stand still until the account has been loaded.
func newLanes() *lanes { return &lanes{byUser: map[string]*lane{}, pauses: pauseStart | pauseLogin} }

func (s *lanes) lane(user string) *lane {
	l := s.byUser[user]
	if l == nil {
		l = &lane{user: user}
		s.byUser[user] = l
	}
	return l
}

// add puts a row at the end of its user's lane. It returns the lane when the
// caller must start a goroutine that holds it.
func (s *lanes) add(user string, r laneRow) *lane {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lane(user)
	if len(l.rows) >= laneMemory {
		r.row, r.msg = nil, nil
	}
	l.rows = append(l.rows, r)
	if r.suspect {
		l.first++
	}
	return s.startable(l)
}

// startable claims the lane for a new goroutine if there is anything to do.
func (s *lanes) startable(l *lane) *lane {
	if l.held || s.still(l) || l.blocked > 0 || len(l.rows) == 0 {
		return nil
	}
	l.held = true
	return l
}

// still says whether no row of the lane may begin.
func (s *lanes) still(l *lane) bool {
	why := s.pauses
	if l.first > 0 {
		why &^= pauseSuspects
	}
	return why != 0
}

// next is the row that the lane's holder handles next. Without one the lane is
// no longer the caller's: it rests, or a turn that wanted it back has it.
func (s *lanes) next(l *lane) (laneRow, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.giveBack(l) {
		return laneRow{}, false
	}
	if s.still(l) || l.blocked > 0 || len(l.rows) == 0 {
		l.held = false
		s.forget(l)
		return laneRow{}, false
	}
	r := l.rows[0]
	l.rows[0] = laneRow{}
	l.rows = l.rows[1:]
	if r.suspect {
		l.first--
	}
	return r, true
}

// giveBack passes a held lane to the turn that has waited longest for it.
func (s *lanes) giveBack(l *lane) bool {
	for len(l.back) > 0 {
		b := l.back[0]
		l.back = l.back[1:]
		if !b.over {
			b.holds = true
			b.given <- struct{}{}
			return true
		}
	}
	return false
}

// forget drops a lane that holds nothing at all.
func (s *lanes) forget(l *lane) {
	if !l.held && l.blocked == 0 && len(l.rows)+len(l.open)+len(l.back) == 0 {
		delete(s.byUser, l.user)
	}
}

// begin makes the lane's holder a turn.
func (s *lanes) begin(l *lane) *baton {
	return &baton{lane: l, holds: true, given: make(chan struct{}, 1)}
}

// deafen says that the turn's handler is over, and returns the rows that
// answered its questions: they are done with it. No other row becomes an
// answer, whether or not the questions that the handler left are withdrawn yet.
func (s *lanes) deafen(b *baton) []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.deaf = true
	return b.taken
}

// end says that a turn is over, and whether the lane is the caller's again. A
// turn that ends with open questions may have lost it.
func (s *lanes) end(b *baton) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.deaf, b.over = true, true
	return b.holds
}

// ask opens a question. It returns the lane when the turn gave it up and the
// caller must start a goroutine that holds it. A turn whose handler is over
// keeps its lane: nothing can answer.
func (s *lanes) ask(b *baton, j judge) (*question, *lane) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &question{baton: b, judge: j, answer: make(chan answer, 1)}
	b.asks++
	b.lane.open = append(b.lane.open, q)
	if !b.holds || b.deaf {
		return q, nil
	}
	b.holds = false
	if s.giveBack(b.lane) {
		return q, nil
	}
	b.lane.held = false
	return q, s.startable(b.lane)
}

// questions are the lane's open questions, newest first.
func (s *lanes) questions(l *lane) []*question {
	s.mu.Lock()
	defer s.mu.Unlock()
	qs := make([]*question, 0, len(l.open))
	for i := len(l.open) - 1; i >= 0; i-- {
		qs = append(qs, l.open[i])
	}
	return qs
}

// reply gives a question its answer. ok is false when the question closed or
// its handler ended meanwhile; passed says that the lane went to the turn that asked, so that
// the caller no longer holds it.
func (s *lanes) reply(q *question, ans answer) (ok, passed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.closed || q.baton.deaf {
		return false, false
	}
	s.drop(q)
	q.baton.taken = append(q.baton.taken, taken{row: ans.row, message: ans.msg.ID})
	q.answer <- ans
	if q.baton.asks > 0 {
		return true, false
	}
	q.baton.holds = true
	return true, true
}

// drop takes a question out of its lane.
func (s *lanes) drop(q *question) {
	q.closed = true
	q.baton.asks--
	l := q.baton.lane
	for i, o := range l.open {
		if o == q {
			l.open = append(l.open[:i], l.open[i+1:]...)
			break
		}
	}
}

// withdraw ends a question without an answer. It is false when the answer
// came first. The turn that has no other question wants its lane back: when
// wait is true, the caller waits on the baton's given channel.
func (s *lanes) withdraw(q *question) (ok, wait bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.closed {
		return false, false
	}
	s.drop(q)
	b := q.baton
	if b.asks > 0 || b.holds || b.over {
		return true, false
	}
	if !b.lane.held {
		b.lane.held, b.holds = true, true
		return true, false
	}
	b.lane.back = append(b.lane.back, b)
	return true, true
}

// abandon takes a turn out of the line for its lane: it ends without it. A
// lane that was given in the same moment stays the turn's.
func (s *lanes) abandon(b *baton) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, o := range b.lane.back {
		if o == b {
			b.lane.back = append(b.lane.back[:i], b.lane.back[i+1:]...)
			return
		}
	}
}

// block keeps a lane from going on until unblock was called as often.
func (s *lanes) block(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lane(user).blocked++
}

// unblock returns the lane when the caller must start a goroutine for it.
func (s *lanes) unblock(user string) *lane {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lane(user)
	l.blocked--
	if r := s.startable(l); r != nil {
		return r
	}
	s.forget(l)
	return nil
}

// pause lets nothing new begin. Turns that run go on.
func (s *lanes) pause(why pause) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pauses |= why
}

// resume ends a pause and returns the lanes for which the caller must start
// goroutines.
func (s *lanes) resume(why pause) []*lane {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pauses &^= why
	var start []*lane
	for _, l := range s.byUser {
		if l := s.startable(l); l != nil {
			start = append(start, l)
		}
	}
	return start
}

// stands says whether lanes stand still for this reason alone.
func (s *lanes) stands(why pause) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pauses == why
}

// busy says whether any lane is held: a turn runs that waits for no answer.
func (s *lanes) busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.byUser {
		if l.held {
			return true
		}
	}
	return false
}
