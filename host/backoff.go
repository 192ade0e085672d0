package host

import (
	"context"
	"math/rand/v2"
	"time"

	"hotreply/internal/clock"
)

// backoff is the wait before the n-th repeat (from 1) of something that
// failed: half a second doubling up to a minute, less up to a quarter so that
// accounts do not fall into step. A longer wait that the service asked for is
// kept, up to the same minute.
func backoff(n int, asked time.Duration) time.Duration {
	const first, most = 500 * time.Millisecond, time.Minute
	d := most
	if n < 8 {
		d = min(most, first<<(n-1))
	}
	d -= time.Duration(rand.Int64N(int64(d)/4 + 1))
	return max(d, min(asked, most))
}

// sleep waits for d on the clock, or until ctx ends, and then returns its
// cause.
func sleep(ctx context.Context, c clock.Clock, d time.Duration) error {
	done := make(chan struct{})
	stop := c.AfterFunc(d, func() { close(done) })
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		stop()
		return context.Cause(ctx)
	}
}
