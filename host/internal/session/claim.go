package session

import (
	"cmp"
	"context"
	"errors"
	"time"

	"hotreply/host/internal/statedir"
	"hotreply/ilink"
	"hotreply/internal/filestamp"
)

// pollerRetry is how often a login that is in use elsewhere is looked at.
const pollerRetry = 2 * time.Second

// CheckPollers returns a *[statedir.PollerBusyError] when other processes poll
// with the logins of all accounts, so that a start would have nothing to do.
// What can not be found out is no error; a keeper waits for a login that is in
// use. locks is as in [Options].
func CheckPollers(s Service, locks, state string, accounts []string) error {
	var busy error
	for _, name := range accounts {
		c, err := ilink.LoadCredentials(statedir.TokenPath(state, name))
		if err != nil {
			return nil // the account will log in
		}
		lock, err := s.lock(locks, state, name, c)
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

// lock takes the right to poll with a login, which other pollers of the same
// user may have, in any state folder.
func (s *Service) lock(locks, state, account string, c ilink.Credentials) (*statedir.PollerLock, error) {
	c.BaseURL = cmp.Or(c.BaseURL, s.BaseURL)
	return statedir.LockPoller(locks, state, account, c)
}

// claim waits for the right to poll with a login, and returns what gives it
// back; not ok when the wait was cut short, by ctx or by a change of the token
// file. Where locks can not be had it says so and lets the account poll.
func (k *Keeper) claim(ctx context.Context, c ilink.Credentials, mark filestamp.Mark) (release func(), ok bool) {
	defer k.setElsewhere(nil)
	for {
		lock, err := k.o.Service.lock(k.o.Locks, k.o.State, k.o.Account, c)
		busy := (*statedir.PollerBusyError)(nil)
		switch {
		case err == nil:
			return func() { _ = lock.Unlock() }, true
		case !errors.As(err, &busy):
			k.log.Warn("can not see whether another hotreply uses this login", "err", err,
				"hint", "make sure that only one does; two would take each other's messages")
			return func() {}, true
		}
		if k.setElsewhere(busy) == nil {
			k.log.Error("login is in use elsewhere, waiting for it", "err", busy, "hint", busy.Hint())
			k.setState(Elsewhere)
		}
		retry, cancel := context.WithTimeout(ctx, pollerRetry)
		changed := k.untilChanged(retry, mark)
		cancel()
		if changed || ctx.Err() != nil {
			return nil, false
		}
	}
}

// setElsewhere notes who has the login, and returns who had it.
func (k *Keeper) setElsewhere(busy *statedir.PollerBusyError) (was *statedir.PollerBusyError) {
	k.mu.Lock()
	defer k.mu.Unlock()
	was, k.status.elsewhere = k.status.elsewhere, busy
	return was
}
