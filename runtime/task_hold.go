package runtime

import "time"

// Hold keeps the handler from being over until release was called, once, on
// the loop.
func (t *Task) Hold() (release func()) {
	t.holds++
	done := false
	return func() {
		if !done {
			done = true
			t.holds--
			t.script.loop.settled(t)
		}
	}
}

// HoldClock lets the handler's clock stand until release was called, once, on
// the loop.
func (t *Task) HoldClock() (release func()) {
	if t.stopped == 0 {
		t.pause()
	}
	t.stopped++
	done := false
	return func() {
		if done {
			return
		}
		done = true
		if t.stopped--; t.stopped == 0 {
			t.arm()
		}
	}
}

func (t *Task) pause() {
	if t.disarm != nil {
		t.disarm()
		t.disarm = nil
	}
	if !t.since.IsZero() {
		t.left -= t.script.set.clock.Now().Sub(t.since)
		t.since = time.Time{}
	}
}

// arm starts the handler's clock. It is first called when the handler's first
// turn has left it waiting, so handlers that just return cost no timer. Once
// the task is over the clock runs for work that it left behind.
func (t *Task) arm() {
	if t.limit <= 0 || t.stopped > 0 || t.disarm != nil || t.ended != nil || t.over && t.working == 0 {
		return
	}
	clock := t.script.set.clock
	t.since = clock.Now()
	t.armed++
	n := t.armed
	t.disarm = clock.AfterFunc(t.left, func() {
		t.script.loop.post(t, func() {
			switch {
			case t.armed != n || t.disarm == nil:
			case t.over:
				t.overrun()
			default:
				t.abort(&TimeoutError{Limit: t.limit})
			}
		})
	})
}
