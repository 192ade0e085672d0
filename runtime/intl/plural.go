package intl

import (
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

var pluralNames = map[plural.Form]string{plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}

// millions are the languages whose whole millions are "many", which the tables
// of x/text do not know yet.
var millions = map[string]bool{"fr": true, "es": true, "it": true, "pt": true, "ca": true}

// newerPlurals are the rules that have changed since the tables of x/text, by
// language: of the whole part and the number of digits after the point.
var newerPlurals = map[string]func(i, decimals int) string{
	"he": func(i, decimals int) string {
		switch {
		case i == 1 && decimals == 0 || i == 0 && decimals > 0:
			return "one"
		case i == 2 && decimals == 0:
			return "two"
		}
		return "other"
	},
	"mt": func(i, decimals int) string {
		end := i % 100
		switch {
		case decimals > 0:
			return "other"
		case i == 1:
			return "one"
		case i == 2:
			return "two"
		case i == 0 || end >= 3 && end <= 10:
			return "few"
		case end >= 11 && end <= 19:
			return "many"
		}
		return "other"
	},
}

// pluralForm names the form of a number in a language; digits are as it is
// written ("1.50" and "1.5" may differ), exponent the power of ten of a word
// behind it.
func pluralForm(tag language.Tag, ordinal bool, digits string, exponent int) string {
	whole, fraction, _ := strings.Cut(digits, ".")
	shown := strings.TrimRight(fraction, "0")
	i := tail(whole)
	base, _ := tag.Base()
	if !ordinal && millions[base.String()] && fraction == "" {
		if exponent > 5 || exponent == 0 && len(whole) > 6 && strings.HasSuffix(whole, "000000") {
			return "many"
		}
	}
	if newer, ok := newerPlurals[base.String()]; ok && !ordinal {
		return newer(i, len(fraction))
	}
	rules := plural.Cardinal
	if ordinal {
		rules = plural.Ordinal
	}
	return pluralNames[rules.MatchPlural(tag, i, len(fraction), len(shown), tail(fraction), tail(shown))]
}

// tail is the number that digits write; of more than nine of them a large one
// with the same end, which is all that rules look at.
func tail(digits string) int {
	digits = strings.TrimLeft(digits, "0")
	large := len(digits) > 9
	if large {
		digits = digits[len(digits)-9:]
	}
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	if large && n < 1e9 {
		n += 1e9
	}
	return n
}
