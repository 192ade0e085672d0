package store

import "context"

// Ticket is what an asked verb will come to.
type Ticket[T any] struct {
	done     chan struct{}
	withdraw func() bool
	value    T
	err      error
}

// NewTicket returns a ticket and what ends it, to be called once. withdraw takes
// the verb back while that is still possible; nil: it never is.
func NewTicket[T any](withdraw func() bool) (t *Ticket[T], end func(T, error)) {
	t = &Ticket[T]{done: make(chan struct{}), withdraw: withdraw}
	return t, func(value T, err error) {
		t.value, t.err = value, err
		close(t.done)
	}
}

// Done is closed when the verb has its end.
func (t *Ticket[T]) Done() <-chan struct{} { return t.done }

// Wait returns the verb's answer when what it did is on disk. ctx ends only the
// wait in the queue: an error of ctx means that an asked verb did not happen and
// never will; a group goes on. Other errors: [*FullError], [*CommitError],
// [*DamagedError], [ErrClosed], and those of the verb.
func (t *Ticket[T]) Wait(ctx context.Context) (T, error) {
	var none T
	select {
	case <-t.done: // also when ctx has ended
	default:
		select {
		case <-t.done:
		case <-ctx.Done():
			if t.withdraw == nil {
				return none, ctx.Err()
			}
			if t.withdraw() {
				t.err = ctx.Err()
				close(t.done)
			}
			<-t.done
		}
	}
	if t.err != nil {
		return none, t.err
	}
	return t.value, nil
}
