package ruletest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestPrinters(t *testing.T) {
	results := []Result{
		{File: "a.test.js", Name: "good", Took: time.Millisecond},
		{File: "a.test.js", Name: "bad #1", Err: errors.New("got 1, want 2\x01"), Log: "a line"},
		{File: "b.test.js", Name: "later", Skipped: true},
		{File: "c.test.js", Err: errors.New("no")},
	}
	want := map[string][]string{
		"text":  {"a.test.js\n  ✓ good (1ms)\n  ✗ bad #1", "      got 1, want 2", "log of the rules:\n        a line", "- later (skipped)", "✗ does not load", "1 passed, 2 failed, 1 skipped in 2s"},
		"tap":   {"TAP version 14\nok 1 - a.test.js good\n", `not ok 2 - a.test.js bad \#1`, "ok 3 - b.test.js later # SKIP", "1..4"},
		"junit": {`<testsuite name="a.test.js" tests="2" failures="1" skipped="0"`, `<failure message="got 1, want 2\x01">`, "<skipped></skipped>"},
	}
	for _, format := range Formats() {
		var b bytes.Buffer
		p := NewPrinter(format, &b)
		for _, r := range results {
			p.Result(r)
		}
		p.End(Summary{Passed: 1, Failed: 2, Skipped: 1, Took: 2 * time.Second})
		for _, part := range want[format] {
			if !strings.Contains(b.String(), part) {
				t.Errorf("%s: no %q in\n%s", format, part, b.String())
			}
		}
		if format == "junit" {
			var back junitSuites
			if err := xml.Unmarshal(b.Bytes(), &back); err != nil || len(back.Suites) != 3 {
				t.Errorf("junit: %v, %d suites", err, len(back.Suites))
			}
		}
	}
	if NewPrinter("html", nil) != nil {
		t.Error("html is a format")
	}
}
