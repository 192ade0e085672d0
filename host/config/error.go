package config

import (
	"fmt"
	"strings"
)

// Error is one thing wrong with config.toml, or with a flag that stands for a
// key of it. Its exit code is 2.
type Error struct {
	File  string // as it was opened; empty for flags and values made in Go
	Line  int    // 1-based; 0 when unknown
	Key   string // dotted, such as "send.quota"; empty for a syntax error
	Value string // what was there, as TOML; empty when it may not be shown or there is none
	Want  string // what is accepted there, or what is wrong when there is no Value
	Tip   string // the next step, for Hint; may be empty
	Err   error  // the cause, if there is one
}

// Error is one line: place, key, value, what is wanted.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
		}
		b.WriteString(": ")
	}
	switch {
	case e.Key != "" && e.Value != "":
		fmt.Fprintf(&b, "%s is %s, want %s", e.Key, e.Value, e.Want)
	case e.Key != "":
		fmt.Fprintf(&b, "%s: %s", e.Key, e.Want)
	default:
		b.WriteString(e.Want)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	// A cause quotes the file as it is, a line's end in a number too.
	return strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(b.String())
}

// Hint is the next step for the person who wrote the file, or "".
func (e *Error) Hint() string { return e.Tip }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// ExitCode is 2: starting again will not help before the file is changed.
func (e *Error) ExitCode() int { return 2 }
