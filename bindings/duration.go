package bindings

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// unit is a duration unit as scripts and config.toml write it.
type unit struct {
	name string
	d    time.Duration
}

// units are the duration units, largest first.
var units = []unit{
	{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond},
}

// ParseDuration reads numbers with the units ms, s, m, h and d: "90s",
// "1h30m", "1.5d". It has no default unit, and no sign.
func ParseDuration(s string) (time.Duration, error) {
	rest, total := s, 0.0
	for rest != "" {
		n, u, tail, ok := leadingDuration(rest)
		if !ok {
			return 0, fmt.Errorf("duration %q: wanted numbers with units, like 90s or 1h30m", shorten(s, 40))
		}
		total += n * float64(u)
		rest = tail
	}
	if s == "" || total > math.MaxInt64/2 {
		return 0, fmt.Errorf("duration %q: empty or too large", shorten(s, 40))
	}
	return time.Duration(total), nil
}

// leadingDuration takes one number and its unit off the front.
func leadingDuration(s string) (n float64, u time.Duration, tail string, ok bool) {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.') {
		i++
	}
	j := i
	for j < len(s) && s[j] >= 'a' && s[j] <= 'z' {
		j++
	}
	n, err := strconv.ParseFloat(s[:i], 64)
	if err != nil {
		return 0, 0, "", false
	}
	for _, known := range units {
		if known.name == s[i:j] {
			return n, known.d, s[j:], true
		}
	}
	return 0, 0, "", false
}

// FormatDuration writes a duration as ParseDuration reads it, in quotes, to
// the millisecond.
func FormatDuration(d time.Duration) string {
	d = d.Round(time.Millisecond)
	out := ""
	for _, u := range units {
		if n := d / u.d; n > 0 {
			out += strconv.FormatInt(int64(n), 10) + u.name
			d -= n * u.d
		}
	}
	if out == "" {
		out = "0s"
	}
	return strconv.Quote(out)
}
