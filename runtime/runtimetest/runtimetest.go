// Package runtimetest gives the test of a module a script, a loop and a
// context:
//
//	r := runtimetest.Start(t, runtime.Options{Modules: []runtime.Module{m}}, nil)
//	v, err := r.Run(`return await answer()`)
//
// Longer tests are JavaScript files: see [Runner.File].
package runtimetest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
)

// Patience is how long a helper waits for anything before the test fails.
const Patience = 20 * time.Second

// Runner is a folder of scripts that is live for one test.
type Runner struct {
	T       testing.TB
	Scripts *runtime.Scripts
	// Script is the first script, in which Run runs code.
	Script *runtime.Script
}

// Start writes the files into a fresh folder, loads them and stops everything
// when the test ends. Without files there is one empty script, "test.js". A
// script that does not load fails the test. Options.Dir is chosen if empty,
// and nothing is watched unless Options.Watch says so.
func Start(t testing.TB, opts runtime.Options, files map[string]string) *Runner {
	t.Helper()
	if opts.Dir == "" {
		opts.Dir = filepath.Join(t.TempDir(), "scripts")
	}
	if opts.Watch == "" {
		opts.Watch = runtime.WatchOff
	}
	if files == nil {
		files = map[string]string{"test.js": ""}
	}
	Write(t, opts.Dir, files)
	set, err := runtime.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), Patience)
		defer cancel()
		if err := set.Close(ctx); err != nil {
			t.Errorf("close scripts: %v", err)
		}
	})
	r := &Runner{T: t, Scripts: set}
	for _, f := range set.Failed() {
		t.Fatalf("%v\n%s\nhint: %s", f, f.Frame, f.Hint())
	}
	if scripts := set.Current().Scripts(); len(scripts) > 0 {
		r.Script = scripts[0]
	}
	return r
}

// Write puts files into a folder, making it and folders in it as needed.
func Write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Run runs code as the body of an async function, as a handler of the script
// would, and returns what it returned, exported to Go.
func (r *Runner) Run(code string) (any, error) { return r.RunAs(nil, code) }

// RunAs is Run in a task with the given value.
func (r *Runner) RunAs(value any, code string) (any, error) {
	return r.run("test", value, code)
}

func (r *Runner) run(name string, value any, code string) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	var result any
	err := r.Script.Invoke(ctx, runtime.Invocation{
		Key:   name,
		Value: value,
		Fn: func(this goja.Value, args ...goja.Value) (goja.Value, error) {
			if err := r.Script.MakeAll(); err != nil {
				return nil, err
			}
			v, err := r.Script.VM().RunScript(name, "(async () => {"+code+"\n})")
			if err != nil {
				return nil, err
			}
			fn, _ := goja.AssertFunction(v)
			return fn(this, args...)
		},
		Result: func(_ *runtime.Script, v goja.Value) error {
			result = v.Export()
			return nil
		},
	})
	return result, err
}

// On runs fn on the script's loop, outside any handler, and waits for it.
func (r *Runner) On(fn func(vm *goja.Runtime)) {
	r.T.Helper()
	done := make(chan struct{})
	if !r.Script.Post(func() {
		defer close(done)
		if err := r.Script.MakeAll(); err != nil {
			r.T.Error(err)
		}
		fn(r.Script.VM())
	}) {
		r.T.Fatal("the script is gone")
	}
	select {
	case <-done:
	case <-time.After(Patience):
		r.T.Fatal("the loop did not answer")
	}
}
