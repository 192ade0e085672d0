package ruletest

import (
	"context"
	_ "embed" // for js/test.js
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/dop251/goja"

	"hotreply/bindings"
	"hotreply/internal/hint"
	"hotreply/internal/units"
	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// testTimeout is the most real time that one test may take, unless it or the
// options say otherwise.
const testTimeout = time.Minute

//go:embed js/test.js
var testSource string

var testProgram = sync.OnceValue(func() *goja.Program {
	return runtime.MustCompile("hotreply:test.js", testSource)
})

// file is one test file with the runtime that its tests run in.
type file struct {
	path    string
	options Options
	script  *runtime.Script
	make    goja.Callable // joins assertions and controls to a t
	tests   []testCase
	only    bool // some test is marked so
}

type testCase struct {
	name string
	fn   goja.Callable
	skip bool
	only bool
	env  map[string]string // set for this test beside the config's

	limit time.Duration // of real time
}

// runFile loads a test file and runs its tests.
func runFile(ctx context.Context, o Options, path string, report func(Result)) {
	f := &file{path: path, options: o}
	start := time.Now()
	scratch, err := os.MkdirTemp("", "hotreply-test-")
	if err != nil {
		report(Result{File: path, Err: err})
		return
	}
	defer os.RemoveAll(scratch)
	set, err := f.load(ctx, scratch)
	if set != nil {
		defer set.Close(ctx)
	}
	if err != nil {
		report(Result{File: path, Err: err, Took: time.Since(start)})
		return
	}
	for _, c := range f.tests {
		if o.Filter != nil && !o.Filter.MatchString(c.name) {
			continue
		}
		if c.skip || f.only && !c.only {
			report(Result{File: path, Name: c.name, Skipped: true})
			continue
		}
		report(f.run(ctx, c))
	}
}

// load runs the top level of the file, which registers the tests.
func (f *file) load(ctx context.Context, scratch string) (*runtime.Scripts, error) {
	client, err := web.NewClient(web.Options{})
	if err != nil {
		return nil, err
	}
	modules := []runtime.Module{prelude.JSON(), web.Module(client), intl.Module()}
	modules = append(modules, node.Modules(node.Options{Files: scratch})...)
	modules = append(modules, bindings.ConsoleModule(f.options.Config.Logger), f, prelude.Limits())
	name := filepath.Base(f.path)
	var report runtime.Report
	set, err := runtime.New(runtime.Options{
		Dir: filepath.Dir(f.path), Select: func(n string) bool { return n == name },
		Modules: modules, Prelude: prelude.Programs(), MissingHint: bindings.MissingHint(node.MissingHint), ErrorValue: bindings.ErrorValue, Watch: runtime.WatchOff, TraceWaits: true,
		OnReport: func(r runtime.Report) { report = r },
	})
	if err != nil {
		return nil, err
	}
	if err := set.Start(ctx); err != nil {
		return set, err
	}
	if len(report.Failed) > 0 {
		return set, report.Failed[0]
	}
	for _, n := range set.PassedOver() {
		return set, hint.New(n.Hint, "%s", n.Text)
	}
	if f.script == nil || len(f.tests) == 0 {
		return set, errors.New(`the file has no tests: test("name", async t => { … })`)
	}
	return set, nil
}

// Specifiers are none: test is a global.
func (f *file) Specifiers() []string { return nil }

// Exports are none.
func (f *file) Exports() []string { return nil }

// Install defines the global test.
func (f *file) Install(s *runtime.Script) (*goja.Object, error) {
	vm := s.VM()
	f.script = s
	v, err := vm.RunProgram(testProgram())
	if err != nil {
		return nil, err
	}
	native := vm.NewObject()
	_ = native.Set("show", s.Func("show", func(c goja.FunctionCall) goja.Value {
		return vm.ToValue(bindings.Inspect(vm, c.Argument(0)))
	}))
	_ = native.Set("waits", s.Func("waits", func(goja.FunctionCall) goja.Value {
		s.NoteWait()
		return goja.Undefined()
	}))
	_ = native.Set("add", s.Func("add", func(c goja.FunctionCall) goja.Value {
		if err := f.add(c); err != nil {
			s.Throw(err)
		}
		return goja.Undefined()
	}))
	build, _ := goja.AssertFunction(v)
	out, err := build(goja.Undefined(), native)
	if err != nil {
		return nil, err
	}
	o := out.(*goja.Object)
	f.make, _ = goja.AssertFunction(o.Get("make"))
	return nil, vm.Set("test", o.Get("test"))
}

// add takes in test(name, fn, {env, timeout}); its arguments are name, fn, mode,
// env and timeout.
func (f *file) add(c goja.FunctionCall) error {
	fn, _ := goja.AssertFunction(c.Argument(1))
	mode := c.Argument(2).String()
	t := testCase{name: c.Argument(0).String(), fn: fn, skip: mode == "skip", only: mode == "only", env: texts(c.Argument(3)),
		limit: f.options.Timeout}
	if t.limit <= 0 {
		t.limit = testTimeout
	}
	if v := c.Argument(4); !goja.IsUndefined(v) {
		text, _ := v.Export().(string)
		d, err := units.ParseDuration(text)
		if err != nil || d <= 0 {
			return fmt.Errorf("test: opts.timeout is %s, wanted a duration like \"5m\"", bindings.Inspect(f.script.VM(), v))
		}
		t.limit = d
	}
	f.tests = append(f.tests, t)
	f.only = f.only || t.only
	return nil
}

// texts are the properties of an object as text.
func texts(v goja.Value) map[string]string {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	m := map[string]string{}
	for _, key := range o.Keys() {
		m[key] = o.Get(key).String()
	}
	return m
}

// run gives one test its own bot and waits until it is over.
func (f *file) run(ctx context.Context, c testCase) Result {
	start := time.Now()
	result := Result{File: f.path, Name: c.name}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b, err := newBench(ctx, f, c.env)
	if err == nil {
		err = b.start()
	}
	if err == nil {
		err = f.invoke(ctx, cancel, b, c)
	}
	cancel(nil)
	if b != nil {
		err = errors.Join(err, b.end())
		result.Log = b.log.Short()
	}
	result.Err, result.Took = err, time.Since(start)
	return result
}

// invoke calls the function of a test, for as long as the test may take.
func (f *file) invoke(ctx context.Context, cancel context.CancelCauseFunc, b *bench, c testCase) error {
	limit := time.AfterFunc(c.limit, func() { cancel(&TimeLimitError{Limit: c.limit, Doing: b.calls.doing()}) })
	defer limit.Stop()
	return f.script.Invoke(ctx, runtime.Invocation{
		Key: "test " + c.name, Fn: c.fn, Timeout: -1, // the limit above says more
		Args: func() ([]goja.Value, error) {
			t, err := f.make(goja.Undefined(), b.controls(f.script))
			return []goja.Value{t}, err
		},
	})
}

// TimeLimitError is a test that did not end in time.
type TimeLimitError struct {
	Limit time.Duration
	Doing string // the call of t that was under way, "" if none was
}

func (e *TimeLimitError) Error() string {
	s := fmt.Sprintf("the test did not end within %s; it waits here", seconds(e.Limit))
	if e.Doing != "" {
		s += ", for " + e.Doing
	}
	return s
}

// Name is the name of the JavaScript error.
func (e *TimeLimitError) Name() string { return "TimeoutError" }

// Code is the code of the JavaScript error.
func (e *TimeLimitError) Code() string { return "TEST_TIMEOUT" }

// Hint says how to change the limit.
func (e *TimeLimitError) Hint() string {
	return `look for an await that never settles; test(name, fn, {timeout: "5m"}) gives one test more time, hotreply test --timeout 5m all`
}

// seconds is a limit as people say it.
func seconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}
