package runtime

import (
	"path/filepath"

	"hotreply/runtime/bundle"
	"hotreply/runtime/pattern"
)

// A script that Options.Skip names is set aside: nothing of it runs, not even
// its top level, which may be what is wrong with it. Its patterns stay known,
// from the live version or from the last good bundle, so that a dispatch can
// tell which events it would have taken.

// storedRule is a rule as the bundle cache keeps it: what it looks for and
// where it was made.
type storedRule struct {
	Kind     RuleKind          `json:"kind"`
	Patterns []pattern.Pattern `json:"patterns"`
	File     string            `json:"file"`
	Line     int               `json:"line"`
}

// storedRules keeps the rules that take events by a pattern.
func storedRules(rules []*Rule) []storedRule {
	var out []storedRule
	for _, r := range rules {
		if r.Kind != Hear && r.Kind != OnCommand && r.Kind != On {
			continue
		}
		out = append(out, storedRule{Kind: r.Kind, Patterns: r.Patterns, File: r.File, Line: r.Line})
	}
	return out
}

// newAside makes the stand-in for a script that is set aside. It has rules and
// a matcher, and a loop that was never started.
func newAside(set *Scripts, name string, gen uint64, rules []storedRule) *Script {
	s := newScript(set, &bundle.Bundle{Script: name, Entry: set.loader.Display(filepath.Join(set.loader.Dir(), name))}, set.loader.Dir(), gen)
	s.aside = true
	s.loop.closed = true
	close(s.loop.done)
	for i, st := range rules {
		s.loaded = append(s.loaded, &Rule{Kind: st.Kind, Patterns: st.Patterns, File: st.File, Line: st.Line, script: s, number: i, programs: make([]program, len(st.Patterns))})
	}
	return s
}

// setAside puts the stand-in in the place of a script and reports whether that
// is new.
func (k *keeper) setAside(s *slot) bool {
	if s.aside {
		return false
	}
	s.abandon()
	s.aside, s.failure, s.gone = true, nil, false
	var rules []storedRule
	switch c := k.set.opts.Bundles; {
	case s.live != nil:
		rules = storedRules(s.live.loaded)
	case c != nil:
		if bundle.RulesOf(c.LoadBundle(s.name), &rules) != nil {
			rules = nil // what is kept is damaged
		}
	}
	s.live = newAside(k.set, s.name, k.set.Current().number+1, rules)
	k.note(Change{Script: s.name, Kind: SetAside, Rules: len(s.live.loaded)})
	return true
}
