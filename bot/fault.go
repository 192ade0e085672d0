package bot

import (
	"fmt"
	"time"
)

// Fault is what an error must offer to reach scripts as one of the error
// classes: Name is a class of bindings.Errors, Code its code property, Facts the
// numbers that become further properties. The errors of ilink have it, and
// the few the bindings and the host add.
type Fault interface {
	error
	Name() string
	Code() string
	Hint() string
	Facts() map[string]any
}

// TimeoutError is a question or another wait that took too long.
type TimeoutError struct {
	What    string // "msg.ask"
	Limit   time.Duration
	Elapsed time.Duration
}

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("%s: no answer within %s", e.What, e.Limit)
}

// Name is the class scripts see.
func (e *TimeoutError) Name() string { return "TimeoutError" }

// Code is the code property scripts see.
func (e *TimeoutError) Code() string { return "TIMEOUT" }

// Hint says what the author of a rule can do.
func (e *TimeoutError) Hint() string {
	return `give it more time with {timeout: "10m"}, or catch the TimeoutError and go on`
}

// Facts are the numbers scripts see.
func (e *TimeoutError) Facts() map[string]any {
	return map[string]any{"limit": e.Limit.Milliseconds()}
}

// NotNumberError is incr on a value that is no number.
type NotNumberError struct {
	Key  string
	Kind string // "string", "object" …
}

func (e *NotNumberError) Error() string {
	return fmt.Sprintf("incr: the value of %q is a %s, not a number", e.Key, e.Kind)
}

// Hint says what the author of a rule can do.
func (e *NotNumberError) Hint() string {
	return fmt.Sprintf("store a number first: store.set(%q, 0)", e.Key)
}
