package hint

import (
	"errors"
	"fmt"
)

// Error is what is wrong and what to do about it.
type Error struct {
	Message string
	Advice  string // the next step; "" if the message says it all
	Err     error  // what %w in New's format wraps; may be nil
}

// New makes an [*Error] as [fmt.Errorf] does, %w included.
func New(advice, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Message: err.Error(), Advice: advice, Err: errors.Unwrap(err)}
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Hint is the next step.
func (e *Error) Hint() string { return e.Advice }

// Unwrap is the cause, nil without one.
func (e *Error) Unwrap() error { return e.Err }

// Fault is an error as scripts see it: of a class and with a code, beside
// message and hint. It implements bot.Fault.
type Fault struct {
	Message string
	Class   string // name of the JavaScript class, such as "BotError"
	Coded   string // its code property, such as "NO_ACCOUNT"
	Advice  string
	Missing bool // something was named that is not there
}

// Error is the message.
func (e *Fault) Error() string { return e.Message }

// Name is the class that scripts see.
func (e *Fault) Name() string { return e.Class }

// Code is the code property that scripts see.
func (e *Fault) Code() string { return e.Coded }

// Hint is the next step.
func (e *Fault) Hint() string { return e.Advice }

// Facts are none.
func (e *Fault) Facts() map[string]any { return nil }

// NotFound says whether something was named that is not there.
func (e *Fault) NotFound() bool { return e.Missing }

// exit is an Error that ends the process with a code of its own.
type exit struct {
	*hinted
	code int
}

// hinted is Error by a name that leaves the method of that name to be embedded.
type hinted = Error

// Exit is [New] with the exit code of a process that ends by it, which its
// method ExitCode() int tells.
func Exit(code int, advice, format string, args ...any) error {
	return exit{New(advice, format, args...), code}
}

// ExitCode is the code.
func (e exit) ExitCode() int { return e.code }
