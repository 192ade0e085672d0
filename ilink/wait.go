package ilink

import (
	"context"
	"math/rand/v2"
	"time"

	"hotreply/internal/clock"
)

// wait returns after d, or with the context's error when that ends first.
func wait(ctx context.Context, k clock.Clock, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	done := make(chan struct{})
	stop := k.AfterFunc(d, func() { close(done) })
	defer stop()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

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
	const most = 60 * time.Second
	d := most
	if attempt = max(attempt, 1); attempt < 7 {
		d = min(most, time.Second<<(attempt-1))
	}
	return d - rand.N(d/2)
}
