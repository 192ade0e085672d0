package ruletest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"hotreply/host"
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

func TestUnloadable(t *testing.T) {
	results, _ := run(t, "testdata/unloadable.test.js")
	if len(results) != 1 || results[0].Err == nil || !strings.Contains(results[0].Err.Error(), "test: name is 3, wanted a string") {
		t.Errorf("results %+v", results)
	}
}

func TestFind(t *testing.T) {
	_, err := Find([]string{t.TempDir()}, "")
	var none *NoTestsError
	if !errors.As(err, &none) || none.Hint() == "" {
		t.Errorf("error %v", err)
	}
	files, err := Find([]string{"testdata"}, "")
	if err != nil || len(files) != 4 {
		t.Errorf("files %v, %v", files, err)
	}
}
