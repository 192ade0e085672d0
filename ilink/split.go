package ilink

import (
	"strings"
	"unicode/utf8"
)

// SplitText cuts text into parts of at most atRunes code points each.
func SplitText(text string, atRunes int) []string {
	if atRunes <= 0 {
		atRunes = MaxTextBytes / 4
	}
	var parts []string
	for utf8.RuneCountInString(text) > atRunes || len(text) > MaxTextBytes {
		end, n := 0, 0
		for i := range text {
			if n++; n > atRunes || i > MaxTextBytes-4 {
				break
			}
			end = i
		}
		if nl := strings.LastIndex(text[:end], "\n"); nl > 0 {
			end = nl + 1
		}
		parts = append(parts, text[:end])
		text = text[end:]
	}
	return append(parts, text)
}
