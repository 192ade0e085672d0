package cron

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestRead: what an expression names, as the first moments after a Monday
// morning. Values that other crons read in the same way are theirs.
func TestRead(t *testing.T) {
	monday := time.Date(2026, 11, 23, 7, 59, 30, 0, time.UTC)
	for _, c := range []struct{ spec, want string }{
		{"* * * * *", "11-23 08:00:00, 11-23 08:01:00"},
		{"  0   8 * * *\t", "11-23 08:00:00, 11-24 08:00:00"},
		{"0,30 8-9 * * *", "11-23 08:00:00, 11-23 08:30:00, 11-23 09:00:00, 11-23 09:30:00, 11-24 08:00:00"},
		{"08 09 * * *", "11-23 09:08:00"},
		{"*/20 8 * * *", "11-23 08:00:00, 11-23 08:20:00, 11-23 08:40:00, 11-24 08:00:00"},
		{"10/20 8 * * *", "11-23 08:10:00, 11-23 08:30:00, 11-23 08:50:00"},
		{"10-30/10 8 * * *", "11-23 08:10:00, 11-23 08:20:00, 11-23 08:30:00, 11-24 08:10:00"},
		{"0/25 8 * * *", "11-23 08:00:00, 11-23 08:25:00, 11-23 08:50:00"},
		{"0 0 0/10 * *", "11-30 00:00:00, 12-10 00:00:00, 12-20 00:00:00"},
		{"0 0 */10 * *", "12-01 00:00:00, 12-11 00:00:00, 12-21 00:00:00, 12-31 00:00:00"},
		{"0 0 ? JAN,jul ?", "01-01 00:00:00"},
		{"0 0 * * sun", "11-29 00:00:00, 12-06 00:00:00"},
		{"0 0 * * 7", "11-29 00:00:00"},
		{"0 0 * * MON-FRI", "11-24 00:00:00, 11-25 00:00:00, 11-26 00:00:00, 11-27 00:00:00, 11-30 00:00:00"},
		{"0 0 * * FRI-SUN", "11-27 00:00:00, 11-28 00:00:00, 11-29 00:00:00, 12-04 00:00:00"},
		{"0 0 * * 7-1", "11-29 00:00:00, 11-30 00:00:00"},
		{"0 0 * * 4-7/3", "11-26 00:00:00, 11-29 00:00:00, 12-03 00:00:00"},
		{"0 0 * * */2", "11-24 00:00:00, 11-26 00:00:00, 11-28 00:00:00, 11-29 00:00:00"},
		{"0 0 1 * 1", "11-30 00:00:00, 12-01 00:00:00, 12-07 00:00:00"},
		{"0 0 L * *", "11-30 00:00:00, 12-31 00:00:00, 01-31 00:00:00, 02-28 00:00:00"},
		{"0 0 28,l * *", "11-28 00:00:00, 11-30 00:00:00, 12-28 00:00:00, 12-31 00:00:00"},
		{"0 0 LW * *", "11-30 00:00:00, 12-31 00:00:00, 01-29 00:00:00"},
		{"0 0 1W,28W * *", "11-27 00:00:00, 12-01 00:00:00, 12-28 00:00:00, 01-01 00:00:00"},
		{"0 0 * * 5L", "11-27 00:00:00, 12-25 00:00:00"},
		{"0 0 * * FRI#2,1#1", "12-07 00:00:00, 12-11 00:00:00"},
		{"0 0 * * 7#1", "12-06 00:00:00, 01-03 00:00:00"},
		{"*/30 * * * * *", "11-23 08:00:00, 11-23 08:00:30"},
		{"15 30 8 * * 1-5", "11-23 08:30:15, 11-24 08:30:15"},
		{"30 8 1 1 * 2027", "01-01 08:30:00"},
		{"5 30 8 1 1 * 2027-2028", "01-01 08:30:05, 01-01 08:30:05"},
		{"@daily", "11-24 00:00:00"}, {"@Midnight", "11-24 00:00:00"}, {"@hourly", "11-23 08:00:00"},
		{"@weekly", "11-29 00:00:00"}, {"@monthly", "12-01 00:00:00"}, {"@yearly", "01-01 00:00:00"},
		{"@annually", "01-01 00:00:00"}, {"@always", "11-23 08:00:00"}, {"@everysecond", "11-23 07:59:31"},
		{"@5minutes", "11-23 08:00:00, 11-23 08:05:00"}, {"@10minutes", "11-23 08:00:00, 11-23 08:10:00"},
		{"@15minutes", "11-23 08:00:00, 11-23 08:15:00"}, {"@30minutes", "11-23 08:00:00, 11-23 08:30:00"},
	} {
		s, err := Parse(c.spec)
		if err != nil {
			t.Errorf("%q: %v", c.spec, err)
			continue
		}
		var got []string
		for at := s.Next(monday); len(got) <= strings.Count(c.want, ","); at = s.Next(at) {
			got = append(got, at.Format("01-02 15:04:05"))
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%q is due at\n%s, want\n%s", c.spec, got, c.want)
		}
	}
}

// TestRefused: an error is one line with the field and the reason, and has a
// hint. None depends on the moment.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ spec, want, hint string }{
		{"", `cron expression "" is empty`, "five fields"},
		{"daily", `has one field`, "five fields"},
		{"every day at 8", `has 4 fields`, "0 8 * * 1-5"},
		{"1 2 3 4 5 6 7 8", `has 8 fields`, "five fields"},
		{"@every 10m", "is no name", `bot.every("10m", fn)`},
		{"@reboot", "is no name", `bot.on("start", fn)`},
		{"@fortnightly", "is no name", "@weekly"},
		{"0 25 * * *", "field 2 (hour): 25 is not in 0-23", "0 to 23"},
		{"0 24 * * *", "field 2 (hour): 24 is not in 0-23", "midnight is hour 0"},
		{"8 30 * * *", "field 2 (hour): 30 is not in 0-23", `"30 8 * * *"`},
		{"60 * * * *", "field 1 (minute): 60 is not in 0-59", "minute 0"},
		{"0 0 32 * *", "field 3 (day): 32 is not in 1-31", "1 to 31"},
		{"0 0 0 * *", "field 3 (day): 0 is not in 1-31", ""},
		{"0 0 1 13 *", "field 4 (month): 13 is not in 1-12", ""},
		{"0 0 * * 1,9", "field 5 (weekday): 9 is not in 0-7", ""},
		{"0 0 1,99 * *", "field 3 (day): 99 is not in 1-31", ""},
		{"61 0 8 * * *", "field 1 (second): 61 is not in 0-59", "second minute hour"},
		{"0 8 * * MONDAY", `field 5 (weekday): "MONDAY" is not a number`, "write MON"},
		{"0 8 * MON *", `field 4 (month): "MON" is not a number`, "field 5 of 5"},
		{"0 8 JAN * *", `field 3 (day): "JAN" is not a number`, "field 4 of 5"},
		{"0 8am * * *", `field 2 (hour): "8AM" is not a number`, "0 to 23"},
		{"0 8:30 * * *", `field 2 (hour): "8:30" is not a number`, ""},
		{"0 22-2 * * *", "field 2 (hour): 22-2 begins after it ends", "22-23,0-2"},
		{"0 8 * * FRI-MON", "field 5 (weekday): FRI-MON begins after it ends", "5-6,0-1"},
		{"0 8-9-10 * * *", `"8-9-10" is not a range`, ""},
		{"-5 * * * *", `"-5" is not a range`, ""},
		{"*/0 * * * *", `field 1 (minute): "*/0" has the step "0"`, ""},
		{"*/ * * * *", `the step ""`, "*/10"},
		{"*/5/2 * * * *", `the step "5/2"`, ""},
		{"1,,2 * * * *", "comma", "1,2,3"},
		{"0 0 L-3 * *", `"L-3" is no day`, "last day"},
		{"0 0 W * *", `"W" is no day`, "15W"},
		{"0 0 45W * *", "45 is not in 1-31", ""},
		{"0 0 1#2 * *", `"1#2" is no day`, ""},
		{"0 0 * * L", `"L" is no weekday`, "5L"},
		{"0 0 * * 5#6", "five times", ""},
		{"0 0 * * 8#1", "8 is not in 0-7", ""},
		{"0 ８ * * *", `field 2 (hour): "８"`, "half-width"},
		{"0 8 ＊ * *", `field 3 (day): "＊"`, "half-width"},
		{"30 8 * * 1-5 *", "field 5 (month): six fields have the second first", `"30 8 * * 1-5"`},
		{"*/10 * * * 1-5 *", "field 5 (month)", `"*/10 * 0-23 * 1-5 *"`},
		{"30 8 * * MON-FRI *", `field 5 (month): "MON" is not a number`, "field 6 of 6"},
		{"0 0 30 2 *", "is never due: no day fits field 3 (day) 30 and field 4 (month) 2", "L is the last day"},
		{"0 0 31 4,6,9,11 ?", "is never due", ""},
		{"0 0 29 2 * 2027", "is never due: no day fits field 3 (day) 29 and field 4 (month) 2 and field 6 (year) 2027", ""},
	} {
		_, err := Parse(c.spec)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Error(), c.want) || !strings.Contains(e.Hint(), c.hint) || e.Hint() == "" || strings.Contains(e.Error(), "\n") {
			t.Errorf("%q: %v; want %s, and the hint %s", c.spec, err, c.want, c.hint)
			if e != nil {
				t.Errorf("its hint is %s", e.Hint())
			}
		}
	}
}

// TestReading: what is not five fields says how it was read.
func TestReading(t *testing.T) {
	for spec, want := range map[string]string{
		"0 8 * * *":          "",
		"@daily":             "",
		"0 0 8 * * *":        "second minute hour day month weekday",
		"0 8 1 1 * 2030":     "minute hour day month weekday year",
		"0 0 8 1 1 * 2030":   "second minute hour day month weekday year",
		"0 0 * * JAN-MAY *":  "second minute hour day month weekday",
		"0 30 8 * 6-8 *":     "second minute hour day month weekday",
		"0 0 8 * * MON-FRI":  "second minute hour day month weekday",
		"30 8 0-23 * 1-5 *":  "second minute hour day month weekday",
		"0 15 * * 6-9 *":     "second minute hour day month weekday",
		"0 8 1 1 * 2030,203": "minute hour day month weekday year",
	} {
		if s, err := Parse(spec); err != nil || s.Reading() != want {
			t.Errorf("%q reads as %v, %v; want %q", spec, s, err, want)
		}
	}
}

// TestAdvice: what can be read and was probably not meant.
func TestAdvice(t *testing.T) {
	for _, c := range []struct{ spec, want, hint string }{
		{"0 8 * * *", "", ""},
		{"*/5 8 * * *", "", ""},
		{"0-59 8 * * *", "", ""},
		{"* * * * *", "", ""},
		{"* * * * * *", "", ""},
		{"*/90 * * * *", "field 1 (minute): */90 means minute 0 alone", `bot.every("90m", fn)`},
		{"0 */48 * * *", "field 2 (hour): */48 means hour 0 alone", `bot.every("48h", fn)`},
		{"0 0 */60 * *", "field 3 (day): */60 means day 1 alone", `bot.every("60d", fn)`},
		{"* 8 * * *", "every minute of hour 8", "write 0 as field 1 (minute)"},
		{"0 * 8 * * *", "every minute of hour 8", "write 0 as field 2 (minute)"},
		{"* 30 8 * * *", "60 times in each minute", "first field"},
	} {
		s, err := Parse(c.spec)
		switch {
		case err != nil:
			t.Errorf("%q: %v", c.spec, err)
		case c.want == "" && len(s.Advice()) > 0:
			t.Errorf("%q: %+v", c.spec, s.Advice())
		case c.want != "" && (len(s.Advice()) != 1 || !strings.Contains(s.Advice()[0].Text, c.want) || !strings.Contains(s.Advice()[0].Hint, c.hint)):
			t.Errorf("%q: %+v, want %s", c.spec, s.Advice(), c.want)
		}
	}
}

// TestNewest is held against a walk from tick to tick.
func TestNewest(t *testing.T) {
	zone, err := time.LoadLocation("America/Havana")
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2026, 11, 1, 0, 30, 0, 0, zone) // in the hour that comes twice
	for _, spec := range []string{"* * * * *", "30 0 * * *", "0 0 1 * *", "*/7 * * * * *", "0 0 29 2 *", "0 8 * * 1-5"} {
		s, err := Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		for _, back := range []time.Duration{0, time.Second, time.Minute, time.Hour, 100 * time.Hour, 900 * 24 * time.Hour} {
			after, want := until.Add(-back), time.Time{}
			if back > 100*time.Hour && strings.HasPrefix(spec, "*") {
				continue
			}
			for at := s.Next(after); !at.IsZero() && !at.After(until); at = s.Next(at) {
				want = at
			}
			if got := s.Newest(after, until); !got.Equal(want) {
				t.Errorf("%s in the %v before %v: %v, want %v", spec, back, until, got, want)
			}
		}
	}
}

// TestNewestOfYears ends however long nothing ran.
func TestNewestOfYears(t *testing.T) {
	zone, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2026, 11, 30, 12, 0, 30, 0, zone)
	for spec, want := range map[string]string{
		"* * * * * *": "2026-11-30 12:00:30", "* * * * *": "2026-11-30 12:00:00", "0 0 * * *": "2026-11-30 00:00:00", "0 0 29 2 *": "2024-02-29 00:00:00",
	} {
		s, err := Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Newest(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), until); got.Format(time.DateTime) != want {
			t.Errorf("%s: %v, want %s", spec, got, want)
		}
	}
}

// TestOver: an expression whose years are over is one that is never due again.
func TestOver(t *testing.T) {
	s, err := Parse("0 8 1 10 * 2026")
	if err != nil {
		t.Fatal(err)
	}
	if at := s.Next(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)); !at.IsZero() {
		t.Errorf("it is due at %v", at)
	}
	far, err := Parse("0 0 1 1 * 9999")
	if err != nil {
		t.Fatal(err)
	}
	if at := far.Next(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)); at.Year() != 9999 {
		t.Errorf("it is due at %v", at)
	}
}

// FuzzParse: what is read is due at moments that come one after another, and
// what is not has one line and a hint.
func FuzzParse(f *testing.F) {
	for _, r := range rules {
		f.Add(r.spec, int64(1_700_000_000))
	}
	f.Add("0 0 30 2 *", int64(0))
	f.Add("1-5/2,7 L * FEB 5#5 2000/400", int64(-1))
	zone, err := time.LoadLocation("America/Santiago")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, spec string, second int64) {
		s, err := Parse(spec)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Hint() == "" || strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("%q: %v", spec, err)
			}
			return
		}
		from := time.Unix(second%250_000_000_000, 0).In(zone)
		at := s.Next(from)
		if at.IsZero() {
			return
		}
		if !at.After(from) {
			t.Fatalf("%q: after %v comes %v", spec, from, at)
		}
		if again := s.Next(from.Add(at.Sub(from) / 2)); !again.Equal(at) {
			t.Fatalf("%q: after %v comes %v, half way to it %v", spec, from, at, again)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 30, 12, 0, 30, 0, zone)
	for _, spec := range []string{"*/5 * * * *", "0 8 * * 1-5", "0 0 29 2 *"} {
		s, err := Parse(spec)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(spec, func(b *testing.B) {
			for b.Loop() {
				s.Next(now)
			}
		})
	}
}
