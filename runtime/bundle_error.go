package runtime

import (
	"cmp"
	"fmt"
)

// BundleLimits bound what is read from a folder of scripts. All must be above
// zero.
type BundleLimits struct {
	File    int64 // bytes of one file
	Package int64 // bytes of one file of an installed package
	Sources int64 // bytes of all files that a script loads
	Scripts int   // how many scripts are taken
	Names   int   // how many names in the folder are looked at
}

// Importable is a group of names that scripts import and that no file has.
type Importable interface {
	// Specifiers are the names that reach it ("hotreply", "node:path").
	Specifiers() []string
	// Exports names what can be imported of it; nil makes it a CommonJS module.
	Exports() []string
}

// BundleError says why a script could not be bundled: where, what, and what to
// do.
type BundleError struct {
	File         string // where it is ("scripts/lib/util.ts")
	Line, Column int    // from 1; columns count UTF-16 units; 0: the file as a whole
	Message      string
	Name, Code   string // as a JavaScript error would have them; Code may be empty
	Frame        string // lines of the source with a caret; may be empty
	Advice       string // what Hint returns; may be empty
	Err          error  // the Go error behind it, or nil
}

// Error is one line: position, name and message.
func (e *BundleError) Error() string {
	at := e.File
	if e.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Column)
	}
	return at + ": " + cmp.Or(e.Name, "Error") + ": " + e.Message
}

// Hint says what to do about it.
func (e *BundleError) Hint() string { return e.Advice }

// Unwrap is the Go error behind it.
func (e *BundleError) Unwrap() error { return e.Err }
