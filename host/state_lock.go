package host

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// StateLock is one process's right to a state folder.
type StateLock struct {
	lock *flock.Flock
	note string
}

// LockHolder says who has a state folder.
type LockHolder struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// StateBusyError says that another process has the state folder.
type StateBusyError struct {
	Dir    string
	Holder LockHolder // zero when it left no note
}

// Error says who.
func (e *StateBusyError) Error() string {
	if e.Holder.PID == 0 {
		return fmt.Sprintf("state folder %s is in use by another hotreply", e.Dir)
	}
	return fmt.Sprintf("state folder %s is in use by %q, process %d, since %s",
		e.Dir, e.Holder.Command, e.Holder.PID, e.Holder.Since.Local().Format("2006-01-02 15:04:05"))
}

// Hint is the next step.
func (e *StateBusyError) Hint() string {
	return "stop that one first, or give this one its own folder with --state"
}

// LockState makes the state folder if it is missing and takes it for this
// process, whose command line is told to others who want it. It does not wait:
// a folder that is taken is a *[StateBusyError].
func LockState(dir, command string) (*StateLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the state folder: %w", err)
	}
	// The note is a file of its own because Windows lets nobody read a file
	// that is locked.
	l := &StateLock{lock: flock.New(filepath.Join(dir, "lock"), flock.SetPermissions(0o600)), note: filepath.Join(dir, "lock.json")}
	got, err := l.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the state folder: %w", err)
	}
	if !got {
		busy := &StateBusyError{Dir: dir}
		if data, err := os.ReadFile(l.note); err == nil {
			_ = json.Unmarshal(data, &busy.Holder) // half a note is as good as none
		}
		return nil, busy
	}
	data, err := json.Marshal(LockHolder{PID: os.Getpid(), Command: command, Since: time.Now().Truncate(time.Second)})
	if err == nil {
		err = os.WriteFile(l.note, append(data, '\n'), 0o600)
	}
	if err != nil {
		_ = l.lock.Unlock()
		return nil, fmt.Errorf("note the holder of the state folder: %w", err)
	}
	return l, nil
}

// Unlock gives the folder back. The lock file stays: removing it would let two
// processes lock two different files.
func (l *StateLock) Unlock() error {
	_ = os.Remove(l.note)
	return l.lock.Unlock()
}

// stateBusy tells whether some process has the state folder, without making
// the folder or keeping the lock.
func stateBusy(dir string) (bool, error) {
	path := filepath.Join(dir, "lock")
	if _, err := os.Stat(path); err != nil {
		return false, nil
	}
	l := flock.New(path)
	got, err := l.TryLock()
	if got {
		err = l.Unlock()
	}
	return !got, err
}
