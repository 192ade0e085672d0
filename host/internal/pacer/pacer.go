package pacer

import (
	"context"
	"slices"
	"sync"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

// Class says which sends leave first when spacing makes them wait.
type Class int

// The classes, best first.
const (
	Reply Class = iota // what the handler of a message sends
	Other              // cron, bot.send, the API and the queue
)

// Pacer is the order in which one account's sends leave. Its methods and those
// of its tickets are safe for use by several goroutines. Use [New]; the zero
// value has no clock.
type Pacer struct {
	clock   clock.Clock
	spacing time.Duration

	mu      sync.Mutex // guards everything below and the tickets' fields
	byUser  map[string]*line
	wanting []*Ticket // heads of their lines that want to make a request
	served  uint64    // requests granted so far
	last    time.Time // of the last request granted
	timing  bool      // a timer will call grant
}

// line is everything that waits to leave for one recipient.
type line struct {
	user    string
	tickets []*Ticket
	head    *Ticket // whose turn it is; nil: nobody's
	served  uint64  // number of the last request granted to this line
}

// Ticket is one send's place in its line. Its send gives it up with
// [Ticket.Leave], whatever came of it.
type Ticket struct {
	pacer  *Pacer
	line   *line
	class  Class
	source string
	ready  bool
	admit  chan struct{} // closed when nothing earlier of its source is unready
	turn   chan struct{} // closed when the ticket is at the head
	slot   chan struct{} // receives once per request granted
}

// New returns a pacer with nobody in it. spacing is the least time between two
// requests; 0 keeps none apart.
func New(c clock.Clock, spacing time.Duration) *Pacer {
	return &Pacer{clock: c, spacing: spacing, byUser: map[string]*line{}}
}

// Join takes the next place in the user's line. source is what sends: sends of
// one source leave in the order in which they joined.
func (p *Pacer) Join(user string, c Class, source string) *Ticket {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.byUser[user]
	if l == nil {
		// A newcomer goes behind those who have waited since before.
		l = &line{user: user, served: p.served}
		p.byUser[user] = l
	}
	t := &Ticket{
		pacer: p, line: l, class: c, source: source,
		admit: make(chan struct{}), turn: make(chan struct{}), slot: make(chan struct{}, 1),
	}
	if !heldUp(l.tickets, source) {
		close(t.admit)
	}
	l.tickets = append(l.tickets, t)
	return t
}

// Admitted is closed when everything that the ticket's source sent before is
// ready or gone.
func (t *Ticket) Admitted() <-chan struct{} { return t.admit }

// Turn is closed when the ticket is the first of its line; only then it may
// ask for requests.
func (t *Ticket) Turn() <-chan struct{} { return t.turn }

// Ready says that the ticket's send may leave when its turn comes.
func (t *Ticket) Ready() {
	t.pacer.mu.Lock()
	defer t.pacer.mu.Unlock()
	t.ready = true
	t.line.advance()
}

// Leave gives up the ticket's place, whatever came of its send. Calling it
// again does nothing.
func (t *Ticket) Leave() {
	p, l := t.pacer, t.line
	p.mu.Lock()
	defer p.mu.Unlock()
	l.tickets = without(l.tickets, t)
	p.wanting = without(p.wanting, t)
	if l.head == t {
		l.head = nil
	}
	l.advance()
	if len(l.tickets) == 0 && p.byUser[l.user] == l {
		delete(p.byUser, l.user)
	}
}

// Request waits for leave to make one request. It is for a ticket whose turn
// it is. When ctx ends first, the request is withdrawn and the cause returned.
func (t *Ticket) Request(ctx context.Context) error {
	t.pacer.want(t)
	select {
	case <-t.slot:
	case <-ctx.Done():
		t.pacer.withdraw(t)
	}
	return context.Cause(ctx)
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
func (l *line) pick() *Ticket {
	var best *Ticket
	for i, t := range l.tickets {
		if t.ready && (best == nil || t.class < best.class) && !heldUp(l.tickets[:i], t.source) {
			best = t
		}
	}
	return best
}

// heldUp says whether one of the earlier tickets is of the same source and not
// ready.
func heldUp(earlier []*Ticket, source string) bool {
	return slices.ContainsFunc(earlier, func(t *Ticket) bool { return !t.ready && t.source == source })
}

func without(list []*Ticket, t *Ticket) []*Ticket {
	return slices.DeleteFunc(list, func(o *Ticket) bool { return o == t })
}
