package host

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// durationUnits are the units that config.toml and scripts share. Smaller ones
// are left out on purpose: nothing here can be that exact.
var durationUnits = []struct {
	name string
	size time.Duration
}{
	{"ms", time.Millisecond}, // before m, which is a prefix of it
	{"s", time.Second},
	{"m", time.Minute},
	{"h", time.Hour},
	{"d", 24 * time.Hour},
}

// ParseDuration reads a duration as config.toml writes it: numbers with the
// units ms, s, m, h and d, such as "500ms", "1h30m" or "2d". It has no sign,
// and "0" needs a unit too.
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
	for _, u := range durationUnits {
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

// formatDuration is the shortest way to write d for [ParseDuration].
func formatDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	for i := len(durationUnits) - 1; i >= 0; i-- {
		u := durationUnits[i]
		if u.name == "d" && d < 48*time.Hour {
			continue // "24h" says more than "1d" to most
		}
		if n := d / u.size; n > 0 && u.name != "ms" {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			d -= n * u.size
		}
	}
	if ms := d / time.Millisecond; ms > 0 {
		fmt.Fprintf(&b, "%dms", ms)
	}
	return b.String()
}

// sizeUnits are powers of 1024, as everybody means them for files and memory.
var sizeUnits = []struct {
	name string
	size float64
}{
	{"KB", 1 << 10},
	{"MB", 1 << 20},
	{"GB", 1 << 30},
}

// ParseSize reads a number of bytes as config.toml writes it: a number and KB,
// MB or GB, which are powers of 1024.
func ParseSize(text string) (int64, error) {
	bad := fmt.Errorf("%q is not a size such as \"512KB\", \"100MB\" or \"2GB\"", text)
	n, unit, ok := leadingNumber(text)
	if !ok {
		return 0, bad
	}
	for _, u := range sizeUnits {
		if unit != u.name {
			continue
		}
		if n *= u.size; n >= math.MaxInt64 {
			return 0, fmt.Errorf("%q is more than this machine can count", text)
		}
		return int64(n), nil
	}
	return 0, bad
}

// formatSize is the way to write n for [ParseSize].
func formatSize(n int64) string {
	for i := len(sizeUnits) - 1; i > 0; i-- {
		if u := int64(sizeUnits[i].size); n >= u && n%u == 0 {
			return fmt.Sprintf("%d%s", n/u, sizeUnits[i].name)
		}
	}
	return strconv.FormatFloat(float64(n)/1024, 'f', -1, 64) + "KB"
}
