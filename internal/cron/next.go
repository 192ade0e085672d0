package cron

import (
	"math/bits"
	"time"
)

// Next is the first moment later than after at which the expression is due on
// the clocks of after's zone, a whole second; the zero time if there is none,
// since the years that it names are over.
func (s *Spec) Next(after time.Time) time.Time {
	// No zone has clocks that differ by more than a day from themselves at
	// another time, so a leap that stops two days before is never too far.
	const near = 48 * time.Hour
	from := after.Truncate(time.Second).Add(time.Second)
	for {
		now := wallClock(from)
		start, end := from.ZoneBounds()
		if s.daily && from.Equal(start) && s.skippedAt(start, now) {
			return start
		}
		want, ok := s.wall(now)
		if !ok {
			return time.Time{}
		}
		if ahead := want.Sub(now); ahead > 2*near {
			from = from.Add(ahead - near)
			continue
		}
		at := from.Add(want.Sub(now))
		switch again := newFrom(start); {
		case !end.IsZero() && !at.Before(end):
			from = end
		case s.daily && at.Before(again):
			from = again
		default:
			return at
		}
	}
}

// Newest is the newest moment at which the expression was due later than after
// and not later than until, on the clocks of until's zone; the zero time if it
// was not.
func (s *Spec) Newest(after, until time.Time) time.Time {
	next := s.Next(after.In(until.Location()))
	if next.IsZero() || next.After(until) {
		return time.Time{}
	}
	for hi := until; hi.Sub(next) >= time.Second; { // nothing is due between hi and until
		middle := next.Add(hi.Sub(next) / 2)
		if later := s.Next(middle); later.IsZero() || later.After(until) {
			hi = middle
		} else {
			next = later
		}
	}
	return next
}

// wallClock is what the clocks of t's zone show, as a time without a zone.
func wallClock(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// skippedAt says whether clocks that were set forward at start, to now, skipped
// a time that is due.
func (s *Spec) skippedAt(start, now time.Time) bool {
	before := wallClock(start.Add(-time.Second)).Add(time.Second)
	want, ok := s.wall(before)
	return ok && want.Before(now)
}

// newFrom is when the clocks, set back at start, show what they have not shown
// before; start or an earlier time if they were not set back.
func newFrom(start time.Time) time.Time {
	if start.IsZero() {
		return start
	}
	before := wallClock(start.Add(-time.Second)).Add(time.Second)
	return start.Add(before.Sub(wallClock(start)))
}

// wall is the first time on a clock without a zone, from from on, that the
// expression names.
func (s *Spec) wall(from time.Time) (time.Time, bool) {
	y, m, d := from.Date()
	if s.isDay(y, m, d) {
		if at, ok := s.timeOfDay(from.Clock()); ok {
			return time.Date(y, m, d, 0, 0, at, 0, time.UTC), true
		}
	}
	if y, m, d = s.day(y, m, d+1); d == 0 {
		return time.Time{}, false
	}
	at, _ := s.timeOfDay(0, 0, 0) // every field names something
	return time.Date(y, m, d, 0, 0, at, 0, time.UTC), true
}

func (s *Spec) isDay(y int, m time.Month, d int) bool {
	return s.isYear(y) && s.months.has(int(m)) && s.days.in(y, m)>>d&1 == 1
}

func (s *Spec) isYear(y int) bool { return s.years == nil && y <= year.last || s.years.has(y) }

// day is the first day from d on that is due; d may be one beyond the month.
// The day is 0 if there is none.
func (s *Spec) day(y int, m time.Month, d int) (int, time.Month, int) {
	for last := y + 400; y <= last; y, m = y+1, time.January {
		if !s.isYear(y) {
			if s.years == nil {
				return 0, 0, 0
			}
			next := s.years.next(max(y, 0))
			if next < 0 {
				return 0, 0, 0
			}
			y, m, d, last = next, time.January, 1, next+400
		}
		for ; m <= time.December; m++ {
			if s.months.has(int(m)) {
				if rest := s.days.in(y, m) >> d << d; rest != 0 {
					return y, m, bits.TrailingZeros32(rest)
				}
			}
			d = 1
		}
	}
	return 0, 0, 0
}

// timeOfDay is the first second of a day from h:m:sec on that is due.
func (s *Spec) timeOfDay(h, m, sec int) (int, bool) {
	for first := h; h >= 0 && h <= hour.last; h, m, sec = s.hours.next(h+1), 0, 0 {
		if h == first && !s.hours.has(h) {
			continue
		}
		for ; m >= 0 && m <= minute.last; m, sec = s.minutes.next(m+1), 0 {
			if !s.minutes.has(m) {
				continue
			}
			if at := s.seconds.next(sec); at >= 0 {
				return (h*60+m)*60 + at, true
			}
		}
	}
	return 0, false
}
