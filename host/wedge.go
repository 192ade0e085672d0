package host

import (
	"context"
	"fmt"
	"time"

	"hotreply/host/internal/blame"
	"hotreply/runtime"
)

// WedgeError ends the host because a rule ignores its interrupt, or a pattern
// its time limit: only a new process can go on.
type WedgeError struct{ runtime.Wedge }

func (e *WedgeError) Error() string {
	if e.Pattern != "" {
		return fmt.Sprintf("%s: a pattern finds no end, %s after %v: %v", e.Place, e.Pattern, e.Elapsed.Round(time.Millisecond), e.Reason)
	}
	s := "a rule ignores its interrupt: " + e.Script
	if e.Place != "" {
		s = "a rule ignores its interrupt: " + e.Place
	}
	if e.Native != "" {
		s += " in " + e.Native
	}
	return fmt.Sprintf("%s after %v: %v", s, e.Elapsed.Round(time.Millisecond), e.Reason)
}

// Unwrap is why it was interrupted.
func (e *WedgeError) Unwrap() error { return e.Reason }

// Deadly says that only a new process can go on.
func (e *WedgeError) Deadly() {}

// Hint says what happens next.
func (e *WedgeError) Hint() string {
	again := "hotreply starts again without this message"
	if e.Key == "" {
		again = "hotreply starts again"
	}
	if e.Pattern != "" {
		return again + "; texts as long as the ones on which a pattern finds no answer three times in a row pass it for a while"
	}
	return again + "; a script that does it three times in ten minutes is set aside until it is edited"
}

// wedged is the runtime's call for help. What wedged is written down, and the
// host ends.
func (h *host) wedged(w runtime.Wedge) {
	err := &WedgeError{w}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.handlers), time.Second)
	defer cancel()
	// If it fails, the notes of the turns still tell.
	_ = h.blame.Wedged(ctx, blame.Wedge{Script: w.Script, Row: rowOf(w.Value), Pattern: w.Pattern, Reason: err.Error()})
	h.die(err)
}
