package runtime

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// ErrGone says that the script version was stopped before it could answer.
var ErrGone = errors.New("the script is gone")

// ScriptError is an error of a script, for people: where, what, and what to
// do. It wraps the Go error that a module threw, if one is behind it.
type ScriptError struct {
	Script       string // file name of the script ("30-todo.ts")
	File         string // where it happened ("scripts/lib/util.ts"); empty if unknown
	Line, Column int    // from 1; columns count UTF-16 units
	Message      string // without the name
	Name, Code   string // of the JavaScript error ("TypeError"); may be empty
	Stack        string // frames of JavaScript, one per line, host frames left out
	Inside       string // where it was thrown, if that is in a package and File is not ("parse in node_modules/foo/index.js:12"); may be empty
	Cause        string // what its property cause says; may be empty
	Frame        string // lines of the original source with a caret; may be empty
	Advice       string // what Hint returns
	Generation   uint64 // of the script's version
	Key          string // of the task it happened in; may be empty
	Event        string // whose listener it came out of, its timers included; empty outside listeners
	Count        int    // how often this happened in this version of the script, this time included
	Err          error  // the Go error behind it, or nil

	instead string     // what to use in place of the package it was thrown in; may be empty
	through string     // the package that the rule has imported and that it came out of; may be empty
	value   goja.Value // what was thrown
	from    *Script    // whose loop value belongs to
}

// Error is one line: position, name and message, and the cause unless the
// message says it.
func (e *ScriptError) Error() string {
	_, cause, found := strings.Cut(e.Cause, ": ")
	if !found {
		cause = e.Cause
	}
	if cause == "" || strings.Contains(e.Message, cause) {
		return e.line()
	}
	return e.line() + " (cause: " + e.Cause + ")"
}

func (e *ScriptError) line() string {
	var b strings.Builder
	switch {
	case e.File != "" && e.Line > 0:
		fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	case e.File != "":
		b.WriteString(e.File + ": ")
	case e.Script != "":
		b.WriteString(e.Script + ": ")
	}
	if e.Name != "" && e.Name != "Error" {
		b.WriteString(e.Name + ": ")
	}
	b.WriteString(e.Message)
	if e.Inside != "" {
		b.WriteString(" (" + e.Inside + ")")
	}
	return b.String()
}

// Hint says what to do about it; empty when there is nothing to say.
func (e *ScriptError) Hint() string { return e.Advice }

// Facts are the error as pairs for a log line, without what is empty.
func (e *ScriptError) Facts() []any {
	facts := []any{"err", e.line()}
	if e.Cause != "" {
		facts = append(facts, "cause", e.Cause)
	}
	if e.Advice != "" {
		facts = append(facts, "hint", e.Advice)
	}
	if e.Frame != "" {
		facts = append(facts, "frame", e.Frame)
	}
	if e.Count > 1 {
		facts = append(facts, "count", e.Count)
	}
	return facts
}

// Worth reports whether the error is news: it is the first of its kind in this
// version of the script, or the tenth, the hundredth and so on.
func (e *ScriptError) Worth() bool { return IsNews(e.Count) }

// IsNews says whether the n-th of many alike is worth a line: the first, the
// tenth, the hundredth and so on.
func IsNews(n int) bool {
	for ; ; n /= 10 {
		if n <= 1 || n%10 != 0 {
			return n <= 1
		}
	}
}

// Unwrap is the Go error behind the JavaScript one.
func (e *ScriptError) Unwrap() error { return e.Err }

// TimeoutError says that a handler used up its time.
type TimeoutError struct{ Limit time.Duration }

// Error names the limit.
func (e *TimeoutError) Error() string { return fmt.Sprintf("the handler took longer than %v", e.Limit) }

// Name is the name of the JavaScript error.
func (e *TimeoutError) Name() string { return "TimeoutError" }

// Code is the code of the JavaScript error.
func (e *TimeoutError) Code() string { return "HANDLER_TIMEOUT" }

// Hint says what to do about it.
func (e *TimeoutError) Hint() string {
	return "look for an await that never settles; rules.handler_timeout in config.toml sets the limit"
}

// BudgetError says that JavaScript ran too long without a break. Elapsed is
// what had passed by the clock, CPU what the process had used of the processor
// meanwhile. Loading: it was the top level of a script, whose limit is higher.
type BudgetError struct {
	Limit, Elapsed, CPU time.Duration
	Loading             bool
}

// Error names the limit and what was used.
func (e *BudgetError) Error() string {
	what := "JavaScript"
	if e.Loading {
		what = "the script's top level"
	}
	return fmt.Sprintf("%s ran for more than %v without a break and was stopped, after %v by the clock and %v of processor time",
		what, e.Limit, e.Elapsed.Round(10*time.Millisecond), e.CPU.Round(10*time.Millisecond))
}

// Name is the name of the JavaScript error.
func (e *BudgetError) Name() string { return "TimeoutError" }

// Code is the code of the JavaScript error.
func (e *BudgetError) Code() string { return "CPU_TIMEOUT" }

// Hint says what to do about it.
func (e *BudgetError) Hint() string {
	if e.CPU <= e.Limit {
		return fmt.Sprintf("the machine was busy with other things, or a call waited inside; after %d times the limit the clock alone decides. rules.cpu_timeout in config.toml sets it", slack)
	}
	if e.Loading {
		return fmt.Sprintf("look for a loop that does not end; loading may take %d times rules.cpu_timeout of config.toml", loadFactor)
	}
	return "look for a loop that does not end; rules.cpu_timeout in config.toml sets the limit"
}

// MemoryError says that a script was stopped because the process needed more
// memory than it may use. Held is what was read, fetched or copied for the
// script and is still there; 0 if that is not why.
type MemoryError struct{ Limit, Used, Held int64 }

// Error names the numbers.
func (e *MemoryError) Error() string {
	if e.Held > 0 {
		return fmt.Sprintf("stopped while the process used %d MB of memory, the limit is %d MB, and this script holds %d MB of files, downloads and bodies",
			e.Used>>20, e.Limit>>20, e.Held>>20)
	}
	return fmt.Sprintf("stopped while the process used %d MB of memory, the limit is %d MB", e.Used>>20, e.Limit>>20)
}

// Name is the name of the JavaScript error.
func (e *MemoryError) Name() string { return "RangeError" }

// Code is the code of the JavaScript error.
func (e *MemoryError) Code() string { return "MEMORY_LIMIT" }

// Hint says what to do about it.
func (e *MemoryError) Hint() string {
	if e.Held > 0 {
		return "read one after the other and let go of each, or work with paths; rules.memory_limit in config.toml sets the limit"
	}
	return "look for an array or string that only grows; rules.memory_limit in config.toml sets the limit"
}

// PanicError is a panic of Go code under a script: a bug of the host.
type PanicError struct {
	Value any
	Stack string
}

// Error says what the panic said.
func (e *PanicError) Error() string {
	return fmt.Sprintf("internal error: %v", e.Value)
}

// Hint says what to do about it.
func (e *PanicError) Hint() string {
	return "this is a bug of the host and not of the rule; the log has the details"
}
