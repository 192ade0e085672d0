package runtime

import (
	"context"
	"errors"
	"sync/atomic"

	"hotreply/runtime/pattern"
	"hotreply/runtime/regex"
)

// program is a regular expression that is ready to run. It is made at first
// use; several goroutines may use it.
type program struct {
	made atomic.Pointer[regex.Regexp]
	long atomic.Int32 // texts of so many units take more than a few steps; 0: none is known
}

// get makes the program if nobody has.
func (g *program) get(p *pattern.Pattern) (*regex.Regexp, error) {
	if re := g.made.Load(); re != nil {
		return re, nil
	}
	re, err := regex.CompileString(p.Source(), p.Flags())
	if err != nil {
		return nil, err
	}
	g.made.Store(re)
	return re, nil
}

const (
	// shortText is how long a text may be for a match in the caller's goroutine,
	// in units.
	shortText = 1000
	// shortPattern is how long a pattern may be to be compiled in it, in bytes.
	shortPattern = 1000
)

// errManySteps ends a match that is to go to the matcher's goroutine.
var errManySteps = errors.New("the match takes more than a few steps")

// newFewSteps makes an engine for matches of a few steps: it gives up when it is
// first asked whether to go on, a fraction of a millisecond after the beginning.
func newFewSteps() any {
	return &regex.Matcher{Poll: func() error { return errManySteps }}
}

// few tries a pattern with an engine that gives up early; ok is false if it did.
func (m *matcher) few(re *regex.Regexp, text regex.Text, input string) (match *pattern.RegexpMatch, ok bool) {
	e := m.set.engines.Get().(*regex.Matcher)
	defer func() {
		if x := recover(); x != nil {
			ok = false // the matcher's goroutine tells of it
		}
	}()
	found, err := e.Match(re, text, 0)
	if err != nil {
		m.set.engines.Put(e)
		return nil, false
	}
	if found != nil {
		match = matchOf(input, text, re, found)
	}
	m.set.engines.Put(e)
	return match, true
}

// inPlace tries a pattern in the caller's goroutine. Most matches take less time
// than the way to another one. It is not done when there is no answer within a
// few steps, or anything else is out of the ordinary: then the matcher's
// goroutine begins anew, where time is watched.
func (m *matcher) inPlace(ctx context.Context, r *Rule, i int, input string, text regex.Text) (match *pattern.RegexpMatch, done bool) {
	p, g := &r.Patterns[i], &r.programs[i]
	re := g.made.Load()
	switch long := g.long.Load(); {
	case text.Len() > shortText, long > 0 && text.Len() >= int(long), re == nil && len(p.Source()) > shortPattern:
		return nil, false
	case m.set.opts.MatchDelay != nil || m.set.opts.MatchStack > 0 || m.isGone() || ctx.Err() != nil:
		return nil, false
	}
	if re == nil {
		var err error
		if re, err = g.get(p); err != nil {
			return nil, false
		}
	}
	if match, done = m.few(re, text, input); !done {
		g.long.Store(int32(max(text.Len(), 1)))
		return nil, false
	}
	m.set.slow.answered(r, p, input)
	return match, true
}

// isGone reports whether the script is gone.
func (m *matcher) isGone() bool {
	select {
	case <-m.done:
		return true
	default:
		return false
	}
}
