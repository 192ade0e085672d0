package host

import (
	"cmp"
	"context"
	"errors"
	"time"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/internal/wait"
)

const (
	// recheckAfter is the wait before a request asks again whether its login is dead.
	recheckAfter = 4 * time.Second
	// reviveFirst and reviveMost bound the waits between two looks whether a
	// login that was called stale works again.
	reviveFirst, reviveMost = time.Minute, time.Hour
)

// beforeRecheck prepares the one repeat of a request that was answered with -14:
// it waits for a while, and makes the next request use a new connection. One
// -14 proves nothing, some have been seen to pass with a restart of the
// service, and an account that is thrown out needs a person with a phone.
func (a *account) beforeRecheck(ctx context.Context, err error) error {
	pause := cmp.Or(a.h.cfg.recheck, recheckAfter)
	a.log.Warn("the service calls the login stale, trying once more", "err", err, "backoff", pause)
	if err := wait.For(ctx, a.h.clock, pause); err != nil {
		return err
	}
	a.h.http.CloseIdleConnections()
	return nil
}

// uploading makes an upload with the session of the moment, and once more
// before a -14 is believed.
func (a *account) uploading(ctx context.Context, upload func(*session) (*bot.Upload, error)) (*bot.Upload, error) {
	for suspected := false; ; suspected = true {
		s := a.session()
		if s == nil {
			return nil, a.noSession()
		}
		u, err := upload(s)
		switch {
		case !errors.Is(err, ilink.ErrStaleToken):
			return u, err
		case suspected:
			a.expire(s, err)
			return nil, &ilink.SessionExpiredError{Account: a.name, Err: err}
		}
		if err := a.beforeRecheck(ctx, err); err != nil {
			return nil, err
		}
	}
}

// waitLogin waits until the token file changes or somebody asks for a code.
// Nobody may look for days, so a login that was called stale is tried again
// meanwhile, at distances that grow to an hour: true when the service takes it.
func (a *account) waitLogin(ctx context.Context, old ilink.Credentials) (valid bool) {
	for old.BotToken != "" {
		a.revivals++
		again := wait.Backoff{First: cmp.Or(a.h.cfg.revive, reviveFirst), Most: reviveMost}
		look, cancel := context.WithTimeout(ctx, again.After(a.revivals))
		err := a.waitWake(look)
		cancel()
		if err == nil || ctx.Err() != nil {
			return false
		}
		if err := a.client(old).NotifyStart(ctx); err == nil {
			a.log.Info("the service takes the login again")
			return true
		}
	}
	_ = a.waitWake(ctx)
	return false
}

// pollNotice logs how the poll goes. It is called by the poller's goroutine.
func (a *account) pollNotice(e ilink.PollEvent) {
	switch e.State {
	case ilink.PollRetrying:
		args := []any{"err", e.Err, "attempt", e.Attempt, "backoff", e.Wait}
		var service *ilink.Error
		if errors.As(e.Err, &service) && service.Hint() != "" && e.Attempt == 1 {
			args = append(args, "hint", service.Hint())
		}
		a.log.Warn("poll failed", args...)
		a.pollTrouble = true
	case ilink.PollRecheck:
		a.log.Warn("the service calls the login stale, asking once more", "err", e.Err, "backoff", e.Wait)
		a.pollTrouble = true
	case ilink.PollReset:
		a.log.Info("connections made anew", "err", e.Err)
	case ilink.PollCut:
		a.pollCut(e)
	case ilink.PollOK:
		a.revivals = 0
		if e.Silent {
			return
		}
		a.lastPoll.Store(e.At.UnixNano())
		if c := a.cut.Swap(nil); a.pollTrouble || c != nil && c.told {
			a.pollTrouble = false
			a.log.Info("polling works again")
		}
	}
}
