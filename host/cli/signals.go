package cli

import (
	"context"
	"os"
	"os/signal"
)

// watchSignals makes the first stop signal end the context and the second one
// close quit. stop gives the signals back; quit then stays open.
func watchSignals(ctx context.Context) (drained context.Context, quit <-chan struct{}, stop func()) {
	drained, _, quit, stop = watchInterrupts(ctx, func() {})
	return drained, quit, stop
}

// watchInterrupts is watchSignals with a function that counts as a signal: a
// terminal in raw mode makes none of Ctrl-C. forced is called after quit closed.
func watchInterrupts(ctx context.Context, forced func()) (drained context.Context, interrupt func(), quit <-chan struct{}, stop func()) {
	drained, cancel := context.WithCancel(ctx)
	signals := make(chan os.Signal, 2)
	interrupt = func() {
		select {
		case signals <- os.Interrupt:
		default: // two are waiting already, and no more count
		}
	}
	signal.Notify(signals, stopSignals()...)
	q := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case <-signals:
			case <-stopped:
				return
			}
			if cancel(); n == 1 {
				close(q)
				forced()
				return
			}
		}
	}()
	return drained, interrupt, q, func() {
		signal.Stop(signals)
		close(stopped)
		cancel()
	}
}
