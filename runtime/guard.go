package runtime

import (
	"context"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// guardTick is how often busy loops are looked at.
const guardTick = 20 * time.Millisecond

// Wedge is a script that goes on in native code although it was interrupted.
// Nothing in the process can stop it.
type Wedge struct {
	Script  string
	Key     string // of the task, if one was running
	Elapsed time.Duration
	Reason  error  // why it was interrupted: *BudgetError or *MemoryError
	Place   string // file:line:column of the turn's last known position; may be empty
}

// turnWatch is the part of a loop that the guard reads.
type turnWatch struct {
	mu          sync.Mutex // guards all below
	started     time.Time  // of the current turn; zero between turns
	task        *Task
	interrupted time.Time
	reason      error
	wedged      bool
	fired       bool
}

// begin notes that a turn starts.
func (w *turnWatch) begin(g *guard, t *Task) {
	w.mu.Lock()
	w.started, w.task, w.fired = time.Now(), t, false
	w.mu.Unlock()
	if g.parked.Load() {
		g.unpark()
	}
}

// end notes that the turn is over and takes back an interrupt that came too
// late for it, which would otherwise end the next one.
func (w *turnWatch) end(vm *goja.Runtime) {
	w.mu.Lock()
	w.started, w.task = time.Time{}, nil
	if w.fired {
		vm.ClearInterrupt()
		w.fired = false
	}
	w.mu.Unlock()
}

// guard interrupts turns that use too much time or memory. It is one
// goroutine for all loops; it sleeps while none is busy.
type guard struct {
	limits  Limits
	onWedge func(Wedge)
	parked  atomic.Bool
	wake    chan struct{}

	mu    sync.Mutex // guards loops
	loops map[*loop]struct{}
}

func newGuard(limits Limits, onWedge func(Wedge)) *guard {
	g := &guard{limits: limits, onWedge: onWedge, wake: make(chan struct{}, 1), loops: make(map[*loop]struct{})}
	g.parked.Store(true)
	return g
}

func (g *guard) add(l *loop) {
	g.mu.Lock()
	g.loops[l] = struct{}{}
	g.mu.Unlock()
}

func (g *guard) drop(l *loop) {
	g.mu.Lock()
	delete(g.loops, l)
	g.mu.Unlock()
}

func (g *guard) unpark() {
	if g.parked.CompareAndSwap(true, false) {
		select {
		case g.wake <- struct{}{}:
		default:
		}
	}
}

// run is the goroutine.
func (g *guard) run(ctx context.Context) {
	tick := time.NewTicker(guardTick)
	defer tick.Stop()
	for {
		if g.parked.Load() {
			tick.Stop()
			select {
			case <-g.wake:
				tick.Reset(guardTick)
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if !g.look(time.Now()) {
			g.parked.Store(true)
			if g.look(time.Now()) { // a turn may have begun before it could see that
				g.parked.Store(false)
			}
		}
	}
}

// look visits every loop once and reports whether one is busy.
func (g *guard) look(now time.Time) (busy bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var memory error
	measured := false
	for l := range g.loops {
		w := &l.watch
		w.mu.Lock()
		if !w.started.IsZero() {
			busy = true
			if !measured {
				memory, measured = g.memory(), true
			}
			g.judge(l, now, memory)
		}
		w.mu.Unlock()
	}
	return busy
}

// judge interrupts l's turn if it must. The caller holds the watch's lock, so
// the turn can not end meanwhile and the interrupt can hit no other.
func (g *guard) judge(l *loop, now time.Time, memory error) {
	w := &l.watch
	elapsed := now.Sub(w.started)
	if !w.fired {
		reason := memory
		if reason == nil && g.limits.CPU > 0 && elapsed > g.limits.CPU {
			reason = &BudgetError{Limit: g.limits.CPU, Elapsed: elapsed}
		}
		if reason == nil {
			return
		}
		w.fired, w.interrupted, w.reason = true, now, reason
		l.vm.Interrupt(reason)
		return
	}
	if !w.wedged && g.limits.Wedge > 0 && now.Sub(w.interrupted) > g.limits.Wedge {
		w.wedged = true
		wedge := Wedge{Script: l.script.name, Elapsed: elapsed, Reason: w.reason}
		if w.task != nil {
			wedge.Key = w.task.key
		}
		if g.onWedge != nil {
			go g.onWedge(wedge)
		}
	}
}

// memory reports the heap's size if it is over the limit.
func (g *guard) memory() error {
	if g.limits.Memory <= 0 {
		return nil
	}
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if used := int64(sample[0].Value.Uint64()); used > g.limits.Memory {
		return &MemoryError{Limit: g.limits.Memory, Used: used}
	}
	return nil
}
