package scriptjson

import (
	"github.com/dop251/goja"
)

// A record is what a reviver may ask about a value: how it was written. Once
// the reviver has put another value in its place it says nothing.
type record struct {
	value goja.Value
	text  string            // of a primitive
	items []record          // of an array
	names map[string]record // of an object
}

// of is the record for v where r stands, nil if v is not what was read.
func (r *record) of(v goja.Value) *record {
	if r != nil && r.value != nil && r.value.SameAs(v) {
		return r
	}
	return nil
}

// A reviver replaces values from the innermost on. Calls of the script's
// function throw through these, as through any function of the language.
type reviver struct {
	vm *goja.Runtime
	f  func(goja.FunctionCall) goja.Value
}

// revived reads the whole text and lets f, a function, replace its values.
func (p *parser) revived(f func(goja.FunctionCall) goja.Value) goja.Value {
	p.recording = true
	v := p.document()
	r := reviver{vm: p.vm, f: f}
	root := p.vm.NewObject()
	p.put(root, "", v)
	return r.walk(root, "", v, &p.record)
}

func (r reviver) walk(holder *goja.Object, name string, v goja.Value, rec *record) goja.Value {
	if v == nil {
		v = goja.Undefined()
	}
	context := r.vm.NewObject()
	rec = rec.of(v)
	if o, ok := v.(*goja.Object); ok {
		r.inner(o, rec)
	} else if rec != nil {
		_ = context.Set("source", valueOf(r.vm, rec.text)) // a new object takes any property
	}
	return r.f(goja.FunctionCall{This: holder, Arguments: []goja.Value{valueOf(r.vm, name), v, context}})
}

func (r reviver) inner(o *goja.Object, rec *record) {
	if !isArray(o) {
		names, get := members(r.vm, o)
		for _, name := range names {
			var of *record
			if rec != nil {
				if known, ok := rec.names[name]; ok {
					of = &known
				}
			}
			r.step(o, name, get(name), of)
		}
		return
	}
	for i := range lengthOf(o) {
		var of *record
		if rec != nil && i < int64(len(rec.items)) {
			of = &rec.items[i]
		}
		r.step(o, itoa(i), o.Get(itoa(i)), of)
	}
}

// step replaces one property, or takes it away if nothing is left of it. What
// the object refuses stays as it was, as the language has it.
func (r reviver) step(o *goja.Object, name string, v goja.Value, rec *record) {
	now := r.walk(o, name, v, rec)
	key := valueOf(r.vm, name)
	if goja.IsUndefined(now) {
		call(r.vm, "Reflect", "deleteProperty", o, key)
		return
	}
	if rec.of(now) != nil {
		if there := o.Get(name); there != nil && there.SameAs(now) {
			return // it is what it was
		}
	}
	call(r.vm, "Reflect", "defineProperty", o, key, plain(r.vm, now))
}

// plain describes an ordinary property.
func plain(vm *goja.Runtime, v goja.Value) *goja.Object {
	d := vm.NewObject()
	for key, x := range map[string]any{"value": v, "writable": true, "enumerable": true, "configurable": true} {
		_ = d.Set(key, x) // a new object takes any property
	}
	return d
}
