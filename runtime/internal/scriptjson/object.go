package scriptjson

import (
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

var proxyType = reflect.TypeFor[goja.Proxy]()

// isArray is Array.isArray.
func isArray(o *goja.Object) bool {
	if o.ExportType() != proxyType {
		return o.ClassName() == "Array"
	}
	p, ok := o.Export().(goja.Proxy)
	if !ok || p.Target() == nil {
		return false // revoked: what is done with it next throws
	}
	return isArray(p.Target())
}

// members are the names of the properties that count, and how to read one.
func members(vm *goja.Runtime, o *goja.Object) ([]string, func(string) goja.Value) {
	names := o.Keys()
	lossy := false
	for _, name := range names {
		lossy = lossy || strings.ContainsRune(name, utf8.RuneError)
	}
	if !lossy {
		return names, o.Get
	}
	// Half of a pair in a name: only the language itself can hand it over.
	list := call(vm, "Object", "keys", o).ToObject(vm)
	names = names[:0]
	for i := range lengthOf(list) {
		names = append(names, stringText(list.Get(itoa(i))))
	}
	return names, func(name string) goja.Value { return call(vm, "Reflect", "get", o, valueOf(vm, name)) }
}

func itoa(i int64) string { return strconv.FormatInt(i, 10) }

// call calls a function of the language by name.
func call(vm *goja.Runtime, object, method string, args ...goja.Value) goja.Value {
	return function(vm.Get(object).ToObject(vm).Get(method))(goja.FunctionCall{This: goja.Undefined(), Arguments: args})
}

// function is what calls f, nil if it is no function. What f throws passes
// through the caller, which a script must have called.
func function(v goja.Value) func(goja.FunctionCall) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Function" {
		return nil
	}
	if f, ok := o.Export().(func(goja.FunctionCall) goja.Value); ok {
		return f
	}
	f, ok := goja.AssertFunction(o) // a proxy, a class
	if !ok {
		return nil
	}
	return func(c goja.FunctionCall) goja.Value {
		v, err := f(c.This, c.Arguments...)
		if err != nil {
			panic(err)
		}
		return v
	}
}
