package ruletest

import (
	"bytes"
	"context"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"
)

// rest tells when the bot under test has come to rest, so that its clock may
// go on: when no goroutine of the process runs, could run or is in a system
// call. All that a bot waits for then comes from its clock or from the test,
// since the simulator is reached through pipes in memory. That is exact on a
// machine of any speed; nothing here guesses by time.
//
// It sees the whole process, so tests that run side by side wait for each
// other's bots to be at rest, too.
type rest struct {
	// outside says whether something that no goroutine shows, such as a timer
	// of the test itself, will wake the bot; may be nil.
	outside func() bool

	stacks []byte
	load   []metrics.Sample
}

const (
	restSpins    = 50                     // looks before the first pause
	restPause    = 100 * time.Microsecond // between looks after that
	firstStacks  = 256 << 10
	largestStack = 64 << 20
)

// wait returns once the bot is at rest, or the context has ended, with the
// context's cause.
func (r *rest) wait(ctx context.Context) error {
	for looks := 0; ; looks++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if looks < restSpins {
			runtime.Gosched()
		} else {
			pause(ctx, restPause)
		}
		if looks%restSpins != restSpins-1 && !r.mayRest() || !r.allWait() {
			continue
		}
		if r.outside != nil && r.outside() {
			pause(ctx, time.Millisecond)
			continue
		}
		return nil
	}
}

// mayRest is a first look that costs next to nothing and can be wrong.
func (r *rest) mayRest() bool {
	if r.load == nil {
		r.load = []metrics.Sample{{Name: "/sched/goroutines/runnable:goroutines"}, {Name: "/sched/goroutines/running:goroutines"}}
	}
	metrics.Read(r.load)
	for _, s := range r.load {
		if s.Value.Kind() != metrics.KindUint64 {
			return true
		}
	}
	return r.load[0].Value.Uint64() == 0 && r.load[1].Value.Uint64() <= 1
}

// allWait takes the state of all goroutines at one moment.
func (r *rest) allWait() bool {
	if r.stacks == nil {
		r.stacks = make([]byte, firstStacks)
	}
	n := runtime.Stack(r.stacks, true)
	for n == len(r.stacks) && n < largestStack {
		r.stacks = make([]byte, 2*n)
		n = runtime.Stack(r.stacks, true)
	}
	return allWaiting(r.stacks[:n])
}

// waiting are the states of goroutines that others, a clock or the network
// must wake, by their beginnings.
var waiting = []string{
	"chan ", "select", "sync.", "semacquire", "IO wait", "sleep", "coroutine", "finalizer wait", "cleanup wait",
}

// ours are the functions of goroutines that are no part of a bot: those that
// look for rest, and the one that waits for signals in a system call for ever.
var ours = []string{"ruletest.(*rest).", "os/signal.signal_recv("}

// allWaiting reads the text of [runtime.Stack].
func allWaiting(stacks []byte) bool {
	for len(stacks) > 0 {
		one, rest, _ := bytes.Cut(stacks, []byte("\n\n"))
		stacks = rest
		if !isWaiting(string(one)) {
			return false
		}
	}
	return true
}

func isWaiting(goroutine string) bool {
	head, _, _ := strings.Cut(goroutine, "\n")
	_, state, _ := strings.Cut(head, "[")
	for _, w := range waiting {
		if strings.HasPrefix(state, w) {
			return true
		}
	}
	for _, o := range ours {
		if strings.Contains(goroutine, o) {
			return true
		}
	}
	return false
}

// pause lets other goroutines run.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
