package runtime

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// slot is what the keeper knows of one script file.
type slot struct {
	name  string
	entry string
	live  *Script // in force; nil if no version ever loaded

	inputs    []Input // of the last try, with the content it saw
	failure   *ScriptError
	clash     string // the script whose namespace this one wants
	restoring bool   // the last good bundle was tried

	changedAt time.Time // when the files last changed; zero once that was decided
	aside     bool      // live is only a stand-in
	gone      bool      // the file is not there, since changedAt
	candidate *result   // a version that must wait for its patience
	load      int       // number of the load under way or of the last one
	cancel    context.CancelFunc
}

// result is a version of a script: it loaded, or err says why not.
type result struct {
	slot   *slot
	number int
	bundle *Bundle
	script *Script
	err    *ScriptError

	restarts *Script // the broken script this one replaces; nil for a load
}

// drop stops a version that nobody wants.
func (r *result) drop() {
	if r.script != nil {
		r.script.discard()
	}
}

// visit looks at one script that is there and reports whether it changed.
func (k *keeper) visit(ctx context.Context, f found, treeChanged, ask bool) bool {
	s := k.slots[f.name]
	if s == nil {
		s = &slot{name: f.name, entry: f.entry}
		k.slots[f.name] = s
		s.inputs = []Input{{Path: f.entry}}
	}
	if f.aside {
		return k.setAside(s)
	}
	back := s.gone
	s.gone = false
	stale := s.entry != f.entry || s.aside
	s.aside = false
	s.entry = f.entry
	for i, in := range s.inputs {
		if h := k.files.hash(in.Path); h != in.Hash {
			s.inputs[i].Hash = h
			stale = true
		}
	}
	if !stale {
		if back {
			s.changedAt = time.Time{} // it was away for a moment and is the same
		}
		if s.failure == nil || !treeChanged || s.cancel != nil {
			return false
		}
	}
	if k.began.IsZero() {
		k.began = time.Now()
	}
	s.changedAt = time.Now()
	s.abandon()
	if !ask && k.halfWritten(s) {
		return true // the deadline decides
	}
	k.begin(ctx, s)
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

// deadline is when what is pending must be decided; zero if nothing is.
func (s *slot) deadline() time.Time {
	if s.changedAt.IsZero() || s.cancel != nil {
		return time.Time{}
	}
	return s.changedAt.Add(patience)
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

// halfWritten reports whether a file of the script is missing, empty, or only
// the beginning of what it was.
func (k *keeper) halfWritten(s *slot) bool {
	for _, in := range s.inputs {
		if in.Hash == 0 {
			return true
		}
		st, ok := k.files.known[in.Path]
		if !ok {
			continue
		}
		if st.size == 0 {
			return true
		}
		if s.live == nil {
			continue
		}
		old := s.live.bundle.Sources[k.set.loader.display(in.Path)]
		if int64(len(old)) <= st.size {
			continue
		}
		if text, _, err := k.set.loader.read(in.Path); err == nil && strings.HasPrefix(old, text) {
			return true
		}
	}
	return false
}

// suspicious reports whether a version may come from a half-written file.
func (s *slot) suspicious(r *result) bool {
	if r.err != nil {
		return r.err.Name != "ClashError"
	}
	return s.live != nil && len(r.script.loaded) < len(s.live.loaded)
}

// remember keeps what the last try was made of.
func (s *slot) remember(b *Bundle) {
	if b != nil && len(b.Inputs) > 0 {
		s.inputs = b.Inputs
	}
}

// begin loads the script in a goroutine of its own.
func (k *keeper) begin(ctx context.Context, s *slot) {
	s.abandon()
	if err := k.clashOf(s); err != nil {
		s.candidate = &result{slot: s, number: s.load, err: err}
		k.decide(ctx, s)
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	s.cancel = cancel
	k.loads++
	job := loadJob{set: k.set, slot: s, number: s.load, name: s.name, entry: s.entry, gen: k.set.Current().number + 1}
	go func() {
		r := job.run(ctx)
		cancel()
		k.results <- r
	}()
}

// loadJob is one load with everything it needs copied, for it runs beside the
// keeper.
type loadJob struct {
	set         *Scripts
	slot        *slot // to find the way back; not touched
	number      int
	name, entry string
	gen         uint64
}

func (j *loadJob) run(ctx context.Context) result {
	r := result{slot: j.slot, number: j.number}
	var err error
	r.bundle, err = j.bundle(ctx)
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
func (j *loadJob) bundle(ctx context.Context) (b *Bundle, err error) {
	select {
	case j.set.bundling <- struct{}{}:
		defer func() { <-j.set.bundling }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	noted := j.set.noted(ctx, j.name, func() { b, err = j.set.loader.load(j.name, j.entry) })
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
		close(begun)
	}()
	select {
	case <-begun:
	case <-ctx.Done(): // it may be held back by a turn that does not end
		go func() {
			<-begun
			notes.End(t)
		}()
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
	se.fromGo(err)
	return se
}

// clashOf refuses a script whose namespace another one has.
func (k *keeper) clashOf(s *slot) *ScriptError {
	ns := Namespace(s.name)
	s.clash = ""
	for _, o := range k.sorted() {
		if o == s || Namespace(o.name) != ns || o.gone {
			continue
		}
		if o.live == nil && (o.clash != "" || o.name > s.name) {
			continue
		}
		if o.live == nil && s.live != nil {
			continue
		}
		s.clash = o.name
		return &ScriptError{Script: s.name, File: k.set.loader.display(s.entry), Name: "ClashError",
			Message: fmt.Sprintf("%s and %s would share the stored data of %q", o.name, s.name, ns),
			Advice:  "give one of the two another name; it loads as soon as the other is gone"}
	}
	return nil
}

// retryClash loads the scripts that s, which changed or went, kept out; and
// when s came in the place of one that is gone, that one goes at once.
func (k *keeper) retryClash(s *slot) {
	for _, o := range k.sorted() {
		switch {
		case o == s:
		case o.gone && Namespace(o.name) == Namespace(s.name) && k.slots[s.name] == s:
			k.remove(o) // a renamed file
		case o.clash == s.name && k.slots[s.name] != s:
			k.begin(k.set.life, o)
		}
	}
}
