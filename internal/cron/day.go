package cron

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// days says which days of a month are meant.
type days struct {
	month, week             set  // days 1-31, weekdays 0-6
	anyMonthDay, anyWeekday bool // the field begins with *: both have to fit

	lastDay     bool   // L
	lastWorking bool   // LW
	working     set    // 15W: the working day nearest to the 15th
	lastOf      set    // 5L: the last Friday, by weekday
	nth         [6]set // FRI#2: the second Friday, by n; [0] is unused
}

// in is the set of days, bit 1 for the first, of a month.
func (d *days) in(year int, m time.Month) uint32 {
	first := int(time.Date(year, m, 1, 0, 0, 0, 0, time.UTC).Weekday())
	last := time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
	var byMonth, byWeek uint32
	for n := 1; n <= last; n++ {
		w, bit := (first+n-1)%7, uint32(1)<<n
		if d.month.has(n) || d.lastDay && n == last {
			byMonth |= bit
		}
		if d.week.has(w) || d.lastOf.has(w) && n > last-7 || d.nth[(n-1)/7+1].has(w) {
			byWeek |= bit
		}
	}
	for n := d.working.next(0); n >= 0 && n <= last; n = d.working.next(n + 1) {
		byMonth |= 1 << nearestWorking(n, last, first)
	}
	if d.lastWorking {
		byMonth |= 1 << nearestWorking(last, last, first)
	}
	if d.anyMonthDay || d.anyWeekday {
		return byMonth & byWeek
	}
	return byMonth | byWeek
}

// nearestWorking is the day from Monday to Friday nearest to day n, in the same
// month.
func nearestWorking(n, last, first int) int {
	for _, by := range []int{0, -1, 1, -2, 2} {
		if w := (first + n + by - 1 + 7) % 7; n+by >= 1 && n+by <= last && w != 0 && w != 6 {
			return n + by
		}
	}
	return n // not reached: of five days in a row three are working days
}

// special reads a part that has L, W or #.
func (p *parser) special(i int, part string, d *days) (bool, error) {
	switch p.layout[i].name {
	case "day":
		return p.specialDay(i, part, d)
	case "weekday":
		return p.specialWeekday(i, part, d)
	}
	return false, nil
}

// specialDay reads L, LW and 15W.
func (p *parser) specialDay(i int, part string, d *days) (bool, error) {
	const advice = "L is the last day of the month, LW its last working day, 15W the working day nearest to the 15th"
	number, isW := strings.CutSuffix(part, "W")
	switch {
	case part == "L":
		d.lastDay = true
	case part == "LW":
		d.lastWorking = true
	case isW && isDigits(number):
		n, err := p.value(i, number)
		if err != nil {
			return false, err
		}
		if d.working == nil {
			d.working = newSet(day.last)
		}
		d.working.add(n)
	case isW && number == "", strings.ContainsAny(part, "#"), strings.HasPrefix(part, "L"):
		return false, p.fail(i, advice, "%q is no day", part)
	default:
		return false, nil
	}
	return true, nil
}

// specialWeekday reads 5L and FRI#2.
func (p *parser) specialWeekday(i int, part string, d *days) (bool, error) {
	const advice = "5L or FRIL is the last Friday of the month, FRI#2 the second"
	name, isLast := strings.CutSuffix(part, "L")
	name, nth, isNth := strings.Cut(name, "#")
	if !isLast && !isNth {
		return false, nil
	}
	if isLast && isNth || name == "" {
		return false, p.fail(i, advice, "%q is no weekday", part)
	}
	w, err := p.value(i, name)
	if err != nil {
		return false, err
	}
	to := &d.lastOf
	if isNth {
		n, err := strconv.Atoi(nth)
		if err != nil || n < 1 || n > 5 {
			return false, p.fail(i, advice, "%q: a weekday comes at most five times a month, so # stands before 1 to 5", part)
		}
		to = &d.nth[n]
	}
	if *to == nil {
		*to = newSet(weekday.last)
	}
	to.add(w % 7)
	return true, nil
}

// never is the error of an expression that no day fits.
func (p *parser) never() *Error {
	var names []string
	for i, k := range p.layout {
		switch k.name {
		case "day", "month", "weekday", "year":
			if !isStar(p.fields[i]) || len(p.fields[i]) > 1 {
				names = append(names, fmt.Sprintf("field %d (%s) %s", i+1, k.name, p.fields[i]))
			}
		}
	}
	return &Error{
		Spec: p.text, Reason: "is never due: no day fits " + strings.Join(names, " and "),
		Advice: "a day has to be in the month; L is the last day of any month",
	}
}
