package runtime

import (
	"errors"

	"github.com/dop251/goja"
)

// stray is a failure beside the handler's own code. It fails the handler, and
// takes nothing from what the handler does or returns.
type stray struct {
	promise *goja.Promise // rejected, and nobody has awaited it so far; nil: a throw
	err     *ScriptError  // what was thrown
}

// maxStrays bounds what one handler collects; more are the script's errors.
const maxStrays = 100

// failBeside notes what was thrown in a timer or a callback of a handler that
// goes on. What ends a run of JavaScript in the middle may have hit the
// handler's own code, so it ends the handler.
func (t *Task) failBeside(err error) {
	var cut *goja.InterruptedError
	var deep *goja.StackOverflowError
	switch {
	case errors.As(err, &cut), errors.As(err, &deep):
		t.fail(err)
	case len(t.strays) >= maxStrays:
		t.script.report(err, t)
	default:
		t.addStray(stray{err: t.scriptError(err)})
	}
}

func (t *Task) addStray(s stray) {
	t.strays = append(t.strays, s)
	t.script.loop.strayed[t] = struct{}{}
}

// giveUpStuck ends tasks that would wait for nothing until their time is up: a
// stray took the way to what the task awaits, and nothing of the task goes on.
// The stray is then its own failure.
func (l *loop) giveUpStuck() {
	for t := range l.strayed {
		switch {
		case t.over || len(t.strays) == 0:
			delete(l.strayed, t)
		case !t.returned && t.own == 1:
			s := t.strays[0]
			t.strays = t.strays[1:]
			if s.promise == nil {
				t.fail(s.err)
				continue
			}
			delete(l.unheard, s.promise)
			t.fail(&thrown{value: s.promise.Result(), rejected: true})
		}
	}
}

// judge says what the strays of a task that is over were: a promise that was
// awaited in the end is none of them any more.
func (t *Task) judge() {
	list := t.strays
	t.strays = nil
	delete(t.script.loop.strayed, t)
	for i, s := range list {
		if s.promise != nil {
			delete(t.script.loop.unheard, s.promise)
			s.err = t.scriptError(&thrown{value: s.promise.Result(), rejected: true})
		}
		if t.told(s.err) || told(list[:i], s.err) {
			continue
		}
		list[i].err = s.err
		switch {
		case t.stray != nil:
			t.stray(s.err)
		case t.err == nil:
			t.err = s.err
		default:
			t.script.set.reportError(s.err)
		}
	}
}

// told says whether a failure is the handler's own, on another way: one error
// rejects every promise that was made of the one it came from.
func (t *Task) told(e *ScriptError) bool {
	own, ok := t.err.(*ScriptError)
	return ok && own.sameThrown(e)
}

func told(list []stray, e *ScriptError) bool {
	for _, s := range list {
		if s.err != nil && s.err.sameThrown(e) {
			return true
		}
	}
	return false
}

// sameThrown says whether two errors report one thrown object.
func (e *ScriptError) sameThrown(other *ScriptError) bool {
	if e == other {
		return true
	}
	a, isObject := e.value.(*goja.Object)
	b, _ := other.value.(*goja.Object)
	return isObject && a == b
}
