package host

import (
	"context"
	"sync"
	"time"

	"hotreply/ilink"
)

const (
	typingAfter = 300 * time.Millisecond // a handler that runs longer shows "typing"
	typingEvery = 5 * time.Second        // how often it is renewed, as the phone forgets it
	typingCalls = 10 * time.Second       // what one call may take
)

// typer shows "typing" for one turn and is certain to take it away again. Its
// goroutine lives from the first need until the turn's end.
type typer struct {
	t *turn

	mu      sync.Mutex // guards the fields below
	stopped bool
	on      bool
	timer   func() bool   // stops the timer of the automatic start; nil: none
	off     chan struct{} // closed to end the goroutine; nil: there is none
}

func newTyper(t *turn) *typer { return &typer{t: t} }

// start arms the automatic typing.
func (y *typer) start() {
	if !y.t.h.cfg.Rules.Typing {
		return
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	y.timer = y.t.h.clock.AfterFunc(typingAfter, func() { y.show() })
}

// set is msg.typing.
func (y *typer) set(_ context.Context, on bool) error {
	if on {
		y.show()
	} else {
		y.hide()
	}
	return nil
}

// stop ends typing for good.
func (y *typer) stop() {
	y.mu.Lock()
	y.stopped = true
	y.mu.Unlock()
	y.hide()
}

func (y *typer) show() {
	y.mu.Lock()
	defer y.mu.Unlock()
	s := y.t.a.session()
	if y.stopped || y.off != nil || s == nil {
		return
	}
	y.off = make(chan struct{})
	y.t.h.running.Add(1)
	go func(off chan struct{}) {
		defer y.t.h.running.Done()
		y.keep(s, off)
	}(y.off)
}

func (y *typer) hide() {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.timer != nil {
		y.timer()
		y.timer = nil
	}
	if y.off != nil {
		close(y.off)
		y.off = nil
	}
}

// keep shows typing, renews it, and takes it away when off is closed. Typing
// is a courtesy: its failures are logged for the curious and hurt nobody.
func (y *typer) keep(s *session, off <-chan struct{}) {
	a, user := y.t.a, y.t.row.User
	ticket, err := a.tickets.get(s, user, a.windows.token(user))
	if err != nil || ticket == "" {
		a.log.Debug("no typing ticket", "user", user, "err", err)
		return
	}
	shown := false
	for {
		select {
		case <-off:
			if shown {
				a.typing(s, user, ticket, false)
			}
			return
		default:
		}
		a.typing(s, user, ticket, true)
		shown = true
		again := make(chan struct{})
		stop := a.h.clock.AfterFunc(typingEvery, func() { close(again) })
		select {
		case <-again:
		case <-off:
		}
		stop()
	}
}

// typing makes one call, with time of its own: a cancel must go out when the
// handler, or the host, has ended.
func (a *account) typing(s *session, user string, ticket ilink.Secret, on bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), typingCalls)
	defer cancel()
	if err := s.client.SendTyping(ctx, user, ticket, on); err != nil {
		a.log.Debug("typing not shown", "user", user, "on", on, "err", err)
	}
}

// tickets keeps the typing tickets of an account's users for an hour, and does
// not ask again for a minute after a failure.
type tickets struct {
	now    func() time.Time
	mu     sync.Mutex // guards byUser
	byUser map[string]typingTicket
}

type typingTicket struct {
	session *session
	value   ilink.Secret
	until   time.Time
}

func newTickets(now func() time.Time) *tickets {
	return &tickets{now: now, byUser: map[string]typingTicket{}}
}

func (k *tickets) get(s *session, user string, token ilink.Secret) (ilink.Secret, error) {
	k.mu.Lock()
	t, ok := k.byUser[user]
	k.mu.Unlock()
	if ok && t.session == s && k.now().Before(t.until) {
		return t.value, nil
	}
	ctx, cancel := context.WithTimeout(s.ctx, typingCalls)
	defer cancel()
	value, err := s.client.GetConfig(ctx, user, token)
	keep := time.Hour
	if err != nil {
		keep = time.Minute
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.byUser[user] = typingTicket{session: s, value: value, until: k.now().Add(keep)}
	return value, err
}
