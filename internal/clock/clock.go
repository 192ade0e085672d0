// Package clock lets every part of hotreply that waits be driven by a clock
// of the caller's choosing: the machine's in production, a virtual one in rule
// tests and in the simulator.
//
// The zero value of nothing here is needed: use [System] or [NewVirtual].
package clock

import (
	"sync"
	"time"
)

// Clock tells the time and calls back later. Implementations are safe for use
// by several goroutines.
type Clock interface {
	// Now is the current time. System times carry a monotonic reading.
	Now() time.Time
	// AfterFunc calls f in a goroutine of its own once d has passed; d <= 0
	// means at once. Stop reports whether it kept f from being called.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// Steady says whether a clock never leaps over the moments between, as the
// machine's does when it sleeps or is set. It is so for a clock that has a
// method Steady that says so.
func Steady(c Clock) bool {
	s, ok := c.(interface{ Steady() bool })
	return ok && s.Steady()
}

// System is the machine's clock.
type System struct{}

// Now is [time.Now].
func (System) Now() time.Time { return time.Now() }

// AfterFunc is [time.AfterFunc].
func (System) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

// Virtual is a clock that moves only when told to.
type Virtual struct {
	mu      sync.Mutex // guards now and waiting
	now     time.Time
	waiting []*timer
}

type timer struct {
	at time.Time
	f  func()
}

// NewVirtual returns a clock that stands at start.
func NewVirtual(start time.Time) *Virtual { return &Virtual{now: start} }

// Now is the virtual time.
func (v *Virtual) Now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

// AfterFunc calls f when [Virtual.Advance] has moved the clock by d or more.
func (v *Virtual) AfterFunc(d time.Duration, f func()) func() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if d <= 0 {
		go f()
		return func() bool { return false }
	}
	t := &timer{at: v.now.Add(d), f: f}
	v.waiting = append(v.waiting, t)
	return func() bool { return v.remove(t) }
}

func (v *Virtual) remove(t *timer) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	for i, w := range v.waiting {
		if w == t {
			v.waiting = append(v.waiting[:i], v.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// Advance moves the clock by d and calls, in the order of their times and
// each before the clock moves on, what has fallen due. Callbacks run on the
// caller's goroutine, with the clock standing at their own time.
func (v *Virtual) Advance(d time.Duration) {
	end := v.Now().Add(d)
	for v.Step(end) {
	}
}

// Step moves the clock to the earliest time by end that something waits for
// and calls that one alone. Without any it moves the clock to end and returns
// false. A clock that is beyond end stays where it is.
func (v *Virtual) Step(end time.Time) bool {
	v.mu.Lock()
	next := v.earliest(end)
	switch {
	case next != nil && v.now.Before(next.at):
		v.now = next.at
	case next == nil && v.now.Before(end):
		v.now = end
	}
	v.mu.Unlock()
	if next == nil {
		return false
	}
	next.f()
	return true
}

// earliest takes the first timer due by end out of the waiting list; of those
// for the same time, the one that has waited longest.
func (v *Virtual) earliest(end time.Time) *timer {
	best := -1
	for i, w := range v.waiting {
		if !w.at.After(end) && (best < 0 || w.at.Before(v.waiting[best].at)) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	t := v.waiting[best]
	v.waiting = append(v.waiting[:best], v.waiting[best+1:]...)
	return t
}
