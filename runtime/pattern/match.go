package pattern

import (
	"slices"
	"strings"
	"unicode/utf16"

	"hotreply/runtime/regex"
)

// Subject is what patterns look at.
type Subject struct {
	Text  string   // of the message; trimmed by the matching
	Kinds []string // of the event ("image"); every event is also a "message"
	User  string   // whose event it is; users share the matching of patterns
}

// Reading is a subject in the forms that patterns compare with, made once for
// all of them. It belongs to one goroutine at a time.
type Reading struct {
	Subject
	folded string  // whole text, trimmed and folded
	lower  string  // whole text in lower case
	cmd    command // if it is one
	isCmd  bool

	counted bool   // what follows is known
	plain   string // whole text, as regex.Fold writes it
	units   int    // of the text, in UTF-16
}

// Read makes the reading of a subject.
func Read(s Subject) *Reading {
	r := &Reading{Subject: s, folded: foldText(s.Text), lower: strings.ToLower(s.Text)}
	r.cmd, r.isCmd = parseCommand(s.Text)
	return r
}

// forNeeds is the text in the form that the needs of regular expressions are
// compared with, made when the first one asks.
func (r *Reading) forNeeds() (plain string, units int) {
	if !r.counted {
		r.counted, r.plain = true, regex.Fold(r.Text)
		for _, c := range r.Text {
			r.units += utf16.RuneLen(c)
		}
	}
	return r.plain, r.units
}

// is reports whether the event is of the kind.
func (r *Reading) is(kind string) bool {
	return kind == "message" || slices.Contains(r.Kinds, kind)
}

// Match is what a pattern found in a subject.
type Match struct {
	Regexp  *RegexpMatch      // for a regular expression
	Params  map[string]string // for a text with places
	Command string            // for a command: its name as the rule spells it
	Args    []string          // for a command: the words after the name, quotes resolved
	Rest    string            // for a command: everything after the name, trimmed
}

// RegexpMatch is what a regular expression found, as RegExp.prototype.exec
// tells it.
type RegexpMatch struct {
	Input   string
	Index   int // in UTF-16 units
	Groups  []Group
	Names   []Name // in the order of the pattern; nil without named groups
	Indices bool   // the pattern has the flag d, so the places of the groups are wanted
}

// Group is a capture; group 0 is the whole match.
type Group struct {
	Text     string
	Halves   []uint16 // the text in UTF-16 if it cuts a pair, which Text can not; else nil
	From, To int      // where it is in the input, in UTF-16 units
	OK       bool     // false: the group took no part, undefined in JavaScript
}

// Name is a named group.
type Name struct {
	Name  string
	Group Group
}

// Match reports whether the pattern takes the subject, and what it found. Of a
// regular expression ok only says that it may: an engine has to be asked.
func (p *Pattern) Match(r *Reading) (m Match, ok bool) {
	switch p.kind {
	case WholeText:
		return m, r.folded != "" && r.folded == p.source
	case EventKind:
		return m, r.is(p.source)
	case CommandName:
		if !r.isCmd || r.cmd.name != p.source {
			return m, false
		}
		return Match{Command: p.source, Rest: r.cmd.rest, Args: splitArgs(r.cmd.rest)}, true
	case TextWithPlaces:
		if p.places != nil {
			m.Params = p.places.match(r.Text)
		}
		return m, m.Params != nil
	}
	return m, p.may(r)
}

// fewNeeds is how many texts are looked for one by one. Of more the engine knows
// better.
const fewNeeds = 4

// may reports whether a regular expression can match at all.
func (p *Pattern) may(r *Reading) bool {
	plain, units := r.forNeeds()
	if units < p.need.Units {
		return false
	}
	if p.anchored {
		text := r.Text
		if strings.Contains(p.flags, "i") {
			text = r.lower
		}
		return strings.HasPrefix(text, p.literal)
	}
	if n := len(p.need.Any); n == 0 || n > fewNeeds {
		return true
	}
	for _, s := range p.need.Any {
		if strings.Contains(plain, s) {
			return true
		}
	}
	return false
}

// foldText is the form in which texts are compared.
func foldText(s string) string {
	s = strings.TrimSpace(s)
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x80 || 'A' <= c && c <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}
