package units

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// durations are the units, largest first. Smaller ones are left out on
// purpose: nothing here can be that exact.
var durations = []struct {
	name string
	size time.Duration
}{
	{"d", 24 * time.Hour},
	{"h", time.Hour},
	{"ms", time.Millisecond}, // before m, which is a prefix of it
	{"m", time.Minute},
	{"s", time.Second},
}

// ParseDuration reads numbers with the units ms, s, m, h and d, such as
// "500ms", "1h30m" or "1.5d", rounded to the nanosecond. It has no sign and no
// default unit: "0" needs one too.
func ParseDuration(text string) (time.Duration, error) {
	bad := fmt.Errorf("%q is not a duration such as \"500ms\", \"30s\", \"5m\", \"24h\" or \"2d\"", text)
	if text == "" {
		return 0, bad
	}
	var total float64
	for rest := text; rest != ""; {
		n, after, ok := leadingNumber(rest)
		if !ok {
			return 0, bad
		}
		unit, after, ok := leadingUnit(after)
		if !ok {
			return 0, bad
		}
		total += n * float64(unit)
		rest = after
	}
	if total >= math.MaxInt64 {
		return 0, fmt.Errorf("%q is longer than 292 years", text)
	}
	return time.Duration(math.Round(total)), nil
}

func leadingUnit(s string) (unit time.Duration, rest string, ok bool) {
	for _, u := range durations {
		if after, found := strings.CutPrefix(s, u.name); found {
			return u.size, after, true
		}
	}
	return 0, s, false
}

// leadingNumber cuts a plain decimal number off the front of s: no sign, no
// exponent.
func leadingNumber(s string) (n float64, rest string, ok bool) {
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(s)
	}
	n, err := strconv.ParseFloat(s[:end], 64)
	return n, s[end:], err == nil
}

// FormatDuration writes d for [ParseDuration], rounded to the millisecond: the
// largest units first, "0s" for nothing. d is not negative.
func FormatDuration(d time.Duration) string { return format(d, 24*time.Hour) }

// FormatHours is FormatDuration that counts days from two on only: "24h" says
// more than "1d" to most.
func FormatHours(d time.Duration) string { return format(d, 48*time.Hour) }

// format writes days from days on.
func format(d, days time.Duration) string {
	d = d.Round(time.Millisecond)
	var b strings.Builder
	write := func(unit time.Duration, name string) {
		if n := d / unit; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, name)
			d -= n * unit
		}
	}
	if d >= days {
		write(24*time.Hour, "d")
	}
	write(time.Hour, "h")
	write(time.Minute, "m")
	write(time.Second, "s")
	write(time.Millisecond, "ms")
	if b.Len() == 0 {
		return "0s"
	}
	return b.String()
}
