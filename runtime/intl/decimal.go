package intl

import (
	"strconv"
	"strings"
)

// A decimal is 0.digits × 10^point, exact and not negative. digits has no
// zeros in front or behind; zero has none at all.
type decimal struct {
	digits string
	point  int
}

// parseDecimal reads what JavaScript writes for a number: "1.5", "1e+21".
func parseDecimal(s string) decimal {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	e, _ := strconv.Atoi(exponent)
	whole, fraction, _ := strings.Cut(mantissa, ".")
	return decimal{whole + fraction, len(whole) + e}.trim()
}

// trim takes the zeros off both ends.
func (d decimal) trim() decimal {
	trimmed := strings.TrimLeft(d.digits, "0")
	d.point -= len(d.digits) - len(trimmed)
	d.digits = strings.TrimRight(trimmed, "0")
	if d.digits == "" {
		d.point = 0
	}
	return d
}

// shift is d × 10^n.
func (d decimal) shift(n int) decimal {
	if d.digits != "" {
		d.point += n
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

// keep rounds to n digits.
func (d decimal) keep(n int, up func(rest string, odd bool) bool) decimal {
	if d.digits == "" || n >= len(d.digits) {
		return d
	}
	kept, rest := "", strings.Repeat("0", max(0, -n))+d.digits
	if n > 0 {
		kept, rest = d.digits[:n], d.digits[n:]
	}
	point := d.point - max(n, 0)
	if n < 0 {
		point = d.point - n
	}
	odd := kept != "" && (kept[len(kept)-1]-'0')%2 == 1
	if up(rest, odd) {
		kept = increment(kept)
	}
	return decimal{kept, point + len(kept)}.trim()
}

// increment adds one to a text of digits, none being zero.
func increment(digits string) string {
	b := []byte(digits)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != '9' {
			b[i]++
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
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
