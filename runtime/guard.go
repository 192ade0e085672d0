package runtime

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"hotreply/internal/cputime"
)

// guardTick is how often busy loops are looked at.
const guardTick = 20 * time.Millisecond

// floodWait is how long a heap of twice its limit is borne after interrupts.
const floodWait = 300 * time.Millisecond

// Wedge is a script that goes on in native code although it was interrupted,
// a pattern that finds no end although its time was up, or a heap that stays
// over its limit although every busy script was interrupted. Nothing in the
// process helps then.
type Wedge struct {
	Script  string
	Key     string // of the task or event, if there is one
	Value   any    // of the task or event; nil without one
	Elapsed time.Duration
	Reason  error  // why it had to end: *BudgetError, *MatchTimeoutError or *MemoryError
	Place   string // file:line of the handler that runs, or of the pattern's rule; empty at top level
	Pattern string // that is tried on the event; empty if JavaScript runs
	Native  string // what the goroutine does, as a Go function; may be empty
}

// A turn is over its time when both the clock and the processor say so: on a
// busy machine a script that did nothing wrong waits for its share. The
// processor's time is that of the whole process, the only one there is to
// read, so scripts beside it count too; after slack times the limit the clock
// alone decides.
const slack = 10

// loadFactor is how many times the limit of a turn one of loading may take:
// big packages make their tables then, once.
const loadFactor = 5

// watch is what the guard reads of a goroutine that runs what scripts wrote.
type watch struct {
	mu      sync.Mutex    // guards all of it, and what it is embedded in
	running bool          // a turn or a match is under way
	spent   time.Duration // by it, as the guard counts
	cpu     time.Duration // of the process since the guard saw it first
	cpuThen time.Duration // of the process when the guard saw it first
	seen    bool          // by the guard
	wedged  bool          // the guard has given up on it
}

// start notes that a turn or a match begins. The caller holds the lock.
func (w *watch) start() { w.running, w.seen, w.spent, w.cpu = true, false, 0, 0 }

// pass counts time: step by the clock, and what the process has used of the
// processor. The caller holds the lock.
func (w *watch) pass(step, cpu time.Duration) {
	if !w.seen {
		w.seen, w.cpuThen = true, cpu
	}
	w.spent += step
	w.cpu = cpu - w.cpuThen
}

// over reports whether more than limit has been used. The caller holds the
// lock.
func (w *watch) over(limit time.Duration) bool {
	return w.spent > limit && (w.cpu > limit || w.spent > slack*limit)
}

func (w *watch) busy() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.running
}

// soFar is how long the present turn or match has run.
func (w *watch) soFar() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.spent
}

// turnWatch is the part of a loop that the guard reads.
type turnWatch struct {
	watch
	task        *Task
	value       any // what the task acts for
	loading     bool
	interrupted time.Duration // what was spent when the interrupt came
	reason      error
	fired       bool
}

// begin notes that a turn starts.
func (w *turnWatch) begin(g *guard, t *Task, loading bool) {
	w.mu.Lock()
	w.start()
	w.task, w.value, w.fired, w.loading = t, nil, false, loading
	if t != nil {
		w.value = t.onBehalf()
	}
	w.mu.Unlock()
	if g.parked.Load() {
		g.unpark()
	}
}

// end notes that the turn is over and takes back an interrupt that came too
// late for it, which would otherwise end the next one. It reports whether
// there was an interrupt.
func (w *turnWatch) end(vm *goja.Runtime) (fired bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running, w.task, w.value = false, nil, nil
	if fired = w.fired; fired {
		vm.ClearInterrupt()
		w.fired = false
	}
	return fired
}

// interrupt ends the turn that runs now, if one does.
func (w *turnWatch) interrupt(vm *goja.Runtime, reason error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running && !w.fired {
		w.fired, w.interrupted, w.reason = true, w.spent, reason
		vm.Interrupt(reason)
	}
}

// ending says whether the turn was interrupted and has not ended yet.
func (w *turnWatch) ending() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.running && w.fired
}

// guard interrupts turns that use too much time or memory. It is one
// goroutine for all loops; it sleeps while none is busy.
//
// It counts the time of a turn in its own ticks, and a late tick for no more
// than two: on a machine that is out of breath, or was asleep, everybody is
// late, and a script that did nothing wrong must not be stopped for that.
type guard struct {
	limits  Limits
	onWedge func(Wedge)
	cpu     func() time.Duration // of the process
	parked  atomic.Bool
	wake    chan struct{}

	mu       sync.Mutex // guards the next five
	loops    map[*loop]struct{}
	matchers map[*matcher]struct{}
	over     time.Time            // since when the heap has been over its limit
	cut      bool                 // scripts were interrupted for that, and nothing collected since
	others   map[*holder]struct{} // who holds memory without a loop

	sweeping sync.Mutex  // held by a collection that readers wait for
	pressed  atomic.Bool // a reader found no room, though no turn may be under way

	collecting atomic.Bool // a collection is under way

	gaveUp bool // OnWedge was told about the heap; only on the goroutine
}

func newGuard(limits Limits, cpu func() time.Duration, onWedge func(Wedge)) *guard {
	if cpu == nil {
		cpu = cputime.Used
	}
	g := &guard{limits: limits, cpu: cpu, onWedge: onWedge, wake: make(chan struct{}, 1), loops: make(map[*loop]struct{}), matchers: make(map[*matcher]struct{}), others: make(map[*holder]struct{})}
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
	if l.script.held.bytes.Load() > 0 {
		g.others[&holder{script: l.script.name, gone: true, bytes: &l.script.held.bytes}] = struct{}{}
	}
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
	last := time.Now()
	for {
		if g.parked.Load() {
			tick.Stop()
			select {
			case <-g.wake:
				tick.Reset(guardTick)
				last = time.Now()
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		now := time.Now()
		step := min(now.Sub(last), 2*guardTick)
		last = now
		if !g.look(now, step) {
			g.parked.Store(true)
			if g.look(now, 0) { // a turn may have begun before it could see that
				g.parked.Store(false)
			}
		}
	}
}

// look visits every loop once and reports whether one is busy. step is how
// much time has passed for those that are.
func (g *guard) look(now time.Time, step time.Duration) (busy bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var list []*loop
	for l := range g.loops {
		if l.watch.busy() {
			list = append(list, l)
		}
	}
	var matching []*matcher
	for m := range g.matchers {
		if m.watch.busy() {
			matching = append(matching, m)
		}
	}
	pressed, held := g.pressed.Load(), g.heldInAllLocked()
	if len(list)+len(matching) == 0 && !pressed {
		return false
	}
	memory := g.memory(now)
	if memory != nil && held-g.heldInAllLocked() >= memory.Used-memory.Limit { // as much was let go of meanwhile
		memory = nil
	}
	if pressed && memory == nil && g.over.IsZero() {
		g.pressed.Store(false)
	}
	blame := memory
	if memory != nil && g.collect(list) {
		blame = nil
	}
	var who *holder
	if memory != nil {
		who = g.culprit(memory)
	}
	if blame != nil && who != nil {
		g.judgeHolder(who, now, blame)
		blame = nil // the others have not made it
	}
	cpu := g.cpu()
	for _, l := range list {
		g.judge(l, step, cpu, blame)
	}
	for _, m := range matching {
		g.judgeMatch(m, step, cpu)
	}
	if memory != nil {
		g.judgeMemory(who, list, matching, now, memory)
	}
	return true
}

// judge interrupts l's turn if it must. It holds the watch's lock meanwhile,
// so the turn can not end and the interrupt can hit no other.
func (g *guard) judge(l *loop, step, cpu time.Duration, memory *MemoryError) {
	w := &l.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.running {
		return
	}
	w.pass(step, cpu)
	if !w.fired {
		limit := g.limits.CPU
		if w.loading {
			limit *= loadFactor
		}
		var reason error
		switch {
		case memory != nil && (w.spent > guardTick || memory.Used > memory.Limit*3/2):
			reason = memory // the briefly busy are spared: they have not made it
		case limit > 0 && w.over(limit):
			reason = &BudgetError{Limit: limit, Elapsed: w.spent, CPU: w.cpu, Loading: w.loading}
		default:
			return
		}
		g.cut = g.cut || memory != nil
		w.fired, w.wedged, w.interrupted, w.reason = true, false, w.spent, reason
		l.vm.Interrupt(reason)
		return
	}
	if w.wedged || g.limits.Wedge <= 0 || w.spent-w.interrupted <= g.limits.Wedge {
		return
	}
	w.wedged = true
	g.tell(w.wedge(l, w.spent), nil)
}

// tell says that the process must be given up, off all locks: before that
// first is called, if it is not nil.
func (g *guard) tell(w Wedge, first func()) {
	go func() {
		if first != nil {
			first()
		}
		if g.onWedge != nil {
			g.onWedge(w)
		}
	}()
}

// wedge describes a turn that does not end. The caller holds the lock.
func (w *turnWatch) wedge(l *loop, elapsed time.Duration) Wedge {
	out := Wedge{Script: l.script.name, Elapsed: elapsed, Reason: w.reason, Native: nativeOf(l.script.name)}
	if w.task != nil {
		out.Key, out.Value, out.Place = w.task.key, w.value, w.task.place
	}
	return out
}

// nativeOf finds out what the loop of a script does, by the label of its
// goroutine: the innermost function of the engine.
func nativeOf(script string) string {
	var buf bytes.Buffer
	if pprof.Lookup("goroutine").WriteTo(&buf, 1) != nil {
		return ""
	}
	label := fmt.Sprintf("%q:%q", loopLabel, script)
	for block := range strings.SplitSeq(buf.String(), "\n\n") {
		if !strings.Contains(block, label) {
			continue
		}
		for line := range strings.SplitSeq(block, "\n") {
			if i := strings.Index(line, "goja.(*Runtime)."); i >= 0 {
				name, _, _ := strings.Cut(line[i+len("goja.(*Runtime)."):], "+")
				return name
			}
		}
	}
	return ""
}
