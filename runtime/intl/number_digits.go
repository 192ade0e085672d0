package intl

import (
	"strconv"
	"strings"
)

// digits writes x without sign and unit, and tells whether all its digits are
// zero and which plural form goes with it.
func (f *numberFormat) digits(x number) (parts []part, zero bool, form int) {
	s := &f.words.Symbols
	other := len(f.words.Forms) - 1
	switch {
	case x.nan:
		return []part{{"nan", s[symNaN]}}, true, other
	case x.infinite:
		return []part{{"infinity", s[symInfinity]}}, false, other
	}
	d := x.decimal
	if f.o.Style == "percent" && d.digits != "" {
		d.point += 2
	}
	r := f.o.rounding
	r.negative = x.negative
	switch f.o.Notation {
	case "scientific", "engineering":
		text, exponent := f.scientific(d, r)
		parts = append(f.plain(text), part{"exponentSeparator", s[symExponent]})
		if exponent < 0 {
			parts = append(parts, part{"exponentMinusSign", s[symMinus]})
		}
		return append(parts, part{"exponentInteger", strconv.Itoa(max(exponent, -exponent))}), isZero(text), f.plural(text, exponent)
	case "compact":
		text, c := f.compact(d, r)
		form = f.plural(text, c.power)
		parts = f.plain(text)
		if len(c.text) > 0 {
			parts = fill(f.template(c.text.of(form), "compact"), parts)
		}
		return parts, isZero(text), form
	}
	text := r.format(d)
	return f.plain(text), isZero(text), f.plural(text, 0)
}

func isZero(text string) bool { return strings.Trim(text, "0.") == "" }

// scientific rounds to a mantissa, and gives the power of ten that goes with it.
func (f *numberFormat) scientific(d decimal, r rounding) (text string, exponent int) {
	step := func(magnitude int) int {
		if f.o.Notation == "engineering" {
			return floorDiv(magnitude, 3) * 3
		}
		return magnitude
	}
	exponent = step(d.magnitude())
	text = r.format(d.shift(-exponent))
	if again := step(exponent + parseDecimal(text).magnitude()); again != exponent && !isZero(text) {
		exponent = again
		text = r.format(d.shift(-exponent))
	}
	return text, exponent
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// compact rounds to so many of a word: 12345 is 12 of "K". Rounding may lift a
// number over the next step: 999999 is 1M.
func (f *numberFormat) compact(d decimal, r rounding) (text string, c compactWords) {
	steps := f.words.Compact[f.o.CompactDisplay]
	at := func(magnitude int) compactWords {
		i := min(magnitude-3, len(steps)-1)
		if i < 0 || steps[i].power == 0 {
			return compactWords{}
		}
		return steps[i]
	}
	c = at(d.magnitude())
	text = r.format(d.shift(-c.power))
	if again := at(c.power + parseDecimal(text).magnitude()); again.power != c.power && !isZero(text) {
		c = again
		text = r.format(d.shift(-c.power))
	} else if len(again.text) > 0 {
		c = again
	}
	return text, c
}

// plain puts the language's signs into a text of digits.
func (f *numberFormat) plain(text string) []part {
	s := &f.words.Symbols
	whole, fraction, _ := strings.Cut(text, ".")
	parts := f.group(whole)
	if fraction != "" {
		parts = append(parts, part{"decimal", s[symDecimal]}, part{"fraction", fraction})
	}
	return parts
}

// group splits the whole digits.
func (f *numberFormat) group(whole string) []part {
	last, others := f.words.Groups[0], f.words.Groups[1]
	least := last + f.words.Least
	switch f.o.UseGrouping {
	case "false":
		least = len(whole) + 1
	case "always":
		least = last + 1
	case "min2":
		least = last + max(2, f.words.Least)
	}
	if len(whole) < least {
		return []part{{"integer", whole}}
	}
	cut := len(whole) - last
	groups := []string{whole[cut:]}
	for whole = whole[:cut]; len(whole) > others; whole = whole[:len(whole)-others] {
		groups = append(groups, whole[len(whole)-others:])
	}
	if whole != "" {
		groups = append(groups, whole)
	}
	var parts []part
	for i := len(groups) - 1; i >= 0; i-- {
		parts = append(parts, part{"integer", groups[i]})
		if i > 0 {
			parts = append(parts, part{"group", f.words.Symbols[symGroup]})
		}
	}
	return parts
}
