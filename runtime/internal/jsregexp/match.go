package jsregexp

import (
	"strings"

	"github.com/dop251/goja"
)

// flagsOf is the property flags as text.
func (r *realm) flagsOf(o *goja.Object) string { return toString(orUndefined(o.Get("flags"))).String() }

func orUndefined(v goja.Value) goja.Value {
	if v == nil {
		return goja.Undefined()
	}
	return v
}

func fullUnicode(flags string) bool { return strings.ContainsAny(flags, "uv") }

func (r *realm) protoMatch(c goja.FunctionCall) goja.Value {
	o := r.receiver("@@match", c.This)
	s := toString(c.Argument(0))
	p := r.plain(o)
	if p == nil {
		return r.matchLong(o, s)
	}
	if !p.global {
		if found := r.step(o, p, s); found != nil {
			return r.result(p, s, found)
		}
		return goja.Null()
	}
	list := r.all(o, p, s)
	if len(list) == 0 {
		return goja.Null()
	}
	wide := 2 * p.Captures()
	items := make([]any, 0, len(list)/wide)
	for i := 0; i < len(list); i += wide {
		items = append(items, s.Substring(list[i], list[i+1]))
	}
	return r.vm.NewArray(items...)
}

// matchLong is the same as the language describes it.
func (r *realm) matchLong(o *goja.Object, s goja.String) goja.Value {
	flags := r.flagsOf(o)
	if !strings.Contains(flags, "g") {
		return r.execute(o, s)
	}
	var items []any
	for _, m := range r.allLong(o, s, flags) {
		items = append(items, toString(orUndefined(m.Get("0"))))
	}
	if len(items) == 0 {
		return goja.Null()
	}
	return r.vm.NewArray(items...)
}

// allLong collects all results, by exec as the object has it.
func (r *realm) allLong(o *goja.Object, s goja.String, flags string) (list []*goja.Object) {
	r.setLastIndex(o, 0)
	for {
		m, ok := r.execute(o, s).(*goja.Object)
		if !ok {
			return list
		}
		list = append(list, m)
		r.moveOn(o, s, m, flags)
	}
}

// moveOn steps over an empty match.
func (r *realm) moveOn(o *goja.Object, s goja.String, m *goja.Object, flags string) {
	if toString(orUndefined(m.Get("0"))).Length() == 0 {
		r.setLastIndex(o, advance(s, toLength(o.Get("lastIndex")), fullUnicode(flags)))
	}
}

func (r *realm) protoSearch(c goja.FunctionCall) goja.Value {
	o := r.receiver("@@search", c.This)
	s := toString(c.Argument(0))
	if p := r.plain(o); p != nil {
		if found := r.find(p, s, 0, p.sticky); found != nil {
			return r.vm.ToValue(found[0])
		}
		return r.vm.ToValue(-1)
	}
	before := orUndefined(o.Get("lastIndex"))
	r.setLastIndex(o, 0)
	m := r.execute(o, s)
	must(o.Set("lastIndex", before))
	if m, ok := m.(*goja.Object); ok {
		return orUndefined(m.Get("index"))
	}
	return r.vm.ToValue(-1)
}

// species is the constructor that results of an object are made with.
func (r *realm) species(o *goja.Object) *goja.Object {
	c := orUndefined(o.Get("constructor"))
	if goja.IsUndefined(c) {
		return r.ctor
	}
	class, ok := c.(*goja.Object)
	if !ok {
		panic(r.typeError("The .constructor property is not an object"))
	}
	if class == r.ctor {
		return class
	}
	s := orUndefined(class.GetSymbol(goja.SymSpecies))
	if goja.IsUndefined(s) || goja.IsNull(s) {
		return r.ctor
	}
	if s, ok := s.(*goja.Object); ok {
		return s
	}
	panic(r.typeError("object.constructor[Symbol.species] is not a constructor"))
}

// another makes an object of the same pattern with the object's own class.
func (r *realm) another(o *goja.Object, flags string) *goja.Object {
	class := r.species(o)
	if class == r.ctor {
		if p := r.programOf(o); p != nil {
			return r.create(p.original, r.vm.ToValue(flags), nil)
		}
	}
	construct, ok := goja.AssertConstructor(class)
	if !ok {
		panic(r.typeError("object.constructor[Symbol.species] is not a constructor"))
	}
	out, err := construct(class, o, r.vm.ToValue(flags))
	if err != nil {
		panic(err)
	}
	return out
}

// iteration is the state of what matchAll returns.
type iteration struct {
	object *goja.Object
	text   goja.String
	flags  string
	over   bool
}

func (r *realm) protoMatchAll(c goja.FunctionCall) goja.Value {
	o := r.receiver("@@matchAll", c.This)
	s := toString(c.Argument(0))
	flags := r.flagsOf(o)
	it := &iteration{object: r.another(o, flags), text: s, flags: flags}
	r.setLastIndex(it.object, toLength(o.Get("lastIndex")))
	out := r.vm.CreateObject(r.iteratorProto())
	must(out.DefineDataPropertySymbol(r.slot, r.vm.ToValue(it), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	return out
}

// iteratorProto is the prototype of those iterators.
func (r *realm) iteratorProto() *goja.Object {
	if r.iterators != nil {
		return r.iterators
	}
	list := r.vm.NewArray()
	values, _ := goja.AssertFunction(list.Get("values"))
	iterator := r.call(values, list).(*goja.Object).Prototype().Prototype()
	p := r.vm.CreateObject(iterator)
	r.define(p, "next", r.function("next", 0, r.iterate), true, true)
	must(p.DefineDataPropertySymbol(goja.SymToStringTag, r.vm.ToValue("RegExp String Iterator"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	r.iterators = p
	return p
}

func (r *realm) iterate(c goja.FunctionCall) goja.Value {
	var it *iteration
	if o, ok := c.This.(*goja.Object); ok {
		if v := o.GetSymbol(r.slot); v != nil {
			it, _ = v.Export().(*iteration)
		}
	}
	if it == nil {
		panic(r.typeError("next method called on incompatible receiver %s", c.This.String()))
	}
	out := r.vm.NewObject()
	var m *goja.Object
	if !it.over {
		m, _ = r.execute(it.object, it.text).(*goja.Object)
		it.over = m == nil || !strings.Contains(it.flags, "g")
	}
	if m == nil {
		_ = out.Set("value", goja.Undefined())
		_ = out.Set("done", true)
		return out
	}
	if !it.over {
		r.moveOn(it.object, it.text, m, it.flags)
	}
	_ = out.Set("value", m)
	_ = out.Set("done", false)
	return out
}
