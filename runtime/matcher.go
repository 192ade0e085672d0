package runtime

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/pattern"
)

// matcher tries the regular expressions of one script, in a goja runtime and
// goroutine of its own, so that a busy script keeps no other waiting and the
// engine is the one that rules know. Both are made at first need.
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

// match tries the pattern of a rule on an event's text. It blocks until the
// engine has answered, the script is gone or ctx ends. The error is a
// *[PassedOverError] when the text is one that passes the pattern.
func (m *matcher) match(ctx context.Context, r *Rule, p *pattern.Pattern, s *pattern.Reading, ev Event) (*pattern.RegexpMatch, error) {
	if passed := m.set.slow.passedOver(r, p, s.Text); passed != nil {
		return nil, passed
	}
	select {
	case <-m.start:
		go m.run()
	default:
	}
	return m.queue.do(ctx, &matchRequest{rule: r, pattern: p, text: s.Text, user: s.User, event: ev, answer: make(chan matchAnswer, 1)}, m.done)
}

// run is the goroutine; it ends with the script.
func (m *matcher) run() {
	e := &matchEngine{m: m, vm: goja.New(), regexps: make(map[*pattern.Pattern]compiled)}
	for _, p := range m.set.opts.Prelude {
		e.vm.RunProgram(p)
	}
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
	vm      *goja.Runtime
	regexps map[*pattern.Pattern]compiled // made at first use
}

// compiled is a RegExp object and its method exec.
type compiled struct {
	object *goja.Object
	exec   goja.Callable
}

func (e *matchEngine) exec(req *matchRequest) (match *pattern.RegexpMatch, err error) {
	defer func() {
		if x := recover(); x != nil {
			match, err = nil, fmt.Errorf("match: %v", x)
		}
	}()
	re, err := e.compiled(req.pattern)
	if err != nil {
		return nil, err
	}
	started := time.Now()
	if delay := e.m.set.opts.MatchDelay; delay != nil {
		time.Sleep(delay(req.pattern.Source(), req.text))
	}
	v, err := re.exec(re.object, e.vm.ToValue(req.text))
	if err != nil {
		return nil, err
	}
	obj, ok := v.(*goja.Object)
	if !ok {
		if limit := e.m.set.matchTimeout; limit > 0 && time.Since(started) >= limit {
			return nil, &MatchTimeoutError{Pattern: req.pattern.Short(), Elapsed: time.Since(started)}
		}
		return nil, nil
	}
	return e.result(req.text, obj), nil
}

// compiled makes the RegExp object at its first use.
func (e *matchEngine) compiled(p *pattern.Pattern) (re compiled, err error) {
	if re, ok := e.regexps[p]; ok {
		return re, nil
	}
	re.object, err = e.vm.New(e.vm.Get("RegExp"), e.vm.ToValue(p.Source()), e.vm.ToValue(p.Flags()))
	if err != nil {
		return re, err
	}
	var ok bool
	if re.exec, ok = goja.AssertFunction(re.object.Get("exec")); !ok {
		return re, fmt.Errorf("RegExp.prototype.exec is missing")
	}
	e.regexps[p] = re
	return re, nil
}

func (e *matchEngine) result(text string, obj *goja.Object) *pattern.RegexpMatch {
	items, _ := obj.Export().([]any)
	m := &pattern.RegexpMatch{Input: text, Index: int(obj.Get("index").ToInteger()), Groups: make([]pattern.Group, len(items))}
	for i, item := range items {
		m.Groups[i].Text, m.Groups[i].OK = item.(string)
	}
	if groups, ok := obj.Get("groups").(*goja.Object); ok {
		for _, key := range groups.Keys() {
			m.Names = append(m.Names, pattern.Name{Name: key, Group: groupOf(groups.Get(key))})
		}
	}
	return m
}

func groupOf(v goja.Value) pattern.Group {
	if v == nil || goja.IsUndefined(v) {
		return pattern.Group{}
	}
	return pattern.Group{Text: v.String(), OK: true}
}

// MatchTimeoutError says that a regular expression took too long on a text.
// That is a failure of its rule and not the answer "no match".
type MatchTimeoutError struct {
	Pattern string // as its author wrote it; a very long one is cut
	Elapsed time.Duration
}

// Error names the pattern.
func (e *MatchTimeoutError) Error() string {
	return fmt.Sprintf("the pattern %s found no answer within %v", e.Pattern, e.Elapsed.Round(100*time.Millisecond))
}

// Name is the name of the JavaScript error.
func (e *MatchTimeoutError) Name() string { return "TimeoutError" }

// Code is the code of the JavaScript error.
func (e *MatchTimeoutError) Code() string { return "MATCH_TIMEOUT" }

// Hint says what to do about it.
func (e *MatchTimeoutError) Hint() string {
	return patternAdvice
}

const patternAdvice = "a repetition inside a repetition of the same characters takes for ever on some texts: write the pattern without; thousands of words are found faster with a Set than with a pattern of them all"
