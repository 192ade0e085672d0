package statedir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// StateLock is one process's right to a state folder.
type StateLock struct{ lock *notedLock }

// StateBusyError says that another process has the state folder.
type StateBusyError struct {
	Dir    string
	Holder LockHolder // zero when it left no note
}

// Error says who.
func (e *StateBusyError) Error() string {
	who := e.Holder.process()
	if who == "" {
		who = "another hotreply"
	}
	return fmt.Sprintf("state folder %s is in use by %s", e.Dir, who)
}

// Hint is the next step.
func (e *StateBusyError) Hint() string {
	return "stop that one first, or give this one its own folder with --state"
}

func stateLockPath(dir string) string { return filepath.Join(dir, "lock") }

// LockState makes the state folder if it is missing and takes it for this
// process, whose command line is told to others who want it. It does not wait:
// a folder that is taken is a *[StateBusyError], one that the system refuses a
// *[FolderError].
func Lock(dir, command string) (*StateLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, Wrap("make the state folder", dir, err)
	}
	path := stateLockPath(dir)
	lock, err := tryNotedLock(path, LockHolder{PID: os.Getpid(), Command: command, Since: time.Now().Truncate(time.Second)})
	switch {
	case errors.Is(err, errLockHeld):
		return nil, &StateBusyError{Dir: dir, Holder: holderOf(path)}
	case err != nil:
		return nil, Wrap("lock the state folder", dir, err)
	}
	return &StateLock{lock}, nil
}

// Unlock gives the folder back.
func (l *StateLock) Unlock() error { return l.lock.release() }
