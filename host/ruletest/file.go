package ruletest

import (
	"context"
	_ "embed" // for js/test.js
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/dop251/goja"

	"hotreply/bindings"
	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// testTimeout is the most real time that one test may take.
const testTimeout = time.Minute

//go:embed js/test.js
var testSource string

var testProgram = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile("hotreply:test.js", testSource, true)
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
	modules := []runtime.Module{web.Module(client), intl.Module()}
	modules = append(modules, node.Modules(node.Options{Files: scratch})...)
	modules = append(modules, bindings.ConsoleModule(f.options.Config.Logger), f)
	name := filepath.Base(f.path)
	var report runtime.Report
	set, err := runtime.New(runtime.Options{
		Dir: filepath.Dir(f.path), Select: func(n string) bool { return n == name },
		Modules: modules, Prelude: prelude.Programs(), MissingHint: bindings.MissingHint(node.MissingHint), ErrorValue: bindings.ErrorValue, Watch: runtime.WatchOff,
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
	_ = native.Set("add", s.Func("add", func(c goja.FunctionCall) goja.Value {
		fn, _ := goja.AssertFunction(c.Argument(1))
		mode := c.Argument(2).String()
		f.tests = append(f.tests, testCase{name: c.Argument(0).String(), fn: fn,
			skip: mode == "skip", only: mode == "only", env: texts(c.Argument(3))})
		f.only = f.only || mode == "only"
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
	ctx, cancel := context.WithTimeout(ctx, testTimeout)
	defer cancel()
	start := time.Now()
	result := Result{File: f.path, Name: c.name}
	b, err := newBench(f, c.env)
	if err == nil {
		err = b.start()
	}
	if err == nil {
		err = f.script.Invoke(ctx, runtime.Invocation{
			Key: "test " + c.name, Fn: c.fn, Timeout: testTimeout,
			Args: func() ([]goja.Value, error) {
				t, err := f.make(goja.Undefined(), b.controls(f.script))
				return []goja.Value{t}, err
			},
		})
	}
	if b != nil {
		err = errors.Join(err, b.end())
		result.Log = b.log.String()
	}
	result.Err, result.Took = err, time.Since(start)
	return result
}
