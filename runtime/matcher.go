package runtime

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"hotreply/runtime/pattern"
	"hotreply/runtime/regex"
)

// matcher tries the regular expressions of one script, in a goroutine of its
// own that is made at first need, so that a busy script keeps no other waiting.
type matcher struct {
	set    *Scripts
	script string
	queue  *matchQueue
	done   <-chan struct{} // the script is gone

	start chan struct{} // holds a token until the goroutine was started
	watch matchWatch    // what the guard sees of the present match
	stuck atomic.Bool   // an event has given up waiting for the present match
}

func newMatcher(set *Scripts, script string, done <-chan struct{}) *matcher {
	m := &matcher{set: set, script: script, queue: newMatchQueue(), done: done, start: make(chan struct{}, 1)}
	m.start <- struct{}{}
	return m
}

// match tries pattern number i of a rule on an event's text. It blocks until
// there is an answer, the script is gone or ctx ends. The error is a
// *[PassedOverError] when the text is one that passes the pattern.
func (m *matcher) match(ctx context.Context, r *Rule, i int, d *dispatch) (*pattern.RegexpMatch, error) {
	p, s := &r.Patterns[i], d.subject
	if passed := m.set.slow.passedOver(r, p, s.Text); passed != nil {
		return nil, passed
	}
	text := d.inUnits()
	if match, done := m.inPlace(ctx, r, i, s.Text, text); done {
		return match, nil
	}
	select {
	case <-m.start:
		go m.run()
	default:
	}
	return m.queue.do(ctx, &matchRequest{rule: r, number: i, pattern: p, text: s.Text, units: text, user: s.User, event: d.event, answer: make(chan matchAnswer, 1)}, m.done)
}

// run is the goroutine; it ends with the script.
func (m *matcher) run() {
	e := newMatchEngine(m)
	m.set.guard.addMatcher(m)
	defer m.set.guard.dropMatcher(m)
	for {
		select {
		case <-m.done:
			return
		default:
		}
		if req := m.queue.take(); req != nil {
			req.answer <- m.try(e, req)
			continue
		}
		select {
		case <-m.queue.wake:
		case <-m.done:
			return
		}
	}
}

// try does one request.
func (m *matcher) try(e *matchEngine, req *matchRequest) matchAnswer {
	slow := m.set.slow
	if passed := slow.passedOver(req.rule, req.pattern, req.text); passed != nil { // since it began to wait
		return matchAnswer{err: passed}
	}
	began := time.Now()
	m.watch.begin(m.set.guard, req)
	match, err := e.exec(req)
	wedged := m.watch.end()
	m.stuck.Store(false)
	m.queue.took(req, time.Since(began))
	var late *MatchTimeoutError
	switch {
	case !errors.As(err, &late):
		slow.answered(req.rule, req.pattern, req.text)
	case !wedged: // the guard has counted one that wedged
		m.late(req)
	}
	return matchAnswer{match, err}
}

// late counts a match that found no answer in its time.
func (m *matcher) late(req *matchRequest) {
	if begins := m.set.slow.late(req.rule, req.pattern, req.text); begins != nil {
		m.set.reportError(req.rule.matchError(begins))
	}
}

// matchEngine belongs to the matcher's goroutine.
type matchEngine struct {
	m       *matcher
	regex   regex.Matcher
	request *matchRequest // the present one
	started time.Time     // when it did
	polled  bool          // since then
	cpuThen time.Duration // of the process at the first poll, which comes early
}

func newMatchEngine(m *matcher) *matchEngine {
	e := &matchEngine{m: m}
	e.regex.Poll, e.regex.Stack = e.poll, m.set.opts.MatchStack
	return e
}

// poll ends a match whose time is up, or whose script is gone.
func (e *matchEngine) poll() error {
	select {
	case <-e.m.done:
		return ErrGone
	default:
		e.readCPU()
		return e.late()
	}
}

// readCPU reads the processor's time once in a match, and not of one that is
// brief: it has a price.
func (e *matchEngine) readCPU() {
	if !e.polled {
		e.polled, e.cpuThen = true, e.m.set.guard.cpu()
	}
}

// late is the error of a match whose time is up, else nil. As for turns, both
// the clock and the processor have to say so, or after slack times the limit
// the clock alone.
func (e *matchEngine) late() error {
	limit, elapsed := e.m.set.matchTimeout, time.Since(e.started)
	if limit <= 0 || elapsed < limit {
		return nil
	}
	e.readCPU()
	cpu := e.m.set.guard.cpu() - e.cpuThen
	if cpu < limit && elapsed < slack*limit {
		return nil
	}
	return &MatchTimeoutError{Pattern: e.request.pattern.Short(), Elapsed: elapsed, CPU: cpu}
}

func (e *matchEngine) exec(req *matchRequest) (match *pattern.RegexpMatch, err error) {
	defer func() {
		if x := recover(); x != nil {
			match, err = nil, fmt.Errorf("match: %v", x)
		}
	}()
	re, err := req.rule.programs[req.number].get(req.pattern)
	if err != nil {
		return nil, err
	}
	e.request, e.started, e.polled = req, time.Now(), false
	if delay := e.m.set.opts.MatchDelay; delay != nil {
		e.readCPU()
		time.Sleep(delay(req.pattern.Source(), req.text))
	}
	found, err := e.regex.Match(re, req.units, 0)
	switch {
	case err != nil:
		return nil, err
	case found == nil:
		return nil, e.late()
	}
	return matchOf(req.text, req.units, re, found), nil
}

// matchOf puts a match into the words of rules.
func matchOf(input string, text regex.Text, re *regex.Regexp, found []int) *pattern.RegexpMatch {
	m := &pattern.RegexpMatch{Input: input, Index: found[0], Groups: make([]pattern.Group, len(found)/2), Indices: re.Has('d')}
	for i := range m.Groups {
		if from, to := found[2*i], found[2*i+1]; from >= 0 {
			m.Groups[i] = groupOf(text, from, to)
		}
	}
	for _, n := range re.Names() {
		m.Names = append(m.Names, pattern.Name{Name: n.Name, Group: m.Groups[n.Taken(found)]})
	}
	return m
}

func groupOf(text regex.Text, from, to int) pattern.Group {
	g := pattern.Group{From: from, To: to, OK: true}
	var whole bool
	if g.Text, whole = text.Part(from, to); !whole {
		g.Halves = text.Slice(from, to)
	}
	return g
}

// MatchTimeoutError says that a regular expression took too long on a text.
// That is a failure of its rule and not the answer "no match".
type MatchTimeoutError struct {
	Pattern string        // as its author wrote it; a very long one is cut
	Elapsed time.Duration // by the clock
	CPU     time.Duration // of the whole process meanwhile
}

// Error names the pattern and what was used.
func (e *MatchTimeoutError) Error() string {
	if e.starved() {
		return fmt.Sprintf("the pattern %s found no answer within %v by the clock and %v of processor time", e.Pattern, e.Elapsed.Round(100*time.Millisecond), e.CPU.Round(100*time.Millisecond))
	}
	return fmt.Sprintf("the pattern %s found no answer within %v", e.Pattern, e.Elapsed.Round(100*time.Millisecond))
}

// starved reports whether the clock alone decided.
func (e *MatchTimeoutError) starved() bool { return e.CPU < e.Elapsed/slack }

// Name is the name of the JavaScript error.
func (e *MatchTimeoutError) Name() string { return "TimeoutError" }

// Code is the code of the JavaScript error.
func (e *MatchTimeoutError) Code() string { return "MATCH_TIMEOUT" }

// Hint says what to do about it.
func (e *MatchTimeoutError) Hint() string {
	if e.starved() {
		return fmt.Sprintf("the machine was busy with other things; after %d times the limit, which comes from rules.cpu_timeout in config.toml, the clock alone decides", slack)
	}
	return patternAdvice
}

const patternAdvice = "a repetition inside a repetition of the same characters takes for ever on some texts: write the pattern without; thousands of words are found faster with a Set than with a pattern of them all"
