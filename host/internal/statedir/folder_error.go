package statedir

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// FolderError says that the system refused something in a folder that hotreply
// can not do without: it can not be made, read or written.
type FolderError struct {
	Doing string // what was refused: "make the state folder"
	Dir   string // the folder, as configured
	Flag  string // the flag that names another one: "--state"
	Err   error  // the system's refusal
}

// Error names the folder once, and the file in it that the refusal is about.
func (e *FolderError) Error() string {
	err := e.Err
	if path, ok := err.(*fs.PathError); ok && path.Path == e.Dir {
		err = path.Err
	}
	return fmt.Sprintf("%s %s: %v", e.Doing, e.Dir, err)
}

// Unwrap is the system's refusal.
func (e *FolderError) Unwrap() error { return e.Err }

// Hint says what to do about the kind of refusal.
func (e *FolderError) Hint() string {
	another := "choose another folder with " + e.Flag
	switch {
	case errors.Is(e.Err, fs.ErrPermission):
		return "give the user who runs hotreply the right to read and write there, or " + another
	case errors.Is(e.Err, syscall.EROFS):
		return "the disk is mounted read-only: mount it for writing, or " + another
	case errors.Is(e.Err, syscall.ENOSPC):
		return "the disk is full: free some space, or " + another
	case errors.Is(e.Err, syscall.ENOTDIR), errors.Is(e.Err, fs.ErrExist):
		return "a file stands where a folder is needed: move it away, or " + another
	}
	return another
}

// inState wraps what the system refused in a state folder. Errors that say
// more than the system does, with their own hints, stay as they are.
func Wrap(doing, dir string, err error) error {
	var refused *fs.PathError
	if hinted, ok := errors.AsType[interface {
		error
		Hint() string
	}](err); ok && hinted != nil || !errors.As(err, &refused) {
		return err
	}
	return &FolderError{Doing: doing, Dir: dir, Flag: "--state", Err: refused}
}
