package session

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"time"

	"hotreply/ilink"
)

// login is one login in use: from the moment its token is taken up until the
// service, or a new token, ends it. Its fields do not change.
type login struct {
	client *ilink.Client
	poller *ilink.Poller
	typist *ilink.Typist   // with the tickets of this bot
	ctx    context.Context // ends with the login
	end    context.CancelCauseFunc
}

// Reasons for which a login ends, besides the keeper's own end.
var (
	errReplaced  = errors.New("another token was put in place")
	errLoggedOut = errors.New("the token file was removed")
)

// current is the login in use, nil when there is none.
func (k *Keeper) current() *login {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.login
}

// Current is the client of the login in use, nil when there is none. It stays
// usable for a while after Run: replies that are under way may leave.
func (k *Keeper) Current() *ilink.Client {
	if l := k.current(); l != nil {
		return l.client
	}
	return nil
}

// Typist is who shows typing with the login in use, and the context that ends
// with the login; nil when there is none.
func (k *Keeper) Typist() (context.Context, *ilink.Typist) {
	if l := k.current(); l != nil {
		return l.ctx, l.typist
	}
	return nil, nil
}

// None is the error of what needs a login while there is none in use, an
// *[ilink.SessionExpiredError].
func (k *Keeper) None() error {
	e := &ilink.SessionExpiredError{Account: k.o.Account}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.status.elsewhere != nil {
		e.Elsewhere = k.status.elsewhere.Who()
	}
	return e
}

// Client is a client for credentials, which may be zero, configured like the
// account's.
func (k *Keeper) Client(c ilink.Credentials) *ilink.Client {
	client := k.o.Service.client()
	client.Credentials, client.Skew, client.Logger = c, &k.skew, k.log.Named("ilink")
	return client
}

// serve uses one login until it ends, and returns why it did. An error is the
// keeper's end. fresh says that it was made since Run began.
func (k *Keeper) serve(ctx context.Context, c ilink.Credentials, fresh bool) (why, err error) {
	l, err := k.begin(ctx, c)
	if err != nil {
		return nil, err
	}
	k.log.Info("polling", "bot", c.BotID)
	if fresh {
		k.o.Event("login")
	}
	var greeting sync.WaitGroup
	defer greeting.Wait() // it ends with the login
	greeting.Go(func() { k.notifyStart(l) })
	k.onChange(func() { k.compare(l, c) })
	err = l.poller.Run(l.ctx)
	k.onChange(nil)
	switch cause := context.Cause(l.ctx); {
	case errors.Is(err, ilink.ErrStaleToken):
		k.Expire(l.client, err)
		return ilink.ErrStaleToken, nil
	case errors.Is(cause, ilink.ErrStaleToken): // a send found out
		return cause, nil
	case ctx.Err() != nil && !errors.Is(cause, errReplaced) && !errors.Is(cause, errLoggedOut):
		return cause, nil // handlers in their grace still send with it
	case cause != nil:
		k.retire(l, cause)
		k.notifyStop(l)
		return cause, nil
	}
	k.retire(l, err)
	return nil, err
}

// begin takes up credentials.
func (k *Keeper) begin(ctx context.Context, c ilink.Credentials) (*login, error) {
	got, err := k.o.Journal.Login(k.o.Account, c.BotID).Wait(ctx)
	if err != nil {
		return nil, err
	}
	if got.Fresh {
		k.o.NewBot()
	}
	l := &login{client: k.Client(c)}
	l.typist = &ilink.Typist{Client: l.client}
	l.poller = &ilink.Poller{Client: l.client, Cursor: got.Cursor, Commit: k.o.Commit, Notice: k.polled, Recheck: k.o.Recheck}
	l.ctx, l.end = context.WithCancelCause(ctx)
	k.mu.Lock()
	k.login, k.status.owner, k.status.cut = l, c.UserID, nil
	k.mu.Unlock()
	k.setState(Online)
	select {
	case <-k.ready:
	default:
		close(k.ready)
	}
	k.o.Online()
	return l, nil
}

// compare ends a login when the token file has another one, or none.
func (k *Keeper) compare(l *login, c ilink.Credentials) {
	now, err := ilink.LoadCredentials(k.path)
	switch {
	case l.ctx.Err() != nil:
	case errors.Is(err, fs.ErrNotExist):
		k.log.Info("logged out: the token file is gone")
		l.end(errLoggedOut)
	case err == nil && (now.BotToken != c.BotToken || now.BotID != c.BotID || now.BaseURL != c.BaseURL):
		k.log.Info("another login was put in place")
		l.end(errReplaced)
	}
}

// Expire ends a login because the service says that its token is dead: what
// waits for one pauses, so that nothing fails for it. Whoever notices first
// does this; later calls for the same login do nothing.
func (k *Keeper) Expire(c *ilink.Client, cause error) {
	l := k.current()
	if l == nil || l.client != c || !k.drop(l) {
		return
	}
	k.o.Offline()
	k.setState(NeedsLogin)
	l.end(ilink.ErrStaleToken)
	k.o.Journal.Expire(k.o.Account)
	k.log.Error("session expired", "err", cause, "hint",
		"log in again: scan the code that follows, or run hotreply login --account "+k.o.Account+"; was the bot scanned on another machine?")
	k.o.Event("sessionExpired")
}

// retire ends a login for any other reason.
func (k *Keeper) retire(l *login, cause error) {
	if k.drop(l) {
		k.o.Offline()
		l.end(cause)
	}
}

// drop takes a login out of use, and reports whether it was in use.
func (k *Keeper) drop(l *login) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.login != l {
		return false
	}
	k.login = nil
	return true
}

// notifyStart tells the service that somebody listens now. Nothing waits for it.
func (k *Keeper) notifyStart(l *login) {
	if err := l.client.NotifyStart(l.ctx); err != nil {
		k.log.Debug("notifystart", "err", err)
	}
}

// NotifyStop tells the service, if there is a login, that nobody listens any
// more: after Run, when the last reply has left. It takes a second at most.
func (k *Keeper) NotifyStop() {
	if l := k.current(); l != nil {
		k.notifyStop(l)
	}
}

func (k *Keeper) notifyStop(l *login) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.ctx), time.Second)
	defer cancel()
	if err := l.client.NotifyStop(ctx); err != nil {
		k.log.Debug("notifystop", "err", err)
	}
}
