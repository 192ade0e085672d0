package store

import (
	"context"
	"errors"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

// WhenRoom asks again for as long as the disk is full, and returns what came of
// it, or the cause of ctx's end. It is for those who must not fail because of a
// full disk: messages are taken in, and what they set off comes to its end, when
// there is room. [Options].OnFull tells of it. ask calls an asked verb, and is
// called from this goroutine alone.
func WhenRoom[T any](ctx context.Context, c clock.Clock, ask func() *Ticket[T]) (T, error) {
	again := wait.Backoff{First: 200 * time.Millisecond, Most: 2 * time.Second, Spread: 4}
	for try := 1; ; try++ {
		v, err := ask().Wait(ctx)
		if err == nil || !errors.As(err, new(*FullError)) {
			return v, err
		}
		if err := wait.For(ctx, c, again.After(try)); err != nil {
			return v, err
		}
	}
}
