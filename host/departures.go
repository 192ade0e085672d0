package host

import (
	"sync"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

// class says which sends leave first when spacing makes them wait.
type class int

const (
	classReply class = iota // what the handler of a message sends
	classOther              // cron, bot.send, the API and the queue
)

// departures is the order in which one account's sends leave: one line per
// recipient with one send at its head, and least spacing between any two
// requests of the account. Replies go before everything else, recipients in
// turn.
//
// A send joins its line when the script calls, so that a handler's sends leave
// in the order of its calls, and is ready once its row is durable. A send that
// is not ready holds up only later sends of the same source.
type departures struct {
	clock   clock.Clock
	spacing time.Duration

	mu      sync.Mutex // guards everything below and the tickets' fields
	byUser  map[string]*line
	wanting []*ticket // heads of their lines that want to make a request
	served  uint64    // requests granted so far
	last    time.Time // of the last request granted
	timing  bool      // a timer will call tick
}

type line struct {
	user    string
	tickets []*ticket
	head    *ticket // whose turn it is; nil: nobody's
	served  uint64  // number of the last request granted to this line
}

// ticket is one send's place in its line.
type ticket struct {
	line   *line
	class  class
	source string
	ready  bool
	admit  chan struct{} // closed when nothing earlier of its source is unready
	turn   chan struct{} // closed when the ticket is at the head
	slot   chan struct{} // receives once per request granted
}

func newDepartures(c clock.Clock, spacing time.Duration) *departures {
	return &departures{clock: c, spacing: spacing, byUser: map[string]*line{}}
}

// join takes the next place in the user's line.
func (d *departures) join(user string, c class, source string) *ticket {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.byUser[user]
	if l == nil {
		// A newcomer goes behind those who have waited since before.
		l = &line{user: user, served: d.served}
		d.byUser[user] = l
	}
	t := &ticket{line: l, class: c, source: source, admit: make(chan struct{}), turn: make(chan struct{}), slot: make(chan struct{}, 1)}
	if !heldUp(l.tickets, source) {
		close(t.admit)
	}
	l.tickets = append(l.tickets, t)
	return t
}

// ready says that the ticket's send may leave when its turn comes.
func (d *departures) ready(t *ticket) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t.ready = true
	t.line.advance()
}

// leave gives up the ticket's place, whatever came of its send. Calling it
// again does nothing.
func (d *departures) leave(t *ticket) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := t.line
	for i, o := range l.tickets {
		if o == t {
			l.tickets = append(l.tickets[:i], l.tickets[i+1:]...)
			break
		}
	}
	d.wanting = without(d.wanting, t)
	if l.head == t {
		l.head = nil
	}
	l.advance()
	if len(l.tickets) == 0 && d.byUser[l.user] == l {
		delete(d.byUser, l.user)
	}
}

// advance admits whom nothing holds up any more and puts the next ready ticket
// at the head of a line without one.
func (l *line) advance() {
	for i, t := range l.tickets {
		if !wait.IsClosed(t.admit) && !heldUp(l.tickets[:i], t.source) {
			close(t.admit)
		}
	}
	if l.head != nil {
		return
	}
	if t := l.pick(); t != nil {
		l.head = t
		close(t.turn)
	}
}

// pick is the first ready ticket of the best class that no earlier ticket of
// its own source holds up.
func (l *line) pick() *ticket {
	var best *ticket
	for i, t := range l.tickets {
		if t.ready && (best == nil || t.class < best.class) && !heldUp(l.tickets[:i], t.source) {
			best = t
		}
	}
	return best
}

func heldUp(earlier []*ticket, source string) bool {
	for _, t := range earlier {
		if !t.ready && t.source == source {
			return true
		}
	}
	return false
}

// request asks for leave to make one request; the ticket's slot channel
// receives when it is granted. Only the head of a line may ask.
func (d *departures) request(t *ticket) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wanting = append(d.wanting, t)
	d.grant()
}

// forgo takes a request back that was not granted yet.
func (d *departures) forgo(t *ticket) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wanting = without(d.wanting, t)
	select {
	case <-t.slot:
	default:
	}
}

// grant lets as many requests go as spacing allows now, and sets a timer for
// the next.
func (d *departures) grant() {
	for len(d.wanting) > 0 {
		now := d.clock.Now()
		if left := d.last.Add(d.spacing).Sub(now); d.spacing > 0 && !d.last.IsZero() && left > 0 {
			d.wake(min(left, d.spacing))
			return
		}
		t := d.nextRequest()
		d.wanting = without(d.wanting, t)
		d.served++
		t.line.served = d.served
		d.last = now
		t.slot <- struct{}{}
	}
}

// nextRequest is the request that goes first: replies before others, then the
// recipient that has waited longest since its last one.
func (d *departures) nextRequest() *ticket {
	best := d.wanting[0]
	for _, t := range d.wanting[1:] {
		if t.class != best.class {
			if t.class < best.class {
				best = t
			}
			continue
		}
		if t.line.served < best.line.served {
			best = t
		}
	}
	return best
}

func (d *departures) wake(in time.Duration) {
	if d.timing {
		return
	}
	d.timing = true
	d.clock.AfterFunc(in, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.timing = false
		d.grant()
	})
}

func without(list []*ticket, t *ticket) []*ticket {
	for i, o := range list {
		if o == t {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}
