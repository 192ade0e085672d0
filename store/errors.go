package store

import (
	"errors"
	"fmt"
	"runtime/debug"

	"hotreply/store/internal/wal"
)

// ErrClosed is returned for work handed to a store that was closed.
var ErrClosed = errors.New("store is closed")

// FullError says that the disk has no room for a commit. Nothing of the
// failed commit is on disk; the same call may work when there is room again.
type FullError struct {
	Path string // the database file
	Err  error  // the system's error
}

func (e *FullError) Error() string {
	return fmt.Sprintf("write %s: no room on the disk: %v", e.Path, e.Err)
}

// Unwrap returns the system's error.
func (e *FullError) Unwrap() error { return e.Err }

// Hint says what to do.
func (e *FullError) Hint() string {
	return "free some space (or lift the file size limit); nothing is lost, work goes on by itself when there is room"
}

// CommitError says that a commit failed for another reason than a full disk.
// What is on disk is unknown until the file is opened again.
type CommitError struct {
	Path string
	Err  error
}

func (e *CommitError) Error() string { return fmt.Sprintf("commit to %s: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *CommitError) Unwrap() error { return e.Err }

// Hint says what to do.
func (e *CommitError) Hint() string {
	return "check the disk and the file's permissions, then start again: what was committed before is kept"
}

// LockedError says that another process has the file open.
type LockedError struct {
	Path string
	PID  int // the holder's process id, 0 if unknown
}

func (e *LockedError) Error() string {
	if e.PID != 0 {
		return fmt.Sprintf("open %s: in use by process %d", e.Path, e.PID)
	}
	return fmt.Sprintf("open %s: in use by another process", e.Path)
}

// Hint says what to do.
func (e *LockedError) Hint() string {
	return "stop the other hotreply that uses this state directory, or choose another one with --state"
}

// DamagedError says that the file is not a sound database.
type DamagedError struct {
	Path string
	Copy string // where its bytes were copied to, "" if the copy failed
	Err  error  // what is wrong
}

func (e *DamagedError) Error() string { return fmt.Sprintf("open %s: damaged: %v", e.Path, e.Err) }

// Unwrap returns what is wrong with the file.
func (e *DamagedError) Unwrap() error { return e.Err }

// Hint says what to do.
func (e *DamagedError) Hint() string {
	if errors.As(e.Err, new(*wal.DamagedError)) {
		return "a state.db that was in use goes with its files state.db.log.*: put back what is missing; or hotreply store salvage keeps all that can be read, and lists the messages that are in doubt"
	}
	if e.Copy == "" {
		return "put a backup in its place, or move the file away to start with an empty state; logins are kept in their own files"
	}
	return fmt.Sprintf("a copy is at %s; put a backup in its place, or remove %s to start with an empty state; logins are kept in their own files", e.Copy, e.Path)
}

// SchemaError says that the file was written by a newer hotreply.
type SchemaError struct {
	Path      string
	Got, Want int // schema versions of the file and of this program
}

func (e *SchemaError) Error() string {
	return fmt.Sprintf("open %s: written by a newer version (schema %d, this program knows %d)", e.Path, e.Got, e.Want)
}

// Hint says what to do.
func (e *SchemaError) Hint() string { return "use the newer hotreply, or another state directory" }

// RowError says that a row can not be read back.
type RowError struct {
	Table string
	Key   string
	Err   error
}

func (e *RowError) Error() string { return fmt.Sprintf("read %s row %q: %v", e.Table, e.Key, e.Err) }

// Unwrap returns the cause.
func (e *RowError) Unwrap() error { return e.Err }

// panicError is what a panic of an update function becomes, so that one
// caller's bug does not take the others' writes down.
type panicError struct {
	value any
	stack []byte
}

// panicked is the error of a panic.
func panicked(r any) error {
	if e, ok := r.(*sumError); ok {
		return e
	}
	return &panicError{value: r, stack: debug.Stack()}
}

func (e *panicError) Error() string {
	return fmt.Sprintf("panic in an update: %v\n%s", e.value, e.stack)
}
