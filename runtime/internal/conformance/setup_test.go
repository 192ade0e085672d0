package conformance

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/runtimetest"
	"hotreply/runtime/web"
)

// rules is a folder of scripts that runs as the host runs it.
type rules struct {
	live   map[string]*runtime.Script
	broken map[string]string // why a script did not load
	close  func()
}

// start loads the files, names in the folder of scripts to their text.
func start(ctx context.Context, t *testing.T, locale string, files map[string]string) rules {
	t.Helper()
	dir := t.TempDir()
	scripts := filepath.Join(dir, "scripts")
	runtimetest.Write(t, scripts, files)
	fetch, err := web.NewClient(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := rules{live: map[string]*runtime.Script{}, broken: map[string]string{}}
	modules := append([]runtime.Module{prelude.JSON(), web.Module(fetch), intl.ModuleFor(locale)},
		node.Modules(node.Options{Files: filepath.Join(dir, "files")})...)
	set, err := runtime.New(runtime.Options{
		Dir: scripts, Watch: runtime.WatchOff, Prelude: prelude.Programs(), MissingHint: node.MissingHint,
		Limits:  runtime.Limits{CPU: time.Minute, Load: 2 * time.Minute}, // a loaded machine is no fault of the code
		Modules: append(modules, prelude.Limits()),
		OnReport: func(report runtime.Report) {
			for _, f := range report.Failed {
				r.broken[f.Script] = f.Error()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Start(ctx); err != nil {
		t.Fatal(err)
	}
	for _, sc := range set.Current().Scripts() {
		r.live[sc.Name()] = sc
	}
	r.close = func() {
		if err := set.Close(ctx); err != nil {
			t.Error(err)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	}
	return r
}

// eval runs a line of JavaScript on a script's loop and waits for its value.
func eval(ctx context.Context, s *runtime.Script, code string) (value any, err error) {
	err = s.Invoke(ctx, runtime.Invocation{
		Key: "case",
		Fn: func(goja.Value, ...goja.Value) (goja.Value, error) {
			if err := s.MakeAll(); err != nil {
				return nil, err
			}
			return s.VM().RunString(code)
		},
		Result: func(_ *runtime.Script, v goja.Value) error {
			value = v.Export()
			return nil
		},
	})
	return value, err
}
