package inbox

import (
	"testing"
	"time"

	"hotreply/internal/cron"
)

// monday is the start of the days of these tests: a morning.
var monday = time.Date(2026, 11, 23, 7, 59, 0, 0, time.UTC)

func TestEveryKeepsItsPhase(t *testing.T) {
	j := &job{state: jobState{Anchor: monday}}
	j.Every = 10 * time.Minute
	for _, tt := range []struct{ after, want time.Duration }{
		{0, 10 * time.Minute}, {time.Second, 10 * time.Minute}, {10 * time.Minute, 20 * time.Minute},
		{25 * time.Minute, 30 * time.Minute}, {-time.Minute, 0},
	} {
		if got := j.after(monday.Add(tt.after)).Sub(monday); got != tt.want {
			t.Errorf("tick after %v is at %v, want %v", tt.after, got, tt.want)
		}
	}
}

func TestMissedTicks(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 23, hour, minute, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name    string
		catchUp time.Duration
		last    time.Time
		first   time.Time // the job's first start
		now     time.Time
		want    time.Time
	}{
		{"without catchUp it is skipped", 0, at(8, 0), time.Time{}, at(10, 10), time.Time{}},
		{"one of several is run", 3 * time.Hour, at(8, 0), time.Time{}, at(10, 10), at(10, 0)},
		{"not one that is too long ago", 5 * time.Minute, at(8, 0), time.Time{}, at(10, 10), time.Time{}},
		{"not one that was run", time.Hour, at(10, 0), time.Time{}, at(10, 10), time.Time{}},
		{"a new job has missed nothing", time.Hour, time.Time{}, at(10, 10), at(10, 10), time.Time{}},
		{"one that has started and never run has", time.Hour, time.Time{}, at(9, 30), at(10, 10), at(10, 0)},
		{"but not before it started", 9 * time.Hour, time.Time{}, at(10, 1), at(10, 10), time.Time{}},
		{"years without the host", 99999 * time.Hour, at(8, 0).AddDate(-10, 0, 0), time.Time{}, at(10, 10), at(10, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hourly, err := cron.Parse("0 * * * *")
			if err != nil {
				t.Fatal(err)
			}
			j := &job{state: jobState{Last: tt.last, Anchor: tt.first}, spec: hourly}
			j.Location, j.CatchUp = time.UTC, tt.catchUp
			if got := j.missed(tt.last, tt.now); !got.Equal(tt.want) {
				t.Errorf("missed = %v, want %v", got, tt.want)
			}
			j.spec, j.Every, j.state.Anchor = nil, time.Hour, at(7, 0)
			if !tt.first.IsZero() {
				j.state.Anchor = tt.first.Truncate(time.Hour)
			}
			if got := j.missed(tt.last, tt.now); !tt.last.IsZero() && !got.Equal(tt.want) {
				t.Errorf("every hour: missed = %v, want %v", got, tt.want)
			}
		})
	}
}
