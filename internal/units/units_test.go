package units_test

import (
	"math"
	"testing"
	"time"

	"hotreply/internal/units"
)

func TestParseDuration(t *testing.T) {
	good := map[string]time.Duration{"0s": 0, "500ms": 500 * time.Millisecond, "1h30m": 90 * time.Minute, "1.5h": 90 * time.Minute, "2d": 48 * time.Hour, "1d12h": 36 * time.Hour,
		"60000d": 60000 * 24 * time.Hour, "1.005s": 1005 * time.Millisecond}
	for text, want := range good {
		if got, err := units.ParseDuration(text); err != nil || got != want {
			t.Errorf("ParseDuration(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "1", "-1s", "1 s", "1us", "s", "1..5s", "1e3s", "999999999d", "１s"} {
		if got, err := units.ParseDuration(text); err == nil {
			t.Errorf("ParseDuration(%q) = %v, want an error", text, got)
		}
	}
}

func TestParseSize(t *testing.T) {
	good := map[string]int64{"0KB": 0, "512KB": 512 << 10, "1.5MB": 3 << 19, "2GB": 2 << 30}
	for text, want := range good {
		if got, err := units.ParseSize(text); err != nil || got != want {
			t.Errorf("ParseSize(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "1", "1B", "1mb", "-1MB", "1 MB", "99999999999GB"} {
		if got, err := units.ParseSize(text); err == nil {
			t.Errorf("ParseSize(%q) = %v, want an error", text, got)
		}
	}
}

func TestFormat(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0:                                    {"0s", "0s"},
		time.Microsecond:                     {"0s", "0s"},
		90 * time.Second:                     {"1m30s", "1m30s"},
		24 * time.Hour:                       {"1d", "24h"},
		48 * time.Hour:                       {"2d", "2d"},
		49*time.Hour + 1500*time.Microsecond: {"2d1h2ms", "2d1h2ms"},
	} {
		if days, hours := units.FormatDuration(d), units.FormatHours(d); days != want[0] || hours != want[1] {
			t.Errorf("%v is written %q and %q, want %q", d, days, hours, want)
		}
	}
	for n, want := range map[int64]string{0: "0KB", 512: "0.5KB", 1 << 20: "1MB", 3 << 19: "1536KB", 5 << 30: "5GB"} {
		if got := units.FormatSize(n); got != want {
			t.Errorf("FormatSize(%d) = %q, want %q", n, got, want)
		}
	}
}

// Whatever is read is written so that it reads back as the same, to the
// millisecond.
func FuzzDuration(f *testing.F) {
	for _, s := range []string{"10m", "1h30m", "1.5d", "", "5", "60000d", "999999999999d", "1x", "ms", "0.0000001s"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := units.ParseDuration(s)
		if err != nil || d > math.MaxInt64-time.Duration(time.Second) {
			return
		}
		for _, text := range []string{units.FormatDuration(d), units.FormatHours(d)} {
			if back, err := units.ParseDuration(text); err != nil || back.Round(time.Millisecond) != d.Round(time.Millisecond) {
				t.Errorf("%q is %v, written %q, read %v, %v", s, d, text, back, err)
			}
		}
	})
}

// What is written reads back as the same value.
func FuzzUnits(f *testing.F) {
	f.Add(int64(90_000), int64(3<<19))
	f.Fuzz(func(t *testing.T, ms, kb int64) {
		d := time.Duration(ms&(1<<40-1)) * time.Millisecond
		for _, text := range []string{units.FormatDuration(d), units.FormatHours(d)} {
			if got, err := units.ParseDuration(text); err != nil || got != d {
				t.Errorf("ParseDuration(%q) = %v, %v, want %v", text, got, err, d)
			}
		}
		n := (kb & (1<<40 - 1)) << 10
		if got, err := units.ParseSize(units.FormatSize(n)); err != nil || got != n {
			t.Errorf("ParseSize(%q) = %v, %v, want %v", units.FormatSize(n), got, err, n)
		}
	})
}
