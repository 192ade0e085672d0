package host

import (
	"cmp"
	"context"
	"errors"
	"time"

	"hotreply/host/internal/statedir"
	"hotreply/ilink"
)

// pollerRetry is how often a login that is in use elsewhere is looked at.
const pollerRetry = 2 * time.Second

// CheckPollers returns a *[PollerBusyError] when other processes poll with the
// logins of all accounts of c, so that a start would have nothing to do. What
// can not be found out is no error; [Run] waits for a login that is in use.
func CheckPollers(c Config) error {
	var busy error
	for name := range c.Accounts {
		cred, err := ilink.LoadCredentials(statedir.TokenPath(c.State, name))
		if err != nil {
			return nil // the account will log in
		}
		lock, err := lockPoller(c, name, cred)
		// An earlier host of the same folder is about to end, without its
		// supervisor; the next one waits for it.
		if e := (*statedir.PollerBusyError)(nil); errors.As(err, &e) && !e.Own {
			busy = e
			continue
		}
		if err == nil {
			_ = lock.Unlock()
		}
		return nil
	}
	return busy
}

// lockPoller takes the right to poll with a login of an account of c.
func lockPoller(c Config, account string, cred ilink.Credentials) (*statedir.PollerLock, error) {
	cred.BaseURL = cmp.Or(cred.BaseURL, c.ILink.BaseURL)
	return statedir.LockPoller(c.LoginLocks, c.State, account, cred)
}

// claimPoller waits for the right to poll with a login, and returns what gives
// it back; not ok when the wait was cut short, by ctx or by a change of the
// token file. Where locks can not be had it says so and lets the account poll.
func (a *account) claimPoller(ctx context.Context, cred ilink.Credentials) (release func(), ok bool) {
	defer a.elsewhere.Store(nil)
	for {
		lock, err := lockPoller(a.h.cfg, a.name, cred)
		busy := (*statedir.PollerBusyError)(nil)
		switch {
		case err == nil:
			return func() { _ = lock.Unlock() }, true
		case !errors.As(err, &busy):
			a.log.Warn("can not see whether another hotreply uses this login", "err", err,
				"hint", "make sure that only one does; two would take each other's messages")
			return func() {}, true
		}
		if a.elsewhere.Swap(busy) == nil {
			a.log.Error("login is in use elsewhere, waiting for it", "err", busy, "hint", busy.Hint())
			a.setState(stateElsewhere)
		}
		retry, cancel := context.WithTimeout(ctx, pollerRetry)
		woken := a.waitWake(retry) == nil
		cancel()
		if woken || ctx.Err() != nil {
			return nil, false
		}
	}
}
