package npm

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/bindings"
	"hotreply/bot"
	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// patience is how long a probe may load, and how long it may run.
const patience = 2 * time.Minute

// An outcome is what became of a probe in a rule.
type outcome struct {
	Kind string // equal, wrong or refused
	Text string // what there was instead, with the hint
}

// idle is the host behind the bindings. No probe sends.
type idle struct{ bot.App }

func (idle) Env() map[string]string { return nil }
func (idle) Files() string          { return "" }

// try loads p as the only rule of a folder beside node_modules, runs it and
// compares with what Node says.
func try(t *testing.T, root, url string, p probe, want string) outcome {
	dir, err := os.MkdirTemp(root, "rules-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	p.write(t, dir, ".js", url)
	set := scripts(t, dir)
	if failed := set.Failed(); len(failed) > 0 {
		return judge(want, "", failed[0], root, url)
	}
	live := set.Current().Scripts()
	if len(live) != 1 {
		t.Fatalf("%d scripts are live: %v", len(live), set.PassedOver())
	}
	text, err := call(t, live[0])
	return judge(want, text, err, root, url)
}

// judge compares with Node's answer.
func judge(want, text string, err error, root, url string) outcome {
	clean := strings.NewReplacer(root, ".", url, "STUB")
	if err == nil {
		if got := clean.Replace("OK " + text); got != want {
			return outcome{"wrong", got}
		}
		return outcome{"equal", ""}
	}
	var se *runtime.ScriptError
	if !errors.As(err, &se) {
		return outcome{"wrong", clean.Replace(err.Error())}
	}
	message, _, _ := strings.Cut(se.Message, "\n")
	got := clean.Replace("THROW " + se.Name + ": " + message)
	if got == want {
		return outcome{"equal", ""}
	}
	if se.Advice == "" {
		return outcome{"wrong", got + " (no hint)\n" + se.Error()}
	}
	return outcome{"refused", got + " (hint: " + se.Advice + ")"}
}

// scripts are the rules of dir, with all names that a host gives.
func scripts(t *testing.T, dir string) *runtime.Scripts {
	t.Helper()
	fetch, err := web.NewClient(web.Options{Private: web.Private{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	modules := append([]runtime.Module{prelude.JSON()}, bindings.Modules(idle{}, bindings.Options{})...)
	modules = append(modules, web.Module(fetch), intl.ModuleFor("en-US"))
	modules = append(modules, node.Modules(node.Options{Files: filepath.Join(dir, "files")})...)
	set, err := runtime.New(runtime.Options{
		Dir: dir, Watch: runtime.WatchOff, Prelude: prelude.Programs(),
		MissingHint: bindings.MissingHint(node.MissingHint), ErrorValue: bindings.ErrorValue,
		Limits:  runtime.Limits{CPU: patience, Load: patience, Handler: patience}, // a loaded machine is no fault of the code
		Modules: append(modules, prelude.Limits()),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = set.Close(ctx)
	})
	if err := set.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return set
}

// call runs the probe of a live rule.
func call(t *testing.T, s *runtime.Script) (text string, err error) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err = s.Invoke(ctx, runtime.Invocation{
		Key: "probe",
		Fn:  func(goja.Value, ...goja.Value) (goja.Value, error) { return s.VM().RunString("work()") },
		Result: func(_ *runtime.Script, v goja.Value) error {
			text = v.String()
			return nil
		},
	})
	return text, err
}
