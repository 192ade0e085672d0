package statedir

import (
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
// one login take each other's messages (Tencent/openclaw-weixin#164). A
// lock per login, in a folder that all hotreplies of a user share, keeps a
// second one from polling wherever its state folder is.

// PollerBusyError says that another account, of this or another process, polls
// with a login.
type PollerBusyError struct {
	Account string     // that wants it
	Holder  LockHolder // that has it; zero when it left no note
	Own     bool       // the holder is another account of the same host
}

// Error says who.
func (e *PollerBusyError) Error() string {
	return fmt.Sprintf("the login of account %s is in use by %s", e.Account, e.Who())
}

// Who is the holder, for people.
func (e *PollerBusyError) Who() string {
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

// PollerLock is the right to poll with a login.
type PollerLock struct{ lock *notedLock }

// Unlock gives it back.
func (l *PollerLock) Unlock() error { return l.lock.remove() }

// LockPoller takes the right to poll with a login for an account of a state
// folder, without waiting: a login that another poller has is a
// *[PollerBusyError]. locks is the folder that all pollers of the user share,
// "" for the one below [os.UserCacheDir]; cred names the service by its
// BaseURL, which must not be empty.
func LockPoller(locks, state, account string, cred ilink.Credentials) (*PollerLock, error) {
	path, err := pollerLockPath(locks, cred)
	if err != nil {
		return nil, err
	}
	self := readHolder(stateLockPath(state)) // names the supervisor, which a person can stop
	state, err = filepath.Abs(state)
	if err != nil {
		return nil, err
	}
	if self.PID == 0 {
		self = LockHolder{PID: os.Getpid(), Command: filepath.Base(os.Args[0]), Since: time.Now().Truncate(time.Second)}
	}
	self.State, self.Account = state, account
	lock, err := tryNotedLock(path, self)
	if errors.Is(err, errLockHeld) {
		holder := holderOf(path)
		return nil, &PollerBusyError{Account: account, Holder: holder, Own: holder.State == state}
	}
	if err != nil {
		return nil, err
	}
	return &PollerLock{lock}, nil
}

// pollerLockPath is the lock file of a login; its name gives no secret away.
func pollerLockPath(dir string, cred ilink.Credentials) (string, error) {
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
	// Two simulators may give out equal tokens, so the service counts too.
	sum := sha256.Sum256([]byte(ilink.ServiceOf(cred.BaseURL) + "\n" + cred.BotToken.Reveal()))
	return filepath.Join(dir, hex.EncodeToString(sum[:16])+".lock"), nil
}
