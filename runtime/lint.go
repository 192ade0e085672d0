package runtime

import (
	"context"
	"fmt"
	"time"
)

// lintTime bounds how long a lint may try patterns on other rules' texts.
const lintTime = 100 * time.Millisecond

// lint finds rules of the named scripts that can not do what their author
// hoped for; nil means all scripts.
func (g *Generation) lint(scripts map[string]bool) []Note {
	ctx, cancel := context.WithTimeout(context.Background(), lintTime)
	defer cancel()
	var notes []Note
	for _, s := range g.scripts {
		if n, idle := g.lintIdle(s); idle && !s.aside && (scripts == nil || scripts[s.name]) {
			notes = append(notes, n)
		}
	}
	var all *Rule // takes every message
	for i, r := range g.index.rules {
		if r.script.aside {
			continue
		}
		ours := scripts == nil || scripts[r.script.name]
		if all != nil && r.Kind != Use {
			if ours || scripts[all.script.name] {
				notes = append(notes, r.note(
					fmt.Sprintf("%s is never reached: %s at %s takes every message before it", r, all, all.Position()),
					"let the earlier rule call next(), or give its file a higher number"))
			}
			continue
		}
		if ours {
			notes = append(notes, r.lintPatterns()...)
		}
		if by := g.hides(ctx, i); by != nil && (ours || scripts[by.script.name]) {
			notes = append(notes, r.note(fmt.Sprintf("%s is never reached: %s at %s takes the same and comes first", r, by, by.Position()),
				"join the two rules, or let the first call next()"))
		}
		if all == nil && r.takesAll() && !r.callsNext() {
			all = r
		}
	}
	return notes
}

// hides finds the rule before number i that takes everything rule i would: the
// patterns of rule i are tried as if somebody had sent them. Only texts,
// commands and kinds can be tried; other patterns must be the same.
func (g *Generation) hides(ctx context.Context, i int) (by *Rule) {
	r := g.index.rules[i]
	for n := range r.Patterns {
		by = nil
		p := &r.Patterns[n]
		d := &dispatch{gen: g, subject: newSubject(p.example())}
		d.hits = g.index.hits(d.subject)
		for at := 0; by == nil; {
			e := d.candidate(&at)
			if e == nil || at > i {
				return nil
			}
			if e.script.aside || e.callsNext() {
				continue
			}
			if p.kind == regexpPattern || p.kind == placesPattern {
				if e.hasPattern(p) {
					by = e
				}
				continue
			}
			if _, ok, err := d.match(ctx, e); ok && err == nil {
				by = e
			}
		}
	}
	return by
}

// example is an event that the pattern takes. For those with gaps it only
// leads to rules with the same beginning.
func (p *Pattern) example() Subject {
	switch p.kind {
	case commandPattern:
		return Subject{Text: "/" + p.source}
	case kindPattern:
		return Subject{Kinds: []string{p.source}}
	case textPattern:
		return Subject{Text: p.source}
	}
	return Subject{Text: p.literal}
}

func (r *Rule) hasPattern(p *Pattern) bool {
	for i := range r.Patterns {
		if r.Patterns[i].String() == p.String() {
			return true
		}
	}
	return false
}

// takesAll reports whether the rule matches every message. A rule for the
// kind "message" does, and the expressions people write for "anything".
func (r *Rule) takesAll() bool {
	for _, p := range r.Patterns {
		switch p.kind {
		case kindPattern:
			if p.source == "message" && r.Kind == On {
				return true
			}
		case regexpPattern:
			switch p.source {
			case "", "(?:)", ".*", "^", "^.*", "^.*$", "[\\s\\S]*", "^[\\s\\S]*$", "[^]*":
				return true
			}
		}
	}
	return false
}

// callsNext guesses from its parameters whether the handler may let others go
// on: one that takes a second parameter does.
func (r *Rule) callsNext() bool { return r.Kind == Use || r.Params >= 2 }

func (r *Rule) lintPatterns() []Note {
	var notes []Note
	for _, p := range r.Patterns {
		switch {
		case p.kind == textPattern && p.source == "":
			notes = append(notes, r.note("an empty text never matches", "use bot.on(\"message\", …) for everything"))
		case p.kind == textPattern && looksLikeCommand(p.source):
			notes = append(notes, r.note(fmt.Sprintf("%s only matches without arguments", p), "bot.command reads \"/name arguments\""))
		case p.kind == regexpPattern && neverMatches(p.source, p.flags):
			notes = append(notes, r.note(fmt.Sprintf("%s can never match", p), "nothing can stand before ^ or after $"))
		}
	}
	return notes
}

func looksLikeCommand(folded string) bool {
	_, ok := parseCommand(folded)
	return ok
}

// neverMatches finds the commonest impossible expressions: something before ^
// or after $ where nothing can be.
func neverMatches(source, flags string) bool {
	if hasAlternative(source) {
		return false
	}
	for _, f := range flags {
		if f == 'm' {
			return false
		}
	}
	runes := []rune(source)
	class := false
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '(' || c == ')':
			return false // groups may be optional: not worth a guess
		case c == '$' && i+1 < len(runes) && plainRune(runes[i+1]):
			return i+2 == len(runes) || !optionalRune(runes[i+2])
		case c == '^' && i > 0 && plainRune(runes[i-1]):
			return true
		}
	}
	return false
}

func plainRune(r rune) bool {
	switch r {
	case '^', '$', '.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '\\', '/':
		return false
	}
	return true
}

func optionalRune(r rune) bool { return r == '*' || r == '?' || r == '{' }

func (r *Rule) note(text, hint string) Note {
	return Note{Script: r.script.name, File: r.File, Line: r.Line, Column: r.Column, Text: text, Hint: hint,
		Frame: r.script.bundle.frame(r.File, r.Line, r.Column)}
}
