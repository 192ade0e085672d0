package pattern

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Index finds the patterns that may take a subject, without looking at each:
// texts, commands, kinds and the literal beginnings of others are keys. Patterns
// have the number of their rule. It must be complete before it is asked.
type Index struct {
	texts    map[string][]int32
	commands map[string][]int32
	kinds    map[string][]int32
	places   literals // of the folded, trimmed text
	start    literals // of the text as it is
	starti   literals // of the text in lower case
	needs    literals // anywhere in the text, folded for needs
	always   []int32  // those that have no key
}

// NewIndex makes an empty index.
func NewIndex() *Index {
	return &Index{texts: map[string][]int32{}, commands: map[string][]int32{}, kinds: map[string][]int32{},
		places: newLiterals(), start: newLiterals(), starti: newLiterals(), needs: newLiterals()}
}

// Add puts a pattern of rule number i under its key. Numbers must not fall.
func (ix *Index) Add(i int32, p *Pattern) {
	switch p.kind {
	case WholeText:
		ix.texts[p.source] = append(ix.texts[p.source], i)
	case CommandName:
		ix.commands[p.source] = append(ix.commands[p.source], i)
	case EventKind:
		ix.kinds[p.source] = append(ix.kinds[p.source], i)
	case TextWithPlaces:
		ix.addLiteral(&ix.places, p, i)
	default:
		ix.addRegexp(i, p)
	}
}

func (ix *Index) addLiteral(to *literals, p *Pattern, i int32) {
	if p.literal == "" {
		ix.AddAlways(i)
		return
	}
	to.add(p.literal, i)
}

// addRegexp takes the beginning of an expression as its key, or else the texts
// of which a match needs one.
func (ix *Index) addRegexp(i int32, p *Pattern) {
	switch {
	case p.anchored && strings.Contains(p.flags, "i"):
		ix.starti.add(p.literal, i)
	case p.anchored:
		ix.start.add(p.literal, i)
	case len(p.need.Any) == 0:
		ix.AddAlways(i)
	}
	if !p.anchored {
		for _, s := range p.need.Any {
			ix.needs.add(s, i)
		}
	}
}

// AddAlways adds rule number i to those that have no key. Numbers must not
// fall.
func (ix *Index) AddAlways(i int32) {
	if n := len(ix.always); n == 0 || ix.always[n-1] != i {
		ix.always = append(ix.always, i)
	}
}

// Always lists, in order, the numbers of the rules that have no key. It must
// not be changed.
func (ix *Index) Always() []int32 { return ix.always }

// Hits lists, in order, the numbers of the rules with a key that the subject
// has. Those in Always come on top.
func (ix *Index) Hits(r *Reading) []int32 {
	var hits []int32
	if r.folded != "" {
		hits = append(hits, ix.texts[r.folded]...)
	}
	if r.isCmd {
		hits = append(hits, ix.commands[r.cmd.name]...)
	}
	if len(ix.kinds) > 0 {
		hits = append(hits, ix.kinds["message"]...)
		for _, k := range r.Kinds {
			if k != "message" {
				hits = append(hits, ix.kinds[k]...)
			}
		}
	}
	hits = ix.places.at(hits, r.folded)
	hits = ix.start.at(hits, r.Text)
	hits = ix.starti.at(hits, r.lower)
	if len(ix.needs.rules) > 0 {
		plain, _ := r.forNeeds()
		hits = ix.needs.within(hits, plain)
	}
	if len(hits) > 1 {
		slices.Sort(hits)
		hits = slices.Compact(hits)
	}
	return hits
}

// Alike lists, in order, the numbers of the rules that have a key of a regular
// expression: those that have the same one are among these, or among Always.
// It must not be changed.
func (ix *Index) Alike(p *Pattern) []int32 {
	switch {
	case p.anchored && strings.Contains(p.flags, "i"):
		return ix.starti.rules[cut(p.literal)]
	case p.anchored:
		return ix.start.rules[cut(p.literal)]
	case len(p.need.Any) > 0:
		return ix.needs.rules[cut(p.need.Any[0])]
	}
	return nil
}

// literals is a set of strings that a text may begin with, or contain.
type literals struct {
	first map[rune]uint64    // the lengths in bytes, as bits, of those that begin with a rune
	rules map[string][]int32 // by the string, cut to maxLiteral
}

// maxLiteral is how much of a literal is looked up; the rest is checked when
// the pattern itself is tried.
const maxLiteral = 60

func newLiterals() literals {
	return literals{first: map[rune]uint64{}, rules: map[string][]int32{}}
}

func (l *literals) add(s string, rule int32) {
	s = cut(s)
	r, _ := utf8.DecodeRuneInString(s)
	l.first[r] |= 1 << len(s)
	l.rules[s] = append(l.rules[s], rule)
}

// cut is what is looked up of a string.
func cut(s string) string {
	for len(s) > maxLiteral {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}

// at adds the rules of the strings that text begins with.
func (l *literals) at(hits []int32, text string) []int32 {
	if len(l.rules) == 0 || text == "" {
		return hits
	}
	r, _ := utf8.DecodeRuneInString(text)
	return l.take(hits, text, l.first[r])
}

// within adds the rules of the strings that text contains.
func (l *literals) within(hits []int32, text string) []int32 {
	if len(l.rules) == 0 {
		return hits
	}
	for i, r := range text {
		if lengths := l.first[r]; lengths != 0 {
			hits = l.take(hits, text[i:], lengths)
		}
	}
	return hits
}

func (l *literals) take(hits []int32, text string, lengths uint64) []int32 {
	for n := 1; lengths>>n != 0 && n <= len(text); n++ {
		if lengths>>n&1 != 0 {
			hits = append(hits, l.rules[text[:n]]...)
		}
	}
	return hits
}
