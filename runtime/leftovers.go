package runtime

import (
	"context"
	"errors"
	"time"

	"github.com/dop251/goja"
)

// A handler that has returned or thrown may leave things behind: timers, work
// whose promise nobody has awaited, code that waits for either. They live on
// with their version of the script, and nobody waits for them.
//
//   - A timer that fires when its task has returned runs its function as a task
//     of its own, with a handler's time of its own. That the task still waits
//     for what it sent makes no difference: an interval that sends would keep
//     the task, and who waits for it, until its time is up.
//   - Work that a task left behind, or that code of it starts later, has a
//     handler's time as well.
//   - A handler and all that goes on of it are a family. It ends with the last
//     of them.
//
// A task that was ended early leaves nothing behind.

// onBehalf is the value of what the task's code acts for: nil for leftovers,
// because nothing is done again for them.
func (t *Task) onBehalf() any {
	if t.Over() {
		return nil
	}
	return t.value
}

// goOn runs the function of a timer that the task left behind.
func (t *Task) goOn(fn func() (goja.Value, error)) {
	l := t.script.loop
	c := &Task{script: t.script, root: t.family(), key: t.key, place: t.place, event: t.event, value: t.value, limit: t.limit}
	c.finish = func(err error) {
		var cut *cutError
		if se, ok := err.(*ScriptError); ok && !errors.As(err, &cut) && !errors.Is(err, ErrGone) {
			l.script.set.reportError(se)
		}
	}
	l.current, l.last = c, c
	c.run(fn)
}

func (t *Task) family() *Task {
	if t.root != nil {
		return t.root
	}
	return t
}

// ref keeps the task's family from its end until unref was called.
func (t *Task) ref() {
	t.own++
	r := t.family()
	if r.refs++; r.refs == 1 {
		t.script.loop.families[r] = struct{}{}
	}
}

func (t *Task) unref() {
	t.own--
	r := t.family()
	if r.refs--; r.refs == 0 {
		delete(t.script.loop.families, r)
		r.closeOpened(context.Canceled)
		t.script.maybeDrained()
	}
}

// begin notes that work of the task has begun.
func (t *Task) begin() {
	t.ref()
	if t.working++; t.over && t.working == 1 {
		t.linger()
	}
}

// finished notes that work has ended, and frees the context of a task that is
// over once none is left.
func (t *Task) finished() {
	if t.working--; t.over && t.working == 0 {
		t.linger()
	}
	t.unref()
}

// linger gives work that the task, which is over, has left behind a handler's
// time, and takes the clock away when there is none.
func (t *Task) linger() {
	l := t.script.loop
	if t.working > 0 {
		l.lingers[t] = struct{}{}
		t.left = t.limit
		t.arm()
		return
	}
	t.pause()
	delete(l.lingers, t)
	if t.ended == nil {
		t.dropContext(context.Canceled)
	}
	if r := t.root; r != nil {
		r.opened = append(r.lasting(), t.lasting()...)
		t.opened = nil
	}
}

// overrun ends the work that the task has left behind, because its time is up.
func (t *Task) overrun() {
	t.pause()
	t.overdue = t.scriptError(&TimeoutError{Limit: t.limit})
	t.cancelWork(t.overdue)
	t.linger()
	t.script.set.reportError(t.overdue)
}

// follows says whether err only follows from the end that was made of the
// task's work, which was reported.
func (t *Task) follows(err error) bool {
	if t.ended != nil {
		return true
	}
	if t.overdue == nil {
		return false
	}
	var cause error = t.overdue
	var th *thrown
	if errors.As(err, &th) {
		if obj, ok := th.value.(*goja.Object); ok {
			err = t.script.goErrorOf(obj)
		}
	}
	return errors.Is(err, cause)
}

// cancelWork ends what the task has begun; whatever it begins then is new.
func (t *Task) cancelWork(cause error) {
	t.dropContext(cause)
	t.closeOpened(cause)
}

func (t *Task) dropContext(cause error) {
	if t.cancel != nil {
		t.cancel(cause)
		t.ctx, t.cancel = nil, nil
	}
}

// opened is something that lasts longer than the call that made it.
type opened struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
}

// Lasting makes the context of something that stays open when the call that
// made it is over, such as the body of a response. It ends when cancel is
// called, when everything of the running task is cancelled, with the last of
// the handler's leftovers, and with the script.
func (s *Script) Lasting() (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(s.ctx)
	t := s.loop.current
	switch {
	case t == nil:
	case t.ended != nil:
		cancel(t.ended)
	default:
		if len(t.opened) == cap(t.opened) {
			t.opened = t.lasting()
		}
		t.opened = append(t.opened, opened{ctx, cancel})
	}
	return ctx, cancel
}

// lasting is what of the task's is still open.
func (t *Task) lasting() []opened {
	var open []opened
	for _, o := range t.opened {
		if o.ctx.Err() == nil {
			open = append(open, o)
		}
	}
	return open
}

func (t *Task) closeOpened(cause error) {
	for _, o := range t.opened {
		o.cancel(cause)
	}
	t.opened = nil
}

// cutError ends leftovers for which no time is left. Nobody is told of each.
type cutError struct{ cause error }

func (e *cutError) Error() string { return e.cause.Error() }
func (e *cutError) Unwrap() error { return e.cause }

var errReplaced = errors.New("the version of the script that began this has been replaced")

// cutLeftovers ends everything that handlers which are over have left behind,
// and says how many things there were.
func (l *loop) cutLeftovers(why error) (count int) {
	cause := &cutError{why}
	for _, q := range l.timers.byID {
		if q.task != nil && q.task.family().over {
			if q.task.over && !q.faint {
				count++ // a task that still runs counts by itself
			}
			l.timers.remove(q)
		}
	}
	for t := range l.tasks {
		if t.root != nil && t.root.over {
			count++
			t.abort(cause)
		}
	}
	for t := range l.lingers {
		if t.ended == nil {
			count += t.working
			t.ended = cause
			t.cancelWork(cause)
		}
	}
	for r := range l.families {
		if r.over {
			r.closeOpened(cause)
		}
	}
	return count
}

// endLeftBehind ends, with the task that is aborted, what it has left behind
// since it returned.
func (t *Task) endLeftBehind(why error) {
	l := t.script.loop
	cause := &cutError{why}
	for c := range l.tasks {
		if c.root == t {
			c.abort(cause)
		}
	}
	for c := range l.lingers {
		if c.root == t && c.ended == nil {
			c.ended = cause
			c.cancelWork(cause)
		}
	}
}

// boundLeftovers gives what handlers of a replaced version have left behind a
// handler's time, so that a rule that is edited all day does not pile up old
// versions which wait for a timer tomorrow.
func (s *Script) boundLeftovers() {
	limit := s.set.limits.Handler
	if !s.retiring || s.drained == nil || limit <= 0 || len(s.loop.families) == 0 {
		return
	}
	if s.unbound != nil {
		s.unbound()
	}
	s.unbound = s.set.clock.AfterFunc(limit, func() {
		s.loop.control(func() { s.endLeftovers(limit) })
	})
}

func (s *Script) endLeftovers(after time.Duration) {
	if n := s.loop.cutLeftovers(errReplaced); n > 0 {
		s.log.Info("what handlers of the replaced version had left behind was ended", "count", n, "after", after)
	}
	s.maybeDrained()
}
