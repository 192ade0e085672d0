package runtime

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/bundle"
)

// Task is one handler call from its start until its promise and everything
// that holds it have settled. It follows the handler's code through awaits,
// callbacks and timers. What the handler leaves behind then goes on as its
// leftovers, see leftovers.go. Unless said otherwise its methods belong to the
// script's loop.
type Task struct {
	script *Script
	root   *Task // the handler that left this task behind; nil for a handler
	key    string
	place  string // file:line of the handler
	event  string // whose listener the handler is; empty if it is none
	value  any
	limit  time.Duration // of the handler's own time; <= 0 means none
	finish func(error)   // told once that the task is over
	stray  func(error)   // told of failures beside the handler's own; nil: see judge

	argument goja.Value                  // the event's object, for hints; may be nil
	relayed  atomic.Pointer[ScriptError] // what next() was rejected with; nil if it was not
	started  bool
	waits    bundle.Frame // what it may wait at, if waits are traced
	over     bool
	returned bool         // the handler's promise has settled and its result was used
	err      error        // the handler's own failure
	ended    error        // why everything of the task was cancelled; nil if it was not
	overdue  *ScriptError // why work that it left behind was; nil if none was
	holds    int          // what must settle before the task is over
	working  int          // asynchronous work that uses ctx
	strays   []stray
	result   func(*Script, goja.Value) error

	ctx    context.Context // of the task's work; made at first need
	cancel context.CancelCauseFunc
	opened []opened // what lasts longer than the call that made it
	own    int      // what of the task goes on, itself included
	refs   int      // of a handler: what of it and of its leftovers goes on

	left    time.Duration // of limit
	since   time.Time     // when the clock last started to run
	stopped int           // how many hold the clock
	disarm  func() bool
	armed   int // counts armings, so that a late timer is known
}

// Key is the key of the event or invocation. Safe everywhere.
func (t *Task) Key() string { return t.key }

// Place is where the handler was made, as file:line; "" if that is not known.
// Safe everywhere.
func (t *Task) Place() string { return t.place }

// Value is the value of the event or invocation. Safe everywhere.
func (t *Task) Value() any { return t.value }

// Over reports whether the handler is over while code of it still runs: in
// what it left behind, or after it was ended early.
func (t *Task) Over() bool { return t.over || t.root != nil }

// Cancelled is why everything of the task was cancelled: its time was up, or
// its caller had gone. It is nil while the task runs, and after a return or a
// throw.
func (t *Task) Cancelled() error { return t.ended }

// Context is for work of the task. It ends when everything of the task is
// cancelled, with the script, and once the task is over and none of its work
// runs. The context of the handler's caller ends the task first: code that
// awaits the work must not go on as if the task did.
func (t *Task) Context() context.Context {
	if t.ctx != nil {
		return t.ctx
	}
	t.ctx, t.cancel = context.WithCancelCause(t.script.ctx)
	if t.ended != nil {
		t.cancel(t.ended)
	}
	return t.ctx
}

// Post queues fn to run on the loop as this task. It reports false when the
// script is gone. Safe everywhere.
func (t *Task) Post(fn func()) bool { return t.script.loop.post(t, fn) }

// run calls the handler. It is the task's first turn.
func (t *Task) run(fn func() (goja.Value, error)) {
	l := t.script.loop
	t.started = true
	l.tasks[t] = struct{}{}
	if t.root == nil {
		l.handlers++
	}
	t.ref()
	t.left = t.limit
	var v goja.Value
	var err error
	if broken := l.protect(func() { v, err = fn() }); broken != nil {
		err = broken
	}
	if err != nil {
		t.fail(err)
	} else {
		t.await(v)
	}
	if !t.over && !t.returned || t.holds > 0 {
		t.arm()
	}
}

// await goes on with what the handler returned once it has settled.
func (t *Task) await(v goja.Value) {
	l := t.script.loop
	v, err := l.script.adopt(v)
	if err != nil {
		t.fail(err)
		return
	}
	p, ok := promiseOf(v)
	if !ok {
		t.done(v)
		return
	}
	switch p.State() {
	case goja.PromiseStateFulfilled:
		t.done(p.Result())
	case goja.PromiseStateRejected:
		l.forgive(p)
		t.fail(&thrown{value: p.Result()})
	default:
		err := l.script.then(v, t.done, func(reason goja.Value) { t.fail(&thrown{value: reason}) })
		if err != nil {
			t.fail(err)
		}
	}
}

// done uses what the handler returned.
func (t *Task) done(v goja.Value) {
	if t.over || t.returned {
		return
	}
	t.returned = true
	t.script.loop.current = t // promise jobs may have changed it
	if t.result != nil {
		if err := t.result(t.script, v); err != nil {
			t.fail(err)
		}
	}
	t.script.loop.settled(t)
}

// fail records the failure; the task is over once its holds have settled. One
// that was aborted has told of its end: what its promise is rejected with
// afterwards, mostly by the end of its context, is no news.
func (t *Task) fail(err error) {
	if t.over {
		return
	}
	var gone *goja.InterruptedError
	if errors.As(err, &gone) {
		t.abort(err)
		return
	}
	if t.err == nil {
		t.err = t.scriptError(err)
	}
	t.returned = true
	t.script.loop.settled(t)
}

// relay notes the error that next() is rejected with. Safe everywhere.
func (t *Task) relay(err error) {
	if se, ok := err.(*ScriptError); ok {
		t.relayed.Store(se)
	}
}

// scriptError names the task in what went wrong in it. An error that came
// through next() and is thrown on stays the one that it was.
func (t *Task) scriptError(err error) *ScriptError {
	if se := t.relayed.Load(); se != nil && se.from == t.script && se.value != nil {
		if v, ok := t.script.thrownValue(err); ok && v != nil && v.StrictEquals(se.value) {
			return se
		}
	}
	place := t.place
	if t.waits.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", t.waits.File, t.waits.Line, t.waits.Column)
	}
	se := t.script.scriptErrorAt(err, place)
	if se.Key == "" {
		se.Key = t.key
	}
	if se.Event == "" {
		se.Event = t.event
	}
	return se
}

// abort ends the task now, whatever still holds it, and cancels everything of
// it.
func (t *Task) abort(err error) {
	if t.over {
		return
	}
	if t.err == nil {
		t.err = t.scriptError(err)
	}
	t.ended = t.err
	t.cancelWork(t.err)
	t.script.loop.timers.forget(t)
	t.endLeftBehind(err)
	t.end()
}

// end makes the task over and tells who waits for it. From here on what goes
// on of it are leftovers.
func (t *Task) end() {
	l := t.script.loop
	t.over = true
	t.pause()
	delete(l.tasks, t)
	if t.root == nil {
		l.handlers--
	}
	t.judge()
	t.linger()
	t.finish(t.err)
	t.unref()
	if t.root == nil {
		t.script.boundLeftovers()
	}
	t.script.maybeDrained()
}

// settled notes that t may be over. It is decided at the end of the turn,
// when unhandled rejections are known.
func (l *loop) settled(t *Task) {
	if !t.over && t.returned && t.holds == 0 {
		l.settling = append(l.settling, t)
	}
}

// finishSettled ends the tasks that are still settled now.
func (l *loop) finishSettled() {
	for len(l.settling) > 0 {
		list := l.settling
		l.settling = nil
		for _, t := range list {
			if !t.over && t.returned && t.holds == 0 {
				t.end()
			}
		}
	}
}

var promiseType = reflect.TypeFor[*goja.Promise]()

// adopt makes a promise of what has a function then, as await does.
func (s *Script) adopt(v goja.Value) (goja.Value, error) {
	obj, ok := v.(*goja.Object)
	if !ok || obj.ExportType() == promiseType {
		return v, nil
	}
	var then goja.Value
	if ex := s.loop.vm.Try(func() { then = obj.Get("then") }); ex != nil {
		return nil, ex
	}
	if _, ok := goja.AssertFunction(then); !ok {
		return v, nil
	}
	p, resolve, _ := s.loop.vm.NewPromise()
	return s.loop.vm.ToValue(p), resolve(v)
}

// promiseOf returns the promise behind v, if it is one.
func promiseOf(v goja.Value) (*goja.Promise, bool) {
	obj, ok := v.(*goja.Object)
	if !ok || obj.ExportType() != promiseType {
		return nil, false
	}
	p, ok := obj.Export().(*goja.Promise)
	return p, ok
}
