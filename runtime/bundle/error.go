package bundle

import (
	"cmp"
	"fmt"
)

// Error says why a script could not be bundled: where, what, and what to
// do.
type Error struct {
	File         string // where it is ("scripts/lib/util.ts")
	Line, Column int    // from 1; columns count UTF-16 units; 0: the file as a whole
	Message      string
	Name, Code   string // as a JavaScript error would have them; Code may be empty
	Frame        string // lines of the source with a caret; may be empty
	Advice       string // what Hint returns; may be empty
	Err          error  // the Go error behind it, or nil
}

// Error is one line: position, name and message.
func (e *Error) Error() string {
	at := e.File
	if e.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Column)
	}
	return at + ": " + cmp.Or(e.Name, "Error") + ": " + e.Message
}

// Hint says what to do about it.
func (e *Error) Hint() string { return e.Advice }

// Unwrap is the Go error behind it.
func (e *Error) Unwrap() error { return e.Err }
