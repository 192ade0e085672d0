package runtime

import (
	"strings"
	"time"

	"hotreply/runtime/bundle"
)

// Report says what a reload did.
type Report struct {
	Generation uint64
	Changes    []Change       // scripts that were loaded, replaced or dropped, in the order of their names
	Failed     []*ScriptError // versions that did not load, in the same order; the old one, if any, stays
	Warnings   []bundle.Note  // about the rules of changed scripts, and what is passed over; may come alone, when the folder is at rest
	Took       time.Duration  // from the first sign of the change to the swap
}

// ChangeKind says what a reload did with a script.
type ChangeKind string

// The kinds of change. Restored means that the file does not load and the
// version that last worked runs instead; SetAside, that Options.Skip named it.
const (
	Added    ChangeKind = "added"
	Changed  ChangeKind = "changed"
	Removed  ChangeKind = "removed"
	Restored ChangeKind = "restored"
	SetAside ChangeKind = "set aside"
)

// Change is what a reload did with one script.
type Change struct {
	Script  string
	Kind    ChangeKind
	Rules   int      // the number it has now
	Added   []string // rules that are new, as [Rule.String]
	Dropped []string // rules that are no more
}

// diff compares two versions of a script; nil stands for none.
func diff(old, now *Script) Change {
	c := Change{Kind: Changed}
	var before, after []*Rule
	if old != nil {
		c.Script, before = old.name, old.loaded
	} else {
		c.Kind = Added
	}
	if now != nil {
		c.Script, after, c.Rules = now.name, now.loaded, len(now.loaded)
	} else {
		c.Kind = Removed
	}
	c.Added = without(after, before)
	c.Dropped = without(before, after)
	return c
}

// without lists the rules of a that b does not have.
func without(a, b []*Rule) []string {
	have := make(map[string]int)
	for _, r := range b {
		have[r.String()]++
	}
	var out []string
	for _, r := range a {
		if name := r.String(); have[name] > 0 {
			have[name]--
		} else {
			out = append(out, name)
		}
	}
	return out
}

// logReport writes one line per change, failure and warning.
func (s *Scripts) logReport(rep Report) {
	for _, c := range rep.Changes {
		facts := []any{"rule", c.Script, "generation", rep.Generation, "rules", c.Rules}
		if len(c.Added) > 0 {
			facts = append(facts, "added", listed(c.Added))
		}
		if len(c.Dropped) > 0 {
			facts = append(facts, "dropped", listed(c.Dropped))
		}
		if c.Kind == Restored {
			s.log.Warn("the file does not load, its last good version runs", facts...)
			continue
		}
		s.log.Info("rule "+string(c.Kind), facts...)
	}
	for _, e := range rep.Failed {
		s.log.Error("rule does not load", append([]any{"rule", e.Script, "generation", rep.Generation}, e.Facts()...)...)
	}
	for _, w := range rep.Warnings {
		facts := []any{"rule", w.Script, "generation", rep.Generation, "file", w.File}
		if w.Line > 0 {
			facts = append(facts, "line", w.Line)
		}
		if w.Hint != "" {
			facts = append(facts, "hint", w.Hint)
		}
		s.log.Warn(w.Text, facts...)
	}
}

// listed is a list of rules as one fact of a log line, which puts a backslash
// before each double quote.
func listed(rules []string) string {
	return strings.ReplaceAll(strings.Join(rules, ", "), `"`, "'")
}
