package sim

import (
	"sort"
	"sync"
	"time"

	"hotreply/internal/clock"
)

// skewed is the service's clock: a base clock plus what [Server.Advance] has
// added to it. It implements [clock.Clock].
type skewed struct {
	base clock.Clock

	mu      sync.Mutex // guards ahead and waiting
	ahead   time.Duration
	waiting map[*skewedTimer]struct{}
}

type skewedTimer struct {
	at   time.Time
	f    func()
	stop func() bool // of the base clock's timer
}

// advancer is a base clock that can be moved, such as [clock.Virtual].
type advancer interface{ Advance(time.Duration) }

func newSkewed(base clock.Clock) *skewed {
	if base == nil {
		base = clock.System{}
	}
	return &skewed{base: base, waiting: map[*skewedTimer]struct{}{}}
}

func (c *skewed) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.nowLocked()
}

func (c *skewed) nowLocked() time.Time { return c.base.Now().Add(c.ahead) }

func (c *skewed) AfterFunc(d time.Duration, f func()) func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &skewedTimer{at: c.nowLocked().Add(d), f: f}
	c.waiting[t] = struct{}{}
	t.stop = c.base.AfterFunc(d, func() { c.fire(t) })
	return func() bool { return c.take(t) }
}

// take removes a timer that has not fired; only who took it may call it.
func (c *skewed) take(t *skewedTimer) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, there := c.waiting[t]; !there {
		return false
	}
	delete(c.waiting, t)
	t.stop()
	return true
}

func (c *skewed) fire(t *skewedTimer) {
	if c.take(t) {
		t.f()
	}
}

// Advance moves the clock by d. Timers that fall due run on the caller's
// goroutine, in order, with the clock standing at their own time. A base
// clock that can be moved is moved itself, so that all its users stay in step.
func (c *skewed) Advance(d time.Duration) {
	if v, ok := c.base.(advancer); ok {
		v.Advance(d)
		return
	}
	c.mu.Lock()
	end := c.nowLocked().Add(d)
	c.mu.Unlock()
	for {
		t := c.stepTo(end)
		if t == nil {
			return
		}
		t.f()
	}
}

// stepTo moves the clock to the earliest timer due by end and takes it, or to
// end and returns nil.
func (c *skewed) stepTo(end time.Time) *skewedTimer {
	c.mu.Lock()
	defer c.mu.Unlock()
	var due []*skewedTimer
	for t := range c.waiting {
		if !t.at.After(end) {
			due = append(due, t)
		}
	}
	if len(due) == 0 {
		c.moveLocked(end)
		return nil
	}
	sort.Slice(due, func(i, j int) bool { return due[i].at.Before(due[j].at) })
	t := due[0]
	delete(c.waiting, t)
	t.stop()
	c.moveLocked(t.at)
	return t
}

// moveLocked sets the clock forward to at and arms the base timers anew. Those
// that are due as well are left to the next step.
func (c *skewed) moveLocked(at time.Time) {
	d := at.Sub(c.nowLocked())
	if d <= 0 {
		return
	}
	c.ahead += d
	now := c.nowLocked()
	for t := range c.waiting {
		t.stop()
		t.stop = func() bool { return true }
		if t.at.After(now) {
			t.stop = c.base.AfterFunc(t.at.Sub(now), func() { c.fire(t) })
		}
	}
}

// rewind takes back what Advance has added.
func (c *skewed) rewind() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = 0
}
