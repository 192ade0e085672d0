package runtime

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/dop251/goja"

	"hotreply/internal/hint"
	"hotreply/runtime/pattern"
	"hotreply/runtime/regex"
)

// Dispatch lets the rules handle ev: the first that matches, and what it
// reaches with next(). It blocks until that handler and everything that holds
// it is over, or ctx ends. The error is the *ScriptError of the handler that
// failed first, whatever those around it made of it; one that they caught is in
// the outcome. Its event counts as handled.
//
// A generation that has been replaced hands the event to the one in force.
func (g *Generation) Dispatch(ctx context.Context, ev Event) (Outcome, error) {
	g = g.enter()
	defer g.leave()
	d := &dispatch{gen: g, event: ev, subject: pattern.Read(ev.Subject())}
	d.hits = g.index.Hits(d.subject)
	handled, err := d.walk(ctx, 0)
	o := Outcome{Handled: handled || err != nil}
	if r := d.first.Load(); r != nil {
		o.Script, o.Rule = r.script.name, r.Position()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o.Aside, o.PassedOver = slices.Clone(d.aside), slices.Clone(d.passed)
	for _, stray := range d.strays {
		if stray != d.failed {
			o.Strays = append(o.Strays, stray)
		} else if err == nil {
			err = stray // nobody awaited next(), so nobody caught it
		}
	}
	switch {
	case d.failed == nil:
	case err == nil:
		o.Caught = d.failed
	case err != d.failed:
		o.Instead, err = err, d.failed
	}
	return o, err
}

// dispatch is one event on its way through the rules. Its methods run in one
// goroutine at a time: the walk waits for a handler, and a handler's next()
// for the walk.
type dispatch struct {
	gen     *Generation
	event   Event
	subject *pattern.Reading
	hits    []int32 // numbers of the rules with a key that the event has
	args    []*argument
	units   regex.Text           // the event's text, once a regular expression has asked for it
	first   atomic.Pointer[Rule] // that took the event

	mu     sync.Mutex // guards what follows: a walk may outlive the dispatch
	aside  []string
	passed []*PassedOverError
	failed error // of the handler that failed first, before those around it did
	strays []error
}

// argument is the event's object in one script.
type argument struct {
	script *Script
	value  goja.Value // made and used on the script's loop
}

// walk goes through the rules from number i on and reports whether one took
// the event.
func (d *dispatch) walk(ctx context.Context, i int) (bool, error) {
	c := d.from(i)
	for i = c.next(); i >= 0; i = c.next() {
		r := d.gen.rules[i]
		if r.script.aside {
			if d.wouldTake(ctx, r) {
				d.passBy(r.script)
			}
			continue
		}
		m, ok, err := d.match(ctx, r)
		if passed, is := err.(*PassedOverError); is {
			d.passOver(passed)
			continue
		}
		if err != nil {
			d.took(r)
			d.fail(err)
			return true, err
		}
		if ok {
			return d.handle(ctx, r, m, i+1)
		}
	}
	return false, nil
}

// wouldTake says whether a script that is set aside has a rule for the event.
// Its patterns may be why it is set aside: one that finds no end in its time
// counts as a match, and holds up nobody else.
func (d *dispatch) wouldTake(ctx context.Context, r *Rule) bool {
	m := r.script.matcher
	if m.stuck.Load() {
		return false
	}
	if limit := m.set.matchTimeout; limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	_, ok, err := d.match(ctx, r)
	if err != nil && ctx.Err() != nil {
		m.stuck.Store(true)
		return true
	}
	return ok || errors.As(err, new(*PassedOverError))
}

// passBy notes that a script that is set aside would have taken the event.
func (d *dispatch) passBy(s *Script) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Contains(d.aside, s.name) {
		d.aside = append(d.aside, s.name)
	}
}

// fail notes what a handler failed with; what comes after it is what the
// handlers around it made of that.
func (d *dispatch) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failed == nil {
		d.failed = err
	}
}

// passOver notes that a rule was not asked, since its pattern is slow.
func (d *dispatch) passOver(e *PassedOverError) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.passed = append(d.passed, e)
}

// stray notes a failure beside the handlers' own.
func (d *dispatch) stray(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.strays = append(d.strays, err)
}

func (d *dispatch) took(r *Rule) { d.first.CompareAndSwap(nil, r) }

// match decides whether the rule takes the event.
func (d *dispatch) match(ctx context.Context, r *Rule) (m pattern.Match, ok bool, err error) {
	if r.Kind == Use || r.Kind == Fallback {
		return m, true, nil
	}
	var passed *PassedOverError // stands if no other pattern of the rule matches
	for i := range r.Patterns {
		m, ok, err = d.try(ctx, r, i)
		if ok {
			return m, ok, err
		}
		if p, is := err.(*PassedOverError); is {
			passed = p
		} else if err != nil {
			return m, false, err
		}
	}
	if passed != nil {
		return m, false, passed
	}
	return m, false, nil
}

// try decides whether pattern number i of the rule takes the event.
func (d *dispatch) try(ctx context.Context, r *Rule, i int) (m pattern.Match, ok bool, err error) {
	p := &r.Patterns[i]
	if m, ok = p.Match(d.subject); !ok || p.Kind() != pattern.RegExp {
		return m, ok, nil
	}
	found, err := r.script.matcher.match(ctx, r, i, d)
	if err != nil {
		if passed := (*PassedOverError)(nil); errors.As(err, &passed) {
			return m, false, passed
		}
		return m, false, r.matchError(err)
	}
	return pattern.Match{Regexp: found}, found != nil, nil
}

// inUnits is the event's text as regular expressions see it.
func (d *dispatch) inUnits() regex.Text {
	if d.units.Len() == 0 {
		d.units = regex.String(d.subject.Text)
	}
	return d.units
}

// matchError makes a failed match an error of the rule's line.
func (r *Rule) matchError(err error) *ScriptError {
	se := &ScriptError{Script: r.script.name, File: r.File, Line: r.Line, Column: r.Column, Generation: r.script.gen}
	se.fromGo(err)
	se.Frame = r.script.bundle.CodeFrame(r.File, r.Line, r.Column)
	return se
}

// handle calls the rule's handler and waits until it is over.
func (d *dispatch) handle(ctx context.Context, r *Rule, m pattern.Match, rest int) (bool, error) {
	d.took(r)
	c, err := d.call(ctx, r, m, rest)
	for errors.Is(err, errBroken) {
		if r = r.script.succession(ctx).sameRule(r); r == nil {
			return true, ErrGone
		}
		c, err = d.call(ctx, r, m, rest)
	}
	if err != nil {
		d.fail(err)
		if r.script.broken.Load() {
			r.script.succession(ctx) // whatever comes next must meet the new one
		}
	}
	return !c.passed || c.taken, err
}

func (d *dispatch) call(ctx context.Context, r *Rule, m pattern.Match, rest int) (*handlerCall, error) {
	c := &handlerCall{d: d, rule: r, match: m, rest: rest, arg: d.argument(r.script)}
	err := c.rule.script.Invoke(ctx, Invocation{
		Key:   d.event.Key(),
		Place: r.Position(),
		Value: d.event.Value(),
		Fn:    r.Handler,
		Args:  c.args,
		Stray: d.stray,
		Result: func(s *Script, v goja.Value) error {
			return d.event.Result(s, v)
		},
	})
	return c, err
}

func (d *dispatch) argument(s *Script) *argument {
	for _, a := range d.args {
		if a.script == s {
			return a
		}
	}
	a := &argument{script: s}
	d.args = append(d.args, a)
	return a
}

// handlerCall is one call of one handler.
type handlerCall struct {
	d      *dispatch
	rule   *Rule
	match  pattern.Match
	rest   int // where next() goes on
	arg    *argument
	passed bool // next() was called
	taken  bool // and a rule took the event
}

// args makes the handler's arguments, on its script's loop.
func (c *handlerCall) args() ([]goja.Value, error) {
	s := c.rule.script
	if c.arg.value == nil {
		v, err := c.d.event.Argument(s)
		if err != nil {
			return nil, err
		}
		c.arg.value = v
	}
	if err := c.d.event.Matched(s, c.arg.value, c.match); err != nil {
		return nil, err
	}
	s.Task().argument = c.arg.value
	return []goja.Value{c.arg.value, s.loop.vm.ToValue(c.next)}, nil
}

// next goes on with the rules after this one. Its promise resolves to whether
// one of them took the event, and rejects with the error of the one that did.
func (c *handlerCall) next(goja.FunctionCall) goja.Value {
	const advice = "call next() once and await it: const taken = await next()"
	s := c.rule.script
	if c.passed {
		s.Throw(hint.New(advice, "next() was called twice by the same handler"))
	}
	t := s.Task()
	if t == nil || t.Over() {
		s.Throw(hint.New(advice, "next() was called after the handler was over"))
	}
	c.passed = true
	c.d.gen.users.Add(1) // the walk may outlive the dispatch if the handler is ended early
	return s.Async(AsyncOptions{Hold: true, StopClock: true},
		func(ctx context.Context) (any, error) {
			defer c.d.gen.leave()
			taken, err := c.d.walk(ctx, c.rest)
			if err != nil {
				t.relay(err)
			}
			return taken, err
		},
		func(v any) (goja.Value, error) {
			c.taken = v.(bool)
			if err := c.d.event.Matched(s, c.arg.value, c.match); err != nil {
				return nil, err
			}
			return s.VM().ToValue(c.taken), nil
		})
}
