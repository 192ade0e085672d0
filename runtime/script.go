package runtime

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/dop251/goja"
	"github.com/hashicorp/go-hclog"

	"hotreply/internal/hint"
	"hotreply/runtime/bundle"
)

// Script is one loaded version of one rule file with its own goja runtime and
// event loop. Methods are for the script's loop unless they say otherwise.
type Script struct {
	set       *Scripts
	name      string
	namespace string
	dir       string
	gen       uint64
	bundle    *bundle.Bundle
	loop      *loop
	ctx       context.Context // lifetime of the loop
	cancel    context.CancelCauseFunc
	matcher   *matcher
	log       hclog.Logger
	held      *holdings

	// Below: only on the loop.
	loading     bool
	loadErrs    []error
	exports     map[string]*goja.Object
	rules       []*Rule
	tally       tally
	dispose     []func()
	onLive      []func()
	live        bool // this version is in force, or was
	locals      map[any]any
	retiring    bool
	promiseThen goja.Callable
	errSymbol   *goja.Symbol // under which errors keep the Go error behind them

	drained func()      // set by retire; called once nothing of the handlers is left
	unbound func() bool // takes back the end that was set to their leftovers; nil: none was

	installed int     // how many of dispose and onLive are the modules' own
	offers    string  // a function that its first file exports
	idle      bool    // nothing of it will ever run; set with loaded
	loaded    []*Rule // set when the top level is over, then read by everybody

	aside     bool          // a stand-in that only has patterns
	broken    atomic.Bool   // it is being replaced
	replaced  chan struct{} // closed when it has been
	successor *Script       // by this one, nil if that failed; set before replaced is closed
	offered   []string      // globals that are made when they are first used

	rest  []later // what was not made yet
	whole bool    // all of it is made, or to be made at once
}

// Name is the file name in the folder of scripts ("10-hello.js"); for a
// folder with an index it is the folder's. Safe everywhere.
func (s *Script) Name() string { return s.name }

// Namespace is the name the script's state is kept under: the file name
// without extension and leading number. Safe everywhere.
func (s *Script) Namespace() string { return s.namespace }

// OfferNames tells of globals that are made when they are first used, so that
// misspelt ones are known. For the script's loop.
func (s *Script) OfferNames(names []string) { s.offered = append(s.offered, names...) }

// TimerSet reports whether a timer of the script has yet to fire. Safe
// everywhere.
func (s *Script) TimerSet() bool { return s.loop.timers.isSet.Load() }

// Dir is the folder of the script's main file. Safe everywhere.
func (s *Script) Dir() string { return s.dir }

// Root is the folder of all scripts, where their packages are installed. Safe
// everywhere.
func (s *Script) Root() string { return s.set.opts.Dir }

// Generation is the number of the generation that loaded this version. Safe
// everywhere.
func (s *Script) Generation() uint64 { return s.gen }

// Context ends when the script is gone. Safe everywhere.
func (s *Script) Context() context.Context { return s.ctx }

// VM is the script's runtime, for its loop only.
func (s *Script) VM() *goja.Runtime { return s.loop.vm }

// Loading reports whether the top level still runs.
func (s *Script) Loading() bool { return s.loading }

// Retiring reports whether a newer version has taken this one's place.
func (s *Script) Retiring() bool { return s.retiring }

// Task is the handler whose code runs now, nil at top level.
func (s *Script) Task() *Task { return s.loop.current }

// OnDispose calls fn on the loop when the script is replaced or dropped, after
// the new version has taken over and before the old handlers are done. Safe
// everywhere before the top level is over, later on the loop only.
func (s *Script) OnDispose(fn func()) { s.dispose = append(s.dispose, fn) }

// Logger names script and generation in every line. Safe everywhere.
func (s *Script) Logger() hclog.Logger { return s.log }

// Limits are those of all scripts, defaults filled in. Safe everywhere.
func (s *Script) Limits() Limits { return s.set.limits }

// Post queues fn to run on the loop outside any handler. It reports false,
// and fn will never run, when the script is gone. Safe everywhere.
func (s *Script) Post(fn func()) bool { return s.loop.post(nil, fn) }

// AddRule adds a rule. Rules are made while the script loads; later it is an
// error, because the index of patterns is built once.
func (s *Script) AddRule(r Rule) error {
	if !s.loading {
		return hint.New("move the call out of handlers and callbacks, to the top level of the file",
			"rules can only be made while the script loads")
	}
	r.script = s
	r.number, r.programs = len(s.rules), make([]program, len(r.Patterns))
	r.File, r.Line, r.Column = s.callSite()
	s.rules = append(s.rules, &r)
	return nil
}

// Func makes a JavaScript function of a Go one. A panic that is not a
// JavaScript exception is a bug of ours: it is logged and becomes an error of
// the script.
func (s *Script) Func(name string, fn func(goja.FunctionCall) goja.Value) goja.Value {
	l := s.loop
	v := l.vm.ToValue(func(c goja.FunctionCall) (ret goja.Value) {
		defer func() {
			if x := recover(); x != nil {
				l.rethrow(name, x)
			}
		}()
		return fn(c)
	})
	obj := v.(*goja.Object)
	obj.DefineDataProperty("name", l.vm.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return obj
}

// Throw throws err as a JavaScript error. It must be called by a function that
// JavaScript called, and does not return.
func (s *Script) Throw(err error) {
	panic(s.ErrorValue(err))
}

// ErrorValue makes the JavaScript error for err. An error that came from
// JavaScript becomes what was thrown.
func (s *Script) ErrorValue(err error) goja.Value {
	if v, ok := s.thrownValue(err); ok {
		return v
	}
	var v goja.Value
	if se := (*ScriptError)(nil); errors.As(err, &se) {
		v = s.foreign(se)
	} else if f := s.set.opts.ErrorValue; f != nil {
		v = f(s, err)
	}
	if v == nil {
		v = s.loop.vm.NewGoError(err)
	}
	if obj, ok := v.(*goja.Object); ok {
		obj.DefineDataPropertySymbol(s.errSymbol, s.loop.vm.ToValue(&goError{err}), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	}
	return v
}

// rethrow continues a panic that JavaScript understands and turns any other
// into an error it understands.
func (l *loop) rethrow(name string, x any) {
	switch x := x.(type) {
	case goja.Value, *goja.Exception, *goja.InterruptedError, *goja.StackOverflowError:
		panic(x)
	}
	err := l.panicError(x)
	panic(l.vm.NewGoError(fmt.Errorf("%s: %w", name, err)))
}

// callSite is the position of the JavaScript code that called the running
// host function.
func (s *Script) callSite() (file string, line, column int) {
	for _, f := range s.loop.vm.CaptureCallStack(0, nil) {
		if p := f.Position(); p.Filename != "" && p.Line > 0 {
			return p.Filename, p.Line, p.Column
		}
	}
	return "", 0, 0
}

// keepThen keeps the engine's own Promise.prototype.then, before anything of a
// script or of ours can replace it.
func (s *Script) keepThen() {
	proto := s.loop.vm.Get("Promise").ToObject(s.loop.vm).Get("prototype").ToObject(s.loop.vm)
	s.promiseThen, _ = goja.AssertFunction(proto.Get("then"))
}

// then calls one of the functions once the promise v has settled.
func (s *Script) then(v goja.Value, ok, failed func(goja.Value)) error {
	wrap := func(f func(goja.Value)) goja.Value {
		return s.loop.vm.ToValue(func(c goja.FunctionCall) goja.Value {
			f(c.Argument(0))
			return goja.Undefined()
		})
	}
	_, err := s.promiseThen(v, wrap(ok), wrap(failed))
	return err
}

// describe names a value in an error about an argument.
func describe(v goja.Value) string {
	switch {
	case v == nil || goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "null"
	}
	if obj, ok := v.(*goja.Object); ok {
		if _, ok := goja.AssertFunction(v); ok {
			return "a function"
		}
		if obj.ClassName() == "Array" {
			return "an array"
		}
		return "an object"
	}
	text := []rune(v.String())
	if len(text) > 40 {
		text = append(text[:40], '…')
	}
	if v.ExportType() != nil && v.ExportType().Kind().String() == "string" {
		return fmt.Sprintf("the string %q", string(text))
	}
	return string(text)
}
