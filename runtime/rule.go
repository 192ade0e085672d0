package runtime

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/dop251/goja"
)

// RuleKind says when a rule takes an event.
type RuleKind int

// The kinds of rules.
const (
	Hear      RuleKind = iota // a pattern matches the text
	OnCommand                 // the text is one of the commands
	On                        // the event is of one of the kinds
	Use                       // always; the handler decides about the rest with next()
	Fallback                  // no other rule took the event
	OnEvent                   // not for events with a subject: see Generation.Emit
)

// Rule is a handler and what it handles. Scripts make rules with
// [Script.AddRule] while they load.
type Rule struct {
	Kind     RuleKind
	Patterns []Pattern // any of them; none for Use and Fallback
	Handler  goja.Callable
	Params   int // how many parameters the handler declares; two or more may call next()

	// Where the rule was made; filled in by AddRule.
	File         string
	Line, Column int

	script *Script
	number int // in its script
}

// String names kind and patterns as the author would: hear "hi", command /x.
func (r *Rule) String() string {
	kind := [...]string{Hear: "hear", OnCommand: "command", On: "on", Use: "use", Fallback: "fallback", OnEvent: "on"}[r.Kind]
	for i, p := range r.Patterns {
		sep := " "
		if i > 0 {
			sep = ", "
		}
		kind += sep + p.String()
	}
	return kind
}

// Position is "file:line".
func (r *Rule) Position() string { return fmt.Sprintf("%s:%d", r.File, r.Line) }

// Script is the script that made the rule.
func (r *Rule) Script() *Script { return r.script }

type patternKind int

const (
	textPattern patternKind = iota
	placesPattern
	regexpPattern
	commandPattern
	kindPattern
)

// Pattern is one thing a rule looks for.
type Pattern struct {
	kind     patternKind
	source   string
	flags    string
	places   *places
	regexp   int    // number in the matcher
	literal  string // what a matching text must begin with, or contain; may be empty
	anchored bool   // literal is the beginning
}

// TextPattern matches a whole text without regard to case and outer space;
// with places in brackets ("天气 [城市] [天数?]") it fills them.
func TextPattern(source string) (Pattern, error) {
	pl, err := parsePlaces(source)
	if err != nil {
		return Pattern{}, err
	}
	if pl == nil {
		return Pattern{kind: textPattern, source: foldText(source)}, nil
	}
	return Pattern{kind: placesPattern, source: source, places: pl, literal: pl.literal, anchored: true}, nil
}

// RegexpPattern matches as JavaScript's RegExp does; the flags g and y mean
// nothing here and are left out.
func RegexpPattern(source, flags string) Pattern {
	flags = strings.Map(func(r rune) rune {
		if r == 'g' || r == 'y' {
			return -1
		}
		return r
	}, flags)
	return Pattern{kind: regexpPattern, source: source, flags: flags}
}

// CommandPattern matches "/name" and what follows; the name is compared
// without regard to case.
func CommandPattern(name string) (Pattern, error) {
	name = strings.TrimSpace(name)
	name = strings.TrimLeft(name, "/／")
	if name == "" {
		return Pattern{}, &PatternError{Source: name, Problem: "a command needs a name"}
	}
	if i := strings.IndexFunc(name, unicode.IsSpace); i >= 0 {
		return Pattern{}, &PatternError{Source: name, Problem: "the name of a command can not contain space"}
	}
	return Pattern{kind: commandPattern, source: foldText(name)}, nil
}

// KindPattern matches events of a kind ("image", "message") and, for OnEvent
// rules, events of that name.
func KindPattern(kind string) Pattern { return Pattern{kind: kindPattern, source: kind} }

// String is the pattern as its author would write it.
func (p Pattern) String() string {
	switch p.kind {
	case regexpPattern:
		return "/" + p.source + "/" + p.flags
	case commandPattern:
		return "/" + p.source
	case kindPattern:
		return p.source
	}
	return fmt.Sprintf("%q", p.source)
}

// short is the pattern with its end left out if it is very long.
func (p Pattern) short() string {
	const most = 80
	text := []rune(p.source)
	if p.kind != regexpPattern || len(text) <= most {
		return p.String()
	}
	return "/" + string(text[:most]) + "…/" + p.flags
}

// PatternError says that a pattern makes no sense.
type PatternError struct{ Source, Problem string }

// Error names pattern and problem.
func (e *PatternError) Error() string { return fmt.Sprintf("pattern %q: %s", e.Source, e.Problem) }

// Match is what a pattern found in an event, for [Event.Matched].
type Match struct {
	Regexp  *RegexpMatch      // for a regular expression
	Params  map[string]string // for a text with places
	Command string            // for a command: its name as the rule spells it
	Args    []string          // for a command: the words after the name, quotes resolved
	Rest    string            // for a command: everything after the name, trimmed
}

// RegexpMatch is the result of RegExp.prototype.exec.
type RegexpMatch struct {
	Input  string
	Index  int // in UTF-16 units
	Groups []Group
	Names  []Name // in the order of the pattern; nil without named groups
}

// Group is a capture; group 0 is the whole match.
type Group struct {
	Text string
	OK   bool // false: the group took no part, undefined in JavaScript
}

// Name is a named group.
type Name struct {
	Name  string
	Group Group
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

func (r *Rule) compile() error {
	for i := range r.Patterns {
		p := &r.Patterns[i]
		if p.kind == regexpPattern {
			p.literal, p.anchored = literalOf(p.source, p.flags)
			p.regexp = r.script.matcher.add(p.source, p.flags)
		}
	}
	return nil
}
