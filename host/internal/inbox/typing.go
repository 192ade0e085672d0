package inbox

import (
	"context"
	"time"

	"hotreply/ilink"
)

// TypingAfter is how long a handler runs before it shows "typing".
const TypingAfter = 300 * time.Millisecond

// typer shows "typing" for one turn and is certain to take it away again. Its
// goroutine lives from the first need until the turn's end. The turn's lock
// guards its fields.
type typer struct {
	t *Turn

	stopped bool
	timer   func() bool        // stops the timer of the automatic start; nil: none
	off     context.CancelFunc // ends the goroutine; nil: there is none
}

// start arms the automatic typing.
func (y *typer) start() {
	if !y.t.inbox.opt.Typing {
		return
	}
	y.t.mu.Lock()
	defer y.t.mu.Unlock()
	y.timer = y.t.o.Clock.AfterFunc(TypingAfter, y.show)
}

// stop ends typing for good.
func (y *typer) stop() {
	y.t.mu.Lock()
	y.stopped = true
	y.t.mu.Unlock()
	y.hide()
}

func (y *typer) show() {
	y.t.mu.Lock()
	defer y.t.mu.Unlock()
	in := y.t.inbox
	login, typist := in.opt.Typist()
	if y.stopped || y.off != nil || typist == nil {
		return
	}
	var ctx context.Context
	ctx, y.off = context.WithCancel(login)
	in.running.Go(func() { in.keepTyping(ctx, typist, y.t.row.User) })
}

func (y *typer) hide() {
	y.t.mu.Lock()
	defer y.t.mu.Unlock()
	if y.timer != nil {
		y.timer()
		y.timer = nil
	}
	if y.off != nil {
		y.off()
		y.off = nil
	}
}

// keepTyping shows typing until ctx ends. It is a courtesy: its failures are
// logged for the curious and hurt nobody.
func (in *Inbox) keepTyping(ctx context.Context, typist *ilink.Typist, user string) {
	if err := typist.Show(ctx, user, in.opt.Windows.Token(user)); err != nil && ctx.Err() == nil {
		in.opt.Log.Debug("typing not shown", "user", user, "err", err)
	}
}
