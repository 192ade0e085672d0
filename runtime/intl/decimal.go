package intl

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// A decimal is 0.digits × 10^point, exact and not negative. digits has no
// zeros in front or behind; zero has none at all.
type decimal struct {
	digits string
	point  int
}

// parseDecimal reads what JavaScript writes for a number: "1.5", "1e+21".
func parseDecimal(s string) decimal {
	mantissa, exponent, _ := strings.Cut(s, "e")
	e, _ := strconv.Atoi(exponent)
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d := decimal{whole + fraction, len(whole) + e}
	trimmed := strings.TrimLeft(d.digits, "0")
	d.point -= len(d.digits) - len(trimmed)
	d.digits = strings.TrimRight(trimmed, "0")
	if d.digits == "" {
		d.point = 0
	}
	return d
}

// magnitude is the power of ten of the first digit.
func (d decimal) magnitude() int {
	if d.digits == "" {
		return 0
	}
	return d.point - 1
}

// keep rounds to n digits, half away from zero, as ECMA-402 does.
func (d decimal) keep(n int) decimal {
	if n >= len(d.digits) {
		return d
	}
	if n < 0 {
		return decimal{}
	}
	up := d.digits[n] >= '5'
	b := []byte(d.digits[:n])
	for i := n - 1; up && i >= 0; i-- {
		if b[i] == '9' {
			b[i] = '0'
			continue
		}
		b[i]++
		up = false
	}
	if up {
		b = append([]byte{'1'}, b...)
		d.point++
	}
	d.digits = strings.TrimRight(string(b), "0")
	if d.digits == "" {
		d.point = 0
	}
	return d
}

// text writes d with at least so many digits before and after the point.
func (d decimal) text(minInt, minFrac int) string {
	whole, fraction := "", d.digits
	switch {
	case d.point <= 0:
		if d.digits != "" {
			fraction = strings.Repeat("0", -d.point) + d.digits
		}
	case d.point >= len(d.digits):
		whole, fraction = d.digits+strings.Repeat("0", d.point-len(d.digits)), ""
	default:
		whole, fraction = d.digits[:d.point], d.digits[d.point:]
	}
	whole = strings.Repeat("0", max(0, minInt-len(whole))) + whole
	fraction += strings.Repeat("0", max(0, minFrac-len(fraction)))
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// rounding says how many digits to keep; -1 means not given.
type rounding struct {
	minInt, minFrac, maxFrac, minSig, maxSig int
	compact                                  bool // two digits, or all before the point
}

func (r rounding) format(d decimal) string {
	switch {
	case r.compact:
		d = d.keep(max(2, d.point))
		return d.text(r.minInt, 0)
	case r.maxSig > 0:
		d = d.keep(r.maxSig)
		return d.text(r.minInt, max(0, r.minSig-max(d.point, 1)))
	case r.maxFrac >= 0:
		d = d.keep(d.point + r.maxFrac)
	}
	return d.text(r.minInt, max(0, r.minFrac))
}

// numberNatives is the go of numbers.js.
func numberNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"magnitude": func(c goja.FunctionCall) goja.Value {
			return r.VM.ToValue(parseDecimal(c.Argument(0).String()).magnitude())
		},
		"round": func(c goja.FunctionCall) goja.Value {
			d := parseDecimal(c.Argument(0).String())
			if d.digits != "" {
				d.point += int(c.Argument(1).ToInteger())
			}
			n := func(i int) int { return int(c.Argument(i).ToInteger()) }
			return r.VM.ToValue(rounding{n(2), n(3), n(4), n(5), n(6), c.Argument(7).ToBoolean()}.format(d))
		},
	})
}
