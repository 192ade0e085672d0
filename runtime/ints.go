package runtime

import (
	"math"
	"reflect"
	"sync"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
)

// largeProgram is what large numbers need that come by way of an object. An
// object as an operand is asked for its number by the operator, once and in its
// turn, so another takes its place that asks it. ToNumeric of x is x++.
var largeProgram = sync.OnceValue(func() *goja.Program {
	return compile.Must("hotreply:large numbers", `(function (int) {
  "use strict";
  const operand = o => ({ [Symbol.toPrimitive]() { let x = o; const n = x++; return int(n); } });
  const lists = new Set(["Int8Array", "Uint8Array", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array"]);
  const kind = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Int8Array.prototype), Symbol.toStringTag).get;
  const length = Object.getOwnPropertyDescriptor(DataView.prototype, "byteLength").get;
  const isView = o => { try { Reflect.apply(length, o, []); return true; } catch { return false; } };
  return {
    operand,
    fit: (value, list) => lists.has(Reflect.apply(kind, list, [])) ? int(value) : value,
    viewed: (value, view) => isView(view) ? int(value) : value,
  };
})`)
})

// large makes numbers small for which the engine's integers are too small.
type large struct {
	vm                   *goja.Runtime
	self                 *goja.Object
	operand, fit, viewed goja.Callable // nil before one of them is needed
}

// defineInt defines what large operands of bit operators go through, and what is
// stored into lists.
func defineInt(vm *goja.Runtime) {
	l := &large{vm: vm}
	l.self = l.define(compile.Int, l.number)
	l.define(compile.Fit, l.stored)
}

func (l *large) define(name string, f func(goja.FunctionCall) goja.Value) *goja.Object {
	v := l.vm.ToValue(f).(*goja.Object)
	if err := l.vm.GlobalObject().DefineDataProperty(name, v, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
		panic(err) // a fresh global object takes it
	}
	return v
}

// number is the remainder of 2^32, which has the same low 32 bits. It is not
// asked for numbers of objects, see largeProgram.
func (l *large) number(c goja.FunctionCall) goja.Value {
	v := c.Argument(0)
	if _, ok := v.(*goja.Object); ok {
		return l.call(&l.operand, v)
	}
	if isLarge(v) {
		return l.vm.ToValue(math.Mod(v.ToFloat(), 1<<32))
	}
	return v
}

// stored is what becomes of a value in a list, or with a third argument in a
// DataView.
func (l *large) stored(c goja.FunctionCall) goja.Value {
	v, list := c.Argument(0), c.Argument(1)
	of, ok := list.(*goja.Object)
	if !ok {
		return v
	}
	if _, object := v.(*goja.Object); !object && !isLarge(v) {
		return v
	}
	if view := c.Argument(2); view.ToBoolean() {
		return l.call(&l.viewed, v, of)
	}
	if !isIntegers(of) {
		return v
	}
	return l.call(&l.fit, v, of)
}

// isLarge says whether a primitive value is a number from 2^53 on.
func isLarge(v goja.Value) bool {
	if !goja.IsNumber(v) && !goja.IsString(v) {
		return false
	}
	return math.Abs(v.ToFloat()) >= 1<<53
}

// isIntegers says whether an object may be a list of integers, clamped ones too.
func isIntegers(o *goja.Object) bool {
	t := o.ExportType()
	return t != nil && t.Kind() == reflect.Slice && t.Elem().Kind() >= reflect.Int8 && t.Elem().Kind() <= reflect.Uint32
}

// call calls a function of largeProgram.
func (l *large) call(f *goja.Callable, args ...goja.Value) goja.Value {
	if *f == nil {
		l.load()
	}
	v, err := (*f)(goja.Undefined(), args...)
	if err != nil {
		panic(err)
	}
	return v
}

func (l *large) load() {
	made, err := l.vm.RunProgram(largeProgram())
	if err != nil {
		panic(err)
	}
	start, _ := goja.AssertFunction(made)
	made, err = start(goja.Undefined(), l.self)
	if err != nil {
		panic(err)
	}
	o := made.(*goja.Object)
	l.operand, _ = goja.AssertFunction(o.Get("operand"))
	l.fit, _ = goja.AssertFunction(o.Get("fit"))
	l.viewed, _ = goja.AssertFunction(o.Get("viewed"))
}
