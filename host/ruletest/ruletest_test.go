package ruletest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"hotreply/host"
	"hotreply/internal/hint"
	"hotreply/runtime"
)

func run(t *testing.T, paths ...string) ([]Result, Summary) {
	t.Helper()
	var results []Result
	cfg := host.DefaultConfig()
	cfg.Scripts = t.TempDir()
	sum, err := Run(context.Background(), Options{Paths: paths, Config: cfg, Report: func(r Result) { results = append(results, r) }})
	if err != nil {
		t.Fatal(err)
	}
	return results, sum
}

func TestPassing(t *testing.T) {
	results, sum := run(t, "testdata/every.test.js")
	for _, r := range results {
		if r.Failed() {
			t.Errorf("%s: %v\n%s", r.Name, r.Err, r.Log)
		}
	}
	if sum.Passed != 8 || sum.Skipped != 1 || sum.Failed != 0 {
		t.Errorf("summary %+v", sum)
	}
}

func TestFailing(t *testing.T) {
	want := map[string]string{
		"equal":       "failing.test.js:2:",
		"silence":     "a heard nothing: the messages were handled and nothing was sent",
		"noise":       `a heard "one"`,
		"broken rule": "nothing is not defined",
		"unstubbed":   "tests reach no network",
		"duration":    `t.clock.advance: duration is 5, wanted a duration like "24h"`,
	}
	results, sum := run(t, "testdata/failing.test.js")
	for _, r := range results {
		if r.Err == nil || !strings.Contains(r.Err.Error(), want[r.Name]) {
			t.Errorf("%s: error is %v, want %q\n%s", r.Name, r.Err, want[r.Name], r.Log)
		}
		var se *runtime.ScriptError
		if !errors.As(r.Err, &se) || se.Line == 0 {
			t.Errorf("%s: no position: %v", r.Name, r.Err)
		}
		if r.Name == "broken rule" && !strings.Contains(r.Log, "on the way") {
			t.Errorf("%s: log is %q", r.Name, r.Log)
		}
	}
	if sum.Failed != len(want) {
		t.Errorf("summary %+v", sum)
	}
}

// TestTruth holds what rule tests say against what happens.
func TestTruth(t *testing.T) {
	for _, file := range []string{"clock", "fetch", "busy", "leftovers"} {
		results, _ := run(t, "testdata/"+file+".test.js")
		for _, r := range results {
			if r.Failed() {
				t.Errorf("%s: %v\n%s", r.Name, r.Err, r.Log)
			}
		}
	}
}

// TestTimeLimit holds what a test says that did not end.
func TestTimeLimit(t *testing.T) {
	var results []Result
	cfg := host.DefaultConfig()
	o := Options{Paths: []string{"testdata/waits.test.js"}, Config: cfg, Timeout: 400 * time.Millisecond,
		Report: func(r Result) { results = append(results, r) }}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	want := map[string]struct {
		line int
		text string
	}{
		"promise": {6, "the test did not end within 0.4 s; it waits here"},
		"advance": {9, `the test did not end within 0.7 s; it waits here, for t.clock.advance("3650d"), which has come as far as "`},
		"timer":   {12, "the test did not end within 0.3 s; it waits here"},
	}
	for _, r := range results {
		w := want[r.Name]
		se, ok := errors.AsType[*runtime.ScriptError](r.Err)
		if !ok || se.Line != w.line || !strings.Contains(se.Message, w.text) || !strings.Contains(se.Hint(), "timeout: \"5m\"") {
			t.Errorf("%s: %v, want line %d and %q", r.Name, r.Err, w.line, w.text)
		}
	}
	if len(results) != len(want) {
		t.Errorf("%d results, want %d", len(results), len(want))
	}
}

func TestUnloadable(t *testing.T) {
	results, _ := run(t, "testdata/unloadable.test.js")
	if len(results) != 1 || results[0].Err == nil || !strings.Contains(results[0].Err.Error(), "test: name is 3, wanted a string") {
		t.Errorf("results %+v", results)
	}
}

func TestFind(t *testing.T) {
	_, err := Find([]string{t.TempDir()}, "")
	var none *hint.Error
	if !errors.As(err, &none) || none.Hint() == "" {
		t.Errorf("error %v", err)
	}
	files, err := Find([]string{"testdata"}, "")
	if err != nil || len(files) != 9 {
		t.Errorf("files %v, %v", files, err)
	}
}
