package store

import "fmt"

// KeySizeError says that a key is too long.
type KeySizeError struct {
	Key          string
	Bytes, Limit int
}

func (e *KeySizeError) Error() string {
	return fmt.Sprintf("store key %.40q… has %d bytes, the limit is %d", e.Key, e.Bytes, e.Limit)
}

// Hint says what to do.
func (e *KeySizeError) Hint() string { return "use a short key and keep the long text in the value" }

// ValueSizeError says that a value is too large.
type ValueSizeError struct {
	Key          string
	Bytes, Limit int // of the value as JSON
}

func (e *ValueSizeError) Error() string {
	return fmt.Sprintf("store value of %q has %d bytes as JSON, the limit is %d", e.Key, e.Bytes, e.Limit)
}

// Hint says what to do.
func (e *ValueSizeError) Hint() string {
	return "split it over several keys (store.keys(prefix) finds them), or keep it in a file with fs/promises"
}

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
