package ruletest

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"hotreply/internal/clock"
)

// activity counts what a host does with the world around it, so that a test
// moves its clock only when the host has come to rest: a timer that is armed or
// fires, a fetch, a request to the simulator.
type activity struct {
	count    atomic.Int64
	inFlight atomic.Int64 // fetches and requests, but for held polls
}

func (a *activity) note() { a.count.Add(1) }

// during counts work until the returned function is called.
func (a *activity) during() (done func()) {
	a.note()
	a.inFlight.Add(1)
	return func() {
		a.note()
		a.inFlight.Add(-1)
	}
}

// restTick is how often settle looks.
const restTick = 2 * time.Millisecond

// settle waits until nothing has happened for that many ticks, at most five
// seconds. A tick that came late counts for a third: on a busy machine the host
// may not have had its turn either.
func (a *activity) settle(ctx context.Context, ticks int) {
	end := time.Now().Add(5 * time.Second)
	last := a.count.Load()
	for quiet := 0; quiet < 3*ticks && ctx.Err() == nil && time.Now().Before(end); {
		began := time.Now()
		pause(ctx, restTick)
		worth := 3
		if time.Since(began) > 2*restTick {
			worth = 1
		}
		now := a.count.Load()
		if now == last && a.inFlight.Load() == 0 {
			quiet += worth
		} else {
			quiet = 0
		}
		last = now
	}
}

// requests counts the requests that next serves.
func (a *activity) requests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/getupdates") { // held until there is news
			defer a.during()()
		}
		next.ServeHTTP(w, r)
	})
}

// watchedClock is the host's view of a bench's clock.
type watchedClock struct {
	*clock.Virtual
	a *activity
}

// AfterFunc is the virtual clock's.
func (w watchedClock) AfterFunc(d time.Duration, f func()) func() bool {
	w.a.note()
	return w.Virtual.AfterFunc(d, func() {
		w.a.note()
		f()
	})
}

// pause lets the host's goroutines run.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
