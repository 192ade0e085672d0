package intl

import (
	"slices"
	"unicode/utf8"
)

// sourced is a part of a range: of its start, its end or both.
type sourced struct {
	part
	source string
}

// span writes a range. What both ends have around them is said once if it is a
// unit or more than one letter; what the start has for itself puts spaces
// between the ends.
func (f *numberFormat) span(a, b number) []sourced {
	outerA, middleA, innerA := f.pieces(a)
	outerB, middleB, innerB := f.pieces(b)
	if slices.Equal(innerA, innerB) && slices.Equal(middleA, middleB) {
		return f.about(fill(outerA, fill(middleA, innerA)))
	}
	shareOuter := slices.Equal(outerA, outerB)
	shareMiddle := shareOuter && slices.Equal(middleA, middleB) && letters(middleA) != 1
	between := f.words.Range[0]
	if !shareOuter && letters(outerA) > 0 || !shareMiddle && letters(middleA) > 0 || slices.ContainsFunc(innerA, isWord) {
		between = f.words.Range[1]
	}
	if !shareMiddle {
		innerA, innerB, middleA = fill(middleA, innerA), fill(middleB, innerB), nil
	}
	if !shareOuter {
		innerA, innerB, outerA = fill(outerA, innerA), fill(outerB, innerB), nil
	}
	out := mark(innerA, "startRange")
	out = append(out, sourced{part{"literal", between}, "shared"})
	out = append(out, mark(innerB, "endRange")...)
	return around(outerA, around(middleA, out))
}

// isWord tells the word of a size, which is not said once for both ends.
func isWord(p part) bool { return p.Type == "compact" || p.Type == "exponentSeparator" }

// letters counts those around the digits.
func letters(parts []part) (n int) {
	for _, p := range parts {
		n += utf8.RuneCountInString(p.Value)
	}
	return n
}

// about writes that both ends are written alike.
func (f *numberFormat) about(parts []part) []sourced {
	out := []sourced{{part{"approximatelySign", f.words.Range[2]}, "shared"}}
	return append(out, mark(parts, "shared")...)
}

func mark(parts []part, source string) []sourced {
	out := make([]sourced, len(parts))
	for i, p := range parts {
		out[i] = sourced{p, source}
	}
	return out
}

// around puts inner into the slot of what both ends share.
func around(outer []part, inner []sourced) []sourced {
	if outer == nil {
		return inner
	}
	var out []sourced
	for _, p := range outer {
		if p.Type == slot {
			out = append(out, inner...)
		} else {
			out = append(out, sourced{p, "shared"})
		}
	}
	return out
}
