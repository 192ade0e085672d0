package runtime

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/bundle"
)

// Async starts work in a goroutine and returns a promise. When the work is
// done, finish makes the promise's value on the loop; nil makes undefined.
// An error of either rejects the promise with the stack of the JavaScript code
// that called. The work must return soon after its context has ended.
func (s *Script) Async(o AsyncOptions, work AsyncWork, finish func(any) (goja.Value, error)) goja.Value {
	l, t := s.loop, s.loop.current
	p, resolve, reject := l.vm.NewPromise()
	stack := l.vm.CaptureCallStack(0, nil)
	s.noteWait(stack)
	s.beside(o, work, func(v any, err error) {
		var result goja.Value = goja.Undefined()
		if err == nil && finish != nil {
			// A panic must not leave the promise pending.
			if broken := l.protect(func() { result, err = finish(v) }); broken != nil {
				err = broken
			}
		}
		if err != nil {
			err = reject(s.errorFrom(err, stack))
		} else {
			err = resolve(nilSafe(result))
		}
		if err != nil {
			l.fail(t, err)
		}
	})
	return l.vm.ToValue(p)
}

// Await keeps the running handler from being over until the work is done; its
// error fails the handler. It is [Script.Async] for work whose outcome no
// script looks at, and costs no promise.
func (s *Script) Await(o AsyncOptions, work func(ctx context.Context) error) {
	l, t := s.loop, s.loop.current
	o.Hold = true
	s.beside(o, func(ctx context.Context) (any, error) { return nil, work(ctx) }, func(_ any, err error) {
		switch {
		case err == nil:
		case t != nil && !t.over:
			t.fail(err)
		default:
			l.fail(t, err)
		}
	})
}

// beside does work in a goroutine of its own, which ends with it, and then the
// rest on the loop, for the task that runs now.
func (s *Script) beside(o AsyncOptions, work AsyncWork, then func(v any, err error)) {
	t := s.loop.current
	ctx, release := s.hold(t, o)
	go func() {
		v, err := guardWork(ctx, work)
		s.loop.post(t, func() {
			release()
			then(v, err)
		})
	}()
}

// NoteWait notes the line that runs as one that the handler may wait at; see
// [Options.TraceWaits]. [Script.Async] does so by itself.
func (s *Script) NoteWait() { s.noteWait(s.loop.vm.CaptureCallStack(0, nil)) }

func (s *Script) noteWait(stack []goja.StackFrame) {
	if t := s.loop.current; t != nil && s.set.opts.TraceWaits {
		if at := s.bundle.FramesOf(stack); len(at) > 0 {
			t.waits = at[0]
		}
	}
}

// hold lets the running task wait for work as o says. release is for the loop.
func (s *Script) hold(t *Task, o AsyncOptions) (ctx context.Context, release func()) {
	if t == nil {
		return s.ctx, func() {}
	}
	ctx = t.Context()
	t.begin()
	unhold, start := func() {}, func() {}
	if o.Hold {
		unhold = t.Hold()
	}
	if o.StopClock {
		start = t.HoldClock()
	}
	return ctx, func() {
		start()
		unhold()
		t.finished()
	}
}

// guardWork keeps a panic in a host's goroutine from ending the process.
func guardWork(ctx context.Context, work AsyncWork) (v any, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = &PanicError{Value: x, Stack: string(debug.Stack())}
		}
	}()
	return work(ctx)
}

// errorFrom makes the JavaScript error for err with the stack of the code
// that started the work, which is long gone when the work fails.
func (s *Script) errorFrom(err error, stack []goja.StackFrame) goja.Value {
	if v := s.ownThrown(err); v != nil {
		return v // from a handler behind next(): it has the stack of where it was thrown
	}
	v := s.ErrorValue(err)
	obj, ok := v.(*goja.Object)
	if !ok || len(stack) == 0 || obj.ClassName() != "Error" {
		return v
	}
	text := fmt.Sprintf("%s: %s\n%s", obj.Get("name"), obj.Get("message"), bundle.FormatFrames(s.bundle.FramesOf(stack)))
	obj.DefineDataProperty("stack", s.loop.vm.ToValue(text), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return v
}

func nilSafe(v goja.Value) goja.Value {
	if v == nil {
		return goja.Undefined()
	}
	return v
}

// Invoke calls a function of the script as a handler and blocks until it is
// over. Safe everywhere but on a loop. Its error is a *ScriptError, or
// ErrGone when the script is.
func (s *Script) Invoke(ctx context.Context, inv Invocation) error {
	limit := s.set.limits.Handler
	if inv.Timeout != 0 {
		limit = inv.Timeout
	}
	over := make(chan error, 1)
	t := &Task{script: s, key: inv.Key, place: inv.Place, event: inv.Event, value: inv.Value, limit: limit, result: inv.Result,
		stray: inv.Stray, finish: func(err error) { over <- err }}
	ok := s.loop.post(t, func() {
		t.run(func() (goja.Value, error) {
			var args []goja.Value
			if inv.Args != nil {
				var err error
				if args, err = inv.Args(); err != nil {
					return nil, err
				}
			}
			return inv.Fn(goja.Undefined(), args...)
		})
	})
	if !ok {
		return ErrGone
	}
	return t.wait(ctx, over)
}

// wait blocks until the task is over, and ends it early when ctx does.
func (t *Task) wait(ctx context.Context, over <-chan error) error {
	select {
	case err := <-over:
		return err
	case <-ctx.Done():
	}
	t.Post(func() { t.abort(context.Cause(ctx)) })
	limits := t.script.set.limits
	wedged := time.NewTimer(slack*max(limits.CPU, 0) + max(limits.Wedge, 0) + time.Second)
	defer wedged.Stop()
	select {
	case err := <-over:
		return err
	case <-t.script.loop.done:
	case <-wedged.C: // the loop is in native code and will not answer
	}
	select {
	case err := <-over:
		return err
	default:
		return ErrGone
	}
}
