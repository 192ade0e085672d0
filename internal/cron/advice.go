package cron

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Advice is about an expression that can be read, and probably says something
// else than its author meant.
type Advice struct {
	Text string // what it says, one line
	Hint string // what to write instead
}

// field is the text of a field by name, empty if the expression has none.
func (p *parser) field(name string) string {
	if at := p.index(name); at >= 0 {
		return p.fields[at]
	}
	return ""
}

func (p *parser) index(name string) int {
	return slices.IndexFunc(p.layout, func(k kind) bool { return k.name == name })
}

// wild says whether a field has no value that it leaves out, or leaves some out
// by a step: such expressions follow the time that passes.
func (p *parser) wild(name string, values set) bool {
	k := p.layout[p.index(name)]
	for n := k.first; n <= k.last; n++ {
		if !values.has(n) {
			return strings.ContainsAny(p.field(name), "*?")
		}
	}
	return true
}

// misplaced refuses six fields that were meant as five and a year: the second
// comes first, and so the days of the week stand where the months are.
func (p *parser) misplaced() error {
	if len(p.fields) != 6 || p.layout[0].name != "second" {
		return nil
	}
	month, five := p.field("month"), strings.Join(p.fields[:5], " ")
	if !isPlain(p.field("hour")) || isPlain(month) || !isPlain(p.field("weekday")) {
		return nil
	}
	if _, err := Parse(five); err != nil {
		return nil
	}
	meant := slices.Clone(p.fields)
	meant[2] = "0-23"
	return p.fail(4, fmt.Sprintf("write %q, five fields, if %s are days of the week; %q if they are months", five, month, strings.Join(meant, " ")),
		"six fields have the second first, so %s are months, and every hour is meant", month)
}

// isPlain says whether a field leaves nothing out.
func isPlain(field string) bool { return field == "*" || field == "?" }

// advise finds what was probably not meant.
func (p *parser) advise(s *Spec) []Advice {
	var list []Advice
	for i, k := range p.layout {
		for part := range strings.SplitSeq(p.fields[i], ",") {
			span, step, _ := strings.Cut(part, "/")
			if n, err := strconv.Atoi(step); err == nil && n > k.last && k.name != "year" && span == "*" {
				list = append(list, Advice{
					Text: fmt.Sprintf("field %d (%s): %s means %s %d alone, since no step goes beyond %d", i+1, k.name, part, k.name, k.first, k.last),
					Hint: everyAdvice(k.name, n),
				})
			}
		}
	}
	switch hours := p.field("hour"); {
	case p.field("second") == "*" && !p.wild("minute", s.minutes):
		list = append(list, Advice{
			Text: fmt.Sprintf("it is due 60 times in each minute that field %d (minute) names", p.index("minute")+1),
			Hint: "write 0 as the first field for once a minute",
		})
	case p.field("minute") == "*" && !p.wild("hour", s.hours):
		list = append(list, Advice{
			Text: fmt.Sprintf("it is due in every minute of hour %s", hours),
			Hint: fmt.Sprintf("write 0 as field %d (minute) for once an hour, or 0-59 if every minute is meant", p.index("minute")+1),
		})
	}
	return list
}

// everyAdvice is how to say what a step was meant to say.
func everyAdvice(name string, n int) string {
	switch name {
	case "second", "minute", "hour":
		return fmt.Sprintf("bot.every(\"%d%c\", fn) runs every %d %ss", n, name[0], n, name)
	case "day":
		return fmt.Sprintf("bot.every(\"%dd\", fn) runs every %d days", n, n)
	}
	return "name the values that are meant"
}
