package regex

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold writes a text with one letter for all that differ in case, of whichever
// kind of folding. It is coarser than the flag i, so texts that are alike for a
// pattern are equal when folded. What is no UTF-8 becomes U+FFFD.
func Fold(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return fold(s, i)
		}
	}
	return s
}

// fold is Fold of a text whose first bytes stay.
func fold(s string, same int) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	b.WriteString(s[:same])
	for _, c := range s[same:] {
		b.WriteRune(foldRune(c))
	}
	return b.String()
}

// foldRune is the letter that stands for all that differ in case from c: of
// those of ASCII the small one, of others the first.
func foldRune(c rune) rune {
	switch {
	case c < utf8.RuneSelf:
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	case caseless(c):
		return c
	}
	least := c
	for r := unicode.SimpleFold(c); r != c; r = unicode.SimpleFold(r) {
		least = min(least, r)
	}
	if least < utf8.RuneSelf {
		return foldRune(least)
	}
	return least
}

// caseless reports whether c is of the scripts of East Asia that know no case,
// or punctuation of theirs.
func caseless(c rune) bool {
	return c >= 0x2E80 && c <= 0xA63F || c >= 0xAC00 && c <= 0xD7A3
}
