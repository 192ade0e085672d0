package statedir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// LockHolder says who has a lock.
type LockHolder struct {
	PID     int       `json:"pid"` // of the supervisor, where there is one
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
	// Of the lock on a login alone: the state folder, absolute, and the account
	// in it that uses the login.
	State   string `json:"state,omitempty"`
	Account string `json:"account,omitempty"`
}

// process names the process, for people; "" for a zero holder.
func (h LockHolder) process() string {
	if h.PID == 0 {
		return ""
	}
	return fmt.Sprintf("%q, process %d, since %s", h.Command, h.PID, h.Since.Local().Format("2006-01-02 15:04:05"))
}

// notedLock is a lock on a file, which the system drops with the process, and
// a note beside it that says who has it. The note is a file of its own because
// Windows lets nobody read a file that is locked.
type notedLock struct{ file *flock.Flock }

func notePath(path string) string { return path + ".json" }

// errLockHeld says that somebody else has a lock.
var errLockHeld = errors.New("lock is held")

// tryNotedLock takes the lock at path without waiting; a lock that is held is
// errLockHeld, and [holderOf] says by whom if that could be noted.
func tryNotedLock(path string, holder LockHolder) (*notedLock, error) {
	l, err := tryLock(path)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(holder)
	if err == nil {
		err = os.WriteFile(notePath(path), append(data, '\n'), 0o600)
	}
	if err != nil { // a full disk is no reason to refuse: the lock holds without its note
		_ = os.Remove(notePath(path))
	}
	return l, nil
}

// tryLock locks the file that is at path. One that [notedLock.remove] took away
// between opening and locking guards nothing, so then it is tried again.
func tryLock(path string) (*notedLock, error) {
	for {
		file := flock.New(path, flock.SetPermissions(0o600))
		got, err := file.TryLock()
		switch {
		case err != nil:
			return nil, err
		case !got:
			return nil, errLockHeld
		}
		mine, err := file.Stat()
		if err != nil {
			_ = file.Unlock()
			return nil, err
		}
		there, err := os.Stat(path)
		if err == nil && os.SameFile(mine, there) {
			return &notedLock{file}, nil
		}
		_ = file.Unlock()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
}

// holderOf says who has a lock that was found held; zero when no note tells.
// Whoever took it just now may still be writing the note.
func holderOf(path string) LockHolder {
	const tries, between = 20, 10 * time.Millisecond
	for range tries {
		if h := readHolder(path); h.PID != 0 {
			return h
		}
		<-time.After(between)
	}
	return LockHolder{}
}

// readHolder is what the note beside the lock at path says now.
func readHolder(path string) (h LockHolder) {
	if data, err := os.ReadFile(notePath(path)); err == nil {
		_ = json.Unmarshal(data, &h) // half a note is as good as none
	}
	return h
}

// release gives the lock back; its file stays.
func (l *notedLock) release() error {
	_ = os.Remove(notePath(l.file.Path()))
	return l.file.Unlock()
}

// remove gives the lock back and takes its file away, which is safe only
// before unlocking. Windows removes no open file; there it stays, empty.
func (l *notedLock) remove() error {
	_ = os.Remove(notePath(l.file.Path()))
	_ = os.Remove(l.file.Path())
	return l.file.Unlock()
}
