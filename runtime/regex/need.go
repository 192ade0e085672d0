package regex

import "unicode/utf16"

// Need is what a text must have for a pattern to match anywhere in it. It asks
// less than the pattern does, and never more. The zero value asks nothing.
type Need struct {
	// Any are texts of which each match needs one somewhere in the whole text,
	// all of them and the text folded by [Fold]. nil: none are known.
	Any []string
	// Units is how long the text must be at least.
	Units int
}

// NeedOf says what a pattern needs, without making it ready to run; nothing of
// one that is wrong.
func NeedOf(source, flagText string) Need {
	p, err := newParser(utf16.Encode([]rune(source)), flagText)
	if err != nil {
		return Need{}
	}
	n, problem := p.parse()
	if problem != "" {
		return Need{}
	}
	f := (&needs{unicode: p.unicode}).of(n)
	return Need{Any: readable(f.best), Units: f.units}
}

// The bounds of what is kept while needs are gathered.
const (
	needTexts  = 32   // in a list that others are joined to
	needWords  = 1000 // in a list that stands
	needLength = 48   // units of a text
	needUnits  = 1 << 20
	needSet    = 8 // letters of a class that stand for themselves
)

// fact is what is known of the texts that a node matches. They are folded and
// in pieces of [piece].
type fact struct {
	units int     // the least length
	exact []piece // all of them; nil: not known
	front []piece // each begins with one of these; nil: not known
	back  []piece // each ends with one of these; nil: not known
	best  []piece // the whole text has one of these in it; nil: not known
}

// piece is a text in UTF-16 with two bytes for each unit, which may be half a
// pair and can be a key.
type piece string

func (p piece) units() int { return len(p) / 2 }

// nothing is what a node takes that takes nothing.
func nothing() fact { return fact{exact: []piece{""}, front: []piece{""}, back: []piece{""}} }

func exactly(list []piece, units int) fact {
	f := fact{units: units, exact: list, front: list, back: list}
	f.best = better(nil, list)
	return f
}

// needs gathers the facts of a pattern.
type needs struct{ unicode bool }

func (g *needs) of(n node) fact {
	switch n := n.(type) {
	case *charNode:
		return exactly([]piece{g.piece(n.c)}, g.length(n.c))
	case *setNode:
		return g.set(n.set)
	case *seqNode:
		f := nothing()
		for _, x := range n.list {
			f = joined(f, g.of(x))
		}
		return f
	case *altNode:
		return g.either(n.list)
	case *groupNode:
		return g.of(n.body)
	case *quantNode:
		return repeated(g.of(n.body), n.min, n.max)
	case *lookNode:
		f := nothing()
		if !n.negative {
			f.best = g.of(n.body).best
		}
		return f
	case *assertNode:
		return nothing()
	}
	return fact{} // a back reference
}

func (g *needs) length(c rune) int {
	if g.unicode && c > 0xFFFF {
		return 2
	}
	return 1
}

func (g *needs) piece(c rune) piece {
	if c = foldRune(c); g.unicode && c > 0xFFFF {
		hi, lo := utf16.EncodeRune(c)
		return unitPiece(hi) + unitPiece(lo)
	}
	return unitPiece(c)
}

func unitPiece(u rune) piece { return piece([]byte{byte(u >> 8), byte(u)}) }

// set is a class: its letters, if they are few when folded.
func (g *needs) set(s *set) fact {
	var list []piece
	units := 2
	for i := 0; i < len(s.ranges); i += 2 {
		if s.ranges[i+1]-s.ranges[i] >= 2*needSet || len(list) > needSet {
			return fact{units: 1}
		}
		for c := s.ranges[i]; c <= s.ranges[i+1]; c++ {
			list, units = append(list, g.piece(c)), min(units, g.length(c))
		}
	}
	if list = distinct(list); len(list) == 0 || len(list) > needSet {
		return fact{units: 1}
	}
	return exactly(list, units)
}

// either is one of several.
func (g *needs) either(list []node) fact {
	all := make([]fact, len(list))
	for i, n := range list {
		all[i] = g.of(n)
	}
	out := all[0]
	for _, f := range all {
		out.units = min(out.units, f.units)
	}
	out.exact = anyOf(all, needTexts, func(f *fact) []piece { return f.exact })
	out.front = anyOf(all, needTexts, func(f *fact) []piece { return f.front })
	out.back = anyOf(all, needTexts, func(f *fact) []piece { return f.back })
	out.best = anyOf(all, needWords, func(f *fact) []piece { return f.best })
	return out
}

// anyOf is what any of the facts has in a list; nil if one of them does not
// know, or they are too many.
func anyOf(facts []fact, most int, list func(*fact) []piece) []piece {
	var out []piece
	for i := range facts {
		l := list(&facts[i])
		if len(l) == 0 || len(out)+len(l) > most {
			return nil
		}
		out = append(out, l...)
	}
	return distinct(out)
}

// joined is one behind the other.
func joined(a, b fact) fact {
	f := fact{units: min(a.units+b.units, needUnits)}
	f.exact = cross(a.exact, b.exact)
	f.best = better(better(better(a.best, b.best), cross(a.back, b.front)), f.exact)
	if f.exact != nil {
		f.front, f.back = f.exact, f.exact
		return f
	}
	f.front, f.back = a.front, b.back
	if a.exact != nil {
		if c := cross(a.exact, b.front); c != nil {
			f.front = c
		}
	}
	if b.exact != nil {
		if c := cross(a.back, b.exact); c != nil {
			f.back = c
		}
	}
	return f
}

// repeated is a node at least low times, and at most high times if that is not
// below 0.
func repeated(body fact, low, high int) fact {
	if low == 0 {
		if high == 0 {
			return nothing()
		}
		if high == 1 && len(body.exact) > 0 && len(body.exact) < needTexts {
			return exactly(distinct(append([]piece{""}, body.exact...)), 0)
		}
		return fact{}
	}
	const most = 8 // times that are written out
	f := body
	for n := 1; n < min(low, most); n++ {
		f = joined(f, body)
	}
	if low != high || low > most {
		f.exact = nil
	}
	f.units = min(body.units*min(low, needUnits), needUnits)
	return f
}

// cross is each of the one with each of the other behind it; nil if they are
// too many or too long, or one is not known.
func cross(a, b []piece) []piece {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > needTexts {
		return nil
	}
	out := make([]piece, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			if len(x)+len(y) > 2*needLength {
				return nil
			}
			out = append(out, x+y)
		}
	}
	return distinct(out)
}

// distinct keeps the first of those that are equal.
func distinct(list []piece) []piece {
	if len(list) < 2 {
		return list
	}
	seen, out := make(map[piece]bool, len(list)), list[:0:0]
	for _, p := range list {
		if !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
	}
	return out
}

// better is the list that fewer texts are likely to have: the one whose
// shortest text is longer, where a letter beyond ASCII counts for three.
func better(a, b []piece) []piece {
	x, y := weight(a), weight(b)
	if y > x || y == x && y > 0 && len(b) < len(a) {
		return b
	}
	if x == 0 {
		return nil
	}
	return a
}

func weight(list []piece) int {
	least := 0
	for i, p := range list {
		w := 0
		for k := 0; k < len(p); k += 2 {
			if p[k] == 0 && p[k+1] < 128 {
				w++
			} else {
				w += 3
			}
		}
		if i == 0 || w < least {
			least = w
		}
	}
	return least
}

// readable are pieces as strings. Half a pair at an end is left out, for it may
// be half of a whole one; nil if one is empty then.
func readable(list []piece) []string {
	out := make([]string, 0, len(list))
	for _, p := range list {
		u := make([]uint16, p.units())
		for i := range u {
			u[i] = uint16(p[2*i])<<8 | uint16(p[2*i+1])
		}
		for len(u) > 0 && isLow(u[0]) {
			u = u[1:]
		}
		for len(u) > 0 && isHigh(u[len(u)-1]) {
			u = u[:len(u)-1]
		}
		text := Fold(string(utf16.Decode(u)))
		if text == "" {
			return nil
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
