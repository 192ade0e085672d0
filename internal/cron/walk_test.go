package cron

import (
	"testing"
	"time"
)

// look is what clocks show.
type look struct {
	time.Time
	hour, minute int
}

func lookAt(wall time.Time) look { return look{wall, wall.Hour(), wall.Minute()} }

// rule is an expression and what it means, written down a second time.
type rule struct {
	spec  string
	daily bool // it names times of day
	due   func(w look) bool
}

// at says whether it is one of the hours, at that minute.
func at(w look, minute int, hours ...int) bool {
	for _, h := range hours {
		if w.hour == h && w.minute == minute {
			return true
		}
	}
	return false
}

func isLast(w time.Time) bool { return w.AddDate(0, 0, 1).Day() == 1 }

func isWorkingDay(w time.Time) bool {
	return w.Weekday() != time.Saturday && w.Weekday() != time.Sunday
}

// rules fall on quarters of an hour, which is how the test walks.
var rules = []rule{
	{"*/15 * * * *", false, func(look) bool { return true }},
	{"0 * * * *", false, func(w look) bool { return w.minute == 0 }},
	{"0 0-23 * * *", false, func(w look) bool { return w.minute == 0 }},
	{"0 */2 * * *", false, func(w look) bool { return w.minute == 0 && w.hour%2 == 0 }},
	{"*/15 1-2 * * *", false, func(w look) bool { return w.minute%15 == 0 && (w.hour == 1 || w.hour == 2) }},
	{"0 0 * * *", true, func(w look) bool { return at(w, 0, 0) }},
	{"30 0 * * *", true, func(w look) bool { return at(w, 30, 0) }},
	{"0 8 * * 1-5", true, func(w look) bool { return at(w, 0, 8) && isWorkingDay(w.Time) }},
	{"30 1,2,3 * * *", true, func(w look) bool { return at(w, 30, 1, 2, 3) }},
	{"0,30 2 * * *", true, func(w look) bool { return at(w, 0, 2) || at(w, 30, 2) }},
	{"15 2 * * SUN", true, func(w look) bool { return at(w, 15, 2) && w.Weekday() == time.Sunday }},
	{"45 23 * * *", true, func(w look) bool { return at(w, 45, 23) }},
	{"15 3 * * *", true, func(w look) bool { return at(w, 15, 3) }},
	{"0 0 1 * *", true, func(w look) bool { return at(w, 0, 0) && w.Day() == 1 }},
	{"0 9 L * *", true, func(w look) bool { return at(w, 0, 9) && isLast(w.Time) }},
	{"0 0 13 * 5", true, func(w look) bool { return at(w, 0, 0) && (w.Day() == 13 || w.Weekday() == time.Friday) }},
	{"0 0 */2 * 5", true, func(w look) bool { return at(w, 0, 0) && w.Day()%2 == 1 && w.Weekday() == time.Friday }},
	{"0 0 ? * 1#2", true, func(w look) bool {
		return at(w, 0, 0) && w.Weekday() == time.Monday && w.Day() > 7 && w.Day() <= 14
	}},
	{"0 1 * * 0L", true, func(w look) bool { return at(w, 0, 1) && w.Weekday() == time.Sunday && w.AddDate(0, 0, 7).Day() <= 7 }},
	{"0 0 29 2 *", true, func(w look) bool { return at(w, 0, 0) && w.Month() == time.February && w.Day() == 29 }},
	{"0 12 LW * *", true, func(w look) bool {
		return at(w, 0, 12) && isWorkingDay(w.Time) && (isLast(w.Time) || w.Weekday() == time.Friday && (isLast(w.AddDate(0, 0, 1)) || isLast(w.AddDate(0, 0, 2))))
	}},
	{"0 0 * 3,9-11 *", true, func(w look) bool {
		return at(w, 0, 0) && (w.Month() == time.March || w.Month() >= time.September && w.Month() <= time.November)
	}},
	{"0 0 0 1 1 * 2026", true, func(w look) bool { return at(w, 0, 0) && w.YearDay() == 1 && w.Year() == 2026 }},
}

// TestNextAgainstAWalk goes through five years of twelve zones, five minutes at
// a time, and compares what the clocks show with what Next says.
func TestNextAgainstAWalk(t *testing.T) {
	for _, z := range []struct {
		zone string
		from int // year
	}{
		{"America/Santiago", 2023}, {"America/Havana", 2023}, {"Atlantic/Azores", 2023}, {"Asia/Beirut", 2023},
		{"Africa/Cairo", 2023}, {"Australia/Lord_Howe", 2023}, {"Asia/Shanghai", 2023}, {"America/New_York", 2023},
		{"Pacific/Chatham", 2023}, {"Pacific/Apia", 2009}, {"Africa/Casablanca", 2023}, {"Antarctica/Troll", 2023},
	} {
		t.Run(z.zone, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(z.zone)
			if err != nil {
				t.Fatal(err)
			}
			walk(t, time.Date(z.from, 1, 1, 0, 0, 0, 0, zone), time.Date(z.from+5, 1, 1, 0, 0, 0, 0, zone))
		})
	}
}

// walk compares all rules on the clocks of one zone.
func walk(t *testing.T, from, to time.Time) {
	const step = 15 * time.Minute
	specs, next, failed := make([]*Spec, len(rules)), make([]time.Time, len(rules)), make([]bool, len(rules))
	for i, r := range rules {
		s, err := Parse(r.spec)
		if err != nil {
			t.Fatal(err)
		}
		specs[i], next[i] = s, s.Next(from)
	}
	shown := wallClock(from) // the latest that the clocks have shown
	for u := from.Add(step); u.Before(to); u = u.Add(step) {
		now := lookAt(wallClock(u))
		for i, r := range rules {
			due := (!r.daily || now.After(shown)) && r.due(now)
			for skipped := shown.Add(step); r.daily && skipped.Before(now.Time); skipped = skipped.Add(step) {
				due = due || r.due(lookAt(skipped))
			}
			if due == next[i].Equal(u) || failed[i] {
				if due {
					next[i] = specs[i].Next(u)
				}
				continue
			}
			failed[i] = true
			t.Errorf("%s: at %v it is due: %v; Next said %v", r.spec, u, due, next[i])
		}
		if now.After(shown) {
			shown = now.Time
		}
	}
}
