// Package wait holds the ways in which hotreply waits: for a time on a clock,
// for a channel to be closed, and longer from failure to failure.
//
//	again := wait.Backoff{First: time.Second, Most: time.Minute, Spread: 2}
//	for failures := 1; try() != nil; failures++ {
//		if err := wait.For(ctx, clock, again.After(failures)); err != nil {
//			return err // why ctx ended
//		}
//	}
//	return wait.Closed(ctx, ready)
//
// The package has no goroutines of its own; a wait on the machine's clock uses
// one of its timers and stops it when the context ends first. Errors are the
// causes of the caller's contexts, nothing else.
package wait
