package ruletest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dop251/goja"

	"hotreply/bindings"
	"hotreply/ilink/sim"
	"hotreply/internal/hint"
	"hotreply/internal/units"
	"hotreply/runtime"
	"hotreply/runtime/web"
)

// controls makes the part of t that moves the bench: user, clock, faults,
// restart, fetch and log.
func (b *bench) controls(s *runtime.Script) *goja.Object {
	k := &hands{b: b, s: s, vm: s.VM()}
	o := k.vm.NewObject()
	k.sync(o, "user", func(c goja.FunctionCall) (any, error) {
		name, err := k.text("t.user: name", c.Argument(0))
		if err != nil {
			return nil, err
		}
		return k.user(b.user(name)), nil
	})
	clock := k.vm.NewObject()
	k.async(clock, "advance", k.advance)
	k.sync(clock, "now", k.now)
	_ = o.Set("clock", clock)
	k.sync(o, "faults", k.faults)
	k.sync(o, "fetch", k.fetch)
	k.sync(o, "log", func(goja.FunctionCall) (any, error) {
		if _, open := b.calls.pending(); open != "" {
			return nil, unawaited("t.log", open)
		}
		return b.log.String(), nil
	})
	k.async(o, "restart", k.restart)
	return o
}

// unawaited is a question that can not be answered at once.
func unawaited(name, open string) error {
	return hint.New("put await in front of "+open, "%s: %s is not over", name, open)
}

// hands makes functions for one test file.
type hands struct {
	b  *bench
	s  *runtime.Script
	vm *goja.Runtime
}

// sync is a function that answers at once.
func (k *hands) sync(o *goja.Object, name string, do func(goja.FunctionCall) (any, error)) {
	_ = o.Set(name, k.s.Func(name, func(c goja.FunctionCall) goja.Value {
		v, err := do(c)
		if err != nil {
			k.s.Throw(err)
		}
		if v == nil {
			return goja.Undefined()
		}
		return k.vm.ToValue(v)
	}))
}

// async is a function whose call waits for its turn.
func (k *hands) async(o *goja.Object, name string, do func(goja.FunctionCall) (*call, error)) {
	_ = o.Set(name, k.s.Func(name, func(c goja.FunctionCall) goja.Value {
		call, err := do(c)
		if err != nil {
			k.s.Throw(err)
		}
		k.b.calls.add(call)
		wait := func(ctx context.Context) (any, error) {
			select {
			case out := <-call.done:
				return out.v, out.err
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
		return k.s.Async(runtime.AsyncOptions{Hold: true}, wait, func(v any) (goja.Value, error) { return k.value(v), nil })
	}))
}

// inTurn carries out what returns nothing: now, or after the calls before it
// if those are not over.
func (k *hands) inTurn(name string, do func() error) error {
	if _, open := k.b.calls.pending(); open == "" {
		return do()
	}
	c := &call{name: name, do: func(context.Context) error { return do() }}
	k.b.calls.add(c)
	k.s.Await(runtime.AsyncOptions{}, func(ctx context.Context) error {
		select {
		case out := <-c.done:
			return out.err
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	return nil
}

// advance is t.clock.advance(by).
func (k *hands) advance(c goja.FunctionCall) (*call, error) {
	text, _ := c.Argument(0).Export().(string)
	d, err := units.ParseDuration(text)
	if err != nil {
		return nil, k.misuse("t.clock.advance: duration", c.Argument(0), `a duration like "24h"`)
	}
	return &call{name: fmt.Sprintf("t.clock.advance(%q)", text), moves: d,
		do: func(ctx context.Context) error { return k.b.calls.advance(ctx, d) }}, nil
}

// restart is t.restart({down}): the clock goes on by down while no bot runs.
func (k *hands) restart(c goja.FunctionCall) (*call, error) {
	var down time.Duration
	if o, ok := c.Argument(0).(*goja.Object); ok {
		if v := o.Get("down"); v != nil && !goja.IsUndefined(v) {
			text, _ := v.Export().(string)
			d, err := units.ParseDuration(text)
			if err != nil {
				return nil, k.misuse("t.restart: down", v, `a duration like "2h"`)
			}
			down = d
		}
	}
	return &call{name: "t.restart()", moves: down, do: func(ctx context.Context) error {
		if err := k.b.halt(); err != nil {
			return err
		}
		if err := k.b.calls.advance(ctx, down); err != nil {
			return err
		}
		return k.b.start()
	}}, nil
}

// now is t.clock.now(): where the clock stands once all calls before are over.
func (k *hands) now(goja.FunctionCall) (any, error) {
	at, open := k.b.calls.pending()
	if at.IsZero() {
		return nil, unawaited("t.clock.now", open)
	}
	if err := k.s.MakeNamed("Date"); err != nil {
		return nil, err
	}
	return k.vm.New(k.vm.Get("Date"), k.vm.ToValue(at.UnixMilli()))
}

// value is a text, or for media {kind, name, size, md5, text}.
func (k *hands) value(v any) goja.Value {
	m, ok := v.(sim.SentMessage)
	switch {
	case !ok:
		return goja.Undefined()
	case m.Kind == "text":
		return k.vm.ToValue(m.Text)
	}
	o := k.vm.NewObject()
	_ = o.Set("kind", m.Kind)
	_ = o.Set("name", m.Name)
	_ = o.Set("size", m.Size)
	_ = o.Set("md5", m.MD5)
	return o
}

func (k *hands) misuse(param string, got goja.Value, want string) error {
	return fmt.Errorf("%s is %s, wanted %s", param, bindings.Inspect(k.vm, got), want)
}

func (k *hands) text(param string, v goja.Value) (string, error) {
	if s, ok := v.Export().(string); ok && s != "" {
		return s, nil
	}
	return "", k.misuse(param, v, "a text")
}

// user is what t.user returns.
func (k *hands) user(u *user) *goja.Object {
	o := k.vm.NewObject()
	_ = o.Set("id", u.id)
	k.async(o, "says", func(c goja.FunctionCall) (*call, error) {
		text, err := k.text("user.says: text", c.Argument(0))
		return &call{name: fmt.Sprintf("%s.says(%q)", u.name(), text), do: func(context.Context) error { return u.says(text) }}, err
	})
	k.async(o, "sends", func(c goja.FunctionCall) (*call, error) { return k.sends(u, c) })
	k.async(o, "hears", func(goja.FunctionCall) (*call, error) {
		return &call{name: u.name() + ".hears()", why: u.silence, try: func() (any, bool) {
			m, ok := u.next()
			return m, ok
		}}, nil
	})
	k.async(o, "hearsNothing", func(goja.FunctionCall) (*call, error) {
		return &call{name: u.name() + ".hearsNothing()", do: func(context.Context) error { return u.hearsNothing() }}, nil
	})
	return o
}

func (k *hands) sends(u *user, c goja.FunctionCall) (*call, error) {
	kind, err := k.text("user.sends: kind", c.Argument(0))
	if err != nil {
		return nil, err
	}
	var name, text string
	if o, ok := c.Argument(2).(*goja.Object); ok {
		facts, _ := o.Export().(map[string]any)
		name, _ = facts["name"].(string)
		text, _ = facts["text"].(string)
	}
	path, isPath := c.Argument(1).Export().(string)
	var data []byte
	if !isPath {
		if data, err = k.bytes(c.Argument(1)); err != nil {
			return nil, err
		}
	}
	return &call{name: fmt.Sprintf("%s.sends(%q)", u.name(), kind),
		do: func(context.Context) error { return u.sends(kind, path, name, text, data) }}, nil
}

// bytes copies the content of a Blob, an ArrayBuffer or a Uint8Array.
func (k *hands) bytes(v goja.Value) ([]byte, error) {
	if data, _, _, ok := web.BlobData(v); ok {
		return append([]byte{}, data...), nil
	}
	switch x := v.Export().(type) {
	case goja.ArrayBuffer:
		return append([]byte{}, x.Bytes()...), nil
	case []byte:
		return append([]byte{}, x...), nil
	}
	return nil, k.misuse("user.sends: source", v, "a path or bytes")
}

// faults is t.faults({op, kind, count, rate, delay}).
func (k *hands) faults(c goja.FunctionCall) (any, error) {
	data, err := json.Marshal(c.Argument(0).Export())
	if err != nil {
		return nil, err
	}
	f := sim.Fault{Count: 1}
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("t.faults: %w", err)
	}
	return nil, k.inTurn("t.faults", func() error { return k.b.sim.SetFault(f) })
}

// fetch is t.fetch(url, reply).
func (k *hands) fetch(c goja.FunctionCall) (any, error) {
	st := &stub{script: k.s, reply: c.Argument(1)}
	switch o, _ := c.Argument(0).(*goja.Object); {
	case o != nil && o.ClassName() == "RegExp":
		st.pattern = o
	default:
		url, err := k.text("t.fetch: url", c.Argument(0))
		if err != nil {
			return nil, err
		}
		st.url = url
	}
	if fn, ok := goja.AssertFunction(c.Argument(1)); ok {
		st.answer = fn
	}
	return nil, k.inTurn("t.fetch", func() error { k.b.stubs.add(st); return nil })
}
