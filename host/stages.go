package host

import "context"

// stages are the contexts of what runs. A stop ends them one after another:
// polling first, handlers after a grace, sends last.
type stages struct {
	polling, handlers, sending             context.Context
	stopPolling, stopHandlers, stopSending context.CancelCauseFunc
}

// newStages are stages that end with ctx at the latest.
func newStages(ctx context.Context) stages {
	return stages{polling: ctx, handlers: ctx, sending: ctx}.within()
}

// within are stages of their own, each of which ends with its outer one at the
// latest.
func (outer stages) within() (s stages) {
	s.polling, s.stopPolling = context.WithCancelCause(outer.polling)
	s.handlers, s.stopHandlers = context.WithCancelCause(outer.handlers)
	s.sending, s.stopSending = context.WithCancelCause(outer.sending)
	return s
}
