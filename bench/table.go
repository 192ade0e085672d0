package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// line is one row of the table, and of the JSON.
type line struct {
	Metric string            `json:"metric"`
	Title  string            `json:"title"`
	Unit   string            `json:"unit"`
	Sides  map[string]spread `json:"sides"`
	Ratio  *spread           `json:"ratio,omitempty"` // new by old, or by the yardstick
	Target float64           `json:"target,omitempty"`
	Met    *bool             `json:"met,omitempty"`
	Limit  float64           `json:"limit,omitempty"` // of the new one
	Within *bool             `json:"within,omitempty"`
}

// lines sums up what a contest has found.
func (c *contest) lines() []line {
	var list []line
	for _, m := range metrics {
		l := line{Metric: m.key, Title: m.title, Unit: m.unit, Sides: map[string]spread{}}
		for _, s := range c.sides {
			if v := c.values(s.name, m.key); len(v) > 0 {
				l.Sides[s.name] = summarise(slices.Collect(maps.Values(v)))
			}
		}
		l.judge(m, ratios(c.values("new", m.key), c.values("old", m.key)))
		if found, there := l.Sides["new"]; there && m.limit > 0 {
			within := m.good(found.Median, m.limit)
			l.Limit, l.Within = m.limit, &within
		}
		if len(l.Sides) > 0 {
			list = append(list, l)
		}
	}
	for _, m := range yardsticks {
		v := c.values("plain", m.key)
		if len(v) == 0 {
			continue
		}
		l := line{Metric: m.key, Title: m.title, Unit: m.unit, Sides: map[string]spread{"plain": summarise(slices.Collect(maps.Values(v)))}}
		if m.key == plainRate.key {
			l.Title += " (ratio: new by plain)"
			l.judge(m, ratios(c.values("new", "http.rate"), v))
		}
		list = append(list, l)
	}
	return list
}

// judge compares a ratio with the metric's target.
func (l *line) judge(m metric, list []float64) {
	if len(list) == 0 {
		return
	}
	r := summarise(list)
	l.Ratio = &r
	if m.target == 0 {
		return
	}
	met := m.good(r.Median, m.target)
	l.Target, l.Met = m.target, &met
}

// good tells whether a value is on the right side of a bound.
func (m metric) good(value, bound float64) bool {
	if m.more {
		return value >= bound
	}
	return value <= bound
}

// print writes the table, and below it what failed.
func (c *contest) print(w io.Writer) error {
	if o := c.lab.options; o.rounds > 0 {
		fmt.Fprintf(w, "%s; commit %s; %s, loads of %v, %d known users, quiet for %v\n\n", machineName(), commit(), plural(o.rounds, "round"), o.take, o.users, o.quiet)
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(out, "what\tunit")
	for _, s := range c.sides {
		fmt.Fprintf(out, "\t%s", s.name)
	}
	fmt.Fprintln(out, "\tratio\ttarget\tlimit\t")
	for _, l := range c.lines() {
		fmt.Fprintf(out, "%s\t%s", l.Title, l.Unit)
		if plain, is := l.Sides["plain"]; is {
			fmt.Fprintf(out, "\t%s", plain)
			for range len(c.sides) - 1 {
				fmt.Fprint(out, "\t")
			}
		} else {
			for _, s := range c.sides {
				fmt.Fprintf(out, "\t%s", l.side(s.name))
			}
		}
		fmt.Fprintf(out, "\t%s\t\n", l.verdict())
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for _, f := range c.findings {
		if f.Error != "" {
			fmt.Fprintf(w, "failed: %s, %s, round %d: %s\n", f.Measure, f.Side, f.Round+1, f.Error)
		}
	}
	return nil
}

func (l line) side(name string) string {
	s, there := l.Sides[name]
	if !there {
		return "failed"
	}
	return s.String()
}

// verdict is the ratio, the target and the limit, with whether they are kept.
func (l line) verdict() string {
	text := ""
	if l.Ratio != nil {
		text = fmt.Sprintf("%.2f (%.2f–%.2f)", l.Ratio.Median, l.Ratio.Low, l.Ratio.High)
	}
	return text + "\t" + l.bound(l.Target, l.Met) + "\t" + l.bound(l.Limit, l.Within)
}

// bound is a target or a limit and whether it is kept; "" for none.
func (l line) bound(value float64, kept *bool) string {
	if kept == nil {
		return ""
	}
	sign, missed := "≤", ""
	for _, m := range append([]metric{plainRate}, metrics...) {
		if m.key == l.Metric && m.more {
			sign = "≥"
		}
	}
	if !*kept {
		missed = " missed"
	}
	return fmt.Sprintf("%s %s%s", sign, strings.TrimSuffix(short(value), ".00"), missed)
}

// String is the median, and the least and greatest.
func (s spread) String() string {
	return fmt.Sprintf("%s (%s–%s)", short(s.Median), short(s.Low), short(s.High))
}

// short shows three or four digits.
func short(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// plural is a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
