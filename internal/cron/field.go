package cron

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// set is a set of small numbers, a bit each.
type set []uint64

func newSet(last int) set { return make(set, last/64+1) }

func (s set) add(n int) { s[n/64] |= 1 << (n % 64) }

func (s set) has(n int) bool { return n >= 0 && n/64 < len(s) && s[n/64]>>(n%64)&1 == 1 }

// next is the smallest member that is n or more; -1 if there is none.
func (s set) next(n int) int {
	for i := n / 64; i < len(s); i++ {
		word := s[i]
		if i == n/64 {
			word &= ^uint64(0) << (n % 64)
		}
		if word != 0 {
			return i*64 + bits.TrailingZeros64(word)
		}
	}
	return -1
}

// kind is one of the seven fields that there are.
type kind struct {
	name        string
	first, last int
	names       []string // of first, first+1, …
}

var (
	months   = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
	weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}

	second  = kind{"second", 0, 59, nil}
	minute  = kind{"minute", 0, 59, nil}
	hour    = kind{"hour", 0, 23, nil}
	day     = kind{"day", 1, 31, nil}
	month   = kind{"month", 1, 12, months}
	weekday = kind{"weekday", 0, 7, weekdays} // 0 and 7 are Sunday
	year    = kind{"year", 0, 9999, nil}
)

// layout is what the fields of an expression are, in order.
type layout []kind

// reading is the layout in words, for those that people may mistake.
func (l layout) reading() string {
	if len(l) == 5 {
		return ""
	}
	return l.String()
}

// String is the layout in words.
func (l layout) String() string {
	var names []string
	for _, k := range l {
		names = append(names, k.name)
	}
	return strings.Join(names, " ")
}

// layoutOf tells by number what the fields are.
func layoutOf(text string, fields []string) (layout, error) {
	five := layout{minute, hour, day, month, weekday}
	switch n := len(fields); {
	case n == 5:
		return five, nil
	case n == 6 && hasYear(fields[5]):
		return append(five, year), nil
	case n == 6:
		return append(layout{second}, five...), nil
	case n == 7:
		return append(append(layout{second}, five...), year), nil
	case n == 0:
		return nil, &Error{Spec: text, Reason: "is empty", Advice: fiveFields}
	case n == 1:
		return nil, &Error{Spec: text, Reason: "has one field, it needs five", Advice: fiveFields}
	default:
		return nil, &Error{Spec: text, Reason: fmt.Sprintf("has %d fields, it needs five", n), Advice: fiveFields}
	}
}

// hasYear tells a field that must be one of years: it has four digits in a row.
func hasYear(field string) bool {
	row := 0
	for _, c := range field {
		if row++; c < '0' || c > '9' {
			row = 0
		}
		if row == 4 {
			return true
		}
	}
	return false
}

// parser reads the fields of one expression.
type parser struct {
	text   string
	fields []string // in capitals
	layout layout
}

// fail is the error of a field.
func (p *parser) fail(i int, advice, format string, args ...any) *Error {
	return &Error{Spec: p.text, Field: i + 1, Name: p.layout[i].name, Reason: fmt.Sprintf(format, args...), Advice: advice}
}

// read puts field i into the spec.
func (p *parser) read(i int, s *Spec) error {
	if at := strings.IndexFunc(p.fields[i], func(r rune) bool { return r > 127 }); at >= 0 {
		return p.fail(i, "digits, letters and the signs * , - / are written half-width, as in \"0 8 * * 1-5\"", "%q is not understood", p.fields[i][at:])
	}
	to := newSet(p.layout[i].last)
	s.place(p.layout[i].name, to, isStar(p.fields[i]))
	for part := range strings.SplitSeq(p.fields[i], ",") {
		if part == "" {
			return p.fail(i, "a list is written 1,2,3", "%q has a comma with nothing beside it", p.fields[i])
		}
		if special, err := p.special(i, part, &s.days); special || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := p.part(i, part, to); err != nil {
			return err
		}
	}
	if p.layout[i].name == "weekday" && to.has(7) {
		to.add(0)
	}
	return nil
}

// isStar says whether a field starts as one that limits nothing.
func isStar(field string) bool { return field[0] == '*' || field == "?" }

// place tells where the values of a field go.
func (s *Spec) place(name string, to set, star bool) {
	switch name {
	case "second":
		s.seconds = to
	case "minute":
		s.minutes = to
	case "hour":
		s.hours = to
	case "day":
		s.days.month, s.days.anyMonthDay = to, star
	case "month":
		s.months = to
	case "weekday":
		s.days.week, s.days.anyWeekday = to, star
	case "year":
		s.years = to
	}
}

// part adds what one part of a list names.
func (p *parser) part(i int, part string, to set) error {
	k := p.layout[i]
	span, stepped, isStepped := strings.Cut(part, "/")
	step := 1
	if isStepped {
		var err error
		if step, err = strconv.Atoi(stepped); err != nil || step < 1 || !isDigits(stepped) {
			return p.fail(i, "a step is a number above 0, as in */10", "%q has the step %q", part, stepped)
		}
	}
	first, last := k.first, k.last
	switch begin, end, isRange := strings.Cut(span, "-"); {
	case span == "*" || span == "?" && !isStepped:
	case isRange:
		var err error
		if first, last, err = p.bounds(i, part, begin, end); err != nil {
			return err
		}
	case isStepped && isDigits(span) && strings.Trim(span, "0") == "":
		first = 0 // 0/5 counts from 0 wherever the field begins
	default:
		var err error
		if first, err = p.value(i, span); err != nil {
			return err
		}
		if !isStepped {
			last = first
		} else if k.name == "weekday" {
			first, last = first%7, 6
		}
	}
	for n := first; n <= last; n += step {
		if n >= k.first {
			to.add(n)
		}
	}
	return nil
}

// bounds are the ends of a range.
func (p *parser) bounds(i int, part, begin, end string) (first, last int, err error) {
	if begin == "" || end == "" || strings.Contains(end, "-") {
		return 0, 0, p.fail(i, "a range is written 1-5", "%q is not a range", part)
	}
	if first, err = p.value(i, begin); err != nil {
		return 0, 0, err
	}
	if last, err = p.value(i, end); err != nil {
		return 0, 0, err
	}
	k := p.layout[i]
	if k.name == "weekday" {
		if first == 7 && last != 7 {
			first = 0
		}
		if last == 0 && first > 0 {
			last = 7
		}
	}
	if first > last {
		over := k.last
		if k.name == "weekday" {
			over = 6
		}
		advice := fmt.Sprintf("one that goes on over the end is written as a list of two: %d-%d,%d-%d", first, over, k.first, last)
		return 0, 0, p.fail(i, advice, "%s begins after it ends", part)
	}
	return first, last, nil
}

// value is one number or name.
func (p *parser) value(i int, text string) (int, error) {
	k := p.layout[i]
	if at := slices.Index(k.names, text); at >= 0 {
		return at + k.first, nil
	}
	if !isDigits(text) {
		return 0, p.fail(i, p.wordAdvice(i, text), "%q is not a number", text)
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < k.first || n > k.last {
		return 0, p.fail(i, p.rangeAdvice(i, n), "%s is not in %d-%d", text, k.first, k.last)
	}
	return n, nil
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// wordAdvice is what to write instead of a word that a field does not know.
func (p *parser) wordAdvice(i int, text string) string {
	k := p.layout[i]
	short := text[:min(3, len(text))]
	switch {
	case len(text) > 3 && slices.Contains(k.names, short):
		return "write " + short
	case slices.Contains(weekdays, short):
		return "days of the week are the " + p.ordinal("weekday")
	case slices.Contains(months, short):
		return "months are the " + p.ordinal("month")
	case k.names != nil:
		return fmt.Sprintf("a number from %d to %d, or a name from %s to %s", k.first, k.last, k.names[0], k.names[len(k.names)-1])
	}
	return fmt.Sprintf("a number from %d to %d, a range 1-5, a list 1,2,3, a step */2, or *", k.first, k.last)
}

// ordinal says where a field stands.
func (p *parser) ordinal(name string) string {
	return fmt.Sprintf("field %d of %d: %s", p.index(name)+1, len(p.layout), p.layout)
}

// rangeAdvice is what to write instead of a number that a field has not.
func (p *parser) rangeAdvice(i, n int) string {
	k := p.layout[i]
	switch {
	case k.name == "hour" && n == 24:
		return "midnight is hour 0"
	case k.name == "hour" && n <= 59 && i > 0 && isDigits(p.fields[i-1]) && p.isHour(i-1) && len(p.fields) == 5:
		return fmt.Sprintf("the minute comes first: \"%s %s %s\"", p.fields[i], p.fields[i-1], strings.Join(p.fields[2:], " "))
	case k.name == "minute" && n == 60:
		return "the full hour is minute 0"
	}
	return fmt.Sprintf("the fields are %s, and a %s is a number from %d to %d", p.layout, k.name, k.first, k.last)
}

// isHour says whether a field of digits was probably meant as an hour.
func (p *parser) isHour(i int) bool {
	n, err := strconv.Atoi(p.fields[i])
	return err == nil && n > 0 && n <= hour.last
}
