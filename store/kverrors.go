package store

import "fmt"

// NumberError says that a value can not be counted up.
type NumberError struct {
	Key string
	Got string // what is there, shortened
}

func (e *NumberError) Error() string {
	return fmt.Sprintf("store incr of %q: the value is %s, not a number", e.Key, e.Got)
}

// Hint says what to do.
func (e *NumberError) Hint() string { return "set the key to a number first, or use another key" }

// PendingError says that too many changes wait for the disk.
type PendingError struct {
	Bytes, Limit int
	Err          error // why they wait, if the disk is full
}

func (e *PendingError) Error() string {
	return fmt.Sprintf("%d bytes of store changes are waiting for the disk, the limit is %d", e.Bytes, e.Limit)
}

// Unwrap returns why they wait, nil if the disk is only slow.
func (e *PendingError) Unwrap() error { return e.Err }

// Hint says what to do.
func (e *PendingError) Hint() string {
	if e.Err != nil {
		return "free some space on the disk"
	}
	return "write less at once: wait for a message or a timer between large batches"
}

// brief shortens a value for an error.
func brief(v []byte) string {
	if len(v) > 40 {
		return string(v[:40]) + "…"
	}
	return string(v)
}
