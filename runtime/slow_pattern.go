package runtime

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"hotreply/internal/clock"
	"hotreply/runtime/pattern"
)

const (
	// slowAfter is how many texts in a row a pattern may find no answer on in
	// its time, before longer ones pass it.
	slowAfter = 3
	// slowFirst and slowMost bound how long they do; it doubles between.
	slowFirst, slowMost = 10 * time.Minute, 24 * time.Hour
)

// SlowPattern is what is known of a regular expression that found no answer
// in its time. A shorter text says nothing about a longer one, so a row of
// such texts is ended by an answer on one that is at least as long.
type SlowPattern struct {
	Script   string    `json:"script"`          // file name
	Pattern  string    `json:"pattern"`         // as its author wrote it; of a very long one the end is a hash
	Shortest int       `json:"shortest"`        // characters of the shortest text that it found no answer on
	InARow   int       `json:"inARow"`          // such texts in a row; 0: nothing is known any more
	Periods  int       `json:"periods"`         // how often texts passed it for a time
	Until    time.Time `json:"until,omitzero"`  // texts of Shortest characters and more pass it until then
	Latest   time.Time `json:"latest,omitzero"` // when it found no answer last
}

// PassedOverError says that a rule was not asked about a text, for its pattern
// is slow. It is no answer "no match".
type PassedOverError struct {
	SlowPattern
	Place string // file:line of the rule
}

// Error names rule, pattern and texts.
func (e *PassedOverError) Error() string {
	return fmt.Sprintf("%s: texts of %d characters and more pass the pattern %s until %s: it found no answer in time %d times in a row",
		e.Place, e.Shortest, e.Pattern, e.Until.Local().Format("2006-01-02 15:04:05"), e.InARow)
}

// Name is the name of the JavaScript error.
func (e *PassedOverError) Name() string { return "TimeoutError" }

// Code is the code of the JavaScript error.
func (e *PassedOverError) Code() string { return "PATTERN_PASSED_OVER" }

// Hint says what to do about it.
func (e *PassedOverError) Hint() string {
	return "the messages are listed as failed and go on to later rules; " + patternAdvice
}

// slowPatterns knows the slow patterns of a set of scripts. They are few and
// change seldom, while every match asks: so the map is never changed, another
// takes its place.
type slowPatterns struct {
	clock   clock.Clock
	changed func(SlowPattern) // may be nil
	known   atomic.Pointer[map[slowKey]SlowPattern]
}

type slowKey struct{ script, pattern string }

func newSlowPatterns(c clock.Clock, earlier []SlowPattern, changed func(SlowPattern)) *slowPatterns {
	s := &slowPatterns{clock: c, changed: changed}
	known := make(map[slowKey]SlowPattern, len(earlier))
	for _, e := range earlier {
		known[slowKey{e.Script, e.Pattern}] = e
	}
	s.known.Store(&known)
	return s
}

// update puts what change makes of a copy in the place of what is known, unless
// it reports false. It may be called several times.
func (s *slowPatterns) update(change func(known map[slowKey]SlowPattern) bool) bool {
	for {
		old := s.known.Load()
		known := maps.Clone(*old)
		if !change(known) {
			return false
		}
		if s.known.CompareAndSwap(old, &known) {
			return true
		}
	}
}

// passedOver says whether a text passes a rule's pattern, nil if not.
func (s *slowPatterns) passedOver(r *Rule, p *pattern.Pattern, text string) *PassedOverError {
	known := *s.known.Load()
	if len(known) == 0 {
		return nil // as usual: the key has a price
	}
	e, ok := known[keyOf(r, p)]
	if !ok || !s.clock.Now().Before(e.Until) || utf8.RuneCountInString(text) < e.Shortest {
		return nil
	}
	return &PassedOverError{SlowPattern: e, Place: r.Position()}
}

// late notes that a pattern found no answer on a text in its time. The error
// is not nil when longer texts pass the pattern from now on.
func (s *slowPatterns) late(r *Rule, p *pattern.Pattern, text string) *PassedOverError {
	key, length, now := keyOf(r, p), utf8.RuneCountInString(text), s.clock.Now()
	var e SlowPattern
	var begins bool
	s.update(func(known map[slowKey]SlowPattern) bool {
		var ok bool
		if e, ok = known[key]; !ok {
			e = SlowPattern{Script: key.script, Pattern: key.pattern, Shortest: length}
		}
		e.InARow++
		e.Shortest, e.Latest = min(e.Shortest, length), now
		if begins = e.InARow >= slowAfter && !now.Before(e.Until); begins {
			e.Until = now.Add(min(slowFirst<<min(e.Periods, 10), slowMost))
			e.Periods++
		}
		known[key] = e
		return true
	})
	if s.changed != nil {
		s.changed(e)
	}
	if !begins {
		return nil
	}
	return &PassedOverError{SlowPattern: e, Place: r.Position()}
}

// answered notes that a pattern found an answer on a text in its time.
func (s *slowPatterns) answered(r *Rule, p *pattern.Pattern, text string) {
	if len(*s.known.Load()) == 0 {
		return
	}
	key := keyOf(r, p)
	ended := s.update(func(known map[slowKey]SlowPattern) bool {
		e, ok := known[key]
		delete(known, key)
		return ok && utf8.RuneCountInString(text) >= e.Shortest
	})
	if ended && s.changed != nil {
		s.changed(SlowPattern{Script: key.script, Pattern: key.pattern})
	}
}

func keyOf(r *Rule, p *pattern.Pattern) slowKey {
	text := p.Short()
	if len(text) != len(p.String()) { // two long ones may begin alike
		text += fmt.Sprintf(" #%x", sha256.Sum256([]byte(p.Source())))[:10]
	}
	return slowKey{r.script.name, text}
}
