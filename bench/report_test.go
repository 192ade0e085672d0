package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// One run writes the document's table and all rounds beside it, each round in
// a line, with four digits.
func TestPublish(t *testing.T) {
	document := filepath.Join(t.TempDir(), "speed.md")
	if err := os.WriteFile(document, []byte("# Speed\n<!-- table -->\n<!-- end table -->\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c := &contest{lab: &lab{options: options{document: document, rounds: 2, old: "none", oldCommit: "abc123"}}, sides: []side{{name: "old"}, {name: "new"}}, progress: &strings.Builder{}}
	for round, v := range [][2]float64{{1000.123456, 2000.123456}, {1100, math.NaN()}} {
		c.note("rate", "old", round, readings{"http.rate": v[0]}, nil, time.Now())
		c.note("rate", "new", round, readings{"http.rate": v[1]}, nil, time.Now())
	}
	if err := c.publish(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| messages a second over http", "Old is commit abc123", "(speed/rounds.json)", "; commit "} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(document), "speed", "rounds.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`{"measure":"rate","side":"new","round":0,"readings":{"http.rate":2000}`, `"http.rate":null`, `"against": "abc123"`, `"machine": "`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %q in\n%s", want, data)
		}
	}
	var r report
	if err := json.Unmarshal(data, &r); err != nil || len(r.Findings) != 4 || len(r.Lines) != 1 || r.Lines[0].Sides["old"].Rounds != 2 {
		t.Errorf("%v: %+v", err, r)
	}
}

func TestFourDigits(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.123456: "0.1235", 1234567: "1235000", 99.999: "100", -1.00004: "-1", math.Inf(1): "null"} {
		if got := string(fourDigits(v)); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}
