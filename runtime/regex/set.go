package regex

import "sort"

// lastRune is the last code point.
const lastRune = 0x10FFFF

// set is a set of characters as pairs of first and last, in order and apart.
// In mode u they are code points, else code units.
type set struct {
	low    [4]uint64 // those below 256, for speed; made by seal
	ranges []rune
}

// span is a set of one range.
func span(lo, hi rune) *set { return &set{ranges: []rune{lo, hi}} }

// oneOf is the set of the characters of s.
func oneOf(s string) *set {
	out := &set{}
	for _, r := range s {
		out.ranges = append(out.ranges, r, r)
	}
	return out.tidy()
}

// tidy sorts the ranges and joins those that touch.
func (s *set) tidy() *set {
	n := len(s.ranges) / 2
	sort.Sort(byFirst(s.ranges))
	out := s.ranges[:0]
	for i := range n {
		lo, hi := s.ranges[2*i], s.ranges[2*i+1]
		if k := len(out); k > 0 && lo <= out[k-1]+1 {
			out[k-1] = max(out[k-1], hi)
			continue
		}
		out = append(out, lo, hi)
	}
	s.ranges = out
	return s
}

type byFirst []rune

func (b byFirst) Len() int           { return len(b) / 2 }
func (b byFirst) Less(i, j int) bool { return b[2*i] < b[2*j] }
func (b byFirst) Swap(i, j int) {
	b[2*i], b[2*j] = b[2*j], b[2*i]
	b[2*i+1], b[2*j+1] = b[2*j+1], b[2*i+1]
}

// add puts what others hold into s, which must be tidied then.
func (s *set) add(others ...*set) *set {
	for _, o := range others {
		s.ranges = append(s.ranges, o.ranges...)
	}
	return s
}

// union is a new set.
func union(sets ...*set) *set { return new(set).add(sets...).tidy() }

// not is the complement among all code points. s must be tidy.
func (s *set) not() *set {
	out := &set{}
	next := rune(0)
	for i := 0; i < len(s.ranges); i += 2 {
		if s.ranges[i] > next {
			out.ranges = append(out.ranges, next, s.ranges[i]-1)
		}
		next = s.ranges[i+1] + 1
	}
	if next <= lastRune {
		out.ranges = append(out.ranges, next, lastRune)
	}
	return out
}

// and is what both hold, without is what only s holds; both sets must be tidy.
func (s *set) and(o *set) *set     { return union(s.not(), o.not()).not() }
func (s *set) without(o *set) *set { return union(s.not(), o).not() }

// seal prepares a tidy set for has.
func (s *set) seal() *set {
	for i := 0; i < len(s.ranges); i += 2 {
		for c := s.ranges[i]; c <= min(s.ranges[i+1], 255); c++ {
			s.low[c>>6] |= 1 << (c & 63)
		}
	}
	return s
}

// has reports whether a sealed set holds c.
func (s *set) has(c rune) bool {
	if c < 256 {
		return s.low[c>>6]>>(c&63)&1 != 0
	}
	return s.find(c)
}

func (s *set) find(c rune) bool {
	lo, hi := 0, len(s.ranges)/2
	for lo < hi {
		mid := (lo + hi) / 2
		switch {
		case c < s.ranges[2*mid]:
			hi = mid
		case c > s.ranges[2*mid+1]:
			lo = mid + 1
		default:
			return true
		}
	}
	return false
}

// single is the only character of s.
func (s *set) single() (rune, bool) {
	if len(s.ranges) == 2 && s.ranges[0] == s.ranges[1] {
		return s.ranges[0], true
	}
	return 0, false
}

// above reports whether s holds a character from c on.
func (s *set) above(c rune) bool {
	n := len(s.ranges)
	return n > 0 && s.ranges[n-1] >= c
}

// What the escapes of classes hold.
func digits() *set { return span('0', '9') }
func words() *set  { return (&set{ranges: []rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}}).tidy() }
func spaces() *set {
	return oneOf("\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff")
}
func lineEnds() *set { return oneOf("\n\r\u2028\u2029") }
