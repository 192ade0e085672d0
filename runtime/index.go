package runtime

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// index finds the rules that may take an event, in their order, without
// looking at each: texts, commands, kinds and the literal beginnings of other
// patterns are keys.
type index struct {
	rules []*Rule // of all scripts in their order, fallbacks last

	texts    map[string][]int32
	commands map[string][]int32
	kinds    map[string][]int32
	places   literals // of the folded, trimmed text
	start    literals // of the text as it is
	starti   literals // of the text in lower case
	inside   literals // anywhere in the text
	insidei  literals
	always   []int32 // those that have no key
}

func newIndex(scripts []*Script) *index {
	ix := &index{texts: map[string][]int32{}, commands: map[string][]int32{}, kinds: map[string][]int32{},
		places: newLiterals(), start: newLiterals(), starti: newLiterals(), inside: newLiterals(), insidei: newLiterals()}
	var last []*Rule
	for _, s := range scripts {
		for _, r := range s.loaded {
			switch r.Kind {
			case Fallback:
				last = append(last, r)
			case OnEvent:
			default:
				ix.rules = append(ix.rules, r)
			}
		}
	}
	ix.rules = append(ix.rules, last...)
	for i, r := range ix.rules {
		ix.enter(int32(i), r)
	}
	return ix
}

// enter puts rule number i under its keys.
func (ix *index) enter(i int32, r *Rule) {
	if r.Kind == Use || r.Kind == Fallback {
		ix.always = append(ix.always, i)
		return
	}
	for n := range r.Patterns {
		p := &r.Patterns[n]
		switch p.kind {
		case textPattern:
			ix.texts[p.source] = append(ix.texts[p.source], i)
		case commandPattern:
			ix.commands[p.source] = append(ix.commands[p.source], i)
		case kindPattern:
			ix.kinds[p.source] = append(ix.kinds[p.source], i)
		default:
			if p.literal == "" {
				ix.always = append(ix.always, i)
				continue
			}
			ix.literalsFor(p).add(p.literal, i)
		}
	}
	ix.always = slices.Compact(ix.always)
}

func (ix *index) literalsFor(p *Pattern) *literals {
	fold := strings.Contains(p.flags, "i")
	switch {
	case p.kind == placesPattern:
		return &ix.places
	case p.anchored && fold:
		return &ix.starti
	case p.anchored:
		return &ix.start
	case fold:
		return &ix.insidei
	}
	return &ix.inside
}

// hits lists, in order, the numbers of the rules with a key that the event
// has. Those in always come on top.
func (ix *index) hits(s *subject) []int32 {
	var hits []int32
	if s.folded != "" {
		hits = append(hits, ix.texts[s.folded]...)
	}
	if s.isCmd {
		hits = append(hits, ix.commands[s.cmd.name]...)
	}
	if len(ix.kinds) > 0 {
		hits = append(hits, ix.kinds["message"]...)
		for _, k := range s.Kinds {
			if k != "message" {
				hits = append(hits, ix.kinds[k]...)
			}
		}
	}
	hits = ix.places.at(hits, s.folded)
	hits = ix.start.at(hits, s.Text)
	hits = ix.starti.at(hits, s.lower)
	hits = ix.inside.within(hits, s.Text)
	hits = ix.insidei.within(hits, s.lower)
	if len(hits) > 1 {
		slices.Sort(hits)
		hits = slices.Compact(hits)
	}
	return hits
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
	for len(s) > maxLiteral {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	r, _ := utf8.DecodeRuneInString(s)
	l.first[r] |= 1 << len(s)
	l.rules[s] = append(l.rules[s], rule)
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

// subject is an event's subject in the forms that patterns look at.
type subject struct {
	Subject
	folded string  // whole text, trimmed and folded
	lower  string  // whole text in lower case
	cmd    command // if it is one
	isCmd  bool
}

func newSubject(s Subject) *subject {
	x := &subject{Subject: s, folded: foldText(s.Text), lower: strings.ToLower(s.Text)}
	x.cmd, x.isCmd = parseCommand(s.Text)
	return x
}

// is reports whether the event is of the kind.
func (s *subject) is(kind string) bool {
	return kind == "message" || slices.Contains(s.Kinds, kind)
}

// may reports whether a regular expression can match at all.
func (s *subject) may(p *Pattern) bool {
	text := s.Text
	if strings.Contains(p.flags, "i") {
		text = s.lower
	}
	if p.anchored {
		return strings.HasPrefix(text, p.literal)
	}
	return p.literal == "" || strings.Contains(text, p.literal)
}
