package session

import (
	"context"

	"hotreply/internal/filestamp"
)

// TokenChanged says that the account's token file may be another than before.
// A call too many does no harm.
func (k *Keeper) TokenChanged() {
	k.mu.Lock()
	look := k.changed
	k.mu.Unlock()
	if look != nil {
		look()
	}
}

// onChange sets what TokenChanged does, and does it once for what happened
// before. nil ends that.
func (k *Keeper) onChange(look func()) {
	k.mu.Lock()
	k.changed = look
	k.mu.Unlock()
	if look != nil {
		look()
	}
}

// whileSame is ctx for as long as the token file is the one with the mark; then
// its cause is errReplaced. stop has to be called, and ends it.
func (k *Keeper) whileSame(ctx context.Context, mark filestamp.Mark) (same context.Context, stop func()) {
	same, cancel := context.WithCancelCause(ctx)
	k.onChange(func() {
		if filestamp.MarkOf(k.path) != mark {
			cancel(errReplaced)
		}
	})
	return same, func() {
		k.onChange(nil)
		cancel(nil)
	}
}

// untilChanged waits until the token file is another than the one with the
// mark, and reports whether it is: false when ctx ended before.
func (k *Keeper) untilChanged(ctx context.Context, mark filestamp.Mark) bool {
	same, stop := k.whileSame(ctx, mark)
	defer stop()
	<-same.Done()
	return context.Cause(same) == errReplaced
}
