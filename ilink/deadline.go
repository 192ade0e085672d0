package ilink

import (
	"context"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

// withDeadline ends the context with cause once d has passed on k.
func withDeadline(ctx context.Context, k clock.Clock, d time.Duration, cause error) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := k.AfterFunc(d, func() { cancel(cause) })
	return ctx, func() { stop(); cancel(nil) }
}

// Backoff is the wait before try number attempt+1 after attempt failures in a
// row (1 and up): 1 s doubling to at most 60 s, of which a random part up to a
// half is taken off, so that many clients do not come back in step.
func Backoff(attempt int) time.Duration {
	again := wait.Backoff{First: time.Second, Most: time.Minute, Spread: 2}
	return again.After(max(attempt, 1))
}
