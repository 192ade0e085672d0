package bindings

import (
	"encoding/json"
	"fmt"

	"github.com/dop251/goja"

	"hotreply/bot"
)

// Limits of one store entry.
const (
	MaxKeyBytes   = 1 << 10
	MaxValueBytes = 1 << 20
)

// storeVerb is one method of a store.
type storeVerb struct {
	name string
	do   func(a args, kv bot.KV) goja.Value
}

// storeVerbs are the methods of store, store.shared and msg.store.
var storeVerbs = []storeVerb{
	{"get", storeGet},
	{"set", storeSet},
	{"delete", storeDelete},
	{"has", func(a args, kv bot.KV) goja.Value { return a.k.vm.ToValue(kv.Has(a.key(0))) }},
	{"keys", func(a args, kv bot.KV) goja.Value { return a.k.value(kv.Keys(a.prefix(0))) }},
	{"incr", storeIncr},
	{"update", storeUpdate},
}

// storeObject makes a store over one namespace. Each call asks the host for
// the namespace as seen from the running handler, so one object serves all.
func (k *kit) storeObject(called string, space bot.Space) *goja.Object {
	o := k.vm.NewObject()
	for _, v := range storeVerbs {
		define(o, v.name, k.storeFunction(called, space, v))
	}
	return o
}

func (k *kit) storeFunction(called string, space bot.Space, v storeVerb) goja.Value {
	return k.function(called+"."+v.name, func(a args) goja.Value {
		return v.do(a, k.app.KV(k.turn(), space))
	})
}

// storeGlobal is the global store. Its methods are made when they are asked for.
func (k *kit) storeGlobal() goja.Value {
	space := bot.Space{Script: k.s.Namespace()}
	names := make([]string, 0, len(storeVerbs)+1)
	for _, v := range storeVerbs {
		names = append(names, v.name)
	}
	return guarded(k, "store", append(names, "shared"), storeForeign, func(name string) goja.Value {
		for _, v := range storeVerbs {
			if v.name == name {
				return k.storeFunction("store", space, v)
			}
		}
		return k.storeObject("store.shared", bot.Space{})
	})
}

// key is a key argument; numbers are taken as their text.
func (a args) key(i int) string {
	v := a.at(i)
	s, ok := asString(v)
	if _, isNumber := asNumber(v); isNumber {
		s, ok = v.String(), true
	}
	if !ok || s == "" {
		a.fail("key", v, "a string", "")
	}
	if len(s) > MaxKeyBytes {
		a.failSaying("key", fmt.Sprintf("has %d bytes, at most %d are allowed", len(s), MaxKeyBytes), "keep long texts in the value")
	}
	return s
}

func (a args) prefix(i int) string {
	if v := a.at(i); present(v) {
		s, ok := asString(v)
		if !ok {
			a.fail("prefix", v, "a string", "")
		}
		return s
	}
	return ""
}

func storeGet(a args, kv bot.KV) goja.Value {
	raw, ok := kv.Get(a.key(0))
	if !ok {
		return a.at(1)
	}
	return a.k.fromJSON(raw)
}

func storeSet(a args, kv bot.KV) goja.Value {
	key := a.key(0)
	ttl := a.options(2, "opts", "ttl").duration("ttl")
	if goja.IsUndefined(a.at(1)) {
		a.fail("value", a.at(1), "a JSON value", fmt.Sprintf("to remove it: %s(%q)", sibling(a.fn, "delete"), key))
	}
	a.refusePromise("value", a.at(1))
	raw := a.toJSON("value", a.at(1))
	limitValue(a, "value", raw)
	a.k.must(kv.Set(key, raw, ttl))
	return a.at(1)
}

func storeDelete(a args, kv bot.KV) goja.Value { return a.k.vm.ToValue(kv.Delete(a.key(0))) }

func storeIncr(a args, kv bot.KV) goja.Value {
	sum, err := kv.Incr(a.key(0), a.number(1, "by", 1))
	a.k.must(err)
	return a.k.vm.ToValue(sum)
}

// storeUpdate gives fn the value and keeps what it returns. Scripts that
// change one key of store.shared at the same time do not undo each other: fn
// runs again with the newer value.
func storeUpdate(a args, kv bot.KV) goja.Value {
	key := a.key(0)
	fn := a.handler(1, "fn", a.fn+`("count", (n = 0) => n + 1)`)
	ttl := a.options(2, "opts", "ttl").duration("ttl")
	var v goja.Value
	var raw json.RawMessage
	a.k.must(kv.Update(key, func(old json.RawMessage) (json.RawMessage, error) {
		if ex := a.k.vm.Try(func() { v, raw = a.updated(fn, old) }); ex != nil {
			return nil, ex
		}
		return raw, nil
	}))
	if ttl > 0 {
		a.k.must(kv.Set(key, raw, ttl))
	}
	return v
}

// updated is what fn makes of a value. A function that changes the array or
// object it was given and returns nothing is understood.
func (a args) updated(fn goja.Callable, raw json.RawMessage) (goja.Value, json.RawMessage) {
	old := goja.Undefined()
	if raw != nil {
		old = a.k.fromJSON(raw)
	}
	v, err := fn(goja.Undefined(), old)
	a.k.must(err)
	if isThenable(v) {
		a.fail("the result of fn", v, "a value at once", "do the waiting before "+a.fn+", then update with a plain function")
	}
	if goja.IsUndefined(v) {
		if _, isObject := old.(*goja.Object); !isObject {
			a.fail("the result of fn", v, "the new value", "write (n = 0) => n + 1, or add return")
		}
		v = old
	}
	out := a.toJSON("the result of fn", v)
	limitValue(a, "the result of fn", out)
	return v, out
}

func (a args) refusePromise(param string, v goja.Value) {
	if isThenable(v) {
		a.fail(param, v, "a JSON value", "")
	}
}

// limitValue throws when a value is too large to keep.
func limitValue(a args, param string, raw json.RawMessage) {
	if len(raw) > MaxValueBytes {
		a.failSaying(param, fmt.Sprintf("has %d bytes as JSON, at most %d are allowed", len(raw), MaxValueBytes),
			`split it over several keys, or write a file with "fs/promises"`)
	}
}

// sibling is another method of the same object: "store.set" → "store.delete".
func sibling(fn, name string) string {
	for i := len(fn) - 1; i >= 0; i-- {
		if fn[i] == '.' {
			return fn[:i+1] + name
		}
	}
	return name
}
