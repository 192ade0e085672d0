package regex

import "slices"

// folding says which letters are one under the flag i: those with the same
// canonical letter.
type folding struct {
	canon  map[rune]rune   // letters that are not their own
	groups map[rune][]rune // by canonical letter, all letters that have it, in order
	order  []rune          // the canonical letters of groups, in order
}

func newFolding(pairs []rune) *folding {
	f := &folding{canon: make(map[rune]rune, len(pairs)/2), groups: make(map[rune][]rune, len(pairs)/2)}
	for i := 0; i+1 < len(pairs); i += 2 {
		from, to := pairs[i], pairs[i+1]
		f.canon[from] = to
		if f.groups[to] == nil {
			f.groups[to] = []rune{to}
			f.order = append(f.order, to)
		}
		f.groups[to] = append(f.groups[to], from)
	}
	slices.Sort(f.order)
	return f
}

// foldingFor is the folding of patterns with or without u.
func foldingFor(unicode bool) *folding {
	if unicode {
		return unicodeTables().fold[1]
	}
	return unicodeTables().fold[0]
}

// canonical is the letter that stands for all that are like c.
func (f *folding) canonical(c rune) rune {
	if to, ok := f.canon[c]; ok {
		return to
	}
	return c
}

// close adds to a tidy set all letters that are like one of its own.
func closeOver(s *set, unicode bool) *set {
	if len(s.ranges) == 0 || len(s.ranges) == 2 && s.ranges[0] == 0 && s.ranges[1] == lastRune {
		return s
	}
	if !unicode && !s.above(128) {
		return closeASCII(s)
	}
	if !slices.ContainsFunc(s.ranges, func(c rune) bool { return !caseless(c) }) && !spans(s) {
		return s // without the tables
	}
	f := foldingFor(unicode)
	out := &set{ranges: slices.Clone(s.ranges)}
	for _, first := range f.order {
		group := f.groups[first]
		if !slices.ContainsFunc(group, s.find) {
			continue
		}
		for _, c := range group {
			if !s.find(c) {
				out.ranges = append(out.ranges, c, c)
			}
		}
	}
	return out.tidy()
}

// spans reports whether a range goes beyond the scripts that its ends are of.
func spans(s *set) bool {
	for i := 0; i < len(s.ranges); i += 2 {
		if lo, hi := s.ranges[i], s.ranges[i+1]; (lo < 0xAC00) != (hi < 0xAC00) {
			return true
		}
	}
	return false
}

// closeASCII is the same without u for a set of ASCII, which has no likes
// outside.
func closeASCII(s *set) *set {
	out := &set{ranges: slices.Clone(s.ranges)}
	for c := 'a'; c <= 'z'; c++ {
		up := c - 'a' + 'A'
		if s.find(c) != s.find(up) {
			out.ranges = append(out.ranges, c, c, up, up)
		}
	}
	return out.tidy()
}
