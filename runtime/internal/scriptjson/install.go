package scriptjson

import (
	"errors"
	"fmt"

	"github.com/dop251/goja"
)

// Limits bounds one call. Zero and negative values mean that there is none.
type Limits struct {
	// Depth is how deep arrays and objects may be nested in each other.
	Depth int
	// Bytes is how long the text may be that is read or written.
	Bytes int
}

// hardDepth holds without any limit too: recursion in Go ends the process when
// its stack is full, which takes some ten times this.
const hardDepth = 100_000

func (l Limits) depth() int {
	if l.Depth <= 0 || l.Depth > hardDepth {
		return hardDepth
	}
	return l.Depth
}

// check refuses text of n bytes. It panics with a RangeError.
func (l Limits) check(vm *goja.Runtime, name string, n int) {
	if l.Bytes > 0 && n > l.Bytes {
		e := newError(vm, "RangeError", fmt.Sprintf("%s would make %d items or bytes, more than the %d that one call may", name, n, l.Bytes))
		_ = e.Set("hint", "work on smaller pieces, in a loop: nothing could stop a call this large once it runs")
		panic(e)
	}
}

// Install replaces parse, stringify and rawJSON of the global JSON object of
// vm, which must be there.
func Install(vm *goja.Runtime, l Limits) error {
	json := vm.Get("JSON").ToObject(vm)
	parse := func(c goja.FunctionCall) goja.Value {
		text := textOf(vm, c.Argument(0))
		l.check(vm, "JSON.parse", len(text))
		p := parser{vm: vm, text: text, depth: l.depth()}
		if f := function(c.Argument(1)); f != nil {
			return p.revived(f)
		}
		return p.document()
	}
	stringify := func(c goja.FunctionCall) goja.Value { return stringify(vm, l, c) }
	native := function(json.Get("rawJSON"))
	raw := func(c goja.FunctionCall) goja.Value {
		text := textOf(vm, c.Argument(0))
		(&parser{vm: vm, text: text, depth: 0}).primitive()
		return native(goja.FunctionCall{This: json, Arguments: []goja.Value{vm.ToValue(text)}})
	}
	return errors.Join(
		define(vm, json, "parse", 2, parse),
		define(vm, json, "stringify", 3, stringify),
		define(vm, json, "rawJSON", 1, raw),
	)
}

func define(vm *goja.Runtime, target *goja.Object, name string, length int, f func(goja.FunctionCall) goja.Value) error {
	fn := vm.ToValue(f).ToObject(vm)
	for key, v := range map[string]any{"name": name, "length": length} {
		if err := fn.DefineDataProperty(key, vm.ToValue(v), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	return target.DefineDataProperty(name, fn, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// Parse reads text, which is UTF-8, as JSON.parse does. The error of text that
// is not JSON is a *[goja.Exception] with a SyntaxError, that of text beyond
// the limits one with a RangeError. It must be called on the runtime's own
// goroutine, by anybody.
func Parse(vm *goja.Runtime, text string, l Limits) (v goja.Value, err error) {
	if ex := vm.Try(func() {
		l.check(vm, "JSON.parse", len(text))
		p := parser{vm: vm, text: text, depth: l.depth()}
		v = p.document()
	}); ex != nil {
		return nil, ex
	}
	return v, nil
}

// newError makes an error of one of the language's own classes.
func newError(vm *goja.Runtime, class, message string) *goja.Object {
	e, err := vm.New(vm.Get(class), valueOf(vm, message))
	if err != nil {
		panic(err) // a script replaced the class by something that throws
	}
	return e
}

func isFunction(o *goja.Object) bool { return o.ClassName() == "Function" }
