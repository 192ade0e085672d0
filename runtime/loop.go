package runtime

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// loop is the goroutine that owns one goja runtime. Everything that touches
// the runtime is a job posted to it; one job with the promise jobs it causes
// is a turn.
type loop struct {
	script *Script
	vm     *goja.Runtime

	mu     sync.Mutex // guards queue and closed
	queue  []job
	closed bool

	wake chan struct{} // holds one token when queue or closed changed
	done chan struct{} // closed when the goroutine has ended

	watch turnWatch // what the guard sees of the current turn

	// Below: only on the loop.
	depth       *depth
	asMicrotask goja.Callable // makes jobs for queueMicrotask; nil: not yet needed
	timers      timerQueue
	current     *Task // the task whose code runs now
	last        *Task // the task whose code ran last in this turn
	carried     any   // what Script.Carry has set for what runs now
	rejected    []rejection
	unheard     map[*goja.Promise]*Task // rejected, and their task is not over
	strayed     map[*Task]struct{}      // tasks with strays
	tasks       map[*Task]struct{}      // tasks that are not over
	handlers    int                     // how many of them no other task left behind
	lingers     map[*Task]struct{}      // tasks that are over and left work behind
	families    map[*Task]struct{}      // handlers of which something goes on
	settling    []*Task                 // tasks to look at when the turn ends
	abrupt      bool                    // something ended without the engine's leave in this turn
	matching    bool                    // the turn was interrupted inside a regular expression
	broken      bool                    // the runtime can not be used any more
}

type job struct {
	task    *Task
	control bool // runs on a broken runtime too
	fn      func()
}

// rejection is a rejected promise without a handler, kept until the end of
// the turn, when it is either handled or an error.
type rejection struct {
	promise *goja.Promise
	task    *Task
}

func newLoop(s *Script) *loop {
	l := &loop{
		script: s,
		vm:     goja.New(),
		wake:   make(chan struct{}, 1),
		done:   make(chan struct{}),
		tasks:  make(map[*Task]struct{}), lingers: make(map[*Task]struct{}), families: make(map[*Task]struct{}),
		unheard: make(map[*goja.Promise]*Task), strayed: make(map[*Task]struct{}),
	}
	l.depth = newDepth(l.vm, s.set.limits.CallStack)
	s.defineCaught(l.vm)
	defineInt(l.vm)
	l.vm.SetTimeSource(s.set.clock.Now) // Date follows the clock as timers do
	l.vm.SetPromiseRejectionTracker(l.trackRejection)
	l.vm.SetAsyncContextTracker(asyncContext{l})
	return l
}

// post queues fn to run as a turn for task, which may be nil. It reports
// false, and fn will never run, when the loop has been closed.
func (l *loop) post(task *Task, fn func()) bool { return l.enqueue(job{task: task, fn: fn}) }

// control queues fn to run even when the runtime is broken; it must not use
// the runtime then.
func (l *loop) control(fn func()) bool { return l.enqueue(job{control: true, fn: fn}) }

func (l *loop) enqueue(j job) bool {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return false
	}
	l.queue = append(l.queue, j)
	l.mu.Unlock()
	l.signal()
	return true
}

// close ends the loop after the jobs already queued.
func (l *loop) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.signal()
}

func (l *loop) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// run is the goroutine. It returns once close was called and the queue ran
// dry.
func (l *loop) run() {
	defer close(l.done)
	var spare []job
	for {
		l.mu.Lock()
		jobs, closed := l.queue, l.closed
		l.queue = spare[:0]
		l.mu.Unlock()
		if len(jobs) == 0 {
			spare = jobs
			if closed {
				l.finish()
				return
			}
			<-l.wake
			continue
		}
		for i := range jobs {
			l.turn(jobs[i])
			jobs[i] = job{} // let go of what the job held
		}
		spare = jobs
	}
}

// finish ends what still waits for the loop.
func (l *loop) finish() {
	l.timers.stop()
	for t := range l.tasks {
		t.abort(ErrGone)
	}
}

// turn runs one job to its end, promise jobs included.
func (l *loop) turn(j job) {
	if l.broken && !j.control {
		if j.task != nil && !j.task.started {
			j.task.finish(errBroken)
		}
		return
	}
	notes := l.script.set.opts.Turns
	var t Turn
	if notes != nil {
		t = Turn{Script: l.script.name, Loading: l.script.loading}
		if j.task != nil {
			t.Key, t.Value = j.task.key, j.task.onBehalf()
		}
		notes.Begin(t)
	}
	l.current, l.last, l.carried, l.matching = j.task, j.task, nil, false
	l.timers.now = time.Time{}
	l.watch.begin(l.script.set.guard, j.task, l.script.loading)
	if err := l.protect(j.fn); err != nil {
		l.fail(j.task, err)
	}
	for len(l.rejected) > 0 {
		l.reportRejections()
	}
	l.giveUpStuck()
	l.finishSettled()
	l.depth.end()
	if l.watch.end(l.vm) || l.abrupt {
		l.checkUp()
	}
	l.current, l.last, l.carried = nil, nil, nil
	if notes != nil {
		notes.End(t)
	}
}

// protect turns a Go panic, which is a bug of ours or of a module, into an
// error. Panics of goja that stand for JavaScript exceptions come back as
// what they stand for.
func (l *loop) protect(fn func()) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = l.panicError(x)
		}
	}()
	fn()
	return nil
}

func (l *loop) panicError(x any) error {
	switch x := x.(type) {
	case goja.Value:
		return &thrown{value: x}
	case *goja.Exception:
		return x
	case *goja.InterruptedError:
		return x
	case *goja.StackOverflowError:
		return x
	}
	stack := debug.Stack()
	l.script.set.log.Error("panic in a host function, please report this",
		"rule", l.script.name, "panic", fmt.Sprint(x), "stack", string(stack))
	return &PanicError{Value: x, Stack: string(stack)}
}

// fail gives err to the task it happened in, beside the handler's own code, or
// reports it.
func (l *loop) fail(t *Task, err error) {
	switch {
	case t == nil || t.over && !t.follows(err):
		l.script.report(err, t)
	case t.over:
		l.script.log.Debug("after the end of its handler", "key", t.key, "err", err)
	default:
		t.failBeside(err)
	}
}

// trackRejection notes promises that are rejected while nobody listens.
func (l *loop) trackRejection(p *goja.Promise, op goja.PromiseRejectionOperation) {
	if op == goja.PromiseRejectionReject {
		t := l.current
		if t == nil {
			t = l.last
		}
		l.rejected = append(l.rejected, rejection{p, t})
		return
	}
	l.forgive(p)
}

// forgive takes p off the lists of unhandled rejections.
func (l *loop) forgive(p *goja.Promise) {
	if t := l.unheard[p]; t != nil {
		delete(l.unheard, p)
		t.strays = slices.DeleteFunc(t.strays, func(s stray) bool { return s.promise == p })
		return
	}
	for i, r := range l.rejected {
		if r.promise == p {
			l.rejected = append(l.rejected[:i], l.rejected[i+1:]...)
			return
		}
	}
}

// reportRejections gives what is still unhandled at the end of a turn to the
// handlers it happened in, or reports it.
func (l *loop) reportRejections() {
	list := l.rejected
	l.rejected = nil
	for _, r := range list {
		if r.task != nil && !r.task.over && len(r.task.strays) < maxStrays {
			r.task.addStray(stray{promise: r.promise})
			l.unheard[r.promise] = r.task
			continue
		}
		l.fail(r.task, &thrown{value: r.promise.Result(), rejected: true})
	}
}

// asyncContext lets the task follow awaits and then callbacks.
type asyncContext struct{ l *loop }

// Grab is called by goja when a reaction is registered.
func (a asyncContext) Grab() any {
	if a.l.carried != nil {
		return &carriage{a.l.current, a.l.carried}
	}
	return a.l.current
}

// carriage is a task with what its code has set by Script.Carry.
type carriage struct {
	task  *Task
	value any
}

// Carry sets a value that stays with the code that runs now through its awaits,
// promise reactions and timers, until it is set again or the turn ends. The
// script's other turns do not see it. For the script's loop only.
func (s *Script) Carry(v any) { s.loop.carried = v }

// Carried is what Carry has set for the code that runs now, or nil.
func (s *Script) Carried() any { return s.loop.carried }

// Resumed is called before the reaction runs, with what Grab returned.
func (a asyncContext) Resumed(x any) {
	t, _ := x.(*Task)
	if c, ok := x.(*carriage); ok {
		t, a.l.carried = c.task, c.value
	} else {
		a.l.carried = nil
	}
	a.l.current = t
	if t != nil {
		a.l.last = t
	}
}

// Exited is called after it.
func (a asyncContext) Exited() { a.l.current, a.l.carried = nil, nil }

// cutShort ends a regular expression that runs for long when the turn was
// interrupted. The script never sees the error, the interrupt comes first.
func (l *loop) cutShort() error {
	if l.watch.ending() {
		l.matching = true
		return errInterrupted
	}
	return nil
}

var errInterrupted = errors.New("interrupted")
