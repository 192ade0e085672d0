package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// finding is what one measure found in one round for one side.
type finding struct {
	Measure  string   `json:"measure"`
	Side     string   `json:"side"`
	Round    int      `json:"round"`
	Readings readings `json:"readings,omitempty"`
	Error    string   `json:"error,omitempty"`
	Seconds  float64  `json:"seconds"` // what it took
}

// contest runs measures and keeps what they find.
type contest struct {
	lab      *lab
	sides    []side
	progress io.Writer
	findings []finding
}

// turn is the order of sides in a round: each goes first in turn, so that what
// the machine does meanwhile strikes all alike.
func turn(sides []side, round int) []side {
	from := round % len(sides)
	return append(append([]side{}, sides[from:]...), sides[:from]...)
}

// run runs one measure in all its rounds. Old and new alternate within every
// round; an error is a finding, and the rounds go on.
func (c *contest) run(m measure) {
	began := time.Now()
	if m.before != nil {
		for _, s := range c.sides {
			err := c.bounded(func() error { return m.before(c.lab, s) })
			if err != nil {
				c.note(m.name, s.name, 0, nil, err, began)
			}
			c.tidy(m.name)
		}
	}
	if m.together != nil {
		m.together(c.lab, c.sides, func(s side, round int, r readings, err error) { c.note(m.name, s.name, round, r, err, began) })
		c.tidy(m.name)
	}
	for round := 0; round < c.lab.options.rounds && c.lab.ctx.Err() == nil; round++ {
		if m.plain != nil {
			c.once(m.name, "plain", round, func() (readings, error) { return m.plain(c.lab) })
		}
		if m.run == nil {
			continue
		}
		for _, s := range turn(c.sides, round) {
			c.once(m.name, s.name, round, func() (readings, error) { return m.run(c.lab, s) })
		}
	}
	fmt.Fprintf(c.progress, "%s: %v\n", m.name, time.Since(began).Round(time.Second))
}

// longest is what one measure of one side may take in one round.
const longest = 6 * time.Minute

// bounded ends a measure that takes too long by ending the lab's context for it.
func (c *contest) bounded(run func() error) error {
	whole := c.lab.ctx
	ctx, cancel := context.WithTimeoutCause(whole, longest, fmt.Errorf("not done within %v", longest))
	defer cancel()
	c.lab.ctx = ctx
	defer func() { c.lab.ctx = whole }()
	err := run()
	if err != nil && ctx.Err() != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	return err
}

func (c *contest) once(name, side string, round int, run func() (readings, error)) {
	if c.lab.ctx.Err() != nil {
		return
	}
	began := time.Now()
	var found readings
	err := c.bounded(func() (err error) { found, err = run(); return err })
	c.note(name, side, round, found, err, began)
	c.tidy(name)
}

func (c *contest) note(name, side string, round int, r readings, err error, began time.Time) {
	f := finding{Measure: name, Side: side, Round: round, Readings: r, Seconds: time.Since(began).Round(10 * time.Millisecond).Seconds()}
	if err != nil {
		f.Error, f.Readings = err.Error(), nil
		fmt.Fprintf(c.progress, "%s, %s, round %d: %v\n", name, side, round+1, err)
	}
	c.findings = append(c.findings, f)
}

func (c *contest) tidy(name string) {
	if err := c.lab.tidy(); err != nil && c.lab.ctx.Err() == nil {
		fmt.Fprintf(c.progress, "%s: cleaning up: %v\n", name, err)
	}
}

// values are what one side's rounds found for a metric, by round.
func (c *contest) values(side, key string) map[int]float64 {
	list := map[int]float64{}
	for _, f := range c.findings {
		if v, there := f.Readings[key]; there && f.Side == side {
			list[f.Round] = v
		}
	}
	return list
}

// failed is an error if a measure did not come to its end.
func (c *contest) failed() error {
	n := 0
	for _, f := range c.findings {
		if f.Error != "" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%s of %d failed: see above", plural(n, "run"), len(c.findings))
}
