package runtime

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hotreply/runtime/bundle"
)

// settle decides what has waited long enough, and swaps once no load is
// under way, so that one change to a shared file is one generation.
func (k *keeper) settle(ctx context.Context) {
	now := time.Now()
	for _, s := range k.sorted() {
		at := k.deadline(s)
		if at.IsZero() || at.After(now) {
			continue
		}
		switch {
		case s.gone:
			k.remove(s)
		case s.candidate != nil && s.clash == "":
			k.decide(ctx, s)
		default:
			k.begin(ctx, s, true) // an empty file that stayed empty, or one that is still in another's way
		}
	}
	if k.atRest(now) {
		k.judge()
	}
	if k.loads == 0 || k.changed && len(k.askers) == 0 && now.Sub(k.began) > restless {
		k.apply()
	}
}

// decide accepts a version or reports its failure.
func (k *keeper) decide(ctx context.Context, s *slot) {
	r := s.candidate
	s.candidate, s.changedAt = nil, time.Time{}
	if r.err != nil {
		k.fail(ctx, s, r)
		return
	}
	old := s.live
	s.live, s.failure, s.standIn = r.script, nil, false
	k.note(diff(old, r.script))
	if c := k.set.opts.Bundles; c != nil && !r.bundle.SameRules(storedRules(r.script.loaded)) {
		if kept, err := r.bundle.Encode(storedRules(r.script.loaded)); err == nil {
			c.SaveBundle(s.name, kept)
		}
	}
	k.retryClash(s)
}

// fail keeps the old version, or at a start runs the last good one.
func (k *keeper) fail(ctx context.Context, s *slot, r *result) {
	again := s.failure != nil && s.failure.Error() == r.err.Error()
	s.failure = r.err
	if !again {
		k.report.Failed = append(k.report.Failed, r.err)
	}
	if s.live == nil && !s.restoring && s.clash == "" {
		k.restore(ctx, s)
	}
}

// restore starts the bundle that last worked.
func (k *keeper) restore(ctx context.Context, s *slot) {
	c := k.set.opts.Bundles
	if c == nil {
		return
	}
	var b *bundle.Bundle
	var err error
	noted := k.set.noted(ctx, s.name, func() { b, err = bundle.Decode(c.LoadBundle(s.name)) })
	if noted != nil || err != nil || b == nil || b.Script != s.name {
		return
	}
	s.restoring = true
	script := newScript(k.set, b, filepath.Dir(s.entry), k.set.Current().number+1)
	if err := script.start(ctx); err != nil {
		k.set.log.Warn("the last good version does not start either", "rule", s.name, "err", err)
		return
	}
	s.live, s.standIn = script, true
	ch := diff(nil, script)
	ch.Kind = Restored
	k.note(ch)
}

func (k *keeper) remove(s *slot) {
	delete(k.slots, s.name)
	s.abandon()
	if c := k.set.opts.Bundles; c != nil {
		c.DropBundle(s.name)
	}
	if s.live != nil {
		k.note(diff(s.live, nil))
	}
	k.retryClash(s)
	k.changed = true
}

func (k *keeper) note(c Change) {
	k.report.Changes = append(k.report.Changes, c)
	k.changed = true
}

// apply swaps if something changed, and reports.
func (k *keeper) apply() {
	rep := k.report
	// Loads end in any order.
	slices.SortStableFunc(rep.Changes, func(a, b Change) int { return strings.Compare(a.Script, b.Script) })
	slices.SortStableFunc(rep.Failed, func(a, b *ScriptError) int { return strings.Compare(a.Script, b.Script) })
	rep.Generation = k.set.Current().number
	if k.changed {
		g := k.set.swap(k.liveScripts())
		rep.Generation = g.number
		for _, c := range rep.Changes {
			k.unjudged[c.Script] = true
		}
	}
	if k.starting || len(k.askers) > 0 && k.loads == 0 {
		k.judge()
	}
	rep.Warnings = k.report.Warnings
	news := k.changed || len(rep.Failed) > 0 || len(rep.Warnings) > 0
	if !k.began.IsZero() {
		rep.Took = time.Since(k.began)
	}
	k.report, k.changed, k.began = Report{}, false, time.Time{}
	k.publish()
	k.succeeded()
	if news {
		k.set.logReport(rep)
		if f := k.set.opts.OnReport; f != nil {
			f(rep)
		}
	}
	if k.loads == 0 {
		for _, a := range k.askers {
			a <- rep
		}
		k.askers = nil
	}
}

// publish makes the failures of the present known to Scripts.Failed.
func (k *keeper) publish() {
	list := []*ScriptError{}
	for _, s := range k.sorted() {
		if s.failure != nil {
			list = append(list, s.failure)
		}
	}
	k.set.failed.Store(&list)
}

// liveScripts are the scripts of the next generation in their order.
func (k *keeper) liveScripts() []*Script {
	var list []*Script
	for _, s := range k.sorted() {
		if s.live != nil {
			list = append(list, s.live)
		}
	}
	return list
}

func (k *keeper) sorted() []*slot {
	list := make([]*slot, 0, len(k.slots))
	for _, s := range k.slots {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *slot) int { return strings.Compare(a.name, b.name) })
	return list
}
