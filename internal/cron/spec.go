package cron

import (
	"fmt"
	"strings"
	"time"
)

// Spec is a cron expression that was read. It does not change, and any
// goroutine may use it. The zero value is of no use: [Parse] makes one.
type Spec struct {
	seconds, minutes, hours set
	days                    days
	months                  set
	years                   set // nil: all
	// daily says that it names times of day, which come once a day whatever the
	// clocks do.
	daily   bool
	reading string
	advice  []Advice
}

// Reading is how the fields of an expression that has not five of them were
// understood, such as "second minute hour day month weekday"; empty for five.
func (s *Spec) Reading() string { return s.reading }

// Advice is what the expression says and its author probably did not mean.
func (s *Spec) Advice() []Advice { return s.advice }

// Error is an expression that is not one, or that is never due.
type Error struct {
	Spec   string // as it was given
	Field  int    // 1 for the first field; 0: it is not about one field
	Name   string // of the field, such as "hour"; empty without one
	Reason string
	Advice string
}

// Error is one line: the expression, the field and the reason.
func (e *Error) Error() string {
	if e.Field == 0 {
		return fmt.Sprintf("cron expression %q %s", e.Spec, e.Reason)
	}
	return fmt.Sprintf("cron expression %q, field %d (%s): %s", e.Spec, e.Field, e.Name, e.Reason)
}

// Hint is the next step.
func (e *Error) Hint() string { return e.Advice }

// Code is the code property that scripts see.
func (e *Error) Code() string { return "BAD_CRON" }

const fiveFields = `five fields: minute hour day month weekday, such as "0 8 * * 1-5" for 8 o'clock on working days`

// named are the expressions that have a name.
func named(name string) (string, bool) {
	switch name {
	case "@yearly", "@annually":
		return "0 0 1 1 *", true
	case "@monthly":
		return "0 0 1 * *", true
	case "@weekly":
		return "0 0 * * 0", true
	case "@daily", "@midnight":
		return "0 0 * * *", true
	case "@hourly":
		return "0 * * * *", true
	case "@30minutes":
		return "*/30 * * * *", true
	case "@15minutes":
		return "*/15 * * * *", true
	case "@10minutes":
		return "*/10 * * * *", true
	case "@5minutes":
		return "*/5 * * * *", true
	case "@always":
		return "* * * * *", true
	case "@everysecond":
		return "* * * * * *", true
	}
	return "", false
}

// Parse reads an expression of five to seven fields or one of the names @yearly,
// @annually, @monthly, @weekly, @daily, @midnight, @hourly, @30minutes,
// @15minutes, @10minutes, @5minutes, @always and @everysecond. What it can not
// read, and what can never be due, is an [*Error].
func Parse(text string) (*Spec, error) {
	spelled := strings.TrimSpace(text)
	if strings.HasPrefix(spelled, "@") {
		full, ok := named(strings.ToLower(spelled))
		if !ok {
			return nil, unknownName(text, spelled)
		}
		spelled = full
	}
	fields := strings.Fields(strings.ToUpper(spelled))
	layout, err := layoutOf(text, fields)
	if err != nil {
		return nil, err
	}
	s := &Spec{seconds: set{1}, reading: layout.reading()}
	p := parser{text: text, fields: fields, layout: layout}
	for i := range fields {
		if err := p.read(i, s); err != nil {
			return nil, err
		}
	}
	if err := p.misplaced(); err != nil {
		return nil, err
	}
	s.daily = !p.wild("minute", s.minutes) && !p.wild("hour", s.hours)
	if s.isNever() {
		return nil, p.never()
	}
	s.advice = p.advise(s)
	return s, nil
}

// unknownName says what to write instead of a name that there is not.
func unknownName(text, name string) *Error {
	e := &Error{Spec: text, Reason: "is no name that is known", Advice: "@yearly @monthly @weekly @daily @hourly, or " + fiveFields}
	switch first := strings.ToLower(strings.Fields(name)[0]); first {
	case "@every":
		e.Advice = `bot.every("10m", fn) runs a function every ten minutes`
	case "@reboot", "@start":
		e.Advice = `bot.on("start", fn) runs a function at the start`
	}
	return e
}

// isNever says whether no day of any year fits.
func (s *Spec) isNever() bool {
	// Any 400 years hold every kind of year, if no year is named.
	first := 2000
	if s.years != nil {
		first = s.years.next(0)
	}
	_, ok := s.wall(time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC))
	return !ok
}
