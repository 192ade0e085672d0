package intl

import (
	"math/big"
	"strings"
)

// rounding says which digits of a number are written; -1 means not given.
type rounding struct {
	MinInt, MinFrac, MaxFrac, MinSig, MaxSig int

	Priority  string // auto, morePrecision, lessPrecision, compact
	Mode      string // roundingMode
	Increment int
	Strip     bool // trailing zeros of whole numbers

	negative bool
}

// up tells whether what is cut off lifts the last digit kept; rest are the
// digits after it, not all zero.
func (r rounding) up(rest string, odd bool) bool {
	half := strings.Compare(rest, "5") // digits compare as text
	switch r.Mode {
	case "ceil":
		return !r.negative
	case "floor":
		return r.negative
	case "expand":
		return true
	case "trunc":
		return false
	case "halfCeil":
		return half > 0 || half == 0 && !r.negative
	case "halfFloor":
		return half > 0 || half == 0 && r.negative
	case "halfTrunc":
		return half > 0
	case "halfEven":
		return half > 0 || half == 0 && odd
	}
	return half >= 0
}

// format writes d.
func (r rounding) format(d decimal) string {
	if r.Priority == "compact" { // two digits, or all before the point
		return d.keep(max(2, d.point), r.up).text(r.MinInt, 0)
	}
	sig, frac := r.MaxSig > 0, r.MaxFrac >= 0
	if sig && frac && r.Priority != "auto" {
		// The one that rounds at the place further right is the more precise.
		bySig := d.point - r.MaxSig
		if d.digits == "" {
			bySig = 1 - r.MaxSig
		}
		sig = (bySig <= -r.MaxFrac) == (r.Priority == "morePrecision")
	}
	var text string
	if sig {
		kept := d.keep(r.MaxSig, r.up)
		first := kept.point // of the digits before the point
		if kept.digits == "" {
			first = 1
		}
		text = kept.text(r.MinInt, max(0, r.MinSig-first))
	} else {
		text = r.fraction(d).text(r.MinInt, max(0, r.MinFrac))
	}
	if whole, fraction, _ := strings.Cut(text, "."); r.Strip && strings.Trim(fraction, "0") == "" {
		return whole
	}
	return text
}

// fraction rounds to a multiple of the increment in the last place.
func (r rounding) fraction(d decimal) decimal {
	if r.Increment <= 1 {
		return d.keep(d.point+r.MaxFrac, r.up)
	}
	// d in units of the last place and beyond, divided by the increment.
	places := max(0, len(d.digits)-d.point-r.MaxFrac)
	whole := d.shift(r.MaxFrac+places).text(1, 0)
	n, _ := new(big.Int).SetString(whole, 10)
	unit := new(big.Int).Mul(big.NewInt(int64(r.Increment)), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	quotient, rest := new(big.Int).QuoRem(n, unit, new(big.Int))
	if rest.Sign() != 0 {
		// The rest as a share of the unit, told by its side of one half.
		share := map[int]string{-1: "4", 0: "5", 1: "6"}[new(big.Int).Lsh(rest, 1).Cmp(unit)]
		if r.up(share, quotient.Bit(0) == 1) {
			quotient.Add(quotient, big.NewInt(1))
		}
	}
	return parseDecimal(quotient.Mul(quotient, big.NewInt(int64(r.Increment))).String()).shift(-r.MaxFrac)
}
