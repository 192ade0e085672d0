package runtime

import (
	"time"

	"hotreply/runtime/bundle"
)

// What is said about rules beside each other, and about files that are none,
// is judged when the folder is at rest: half-way through a rename, a checkout
// or a copy the neighbour may be one that is about to go.

// impatience ends the wait for a folder that never is at rest.
const impatience = 2 * time.Second

// curious reports whether there is something to judge.
func (k *keeper) curious() bool {
	if len(k.unjudged) > 0 {
		return true
	}
	if len(k.passed) != len(k.told) {
		return true
	}
	for _, n := range k.passed {
		if !k.told[n] {
			return true
		}
	}
	return false
}

// atRest reports whether nothing is pending and nothing has stirred lately.
func (k *keeper) atRest(now time.Time) bool {
	if k.loads > 0 || k.changed || now.Sub(k.stirred) < patience {
		return false
	}
	for _, s := range k.slots {
		if s.gone || s.candidate != nil || !k.deadline(s).IsZero() {
			return false
		}
	}
	return true
}

// judge collects the warnings for the next report.
func (k *keeper) judge() {
	if !k.curious() {
		return
	}
	told := make(map[bundle.Note]bool, len(k.passed))
	for _, n := range k.passed {
		if !k.told[n] {
			k.report.Warnings = append(k.report.Warnings, n)
		}
		told[n] = true
	}
	k.told = told
	passed := append([]bundle.Note(nil), k.passed...)
	k.set.passed.Store(&passed)
	if len(k.unjudged) == 0 {
		return
	}
	g := k.set.Current()
	k.report.Warnings = append(k.report.Warnings, g.lint(k.unjudged)...)
	for _, sc := range g.scripts {
		if k.unjudged[sc.name] {
			k.report.Warnings = append(k.report.Warnings, sc.bundle.Notes...)
		}
	}
	clear(k.unjudged)
}
