package runtime

import (
	"context"
	"fmt"
	"time"

	"hotreply/runtime/bundle"
	"hotreply/runtime/pattern"
)

// lintTime bounds how long a lint may try patterns on other rules' texts.
const lintTime = 100 * time.Millisecond

// lint finds rules of the named scripts that can not do what their author
// hoped for; nil means all scripts.
func (g *Generation) lint(scripts map[string]bool) []bundle.Note {
	ctx, cancel := context.WithTimeout(context.Background(), lintTime)
	defer cancel()
	var notes []bundle.Note
	for _, s := range g.scripts {
		if n, idle := g.lintIdle(s); idle && !s.aside && (scripts == nil || scripts[s.name]) {
			notes = append(notes, n)
		}
	}
	var all *Rule // takes every message
	for i, r := range g.rules {
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
	r := g.rules[i]
	for n := range r.Patterns {
		by = nil
		p := &r.Patterns[n]
		d := &dispatch{gen: g, subject: pattern.Read(p.Example())}
		if d.hits = g.index.Hits(d.subject); p.Kind() == pattern.RegExp {
			d.hits = g.index.Alike(p)
		}
		for c := d.from(0); by == nil; {
			at := c.next()
			if at < 0 || at >= i {
				return nil
			}
			e := g.rules[at]
			if e.script.aside || e.callsNext() {
				continue
			}
			if kind := p.Kind(); kind == pattern.RegExp || kind == pattern.TextWithPlaces {
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

func (r *Rule) hasPattern(p *pattern.Pattern) bool {
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
		switch p.Kind() {
		case pattern.EventKind:
			if p.Source() == "message" && r.Kind == On {
				return true
			}
		case pattern.RegExp:
			switch p.Source() {
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

func (r *Rule) lintPatterns() []bundle.Note {
	var notes []bundle.Note
	for _, p := range r.Patterns {
		switch {
		case p.Kind() == pattern.WholeText && p.Source() == "":
			notes = append(notes, r.note("an empty text never matches", "use bot.on(\"message\", …) for everything"))
		case p.LooksLikeCommand():
			notes = append(notes, r.note(fmt.Sprintf("%s only matches without arguments", p), "bot.command reads \"/name arguments\""))
		case p.NeverMatches():
			notes = append(notes, r.note(fmt.Sprintf("%s can never match", p), "nothing can stand before ^ or after $"))
		}
	}
	return notes
}

func (r *Rule) note(text, hint string) bundle.Note {
	return bundle.Note{Script: r.script.name, File: r.File, Line: r.Line, Column: r.Column, Text: text, Hint: hint,
		Frame: r.script.bundle.CodeFrame(r.File, r.Line, r.Column)}
}
