package wait

import (
	"context"
	"time"

	"hotreply/internal/clock"
)

// For waits until d has passed on the clock, or until ctx ends, and then
// returns its cause. Without anything to wait for it returns at once.
func For(ctx context.Context, c clock.Clock, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	done, stop := After(c, d)
	defer stop()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// After returns a channel that is closed once d has passed on the clock, and
// at once if d is not positive. stop gives the timer up; the channel of a timer
// that was stopped before its time stays open.
func After(c clock.Clock, d time.Duration) (done <-chan struct{}, stop func()) {
	ch := make(chan struct{})
	if d <= 0 {
		close(ch)
		return ch, func() {}
	}
	end := c.AfterFunc(d, func() { close(ch) })
	return ch, func() { end() }
}

// Closed waits until c is closed, or until ctx ends, and then returns its
// cause. A channel that is closed already wins against a context that has
// ended.
func Closed(ctx context.Context, c <-chan struct{}) error {
	if IsClosed(c) {
		return nil
	}
	select {
	case <-c:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// IsClosed says whether c is closed. It is for channels that nobody sends on.
func IsClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
