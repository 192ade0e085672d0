package host

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"hotreply/ilink"
)

// The service hands each message to whoever polls first, so two pollers with
// one login take each other's messages (Tencent/openclaw-weixin issue 164). A
// lock per login, in a folder that all hotreplies of a user share, keeps a
// second one from polling wherever its state folder is.

// pollerRetry is how often a login that is in use elsewhere is looked at.
const pollerRetry = 2 * time.Second

// PollerBusyError says that another account, of this or another process, polls
// with a login.
type PollerBusyError struct {
	Account string     // that wants it
	Holder  LockHolder // that has it; zero when it left no note
	Own     bool       // the holder is another account of the same host
}

// Error says who.
func (e *PollerBusyError) Error() string {
	return fmt.Sprintf("the login of account %s is in use by %s", e.Account, e.who())
}

func (e *PollerBusyError) who() string {
	switch process := e.Holder.process(); {
	case process == "":
		return "another hotreply"
	case e.Own:
		return "account " + e.Holder.Account + " of this bot"
	default:
		return fmt.Sprintf("account %s in %s: %s", e.Holder.Account, e.Holder.State, process)
	}
}

// Hint is the next step.
func (e *PollerBusyError) Hint() string {
	if e.Own {
		return fmt.Sprintf("two accounts have the same token.json; log one of them in anew: hotreply login --account %s --force", e.Account)
	}
	return "two pollers would take each other's messages; stop that one, or log in anew here: hotreply login --account " + e.Account + " --force"
}

// CheckPollers returns a *[PollerBusyError] when other processes poll with the
// logins of all accounts of c, so that a start would have nothing to do. What
// can not be found out is no error; [Run] waits for a login that is in use.
func CheckPollers(c Config) error {
	var busy error
	for name := range c.Accounts {
		cred, err := ilink.LoadCredentials(TokenPath(c.State, name))
		if err != nil {
			return nil // the account will log in
		}
		lock, err := lockPoller(c, name, cred)
		// An earlier host of the same folder is about to end, without its
		// supervisor; the next one waits for it.
		if e := (*PollerBusyError)(nil); errors.As(err, &e) && !e.Own {
			busy = e
			continue
		}
		if err == nil {
			_ = lock.remove()
		}
		return nil
	}
	return busy
}

// lockPoller takes the right to poll with a login.
func lockPoller(c Config, account string, cred ilink.Credentials) (*notedLock, error) {
	path, err := pollerLockPath(c, cred)
	if err != nil {
		return nil, err
	}
	state, err := filepath.Abs(c.State)
	if err != nil {
		return nil, err
	}
	self := readHolder(stateLockPath(c.State)) // names the supervisor, which a person can stop
	if self.PID == 0 {
		self = LockHolder{PID: os.Getpid(), Command: filepath.Base(os.Args[0]), Since: time.Now().Truncate(time.Second)}
	}
	self.State, self.Account = state, account
	lock, err := tryNotedLock(path, self)
	if errors.Is(err, errLockHeld) {
		holder := holderOf(path)
		return nil, &PollerBusyError{Account: account, Holder: holder, Own: holder.State == state}
	}
	return lock, err
}

// pollerLockPath is the lock file of a login; its name gives no secret away.
func pollerLockPath(c Config, cred ilink.Credentials) (string, error) {
	dir := c.LoginLocks
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(cache, "hotreply", "logins")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	base := cred.BaseURL
	if base == "" {
		base = c.ILink.BaseURL
	}
	// Two simulators may give out equal tokens, so the service counts too.
	sum := sha256.Sum256([]byte(ilink.ServiceOf(base) + "\n" + cred.BotToken.Reveal()))
	return filepath.Join(dir, hex.EncodeToString(sum[:16])+".lock"), nil
}

// claimPoller waits for the right to poll with a login, and returns what gives
// it back; not ok when the wait was cut short, by ctx or by a change of the
// token file. Where locks can not be had it says so and lets the account poll.
func (a *account) claimPoller(ctx context.Context, cred ilink.Credentials) (release func(), ok bool) {
	defer a.elsewhere.Store(nil)
	for {
		lock, err := lockPoller(a.h.cfg, a.name, cred)
		busy := (*PollerBusyError)(nil)
		switch {
		case err == nil:
			return func() { _ = lock.remove() }, true
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
