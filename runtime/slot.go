package runtime

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"hotreply/runtime/bundle"
)

// slot is what the keeper knows of one script file.
type slot struct {
	name  string
	entry string
	live  *Script // in force; nil if no version ever loaded

	inputs    []bundle.Input // of the last try, with the content it saw
	failure   *ScriptError
	clash     string // the script whose namespace this one wants
	restoring bool   // the last good bundle was tried

	changedAt time.Time // when the files last changed; zero once that was decided
	aside     bool      // live is only a stand-in
	standIn   bool      // live is the last good bundle of another life
	gone      bool      // the file is not there, since changedAt
	candidate *result   // a version that must wait for its patience
	load      int       // number of the load under way or of the last one
	cancel    context.CancelFunc
}

// result is a version of a script: it loaded, or err says why not.
type result struct {
	slot   *slot
	number int
	bundle *bundle.Bundle
	script *Script
	err    *ScriptError

	same     bool    // the version in force was made of the same
	restarts *Script // the broken script this one replaces; nil for a load
}

// drop stops a version that nobody wants.
func (r *result) drop() {
	if r.script != nil {
		r.script.discard()
	}
}

// visit looks at one script that is there and reports whether it changed.
func (k *keeper) visit(ctx context.Context, f bundle.Found, ask bool) bool {
	s := k.slots[f.Name]
	if s == nil {
		s = &slot{name: f.Name, entry: f.Entry}
		k.slots[f.Name] = s
		s.inputs = []bundle.Input{{Path: f.Entry}}
	}
	if f.Aside {
		return k.setAside(s)
	}
	back := s.gone
	s.gone = false
	stale := s.entry != f.Entry || s.aside
	s.aside = false
	s.entry = f.Entry
	for i, in := range s.inputs {
		if h := k.files.Now(in); h != in.Hash {
			s.inputs[i].Hash = h
			stale = true
		}
	}
	if !stale {
		if back {
			s.changedAt = time.Time{} // it was away for a moment and is the same
		}
		return false
	}
	if k.began.IsZero() {
		k.began = time.Now()
	}
	s.changedAt = time.Now()
	s.abandon()
	if !ask && k.halfWritten(s) {
		return true // the deadline decides
	}
	k.begin(ctx, s, ask)
	return true
}

// missing notes that a script's file is gone and reports whether that is new.
func (k *keeper) missing(s *slot, ask bool) bool {
	if ask {
		k.remove(s)
		return true
	}
	if s.gone {
		return false
	}
	s.abandon()
	s.gone, s.changedAt = true, time.Now()
	return true
}

// deadline is when what is pending must be decided, once the folder is at
// rest; zero if nothing is.
func (k *keeper) deadline(s *slot) time.Time {
	if s.changedAt.IsZero() || s.cancel != nil {
		return time.Time{}
	}
	at, last := s.changedAt, s.changedAt.Add(impatience)
	if k.stirred.After(at) {
		at = k.stirred
	}
	if at = at.Add(patience); at.After(last) {
		return last
	}
	return at
}

// abandon gives up a load or a waiting version.
func (s *slot) abandon() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
	s.load++
	if s.candidate != nil {
		s.candidate.drop()
		s.candidate = nil
	}
}

// halfWritten reports whether a file of the script looks like one that is still
// being written.
func (k *keeper) halfWritten(s *slot) bool {
	var old *bundle.Bundle
	if s.live != nil {
		old = s.live.bundle
	}
	return slices.ContainsFunc(s.inputs, func(in bundle.Input) bool { return k.set.loader.HalfWritten(in, old) })
}

// suspicious reports whether a version may come from a half-written file.
func (s *slot) suspicious(r *result) bool {
	if r.err != nil {
		return true
	}
	return s.live != nil && len(r.script.loaded) < len(s.live.loaded)
}

// remember keeps what the last try was made of.
func (s *slot) remember(b *bundle.Bundle) {
	if b != nil && len(b.Inputs) > 0 {
		s.inputs = b.Inputs
	}
}

// begin loads the script in a goroutine of its own. One that may not load
// beside another waits for the folder's rest, unless that is over: the other
// may be about to go.
func (k *keeper) begin(ctx context.Context, s *slot, over bool) {
	s.abandon()
	if err := k.clashOf(s); err != nil {
		s.candidate = &result{slot: s, number: s.load, err: err}
		switch {
		case over:
			k.decide(ctx, s)
		case s.changedAt.IsZero():
			s.changedAt = time.Now()
		}
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	s.cancel = cancel
	job := loadJob{set: k.set, slot: s, number: s.load, name: s.name, entry: s.entry, gen: k.set.Current().number + 1}
	if s.live != nil && s.failure == nil && !s.live.aside && !s.standIn {
		job.live = s.live.bundle
	}
	if c := k.set.opts.Bundles; c != nil && s.live == nil && s.failure == nil {
		job.kept = c.LoadBundle(s.name)
	}
	k.load(func() result {
		defer cancel()
		return job.run(ctx)
	})
}

// load makes a version beside the keeper. It must come back, which all that a
// script does while it loads has limits for: the keeper takes what it counts.
func (k *keeper) load(job func() result) {
	k.loads++
	go func() { k.results <- job() }()
}

// loadJob is one load with everything it needs copied, for it runs beside the
// keeper.
type loadJob struct {
	set         *Scripts
	slot        *slot // to find the way back; not touched
	number      int
	name, entry string
	gen         uint64
	live        *bundle.Bundle // in force; nil if a load is wanted whatever comes of it
	kept        []byte         // what is kept of an earlier run; nil if that can not be what is there
}

func (j *loadJob) run(ctx context.Context) result {
	r := result{slot: j.slot, number: j.number}
	var err error
	r.bundle, err = j.bundle(ctx)
	if err == nil && j.live != nil && r.bundle.Code == j.live.Code && maps.Equal(r.bundle.Sources, j.live.Sources) {
		r.same = true
		return r
	}
	if err == nil {
		script := newScript(j.set, r.bundle, filepath.Dir(j.entry), j.gen)
		if err = script.start(ctx); err == nil {
			r.script = script
		}
	}
	if err != nil {
		r.err = asScriptError(j.name, err)
	}
	return r
}

// bundle reads and compiles the script's files, a few scripts at a time.
func (j *loadJob) bundle(ctx context.Context) (b *bundle.Bundle, err error) {
	select {
	case j.set.bundling <- struct{}{}:
		defer func() { <-j.set.bundling }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	noted := j.set.noted(ctx, j.name, func() {
		var bytes atomic.Int64
		defer j.set.guard.bundling(j.name, &bytes)()
		if b = j.set.loader.Kept(j.kept, j.name, j.entry, &bytes); b == nil {
			bytes.Store(0)
			b, err = j.set.loader.Load(ctx, j.name, j.entry, &bytes)
		}
	})
	return b, cmp.Or(noted, err)
}

// noted runs a part of a load outside the script's loop as a turn, for what
// reads and compiles a file can take the process down like what runs it. Its
// error is the end of ctx before the turn could begin.
func (s *Scripts) noted(ctx context.Context, script string, part func()) error {
	notes := s.opts.Turns
	if notes == nil {
		part()
		return nil
	}
	t := Turn{Script: script, Loading: true}
	begun := make(chan struct{})
	go func() {
		notes.Begin(t)
		select {
		case begun <- struct{}{}:
		case <-ctx.Done(): // nobody takes it any more
			notes.End(t)
		}
	}()
	select {
	case <-begun:
	case <-ctx.Done(): // it may be held back by a turn that does not end
		return context.Cause(ctx)
	}
	defer notes.End(t)
	part()
	return nil
}

func asScriptError(name string, err error) *ScriptError {
	if se, ok := err.(*ScriptError); ok {
		return se
	}
	se := &ScriptError{Script: name}
	if b, ok := err.(*bundle.Error); ok {
		se.fromBundle(b)
	} else {
		se.fromGo(err)
	}
	return se
}

// clashOf refuses a script whose namespace another one has.
func (k *keeper) clashOf(s *slot) *ScriptError {
	ns := bundle.Namespace(s.name)
	s.clash = ""
	for _, o := range k.sorted() {
		if o == s || bundle.Namespace(o.name) != ns || o.gone {
			continue
		}
		if !k.yields(s, o) {
			continue
		}
		s.clash = o.name
		return &ScriptError{Script: s.name, File: k.set.loader.Display(s.entry), Name: "ClashError",
			Message: fmt.Sprintf("%s and %s would share the stored data of %q", o.name, s.name, ns),
			Advice:  "give one of the two another name; it loads as soon as the other is gone"}
	}
	return nil
}

// yields reports whether of two scripts that would share their data it is s
// that may not load: the one in force stays, else the one that was when the
// process last ran, else the first.
func (k *keeper) yields(s, o *slot) bool {
	switch {
	case o.live != nil:
		return true
	case s.live != nil || o.clash != "":
		return false
	}
	if was := k.wasLive(o); was != k.wasLive(s) {
		return was
	}
	return o.name < s.name
}

// wasLive reports whether a version of the script is kept.
func (k *keeper) wasLive(s *slot) bool {
	c := k.set.opts.Bundles
	return c != nil && len(c.LoadBundle(s.name)) > 0
}

// retryClash loads the scripts that s, which changed or went, kept out; and
// when s came in the place of one that is gone, that one goes at once.
func (k *keeper) retryClash(s *slot) {
	for _, o := range k.sorted() {
		switch {
		case o == s:
		case o.gone && bundle.Namespace(o.name) == bundle.Namespace(s.name) && k.slots[s.name] == s:
			k.remove(o) // a renamed file
		case o.clash == s.name && k.slots[s.name] != s:
			k.begin(k.set.life, o, true)
		}
	}
}
