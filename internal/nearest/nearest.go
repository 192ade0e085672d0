// Package nearest finds the name that somebody meant and mistyped.
package nearest

import (
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Name finds the name that was probably meant by name; empty if none is near:
// one letter in three may differ, one in any case, and two that changed places.
// Case does not count. Of several that are as near it is the first in byte
// order. A name that is in the list was meant itself, so that gives none.
func Name(name string, names []string) string {
	return Within(name, names, max(1, len([]rune(name))/3))
}

// Within is Name where most letters may differ, besides two that changed
// places.
func Within(name string, names []string, most int) string {
	best, dist := "", 0
	names = slices.Sorted(slices.Values(names))
	letters := []rune(strings.ToLower(name))
	for i := 1; i < len(letters); i++ { // two letters in the wrong order
		letters[i-1], letters[i] = letters[i], letters[i-1]
		for _, n := range names {
			if strings.ToLower(n) == string(letters) && n != name {
				return n
			}
		}
		letters[i-1], letters[i] = letters[i], letters[i-1]
	}
	for _, n := range names {
		d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(n), nil)
		if best == "" || d < dist {
			best, dist = n, d
		}
	}
	if best == "" || best == name || dist > most {
		return ""
	}
	return best
}
