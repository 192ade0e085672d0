package jsregexp

import (
	"github.com/dop251/goja"
)

// installConstructor puts ours in the place of the engine's RegExp.
func (r *realm) installConstructor(native *goja.Object) {
	r.ctor = r.vm.ToValue(r.construct).ToObject(r.vm)
	r.define(r.ctor, "name", r.vm.ToValue("RegExp"), false, true)
	r.define(r.ctor, "length", r.vm.ToValue(2), false, true)
	must(r.ctor.Set("prototype", r.proto))
	r.define(r.ctor, "prototype", r.proto, false, false)
	this := r.function("get [Symbol.species]", 0, func(c goja.FunctionCall) goja.Value { return c.This })
	must(r.ctor.DefineAccessorPropertySymbol(goja.SymSpecies, this, nil, goja.FLAG_TRUE, goja.FLAG_FALSE))
	r.define(r.proto, "constructor", r.ctor, true, true)
	must(r.vm.GlobalObject().DefineDataProperty("RegExp", r.ctor, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func flagOf(b bool) goja.Flag {
	if b {
		return goja.FLAG_TRUE
	}
	return goja.FLAG_FALSE
}

func (r *realm) define(o *goja.Object, name string, v goja.Value, writable, configurable bool) {
	must(o.DefineDataProperty(name, v, flagOf(writable), flagOf(configurable), goja.FLAG_FALSE))
}

// function is a method of ours as a value.
func (r *realm) function(name string, length int, f func(goja.FunctionCall) goja.Value) *goja.Object {
	o := r.vm.ToValue(f).ToObject(r.vm)
	r.define(o, "name", r.vm.ToValue(name), false, true)
	if length > 0 {
		r.define(o, "length", r.vm.ToValue(length), false, true)
	}
	return o
}

// construct is RegExp(pattern, flags), with and without new.
func (r *realm) construct(c goja.ConstructorCall) *goja.Object {
	pattern, flags := c.Argument(0), c.Argument(1)
	isRegExp := r.isRegExp(pattern)
	if c.NewTarget == nil && isRegExp && goja.IsUndefined(flags) {
		if o := pattern.(*goja.Object); o.Get("constructor") == goja.Value(r.ctor) {
			return o
		}
	}
	var source goja.Value = pattern
	if p := r.programOf(pattern); p != nil {
		source = p.original
		if goja.IsUndefined(flags) {
			flags = r.vm.ToValue(p.Flags())
		}
	} else if isRegExp {
		o := pattern.(*goja.Object)
		source = o.Get("source")
		if goja.IsUndefined(flags) {
			flags = o.Get("flags")
		}
	}
	return r.create(source, flags, c.NewTarget)
}

// isRegExp is the language's question whether to treat a value as one.
func (r *realm) isRegExp(v goja.Value) bool {
	o, ok := v.(*goja.Object)
	if !ok {
		return false
	}
	if m := o.GetSymbol(goja.SymMatch); m != nil && !goja.IsUndefined(m) {
		return m.ToBoolean()
	}
	return o.ClassName() == "RegExp"
}

// create makes an object. class may be nil.
func (r *realm) create(source, flags goja.Value, class *goja.Object) *goja.Object {
	p := r.compile(textOr(source), textOr(flags).String())
	o := r.object(p)
	if class != nil && class != r.ctor {
		if proto, ok := class.Get("prototype").(*goja.Object); ok {
			must(o.SetPrototype(proto))
		}
	}
	return o
}

// textOr is a value as text, undefined as the empty one.
func textOr(v goja.Value) goja.String {
	if v == nil || goja.IsUndefined(v) {
		return goja.StringFromUTF16(nil)
	}
	return toString(v)
}
