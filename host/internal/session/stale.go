package session

import (
	"cmp"
	"context"
	"errors"
	"time"

	"hotreply/ilink"
	"hotreply/internal/filestamp"
	"hotreply/internal/wait"
)

const (
	// recheckAfter is the wait before a request asks again whether its login is dead.
	recheckAfter = 4 * time.Second
	// reviveFirst and reviveMost bound the waits between two looks whether a
	// login that was called stale works again.
	reviveFirst, reviveMost = time.Minute, time.Hour
)

// BeforeRecheck prepares the one repeat of a request that was answered with -14:
// it waits for a while, and makes the next request use a new connection. One
// -14 proves nothing, some have been seen to pass with a restart of the
// service, and an account that is thrown out needs a person with a phone.
func (k *Keeper) BeforeRecheck(ctx context.Context, err error) error {
	pause := cmp.Or(k.o.Recheck, recheckAfter)
	k.log.Warn("the service calls the login stale, trying once more", "err", err, "backoff", pause)
	if err := wait.For(ctx, k.clock, pause); err != nil {
		return err
	}
	k.o.Service.HTTP.CloseIdleConnections()
	return nil
}

// With makes requests with the login of the moment, and once more before a -14
// is believed. Its own errors are those of None, and of ctx.
func (k *Keeper) With(ctx context.Context, request func(*ilink.Client) error) error {
	for suspected := false; ; suspected = true {
		c := k.Current()
		if c == nil {
			return k.None()
		}
		err := request(c)
		switch {
		case !errors.Is(err, ilink.ErrStaleToken):
			return err
		case suspected:
			k.Expire(c, err)
			return &ilink.SessionExpiredError{Account: k.o.Account, Err: err}
		}
		if err := k.BeforeRecheck(ctx, err); err != nil {
			return err
		}
	}
}

// WaitFresh waits until what the user wrote last is known, or cannot be found
// out because the login is over: then a send is judged as any other.
func (k *Keeper) WaitFresh(ctx context.Context) error {
	l := k.current()
	if l == nil {
		return nil
	}
	fresh, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()
	err := l.poller.Refresh(fresh)
	if ctx.Err() == nil && l.ctx.Err() != nil {
		return nil
	}
	return err
}

// revive waits until the token file changes. Nobody may look for days, so a
// login that was called stale is tried again meanwhile, at distances that grow
// to an hour: true when the service takes it.
func (k *Keeper) revive(ctx context.Context, old ilink.Credentials, mark filestamp.Mark) (valid bool) {
	pauses := wait.Backoff{First: cmp.Or(k.o.Revive, reviveFirst), Most: reviveMost}
	for old.BotToken != "" {
		k.revivals++
		pause, cancel := context.WithTimeout(ctx, pauses.After(k.revivals))
		changed := k.untilChanged(pause, mark)
		cancel()
		if changed || ctx.Err() != nil {
			return false
		}
		if err := k.Client(old).NotifyStart(ctx); err == nil {
			k.log.Info("the service takes the login again")
			return true
		}
	}
	k.untilChanged(ctx, mark)
	return false
}
