package lane

import (
	"context"
	"slices"

	"hotreply/ilink"
)

// Hold says whether a turn has its lane at the moment.
//
// A handler that asks its user something needs the user's next message, and
// that message waits in the very lane that the handler keeps busy. So a turn
// gives its lane away while it has an open question: others handle what comes,
// and the question sees each message first. With the answer the turn has its
// lane again. When the question ends without one, the turn waits in line until
// whoever has the lane is through with the message at hand, so that never two
// handlers of a user run at a time.
type Hold struct {
	lane  *Lane
	holds bool
	asks  int           // open questions of this turn
	taken []Taken       // rows that answered them
	deaf  bool          // the handler is over; its questions take no answer any more
	over  bool          // the turn has ended; it takes no lane any more
	given chan struct{} // receives once when the lane is given back after a wait
}

// Question is one open msg.ask in its lane.
type Question struct {
	hold   *Hold
	closed bool
	judge  Judge
	answer chan Answer // has room for one
}

// Judge asks the script whether a message answers its question. It blocks
// until the script has decided. A nil Judge takes any.
type Judge func(ctx context.Context, r Row, m ilink.Message) bool

// Answer is a message that a question took.
type Answer struct {
	Row uint64 // its id in the inbox
	Msg ilink.Message
}

// Taken is a row that answered a question.
type Taken struct {
	Row     uint64
	Message string // the message's id; "" if an earlier life took it
}

// Ask opens a question, which takes an answer from now on, and gives the lane
// away if the turn has it. A turn whose handler is over keeps its lane: nothing
// can answer.
func (h *Hold) Ask(j Judge) *Question {
	l := h.lane
	l.lanes.mu.Lock()
	q := &Question{hold: h, judge: j, answer: make(chan Answer, 1)}
	h.asks++
	l.open = append(l.open, q)
	var start *Lane
	if h.holds && !h.deaf {
		h.holds = false
		if !l.giveBack() {
			l.held = false
			start = l.claim()
		}
	}
	l.lanes.mu.Unlock()
	l.lanes.start(start)
	return q
}

// CloseQuestions says that the turn's handler is over, and returns the rows
// that answered its questions: they are done with it. No other row becomes an
// answer, whether or not the questions that the handler left are withdrawn yet.
func (h *Hold) CloseQuestions() []Taken {
	h.lane.lanes.mu.Lock()
	defer h.lane.lanes.mu.Unlock()
	h.deaf = true
	return h.taken
}

// End says that a turn is over, and whether the lane is the caller's again. A
// turn that ends with open questions may have lost it.
func (h *Hold) End() (held bool) {
	h.lane.lanes.mu.Lock()
	defer h.lane.lanes.mu.Unlock()
	h.deaf, h.over = true, true
	return h.holds
}

// Answer receives the question's answer, if one comes.
func (q *Question) Answer() <-chan Answer { return q.answer }

// reply gives the question its answer. ok is false when the question closed or
// its handler ended meanwhile; passed says that the lane went to the turn that
// asked.
func (q *Question) reply(a Answer) (ok, passed bool) {
	h := q.hold
	h.lane.lanes.mu.Lock()
	defer h.lane.lanes.mu.Unlock()
	if q.closed || h.deaf {
		return false, false
	}
	q.drop()
	h.taken = append(h.taken, Taken{Row: a.Row, Message: a.Msg.ID})
	q.answer <- a
	if h.asks > 0 {
		return true, false
	}
	h.holds = true
	return true, true
}

// Withdraw ends a question that nothing has answered; if an answer came first,
// answered is true and a is that. A turn that has no other question open gets
// its lane back before Withdraw returns, or ends without it when ctx does.
func (q *Question) Withdraw(ctx context.Context) (a Answer, answered bool) {
	open, waits := q.withdraw()
	if !open {
		return <-q.answer, true
	}
	if waits {
		select {
		case <-q.hold.given:
		case <-ctx.Done():
			q.hold.abandon()
		}
	}
	return Answer{}, false
}

// withdraw closes the question. open is false when the answer came first; waits
// says that the turn is in the line for its lane.
func (q *Question) withdraw() (open, waits bool) {
	h := q.hold
	h.lane.lanes.mu.Lock()
	defer h.lane.lanes.mu.Unlock()
	if q.closed {
		return false, false
	}
	q.drop()
	if h.asks > 0 || h.holds || h.over {
		return true, false
	}
	if !h.lane.held {
		h.lane.held, h.holds = true, true
		return true, false
	}
	h.lane.back = append(h.lane.back, h)
	return true, true
}

// drop takes a question out of its lane.
func (q *Question) drop() {
	q.closed = true
	q.hold.asks--
	l := q.hold.lane
	l.open = slices.DeleteFunc(l.open, func(o *Question) bool { return o == q })
}

// abandon takes a turn out of the line for its lane: it ends without it. A
// lane that was given in the same moment stays the turn's.
func (h *Hold) abandon() {
	h.lane.lanes.mu.Lock()
	defer h.lane.lanes.mu.Unlock()
	l := h.lane
	l.back = slices.DeleteFunc(l.back, func(o *Hold) bool { return o == h })
}
