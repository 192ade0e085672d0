package sim

import (
	"slices"
	"testing"
	"time"

	"hotreply/internal/clock"
)

func TestSkewedClockFiresInOrder(t *testing.T) {
	for name, base := range map[string]clock.Clock{
		"machine": clock.System{}, "virtual": clock.NewVirtual(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
	} {
		t.Run(name, func(t *testing.T) {
			c := newSkewed(base)
			start := c.Now()
			var got []string
			note := func(name string) func() {
				return func() { got = append(got, name+" "+c.Now().Sub(start).Round(time.Second).String()) }
			}
			c.AfterFunc(2*time.Hour, note("late"))
			c.AfterFunc(time.Hour, func() {
				note("early")()
				c.AfterFunc(30*time.Minute, note("made on the way"))
			})
			stop := c.AfterFunc(time.Hour, note("stopped"))
			if !stop() || stop() {
				t.Error("stop does not report whether it stopped something")
			}
			c.AfterFunc(48*time.Hour, note("never"))
			c.Advance(24 * time.Hour)
			if want := []string{"early 1h0m0s", "made on the way 1h30m0s", "late 2h0m0s"}; !slices.Equal(got, want) {
				t.Errorf("fired %q, want %q", got, want)
			}
			if d := c.Now().Sub(start).Round(time.Second); d != 24*time.Hour {
				t.Errorf("the clock moved by %v", d)
			}
		})
	}
}

func TestSkewedClockRunsWithItsBase(t *testing.T) {
	base := clock.NewVirtual(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	c := newSkewed(base)
	fired := false
	c.AfterFunc(time.Minute, func() { fired = true })
	base.Advance(time.Minute)
	if !fired {
		t.Error("a timer does not follow the base clock")
	}
}

func TestDurationText(t *testing.T) {
	for _, k := range []struct {
		json string
		want time.Duration
		text string
	}{
		{`"24h"`, 24 * time.Hour, `"24h"`}, {`"2d"`, 48 * time.Hour, `"48h"`}, {`"90s"`, 90 * time.Second, `"1m30s"`},
		{`"1d2h"`, 26 * time.Hour, `"26h"`}, {`"60000d"`, 60000 * 24 * time.Hour, `"1440000h"`}, {`"250µs"`, 250 * time.Microsecond, `"250µs"`},
		{`"500ms"`, 500 * time.Millisecond, `"500ms"`}, {`30`, 30 * time.Second, `"30s"`}, {`"0s"`, 0, `"0s"`},
		{`"2m"`, 2 * time.Minute, `"2m"`}, {`"10h10m"`, 10*time.Hour + 10*time.Minute, `"10h10m"`}, {`1.5`, 1500 * time.Millisecond, `"1.5s"`},
	} {
		var d Duration
		if err := d.UnmarshalJSON([]byte(k.json)); err != nil || time.Duration(d) != k.want {
			t.Errorf("%s: %v, %v", k.json, d, err)
		}
		if b, _ := d.MarshalJSON(); string(b) != k.text {
			t.Errorf("%s prints as %s, want %s", k.json, b, k.text)
		}
	}
	for _, bad := range []string{`"soon"`, `"1"`, `""`, `"-1d"`, `{}`, `"1d 2h"`} {
		if err := new(Duration).UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
