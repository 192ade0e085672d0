package host

import (
	"context"
	"hotreply/ilink"
	"sync"
	"time"
)

// typingAfter is how long a handler runs before it shows "typing".
const typingAfter = 300 * time.Millisecond

// typer shows "typing" for one turn and is certain to take it away again. Its
// goroutine lives from the first need until the turn's end.
type typer struct {
	t *turn

	mu      sync.Mutex // guards the fields below
	stopped bool
	timer   func() bool        // stops the timer of the automatic start; nil: none
	off     context.CancelFunc // ends the goroutine; nil: there is none
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
	login, typist := y.t.a.keeper.Typist()
	if y.stopped || y.off != nil || typist == nil {
		return
	}
	var ctx context.Context
	ctx, y.off = context.WithCancel(login)
	y.t.h.running.Add(1)
	go func() {
		defer y.t.h.running.Done()
		y.keep(ctx, typist)
	}()
}

func (y *typer) hide() {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.timer != nil {
		y.timer()
		y.timer = nil
	}
	if y.off != nil {
		y.off()
		y.off = nil
	}
}

// keep shows typing until ctx ends. It is a courtesy: its failures are logged
// for the curious and hurt nobody.
func (y *typer) keep(ctx context.Context, typist *ilink.Typist) {
	a, user := y.t.a, y.t.row.User
	if err := typist.Show(ctx, user, a.windows.Token(user)); err != nil && ctx.Err() == nil {
		a.log.Debug("typing not shown", "user", user, "err", err)
	}
}
