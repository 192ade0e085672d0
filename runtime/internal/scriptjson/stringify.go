package scriptjson

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// A writer makes the text of one value.
type writer struct {
	vm     *goja.Runtime
	limits Limits
	out    []byte

	replace func(goja.FunctionCall) goja.Value // nil if there is none
	only    []string                           // the properties that count; nil is all
	gap     string
	indent  string
	open    []step // the objects around what is being written
}

// A step is an object that is being written, and the property of the one
// around it that it stands in.
type step struct {
	object *goja.Object
	key    string
	item   bool // key is an index
}

func stringify(vm *goja.Runtime, l Limits, c goja.FunctionCall) goja.Value {
	w := &writer{vm: vm, limits: l, gap: gapOf(c.Argument(2))}
	if r, ok := c.Argument(1).(*goja.Object); ok {
		switch {
		case isFunction(r):
			w.replace = function(r)
		case isArray(r):
			w.only = namesOf(vm, r)
		}
	}
	var holder *goja.Object
	v := c.Argument(0)
	if w.replace != nil {
		holder = vm.NewObject()
		_ = holder.DefineDataProperty("", v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE) // a new object takes any
	}
	if !w.value(holder, step{}, v) {
		return goja.Undefined()
	}
	return valueOf(vm, string(w.out))
}

// gapOf reads the third argument.
func gapOf(v goja.Value) string {
	if o, ok := v.(*goja.Object); ok {
		switch o.ClassName() {
		case "Number":
			v = o.ToNumber()
		case "String":
			v = o.ToString()
		}
	}
	switch s := v.(type) {
	case *goja.Object, *goja.Symbol:
		return ""
	case goja.String:
		text := stringText(s)
		if units := unitsOf(text); len(units) > 10 {
			return string(appendUnits(nil, units[:10]))
		}
		return text
	}
	switch v.Export().(type) {
	case int64, float64:
		return strings.Repeat(" ", int(max(0, min(10, v.ToInteger()))))
	}
	return ""
}

// namesOf reads the second argument when it is a list.
func namesOf(vm *goja.Runtime, list *goja.Object) []string {
	names := []string{}
	for i := range lengthOf(list) {
		v := list.Get(strconv.FormatInt(i, 10))
		switch x := v.(type) {
		case nil, *goja.Symbol:
			continue
		case *goja.Object:
			if c := x.ClassName(); c != "Number" && c != "String" {
				continue
			}
		case goja.String:
		default:
			switch v.Export().(type) {
			case int64, float64:
			default:
				continue
			}
		}
		if name := textOf(vm, v); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// lengthOf is how many items o says it has.
func lengthOf(o *goja.Object) int64 {
	v := o.Get("length")
	if v == nil {
		return 0
	}
	return max(0, min(1<<53-1, v.ToInteger()))
}

// value writes v, which holder has under the key of at. It reports false, and
// has written nothing, if v is none that JSON knows.
func (w *writer) value(holder *goja.Object, at step, v goja.Value) bool {
	v = w.prepare(holder, at, v)
	switch x := v.(type) {
	case nil, *goja.Symbol:
		return false
	case *goja.Object:
		return w.object(at, x)
	case goja.String:
		w.quote(x)
		return true
	}
	switch x := v.Export().(type) {
	case nil:
		if goja.IsUndefined(v) {
			return false
		}
		w.out = append(w.out, "null"...)
	case bool:
		w.out = strconv.AppendBool(w.out, x)
	case int64:
		w.out = strconv.AppendInt(w.out, x, 10)
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			w.out = append(w.out, "null"...)
		} else {
			w.out = append(w.out, v.String()...)
		}
	case *big.Int:
		panic(w.vm.NewTypeError("Do not know how to serialize a BigInt"))
	default:
		return false
	}
	return true
}

// prepare is v as toJSON and the replacer want it, taken out of its wrapper.
func (w *writer) prepare(holder *goja.Object, at step, v goja.Value) goja.Value {
	if v == nil {
		v = goja.Undefined()
	}
	if owner := w.methods(v); owner != nil {
		if f := function(owner.Get("toJSON")); f != nil {
			v = f(goja.FunctionCall{This: v, Arguments: []goja.Value{valueOf(w.vm, at.key)}})
		}
	}
	if w.replace != nil {
		v = w.replace(goja.FunctionCall{This: holder, Arguments: []goja.Value{valueOf(w.vm, at.key), v}})
	}
	o, ok := v.(*goja.Object)
	if !ok {
		return v
	}
	switch o.ClassName() {
	case "Number":
		return o.ToNumber()
	case "String":
		return o.ToString()
	case "Boolean", "BigInt":
		return w.vm.ToValue(o.Export())
	}
	return v
}

// methods is where a value's toJSON would be: only objects and BigInts are
// asked for one.
func (w *writer) methods(v goja.Value) *goja.Object {
	switch x := v.(type) {
	case *goja.Object:
		return x
	case goja.String, *goja.Symbol:
		return nil
	}
	if _, ok := v.Export().(*big.Int); ok {
		return v.ToObject(w.vm)
	}
	return nil
}

func (w *writer) object(at step, o *goja.Object) bool {
	class := o.ClassName()
	switch class {
	case "Function":
		return false
	case "RawJSON":
		w.out = append(w.out, o.Get("rawJSON").String()...)
		return true
	}
	at.object = o
	w.enter(at)
	outer := w.indent
	w.indent += w.gap
	if isArray(o) {
		w.list(o, outer)
	} else {
		w.members(o, outer)
	}
	w.indent = outer
	w.open = w.open[:len(w.open)-1]
	w.limits.check(w.vm, "JSON.stringify", len(w.out))
	return true
}

// enter notes that an object is begun, and refuses one that is in itself.
func (w *writer) enter(at step) {
	for i := range w.open {
		if w.open[i].object == at.object {
			panic(w.vm.NewTypeError("%s", circular(w.open[i:], at)))
		}
	}
	if len(w.open) >= w.limits.depth() {
		panic(newError(w.vm, "RangeError", fmt.Sprintf("JSON.stringify: the value is nested more than %d deep", w.limits.depth())))
	}
	w.open = append(w.open, at)
}

func (w *writer) line(indent string) {
	if w.gap != "" {
		w.out = append(w.out, '\n')
		w.out = append(w.out, indent...)
	}
}

func (w *writer) list(o *goja.Object, outer string) {
	n := lengthOf(o)
	w.out = append(w.out, '[')
	for i := range n {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.line(w.indent)
		key := strconv.FormatInt(i, 10)
		if !w.value(o, step{key: key, item: true}, o.Get(key)) {
			w.out = append(w.out, "null"...)
		}
		if i&0xFFF == 0 {
			w.limits.check(w.vm, "JSON.stringify", len(w.out))
		}
	}
	if n > 0 {
		w.line(outer)
	}
	w.out = append(w.out, ']')
}

func (w *writer) members(o *goja.Object, outer string) {
	names, get := w.only, o.Get
	if names == nil {
		names, get = members(w.vm, o)
	}
	w.out = append(w.out, '{')
	any := false
	for _, name := range names {
		before := len(w.out)
		if any {
			w.out = append(w.out, ',')
		}
		w.line(w.indent)
		w.out = appendQuoted(w.out, name)
		w.out = append(w.out, ':')
		if w.gap != "" {
			w.out = append(w.out, ' ')
		}
		if w.value(o, step{key: name}, get(name)) {
			any = true
		} else {
			w.out = w.out[:before]
		}
	}
	if any {
		w.line(outer)
	}
	w.out = append(w.out, '}')
}

func (w *writer) quote(s goja.String) { w.out = appendQuoted(w.out, stringText(s)) }

const hex = "0123456789abcdef"

// appendQuoted appends s as JSON writes a string.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c != 0xED {
			i++
			continue
		}
		if c == 0xED {
			r := half(s[i:])
			if r == 0 {
				i += utf8.RuneLen('\uD7FF')
				continue
			}
			b = append(b, s[from:i]...)
			b = append(b, '\\', 'u', hex[r>>12], hex[r>>8&15], hex[r>>4&15], hex[r&15])
			i += 3
			from = i
			continue
		}
		b = append(b, s[from:i]...)
		i++
		from = i
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, '\\', 'b')
		case '\f':
			b = append(b, '\\', 'f')
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}
