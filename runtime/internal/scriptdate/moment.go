package scriptdate

import (
	"math"
	"time"
)

const (
	dayMs  = 86_400_000
	maxMs  = 8.64e15 // the last moment that a date can hold, either way
	maxInt = 1<<30 - 1
)

// moment is what was read as milliseconds since 1970, NaN if a part of it
// can not be.
func (r *reading) moment() float64 {
	year, month, day, ok := r.date()
	if !ok {
		return math.NaN()
	}
	ms, ok := r.timeOfDay()
	if !ok {
		return math.NaN()
	}
	local := MakeDay(float64(year), float64(month-1), float64(day))*dayMs + ms
	if r.sign == 0 {
		return Clip(UTC(local))
	}
	offset := max(r.zoneH, 0)*60 + max(r.zoneM, 0)
	return Clip(local - float64(r.sign*offset*60_000))
}

// date sorts the numbers that belong to the date.
func (r *reading) date() (year, month, day int, ok bool) {
	if len(r.days) == 0 {
		return 0, 0, 0, false
	}
	n := append(r.days, 1, 1)[:3] // what was not given is 1
	isDay := func(n int) bool { return n >= 1 && n <= 31 }
	switch {
	case r.month != none && isDay(n[0]):
		day, month, year = n[0], r.month, n[1]
	case r.month != none:
		year, month, day = n[0], r.month, n[1]
	case r.iso || !isDay(n[0]):
		year, month, day = n[0], n[1], n[2]
	default:
		month, day, year = n[0], n[1], n[2]
	}
	if !r.iso {
		if year >= 0 && year < 50 {
			year += 2000
		} else if year >= 50 && year < 100 {
			year += 1900
		}
	}
	return year, month, day, month >= 1 && month <= 12 && isDay(day) && year <= maxInt
}

func (r *reading) timeOfDay() (ms float64, ok bool) {
	n := append(r.time, 0, 0, 0, 0)[:4]
	hour := n[0]
	if r.half != none {
		if hour > 12 {
			return 0, false
		}
		hour = hour%12 + r.half
	}
	if (hour > 23 || n[1] > 59 || n[2] > 59 || n[3] > 999) && (hour != 24 || n[1]+n[2]+n[3] != 0) {
		return 0, false
	}
	return float64(((hour*60+n[1])*60+n[2])*1000 + n[3]), true
}

// MakeDay is the number of the day since 1970 of a date whose parts may be
// beyond their ranges; month counts from 0. NaN stays NaN.
func MakeDay(year, month, day float64) float64 {
	y, m := math.Trunc(year)+math.Floor(math.Trunc(month)/12), math.Mod(math.Trunc(month), 12)
	if !(math.Abs(y) < 400_000) || math.IsNaN(m) || math.IsNaN(day) || math.IsInf(day, 0) {
		return math.NaN()
	}
	if m < 0 {
		m += 12
	}
	first := time.Date(int(y), time.Month(m+1), 1, 0, 0, 0, 0, time.UTC)
	return float64(first.Unix()/86_400) + math.Trunc(day) - 1
}

// Clip is ms as a date can hold it: whole, and NaN beyond the range.
func Clip(ms float64) float64 {
	if !(math.Abs(ms) <= maxMs) {
		return math.NaN()
	}
	return math.Trunc(ms) + 0 // no negative zero
}

// offset is how far local time is ahead of UTC at a moment, in milliseconds.
func offset(ms float64) float64 {
	_, seconds := time.UnixMilli(int64(ms)).Zone()
	return float64(seconds) * 1000
}

// UTC is the moment at which clocks show the local time, which is given as if
// it were UTC. Of a time that they show twice it is the first; one that they
// skip is read with the offset from before the leap.
func UTC(local float64) float64 {
	if !(math.Abs(local) <= maxMs+2*dayMs) {
		return math.NaN()
	}
	before, after := offset(local-dayMs), offset(local+dayMs)
	if before == after {
		// No leap between, or two that undo each other.
		if t := local - before; offset(t) == before {
			return t
		}
	}
	t := local - before
	if offset(t) == before {
		return t
	}
	if later := local - after; offset(later) == after {
		return later
	}
	return between(local, t)
}

// between is for a local time with more than one leap in the two days around
// it: which of the offsets that hold about t fits?
func between(local, t float64) float64 {
	for _, at := range []float64{t - dayMs/2, t, t + dayMs/2} {
		if o := offset(at); offset(local-o) == o {
			return local - o
		}
	}
	return t
}
