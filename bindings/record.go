package bindings

import (
	"slices"

	"github.com/dop251/goja"
)

// class describes the objects that scripts get for one Go type T: facts,
// which are own properties computed when first read, and methods on a shared
// prototype. One is made per script, so that an object costs one allocation
// and no closures.
type class[T any] struct {
	k       *kit
	name    string // "Message"
	called  string // "msg": how messages to people call an instance
	facts   []fact[T]
	verbs   []verb[T]
	index   map[string]int
	methods map[string]bool
	proto   *goja.Object
	foreign map[string]string // names of other frameworks and what to use here
}

// fact is one property of a class. A live one is computed at every read; a
// quiet one is not listed, so that console.log and JSON show what matters.
type fact[T any] struct {
	name  string
	get   func(k *kit, v T) goja.Value
	live  bool
	quiet bool
}

// verb is one method of a class.
type verb[T any] struct {
	name string
	do   func(a args, v T) goja.Value
}

// newClass describes a class. Its prototype and constructor, which scripts can
// use with instanceof but not call, come with the first object.
func newClass[T any](k *kit, name, called string, facts []fact[T], verbs []verb[T], foreign map[string]string) *class[T] {
	return &class[T]{k: k, name: name, called: called, facts: facts, verbs: verbs, foreign: foreign}
}

// prepare makes what the objects share, at the first of them.
func (c *class[T]) prepare() {
	k, name := c.k, c.name
	c.index, c.methods = make(map[string]int, len(c.facts)), make(map[string]bool, len(c.verbs))
	for i, f := range c.facts {
		c.index[f.name] = i
	}
	ctor := k.vm.ToValue(func(goja.ConstructorCall) *goja.Object {
		k.throw(&MisuseError{Func: "new " + name, Got: "scripts do not make these", Tip: "hotreply does, see docs/api.md"})
		return nil
	}).(*goja.Object)
	define(ctor, "name", k.vm.ToValue(name))
	c.proto = ctor.Get("prototype").(*goja.Object)
	for _, v := range c.verbs {
		c.methods[v.name] = true
		define(c.proto, v.name, k.function(c.called+"."+v.name, func(a args) goja.Value {
			return v.do(a, c.this(a))
		}))
	}
}

// make wraps a value.
func (c *class[T]) make(v T) *goja.Object {
	if c.proto == nil {
		c.prepare()
	}
	o := c.k.vm.NewDynamicObject(&record[T]{class: c, v: v})
	_ = o.SetPrototype(c.proto)
	return o
}

// of is the value inside an object of the class.
func (c *class[T]) of(v goja.Value) (value T, ok bool) {
	if o, isObject := v.(*goja.Object); isObject {
		if r, isRecord := o.Export().(*record[T]); isRecord && r.class == c {
			return r.v, true
		}
	}
	return value, false
}

// this is the receiver of a method call. A method taken off its object, as in
// const {reply} = msg, has none.
func (c *class[T]) this(a args) T {
	v, ok := c.of(a.call.This)
	if !ok {
		a.k.throw(&MisuseError{Func: a.fn, Got: "it was called without its object", Tip: "write " + a.fn + "(…), not a copy of the function; in a callback " + c.called + " => " + a.fn + "(…)"})
	}
	return v
}

// record is one object of a class. It is used on its script's loop alone.
type record[T any] struct {
	class *class[T]
	v     T
	cache []goja.Value          // facts read so far; nil until the first
	extra map[string]goja.Value // what the script added
	added []string              // its keys in order
}

// Get is a fact, or a property that the script added.
func (r *record[T]) Get(key string) goja.Value {
	c := r.class
	if i, ok := c.index[key]; ok {
		return r.fact(i)
	}
	if v, ok := r.extra[key]; ok {
		return v
	}
	if instead, ok := c.foreign[key]; ok && !c.methods[key] {
		c.k.throw(foreignName(c.called, key, "here it is "+instead))
	}
	return nil
}

func (r *record[T]) fact(i int) goja.Value {
	f := &r.class.facts[i]
	if f.live {
		return f.get(r.class.k, r.v)
	}
	if r.cache == nil {
		r.cache = make([]goja.Value, len(r.class.facts))
	}
	if r.cache[i] == nil {
		r.cache[i] = f.get(r.class.k, r.v)
	}
	return r.cache[i]
}

// put overrides a fact.
func (r *record[T]) put(name string, v goja.Value) {
	if r.cache == nil {
		r.cache = make([]goja.Value, len(r.class.facts))
	}
	r.cache[r.class.index[name]] = v
}

// forget drops cached facts that have changed.
func (r *record[T]) forget(names ...string) {
	if r.cache == nil {
		return
	}
	for _, n := range names {
		r.cache[r.class.index[n]] = nil
	}
}

// Set adds a property of the script's own, as middleware likes to; facts can
// not be changed.
func (r *record[T]) Set(key string, v goja.Value) bool {
	c := r.class
	if _, ok := c.index[key]; ok {
		c.k.throw(&MisuseError{Func: c.called + "." + key, Got: "it can not be changed", Tip: "keep your own value under another name, like " + c.called + ".my" + title(key)})
	}
	if r.extra == nil {
		r.extra = map[string]goja.Value{}
	}
	if _, ok := r.extra[key]; !ok {
		r.added = append(r.added, key)
	}
	r.extra[key] = v
	return true
}

// Has says whether the object has the property itself.
func (r *record[T]) Has(key string) bool {
	if _, ok := r.class.index[key]; ok {
		return true
	}
	_, ok := r.extra[key]
	return ok
}

// Delete removes a property that the script added.
func (r *record[T]) Delete(key string) bool {
	if _, isFact := r.class.index[key]; isFact {
		return false
	}
	delete(r.extra, key)
	r.added = slices.DeleteFunc(r.added, func(k string) bool { return k == key })
	return true
}

// Keys are the facts that are not quiet, in the order of the documentation, then
// the script's own.
func (r *record[T]) Keys() []string {
	keys := make([]string, 0, len(r.class.facts)+len(r.added))
	for i := range r.class.facts {
		if f := &r.class.facts[i]; !f.quiet {
			keys = append(keys, f.name)
		}
	}
	return append(keys, r.added...)
}

// define puts a property on an object that scripts can call but not list or
// overwrite by accident.
func define(o *goja.Object, name string, v goja.Value) {
	_ = o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

func title(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
