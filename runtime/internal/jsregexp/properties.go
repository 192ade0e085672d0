package jsregexp

import (
	"github.com/dop251/goja"
)

// installMethods puts ours on the prototype.
func (r *realm) installMethods() {
	r.exec = r.method("exec", 1, r.protoExec)
	r.method("test", 1, r.protoTest)
	r.method("toString", 0, r.protoToString)
	r.method("compile", 2, r.protoCompile)
	for _, m := range []struct {
		symbol *goja.Symbol
		name   string
		length int
		f      func(goja.FunctionCall) goja.Value
	}{
		{goja.SymMatch, "[Symbol.match]", 1, r.protoMatch},
		{goja.SymMatchAll, "[Symbol.matchAll]", 1, r.protoMatchAll},
		{goja.SymReplace, "[Symbol.replace]", 2, r.protoReplace},
		{goja.SymSearch, "[Symbol.search]", 1, r.protoSearch},
		{goja.SymSplit, "[Symbol.split]", 2, r.protoSplit},
	} {
		must(r.proto.DefineDataPropertySymbol(m.symbol, r.function(m.name, m.length, m.f), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	}
}

func (r *realm) method(name string, length int, f func(goja.FunctionCall) goja.Value) *goja.Object {
	o := r.function(name, length, f)
	r.define(r.proto, name, o, true, true)
	return o
}

func (r *realm) getter(name string, f func(goja.FunctionCall) goja.Value) {
	must(r.proto.DefineAccessorProperty(name, r.function("get "+name, 0, f), nil, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// installProperties puts source, flags and each flag on the prototype.
func (r *realm) installProperties() {
	r.getter("source", func(c goja.FunctionCall) goja.Value {
		if p := r.programOf(c.This); p != nil {
			return p.source
		}
		if c.This == goja.Value(r.proto) {
			return r.vm.ToValue("(?:)")
		}
		panic(r.typeError("RegExp.prototype.source getter called on non-RegExp object"))
	})
	r.getter("flags", r.protoFlags)
	for _, f := range flagNames {
		r.getter(f.name, func(c goja.FunctionCall) goja.Value {
			if p := r.programOf(c.This); p != nil {
				return r.vm.ToValue(p.Has(f.letter))
			}
			if c.This == goja.Value(r.proto) {
				return goja.Undefined()
			}
			panic(r.typeError("RegExp.prototype.%s getter called on non-RegExp object", f.name))
		})
	}
}

func (r *realm) protoFlags(c goja.FunctionCall) goja.Value {
	o, ok := c.This.(*goja.Object)
	if !ok {
		panic(r.typeError("RegExp.prototype.flags getter called on non-object %s", c.This.String()))
	}
	if o.Prototype() == r.proto {
		if p := r.programOf(o); p != nil {
			return r.vm.ToValue(sorted(p))
		}
	}
	var flags []byte
	for _, f := range flagNames {
		if v := o.Get(f.name); v != nil && v.ToBoolean() {
			flags = append(flags, f.letter)
		}
	}
	return r.vm.ToValue(string(flags))
}

// sorted is the flags of a program in the order that flags has.
func sorted(p *program) string {
	given := p.Flags()
	if len(given) < 2 {
		return given
	}
	flags := make([]byte, 0, len(given))
	for _, f := range flagNames {
		if p.Has(f.letter) {
			flags = append(flags, f.letter)
		}
	}
	return string(flags)
}

func (r *realm) protoToString(c goja.FunctionCall) goja.Value {
	o := r.receiver("toString", c.This)
	var out goja.StringBuilder
	out.WriteRune('/')
	out.WriteString(toString(orUndefined(o.Get("source"))))
	out.WriteRune('/')
	out.WriteString(toString(orUndefined(o.Get("flags"))))
	return out.String()
}

// protoCompile gives an object another pattern.
func (r *realm) protoCompile(c goja.FunctionCall) goja.Value {
	if r.programOf(c.This) == nil {
		panic(r.incompatible("compile", c.This))
	}
	o := c.This.(*goja.Object)
	p := r.programOf(c.Argument(0))
	switch {
	case p == nil:
		p = r.compile(textOr(c.Argument(0)), textOr(c.Argument(1)).String())
	case !goja.IsUndefined(c.Argument(1)):
		panic(r.typeError("Invalid flags supplied to RegExp constructor"))
	}
	r.call(r.native.compile, o, r.templateOf(p))
	r.recent = [4]known{} // what they say of o is over
	r.setLastIndex(o, 0)
	return o
}

// installStrings replaces the methods of texts that make a regular expression
// of any value.
func (r *realm) installStrings() {
	proto := r.vm.GlobalObject().Get("String").ToObject(r.vm).Get("prototype").ToObject(r.vm)
	r.define(proto, "match", r.function("match", 1, r.stringMethod("match", goja.SymMatch, "")), true, true)
	r.define(proto, "matchAll", r.function("matchAll", 1, r.stringMethod("matchAll", goja.SymMatchAll, "g")), true, true)
	r.define(proto, "search", r.function("search", 1, r.stringMethod("search", goja.SymSearch, "")), true, true)
}

// stringMethod hands a text to a method of its argument, or of a regular
// expression made of that.
func (r *realm) stringMethod(name string, symbol *goja.Symbol, flags string) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		if goja.IsUndefined(c.This) || goja.IsNull(c.This) {
			panic(r.typeError("String.prototype.%s called on null or undefined", name))
		}
		arg := c.Argument(0)
		if o, ok := arg.(*goja.Object); ok {
			if flags != "" && r.isRegExp(o) && !hasG(orUndefined(o.Get("flags"))) {
				panic(r.typeError("String.prototype.%s called with a non-global RegExp argument", name))
			}
			if v := orUndefined(o.GetSymbol(symbol)); !goja.IsUndefined(v) && !goja.IsNull(v) {
				f, ok := goja.AssertFunction(v)
				if !ok {
					panic(r.typeError("%s is not a function", v.String()))
				}
				return r.call(f, o, c.This)
			}
		}
		s := toString(c.This)
		o := r.create(arg, r.vm.ToValue(flags), nil)
		f, ok := goja.AssertFunction(o.GetSymbol(symbol))
		if !ok {
			panic(r.typeError("RegExp.prototype[Symbol.%s] is not a function", name))
		}
		return r.call(f, o, s)
	}
}

func hasG(flags goja.Value) bool {
	for _, c := range toString(flags).String() {
		if c == 'g' {
			return true
		}
	}
	return false
}
