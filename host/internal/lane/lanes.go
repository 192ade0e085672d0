package lane

import (
	"sync"

	"hotreply/ilink"
	"hotreply/store"
)

// memory is how many rows of one lane keep their content in memory; the others
// are an id each and are read from the inbox when their turn comes.
const memory = 8

// Lanes are the lanes of one account. All methods, and those of [Lane], [Hold]
// and [Question], are safe for use by several goroutines. Use [New].
//
// A lane is held by at most one goroutine.
type Lanes struct {
	run func(*Lane)

	mu     sync.Mutex // guards everything below and all fields of its lanes, holds and questions
	byUser map[string]*Lane
	pauses Pause // why nothing new begins; 0: it does
}

// Pause is a set of reasons why an account's lanes stand still. They go on when
// none is left.
type Pause int

// The reasons.
const (
	NotLoaded     Pause = 1 << iota // rows and rules are not loaded yet
	NoLogin                         // no reply could leave
	RulesOff                        // scripts are off after deaths of the process
	Draining                        // the account is going down
	SuspectsFirst                   // suspects go first; lanes that have one go on
)

// Row is one inbox row that waits in a lane.
type Row struct {
	ID      uint64
	Row     *store.InboxRow // nil: on disk only
	Msg     *ilink.Message  // decoded row; nil: not at hand
	Again   bool            // an earlier life of the process may have begun it
	Suspect bool            // an earlier life died in a turn of the row
}

// New makes lanes that stand still until the account has been loaded and has a
// login. run is called for each lane that needs a goroutine to hold it; it must
// not block.
func New(run func(*Lane)) *Lanes {
	return &Lanes{run: run, byUser: map[string]*Lane{}, pauses: NotLoaded | NoLogin}
}

// Add puts a row at the end of its user's lane.
func (s *Lanes) Add(user string, r Row) {
	s.mu.Lock()
	l := s.lane(user)
	if len(l.rows) >= memory {
		r.Row, r.Msg = nil, nil
	}
	l.rows = append(l.rows, r)
	if r.Suspect {
		l.suspects++
	}
	start := l.claim()
	s.mu.Unlock()
	s.start(start)
}

// Block keeps a user's lane from going on until Unblock was called as often:
// sends of an earlier life must leave before any row is handled.
func (s *Lanes) Block(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lane(user).blocked++
}

// Unblock takes one Block back.
func (s *Lanes) Unblock(user string) {
	s.mu.Lock()
	l := s.lane(user)
	l.blocked--
	start := l.claim()
	l.forget()
	s.mu.Unlock()
	s.start(start)
}

// Pause lets nothing new begin. Turns that run go on.
func (s *Lanes) Pause(why Pause) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pauses |= why
}

// Resume ends a pause.
func (s *Lanes) Resume(why Pause) {
	s.mu.Lock()
	s.pauses &^= why
	var start []*Lane
	for _, l := range s.byUser {
		start = append(start, l.claim())
	}
	s.mu.Unlock()
	s.start(start...)
}

// Stands says whether lanes stand still for this reason alone.
func (s *Lanes) Stands(why Pause) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pauses == why
}

// Busy says whether any lane is held: a turn runs that waits for no answer.
func (s *Lanes) Busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.byUser {
		if l.held {
			return true
		}
	}
	return false
}

// start has goroutines made for lanes that were claimed for them.
func (s *Lanes) start(claimed ...*Lane) {
	for _, l := range claimed {
		if l != nil {
			s.run(l)
		}
	}
}

// lane is a user's lane, made when there is none.
func (s *Lanes) lane(user string) *Lane {
	l := s.byUser[user]
	if l == nil {
		l = &Lane{lanes: s, user: user}
		s.byUser[user] = l
	}
	return l
}
