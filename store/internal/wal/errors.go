package wal

import "fmt"

// DamagedError says that records which were on disk can not be read any more,
// or that files of the log are missing.
type DamagedError struct {
	Path   string // the file
	Offset int64  // where in it the first bad record stands
	Last   uint64 // sequence of the last good record in front of it
	Behind int    // valid records behind it
	Why    string // what is wrong there
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("read %s: damaged at byte %d: %s; the last good record is %d, behind the damage are %d valid ones", e.Path, e.Offset, e.Why, e.Last, e.Behind)
}

// FullError says that the disk has no room for the log to grow. Nothing has
// been written, and the log can be used further.
type FullError struct {
	Path string
	Err  error // the system's error
}

func (e *FullError) Error() string {
	return fmt.Sprintf("grow %s: no room on the disk: %v", e.Path, e.Err)
}

// Unwrap returns the system's error.
func (e *FullError) Unwrap() error { return e.Err }

// DeadError says that a write or a sync has failed. What is on disk of the
// group that was being written is unknown, and the log takes no more.
type DeadError struct {
	Path string
	Err  error // of the first failure
}

func (e *DeadError) Error() string { return fmt.Sprintf("write %s: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *DeadError) Unwrap() error { return e.Err }

// ForeignError says that a file of the log belongs to another file than the
// one it lies beside.
type ForeignError struct {
	Path string
}

func (e *ForeignError) Error() string {
	return fmt.Sprintf("read %s: belongs to another file than the one beside it", e.Path)
}

// VersionError says that a file of the log was written by a newer program.
type VersionError struct {
	Path      string
	Got, Want int
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("read %s: written by a newer version (format %d, this program knows %d)", e.Path, e.Got, e.Want)
}
