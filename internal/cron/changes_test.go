package cron

import (
	"testing"
	"time"
)

// TestChanges counts the ticks of days on which clocks change.
func TestChanges(t *testing.T) {
	for _, c := range []struct {
		zone, spec, from string
		span             time.Duration
		want             int
		first            string
	}{
		{"Asia/Shanghai", "* * * * *", "2026-01-05 00:00", 24 * time.Hour, 1440, "2026-01-05 00:01"},
		{"Asia/Shanghai", "0 8 * * *", "2026-01-05 09:00", 48 * time.Hour, 2, "2026-01-06 08:00"},
		// 29 March 2026 has 23 hours, 25 October has 25.
		{"Europe/Berlin", "* * * * *", "2026-03-28 23:59", 23 * time.Hour, 23 * 60, "2026-03-29 00:00"},
		{"Europe/Berlin", "0 * * * *", "2026-03-28 23:59", 23 * time.Hour, 23, "2026-03-29 00:00"},
		{"Europe/Berlin", "0 * * * *", "2026-10-24 23:59", 25 * time.Hour, 25, "2026-10-25 00:00"},
		{"Europe/Berlin", "*/10 * * * *", "2026-10-24 23:59", 25 * time.Hour, 150, "2026-10-25 00:00"},
		{"Europe/Berlin", "30 2 * * *", "2026-10-24 23:59", 25 * time.Hour, 1, "2026-10-25 02:30"},
		{"Europe/Berlin", "30 2 * * *", "2026-03-28 23:59", 23 * time.Hour, 1, "2026-03-29 03:00"},
		{"Europe/Berlin", "30 2 * * *", "2026-03-28 00:00", 72 * time.Hour, 3, "2026-03-28 02:30"},
		{"America/New_York", "0 8 * * *", "2026-03-07 12:00", 48 * time.Hour, 2, "2026-03-08 08:00"},
		// The clocks of Beirut change at midnight.
		{"Asia/Beirut", "* * * * *", "2026-03-28 23:00", 4 * time.Hour, 240, "2026-03-28 23:01"},
		{"Asia/Beirut", "0 0 * * *", "2026-03-28 12:00", 24 * time.Hour, 1, "2026-03-29 01:00"},
		// So do those of Santiago, Havana, Cairo and the Azores.
		{"America/Santiago", "0 0 * * 0", "2026-09-05 12:00", 8 * 24 * time.Hour, 2, "2026-09-06 01:00"},
		{"America/Havana", "0 0 * * 0", "2026-03-07 12:00", 8 * 24 * time.Hour, 2, "2026-03-08 01:00"},
		{"America/Havana", "30 0 1 11 *", "2026-10-31 12:00", 24 * time.Hour, 1, "2026-11-01 00:30"},
		{"Africa/Cairo", "0 0 24 4 *", "2026-04-23 12:00", 24 * time.Hour, 1, "2026-04-24 01:00"},
		{"Atlantic/Azores", "0 0 29 3 *", "2026-03-28 12:00", 24 * time.Hour, 1, "2026-03-29 01:00"},
		{"UTC", "0 0 1 1 * 2025", "2026-03-28 12:00", 24 * time.Hour, 0, ""},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		from, err := time.ParseInLocation("2006-01-02 15:04", c.from, zone)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		n, first, last := 0, "", from
		for at := s.Next(from); !at.IsZero() && !at.After(from.Add(c.span)); at = s.Next(at) {
			if !at.After(last) {
				t.Fatalf("%s in %s: after %v comes %v", c.spec, c.zone, last, at)
			}
			if n++; n == 1 {
				first = at.Format("2006-01-02 15:04")
			}
			last = at
		}
		if n != c.want || first != c.first {
			t.Errorf("%s in %s from %s: %d ticks, the first at %q; want %d, %q", c.spec, c.zone, c.from, n, first, c.want, c.first)
		}
	}
}
