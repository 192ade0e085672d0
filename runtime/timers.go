package runtime

import (
	"container/heap"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
)

// maxBehind is how many periods an interval may catch up after a long stop;
// beyond that it starts afresh.
const maxBehind = 1000

// maxTimers is how many timers of one script may wait at the same time.
const maxTimers = 10_000

// TooManyTimersError says that a script has set more timers than it may.
type TooManyTimersError struct {
	Script string
	Limit  int
}

// Error names script and limit.
func (e *TooManyTimersError) Error() string {
	return fmt.Sprintf("%s has %d timers that have yet to fire, more are refused", e.Script, e.Limit)
}

// Code is the code of the JavaScript error.
func (e *TooManyTimersError) Code() string { return "TOO_MANY_TIMERS" }

// Hint says what to do about it.
func (e *TooManyTimersError) Hint() string {
	return "clear those that are not needed any more; what is due later is better kept in store and looked at by one bot.every"
}

// timer is one setTimeout or setInterval.
type timer struct {
	id      int64
	at      time.Time
	seq     int64         // order among equal times
	every   time.Duration // zero for setTimeout
	task    *Task         // whose code set it; nil at top level
	fn      goja.Callable
	args    []goja.Value
	carried any // as the code that set it
	index   int // in the heap; -1 when taken out
	stopped bool
	faint   bool // keeps nothing going and counts for nothing, see [Script.After]
}

// timerQueue holds the timers of a loop. The clock is armed for the earliest
// only, so equal times fire in the order they were set.
type timerQueue struct {
	loop   *loop
	heap   timerHeap
	byID   map[int64]*timer
	faint  int // how many of byID are
	nextID int64
	now    time.Time // when this turn set its first timer; zero: it has set none
	armed  time.Time
	disarm func() bool
	isSet  atomic.Bool // whether disarm is there, for other goroutines
}

// timerNames are the functions that install defines.
var timerNames = []string{"setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate", "queueMicrotask"}

// install defines the timer functions of the web on the loop's runtime, if the
// script may use them.
func (q *timerQueue) install(l *loop) error {
	q.loop = l
	q.byID = make(map[int64]*timer)
	return l.script.WhenUsed(timerNames, func() error {
		q.define(l)
		return nil
	})
}

func (q *timerQueue) define(l *loop) {
	s, vm := l.script, l.vm
	set := func(name string, repeat bool) {
		vm.Set(name, s.Func(name, func(c goja.FunctionCall) goja.Value { return q.set(c, name, repeat) }))
	}
	set("setTimeout", false)
	set("setInterval", true)
	set("setImmediate", false)
	for _, name := range []string{"clearTimeout", "clearInterval", "clearImmediate"} {
		vm.Set(name, s.Func(name, q.clear))
	}
	vm.Set("queueMicrotask", s.Func("queueMicrotask", l.queueMicrotask))
}

// noFunctionError is a TypeError with Node's code.
func noFunctionError(vm *goja.Runtime, name string, got goja.Value) *goja.Object {
	e := vm.NewTypeError("%s: the first argument must be a function, got %s", name, describe(got))
	_ = e.Set("code", "ERR_INVALID_ARG_TYPE")
	return e
}

func (q *timerQueue) set(c goja.FunctionCall, name string, repeat bool) goja.Value {
	vm := q.loop.vm
	fn, ok := goja.AssertFunction(c.Argument(0))
	if !ok {
		panic(noFunctionError(vm, name, c.Argument(0)))
	}
	q.admit(q.loop.current)
	t := &timer{fn: fn, task: q.loop.current, carried: q.loop.carried}
	var d time.Duration
	rest := 1
	if name != "setImmediate" {
		d, rest = delay(c.Argument(1)), 2
	}
	if len(c.Arguments) > rest {
		t.args = append(t.args, c.Arguments[rest:]...)
	}
	if repeat {
		t.every = max(d, time.Millisecond)
	}
	q.begin(t, d)
	return vm.ToValue(t.id)
}

// begin lets a new timer wait for d.
func (q *timerQueue) begin(t *timer, d time.Duration) {
	q.nextID++
	t.id = q.nextID
	// Timers of one turn count from one moment, as in Node: the shorter fires
	// first, however long the machine takes between two lines.
	if q.now.IsZero() {
		q.now = q.loop.script.set.clock.Now()
	}
	t.at = q.now.Add(d)
	if t.task == nil && q.loop.script.retiring {
		return // what the top level began ends with its version
	}
	q.byID[t.id] = t
	switch {
	case t.faint:
		q.faint++
		if t.task != nil {
			t.task.own++
		}
	case t.task != nil:
		t.task.ref()
	}
	q.add(t)
}

// release takes a timer that will not fire again off the books.
func (q *timerQueue) release(t *timer) {
	switch {
	case t.faint:
		q.faint--
		if t.task != nil {
			t.task.own--
		}
	case t.task != nil:
		t.task.unref()
	}
}

// After is setTimeout(fn, ms) for limits on other work, which mostly ends
// before: it keeps nothing going, is none of what a handler left behind, and
// does not count toward the timers that a script may have. Safe on the script's
// loop only.
func (s *Script) After(ms goja.Value, fn goja.Callable) {
	q := &s.loop.timers
	q.begin(&timer{fn: fn, task: s.loop.current, faint: true}, delay(ms))
}

// admit refuses a timer of a task that was cancelled, and one too many.
func (q *timerQueue) admit(task *Task) {
	s := q.loop.script
	if task != nil && task.ended != nil {
		s.Throw(task.ended)
	}
	if len(q.byID)-q.faint >= maxTimers {
		err := &TooManyTimersError{Script: s.name, Limit: maxTimers}
		e, thrown := q.loop.vm.New(q.loop.vm.Get("RangeError"), q.loop.vm.ToValue(err.Error()))
		q.loop.throwIf(thrown)
		_ = e.Set("code", err.Code())
		_ = e.Set("hint", err.Hint())
		panic(e)
	}
}

// delay reads a delay in milliseconds as browsers do: what is not a number is
// zero. Unlike them it accepts delays over 2^31, up to ten years.
func delay(v goja.Value) time.Duration {
	const most = 10 * 365 * 24 * time.Hour
	ms := v.ToFloat()
	if !(ms > 0) {
		return 0
	}
	if ms > float64(most/time.Millisecond) {
		return most
	}
	return time.Duration(ms * float64(time.Millisecond))
}

func (q *timerQueue) clear(c goja.FunctionCall) goja.Value {
	arg := c.Argument(0)
	if goja.IsUndefined(arg) || goja.IsNull(arg) {
		return goja.Undefined()
	}
	if t := q.byID[arg.ToInteger()]; t != nil {
		q.remove(t)
	}
	return goja.Undefined()
}

func (q *timerQueue) add(t *timer) {
	t.seq = q.nextID
	heap.Push(&q.heap, t)
	q.arm()
}

func (q *timerQueue) remove(t *timer) {
	t.stopped = true
	if t.index >= 0 {
		heap.Remove(&q.heap, t.index)
		q.arm()
	}
	delete(q.byID, t.id)
	q.release(t)
}

// arm sets the clock for the earliest timer.
func (q *timerQueue) arm() {
	if len(q.heap) == 0 {
		q.stop()
		return
	}
	at := q.heap[0].at
	if q.disarm != nil && q.armed.Equal(at) {
		return
	}
	q.stop()
	q.armed = at
	l := q.loop
	q.isSet.Store(true)
	q.disarm = l.script.set.clock.AfterFunc(at.Sub(l.script.set.clock.Now()), func() {
		l.post(nil, q.due)
	})
}

func (q *timerQueue) stop() {
	if q.disarm != nil {
		q.disarm()
		q.disarm = nil
		q.isSet.Store(false)
	}
}

// due queues a turn for each timer whose time has come.
func (q *timerQueue) due() {
	q.disarm = nil
	q.isSet.Store(false)
	now := q.loop.script.set.clock.Now()
	for len(q.heap) > 0 && !q.heap[0].at.After(now) {
		t := heap.Pop(&q.heap).(*timer)
		if !q.loop.post(t.task, func() { q.fire(t) }) {
			return
		}
	}
	q.arm()
}

func (q *timerQueue) fire(t *timer) {
	if t.stopped {
		return
	}
	if t.every == 0 {
		delete(q.byID, t.id)
		defer q.release(t) // when what it begins has joined the family
	} else {
		now := q.loop.script.set.clock.Now()
		if t.at = t.at.Add(t.every); now.Sub(t.at) > maxBehind*t.every {
			t.at = now.Add(t.every)
		}
		q.add(t)
	}
	call := func() (goja.Value, error) {
		q.loop.carried = t.carried
		defer func() { q.loop.carried = nil }()
		return t.fn(goja.Undefined(), t.args...)
	}
	if t.task != nil && (t.task.over || t.task.returned) {
		t.task.goOn(call)
		return
	}
	if _, err := call(); err != nil {
		q.loop.fail(t.task, err)
	}
}

// retire stops the timers that were set at top level: they would go on for
// ever in a script that is being replaced.
func (q *timerQueue) retire() {
	for _, t := range q.byID {
		if t.task == nil {
			q.remove(t)
		}
	}
}

// forget stops the timers of a task that was ended early, and those that what
// it left behind has set.
func (q *timerQueue) forget(task *Task) {
	for _, t := range q.byID {
		if t.task != nil && (t.task == task || t.task.root == task) {
			q.remove(t)
		}
	}
}

// clearAll stops all timers.
func (q *timerQueue) clearAll() {
	for _, t := range q.byID {
		q.remove(t)
	}
}

func (l *loop) queueMicrotask(c goja.FunctionCall) goja.Value {
	if _, ok := goja.AssertFunction(c.Argument(0)); !ok {
		panic(noFunctionError(l.vm, "queueMicrotask", c.Argument(0)))
	}
	p, resolve, _ := l.vm.NewPromise()
	then, _ := goja.AssertFunction(l.vm.ToValue(p).ToObject(l.vm).Get("then"))
	job, err := l.microtask(c.Argument(0))
	l.throwIf(err)
	l.throwIf(call(then, l.vm.ToValue(p), job))
	l.throwIf(resolve(goja.Undefined()))
	return goja.Undefined()
}

// microtaskProgram makes a job of a function. It is JavaScript, since a Go
// function that calls fn would run all other jobs inside its call, and a chain
// of jobs would fill the stack.
var microtaskProgram = sync.OnceValue(func() *goja.Program {
	return compile.Must("hotreply:microtask", `(fail => fn => () => { try { fn() } catch (e) { fail(e) } })`)
})

// microtask makes the job that calls fn.
func (l *loop) microtask(fn goja.Value) (goja.Value, error) {
	if l.asMicrotask == nil {
		v, err := l.vm.RunProgram(microtaskProgram())
		if err != nil {
			return nil, err
		}
		outer, _ := goja.AssertFunction(v)
		v, err = outer(goja.Undefined(), l.vm.ToValue(func(c goja.FunctionCall) goja.Value {
			l.fail(l.current, &thrown{value: c.Argument(0)})
			return goja.Undefined()
		}))
		if err != nil {
			return nil, err
		}
		l.asMicrotask, _ = goja.AssertFunction(v)
	}
	return l.asMicrotask(goja.Undefined(), fn)
}

func call(fn goja.Callable, this goja.Value, args ...goja.Value) error {
	_, err := fn(this, args...)
	return err
}

// throwIf goes on with an error of goja inside a host function.
func (l *loop) throwIf(err error) {
	if err != nil {
		panic(err)
	}
}
