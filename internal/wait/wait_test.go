package wait_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

var errOver = errors.New("over")

// ended is a context that has ended with errOver.
func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errOver)
	return ctx
}

func TestForWaitsOnTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := clock.NewVirtual(time.Now())
		result := make(chan error, 1)
		go func() { result <- wait.For(t.Context(), v, time.Second) }()
		synctest.Wait()
		v.Advance(time.Second - 1)
		synctest.Wait()
		select {
		case <-result:
			t.Fatal("it returned before its time")
		default:
		}
		v.Advance(1)
		if err := <-result; err != nil {
			t.Errorf("For = %v", err)
		}
	})
}

// TestForEndsWithTheContext and leaves no timer behind.
func TestForEndsWithTheContext(t *testing.T) {
	v := &counted{Virtual: clock.NewVirtual(time.Now())}
	for _, d := range []time.Duration{0, -1, time.Hour} {
		if err := wait.For(ended(t), v, d); !errors.Is(err, errOver) {
			t.Errorf("For(%v) = %v, want the cause", d, err)
		}
	}
	if v.timers != 0 {
		t.Errorf("%d timers are left", v.timers)
	}
	if err := wait.For(t.Context(), v, 0); err != nil {
		t.Errorf("For(0) = %v", err)
	}
}

// counted counts the timers that were neither stopped nor due.
type counted struct {
	*clock.Virtual
	timers int
}

func (c *counted) AfterFunc(d time.Duration, f func()) func() bool {
	c.timers++
	stop := c.Virtual.AfterFunc(d, func() { c.timers--; f() })
	return func() bool {
		stopped := stop()
		if stopped {
			c.timers--
		}
		return stopped
	}
}

func TestAfter(t *testing.T) {
	v := clock.NewVirtual(time.Now())
	if now, _ := wait.After(v, 0); !wait.IsClosed(now) {
		t.Error("nothing to wait for is over at once")
	}
	kept, _ := wait.After(v, time.Second)
	dropped, stop := wait.After(v, time.Second)
	stop()
	v.Advance(time.Second)
	if !wait.IsClosed(kept) || wait.IsClosed(dropped) {
		t.Errorf("closed: %v, and the stopped one %v", wait.IsClosed(kept), wait.IsClosed(dropped))
	}
}

func TestClosed(t *testing.T) {
	open, closed := make(chan struct{}), make(chan struct{})
	close(closed)
	if err := wait.Closed(ended(t), closed); err != nil {
		t.Errorf("a closed channel and an ended context: %v, want nil", err)
	}
	if err := wait.Closed(ended(t), open); !errors.Is(err, errOver) {
		t.Errorf("an open channel and an ended context: %v, want the cause", err)
	}
	time.AfterFunc(time.Millisecond, func() { close(open) })
	if err := wait.Closed(t.Context(), open); err != nil {
		t.Errorf("a channel that closes: %v", err)
	}
}

func TestBackoff(t *testing.T) {
	b := wait.Backoff{First: 200 * time.Millisecond, Most: time.Second}
	for failures, want := range []time.Duration{0, 200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond, time.Second, time.Second} {
		if got := b.After(failures); got != want {
			t.Errorf("after %d failures: %v, want %v", failures, got, want)
		}
	}
	if got := b.After(1 << 30); got != time.Second {
		t.Errorf("after very many: %v", got)
	}
	if got := (wait.Backoff{}).After(3); got != 0 {
		t.Errorf("the zero value waits %v", got)
	}
	if got := (wait.Backoff{First: time.Minute, Most: time.Second}).After(1); got != time.Second {
		t.Errorf("a first wait beyond the longest: %v", got)
	}
}

// TestBackoffSpreads: waits differ, by no more than they may.
func TestBackoffSpreads(t *testing.T) {
	b := wait.Backoff{First: time.Second, Most: time.Minute, Spread: 4}
	seen := map[time.Duration]bool{}
	for range 100 {
		d := b.After(2)
		if d > 2*time.Second || d < 1500*time.Millisecond {
			t.Fatalf("waits %v, want between 1.5 and 2 s", d)
		}
		seen[d] = true
	}
	if len(seen) < 50 {
		t.Errorf("%d different waits of 100", len(seen))
	}
}
