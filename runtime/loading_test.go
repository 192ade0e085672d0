package runtime_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
	"hotreply/runtime"
)

// warnings gives each line of a log to whoever waits for it.
type warnings chan string

func (w warnings) Write(p []byte) (int, error) {
	if line := string(p); strings.Contains(line, "[WARN]") {
		w <- line
	}
	return len(p), nil
}

// next lets time pass until a line is logged, and says how much did.
func (w warnings) next(t *testing.T, v *clock.Virtual) (line string, passed time.Duration) {
	t.Helper()
	for began := v.Now(); ; v.Advance(100 * time.Millisecond) {
		select {
		case line = <-w:
			return line, v.Now().Sub(began)
		case <-time.After(20 * time.Millisecond):
		}
		if v.Now().Sub(began) > 25*time.Second {
			t.Fatal("a top level that waits is silent")
		}
	}
}

const neverLoaded = "await new Promise(() => {});\n"

// TestLoadingIsTold: a version whose top level waits is told of once after
// about three seconds, while the old one answers, and given up at the limit.
func TestLoadingIsTold(t *testing.T) {
	v, log := clock.NewVirtual(time.Unix(1e9, 0)), make(warnings, 100)
	dir := filepath.Join(t.TempDir(), "scripts")
	set := start(t, map[string]string{"a.js": hear("hi", "old"), "b.js": hear("other", "b")}, runtime.Options{
		Dir: dir, Watch: runtime.WatchOff, Clock: v, Logger: hclog.New(&hclog.LoggerOptions{Output: log}),
	})
	write(t, dir, map[string]string{"a.js": neverLoaded + hear("hi", "new")})
	report := make(chan runtime.Report, 1)
	go func() { report <- set.Reload(context.Background()) }()
	line, passed := log.next(t, v)
	for _, want := range []string{"still loading", "the old version keeps answering", "rule=a.js", "hint="} {
		if !strings.Contains(line, want) {
			t.Errorf("%q is not in %s", want, line)
		}
	}
	if passed < 3*time.Second || passed > 20*time.Second {
		t.Errorf("told after %v, want about 3s", passed)
	}
	if got, _, err := say(t, set, "hi"); got != "old" || err != nil {
		t.Errorf("meanwhile: %q, %v", got, err)
	}
	v.Advance(31 * time.Second)
	if r := <-report; len(r.Failed) != 1 || r.Failed[0].Script != "a.js" {
		t.Errorf("at the limit: %+v", r)
	}
	for len(log) > 0 {
		if line := <-log; strings.Contains(line, "still loading") {
			t.Error("told twice")
		}
	}
}

// TestLoadingAtTheStartIsTold: without an old version the line does not speak
// of one.
func TestLoadingAtTheStartIsTold(t *testing.T) {
	v, log := clock.NewVirtual(time.Unix(1e9, 0)), make(warnings, 100)
	dir := filepath.Join(t.TempDir(), "scripts")
	write(t, dir, map[string]string{"a.js": neverLoaded})
	set, err := runtime.New(runtime.Options{
		Dir: dir, Modules: []runtime.Module{bot{}}, Watch: runtime.WatchOff, Clock: v, Logger: hclog.New(&hclog.LoggerOptions{Output: log}),
	})
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan error, 1)
	go func() { started <- set.Start(context.Background()) }()
	line, _ := log.next(t, v)
	if !strings.Contains(line, "rule=a.js") || !strings.Contains(line, "the start waits for it") || strings.Contains(line, "old version") {
		t.Error(line)
	}
	v.Advance(31 * time.Second)
	if err := <-started; err != nil {
		t.Error(err)
	}
	if err := set.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
