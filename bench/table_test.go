package main

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestTable: ratios are those of rounds, targets are judged in their
// direction, and a round that failed is told.
func TestTable(t *testing.T) {
	c := &contest{lab: &lab{}, sides: []side{{name: "old"}, {name: "new"}}, progress: &strings.Builder{}}
	for round, v := range [][3]float64{{1000, 2000, 1600}, {1100, 2500, 2600}, {900, 1900, 1800}} {
		c.note("rate", "old", round, readings{"http.rate": v[0], "http.cpu": 300}, nil, time.Now())
		c.note("rate", "new", round, readings{"http.rate": v[1], "http.cpu": 150}, nil, time.Now())
		c.note("rate", "plain", round, readings{"plain.rate": v[2]}, nil, time.Now())
	}
	c.note("slow", "old", 0, readings{"slow.cpu": 100}, nil, time.Now())
	c.note("slow", "new", 0, readings{"slow.cpu": 60}, errors.New("12 texts without a reply"), time.Now())
	byKey := map[string]line{}
	for _, l := range c.lines() {
		byKey[l.Metric] = l
	}
	rate := byKey["http.rate"]
	if rate.Ratio == nil || rate.Ratio.Median < 2.1 || rate.Ratio.Median > 2.12 || !*rate.Met || rate.Sides["new"].Median != 2000 {
		t.Errorf("rate: %+v", rate)
	}
	if plain := byKey["plain.rate"]; plain.Ratio == nil || plain.Ratio.Median < 1.05 || !*plain.Met {
		t.Errorf("plain: %+v", plain)
	}
	if slow := byKey["slow.cpu"]; slow.Ratio != nil {
		t.Errorf("a failed round has a ratio: %+v", slow)
	}
	var out strings.Builder
	if err := c.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2.11 (2.00–2.27)", "≥ 1.90 ", "≥ 5000 missed", "failed: slow, new, round 1: 12 texts without a reply", "failed  "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

func TestMissed(t *testing.T) {
	m := metric{key: "https.cpu", target: 0.25}
	l := line{Metric: m.key}
	l.judge(m, []float64{0.2, 0.3, 0.4})
	if *l.Met || !strings.HasSuffix(l.verdict(), "\t≤ 0.25 missed\t") {
		t.Errorf("%+v: %s", l, l.verdict())
	}
}

func TestOptions(t *testing.T) {
	o, err := readOptions([]string{"-quick", "-take", "2s", "-only", "rate,https"})
	if err != nil || o.take != 2*time.Second || o.rounds != 2 || !o.wants("https") || o.wants("slow") {
		t.Errorf("%+v, %v", o, err)
	}
	for _, bad := range []string{"-only=speed", "-rounds=0", "-take=0s"} {
		if _, err := readOptions([]string{bad}); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

// TestRegexRules: as many rules as are asked for, and one that takes all.
func TestRegexRules(t *testing.T) {
	text := regexRules(1000)
	if n := strings.Count(text, "bot.hear(/"); n != 1000 {
		t.Errorf("%d rules", n)
	}
	if strings.Contains(text, "%!") || !strings.HasSuffix(text, "bot.on(\"text\", () => \"hello\");\n") {
		t.Errorf("odd rules: %.300s", text)
	}
}
