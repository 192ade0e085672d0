package bindings

import (
	"math/big"
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// How much of a value a log line shows.
const (
	inspectDepth  = 4
	inspectItems  = 100
	inspectLength = 16 << 10
)

// format is what console.log writes: texts as they are, other values as
// JavaScript would be written, with %s %d %i %f %j %o %O and %% filled in.
func (k *kit) format(values []goja.Value) string {
	var parts []string
	if len(values) > 0 {
		if s, ok := asString(values[0]); ok {
			head, used := k.fill(s, values[1:])
			parts, values = append(parts, head), values[1+used:]
		}
	}
	for _, v := range values {
		if s, ok := asString(v); ok {
			parts = append(parts, s)
		} else {
			parts = append(parts, k.inspect(v))
		}
	}
	return clip(strings.Join(parts, " "))
}

func clip(s string) string {
	if len(s) <= inspectLength {
		return s
	}
	return strings.ToValidUTF8(s[:inspectLength], "") + "…"
}

// fill replaces the format verbs of s and says how many values it used.
func (k *kit) fill(s string, values []goja.Value) (string, int) {
	if len(values) == 0 || !strings.Contains(s, "%") {
		return s, 0
	}
	var b strings.Builder
	used := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '%' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if s[i] == '%' {
			b.WriteByte('%')
			continue
		}
		if used == len(values) || !strings.ContainsRune("sdifjoO", rune(s[i])) {
			b.WriteString(s[i-1 : i+1])
			continue
		}
		b.WriteString(k.verb(s[i], values[used]))
		used++
	}
	return b.String(), used
}

func (k *kit) verb(verb byte, v goja.Value) string {
	switch verb {
	case 's':
		if s, ok := asString(v); ok {
			return s
		}
	case 'd', 'f':
		return v.ToNumber().String()
	case 'i':
		return strconv.FormatInt(v.ToInteger(), 10)
	case 'j':
		if out, err := k.stringify(goja.Undefined(), v); err == nil {
			return out.String()
		}
	}
	return k.inspect(v)
}

// inspect writes a value on one line.
func (k *kit) inspect(v goja.Value) string {
	in := &inspector{k: k, seen: map[*goja.Object]bool{}}
	if err := k.vm.Try(func() { in.value(v, 0) }); err != nil {
		return "(" + reason(err) + ")" // a getter that throws
	}
	return in.b.String()
}

type inspector struct {
	k    *kit
	b    strings.Builder
	seen map[*goja.Object]bool // on the way to the current value
}

func (in *inspector) value(v goja.Value, depth int) {
	o, ok := v.(*goja.Object)
	if !ok {
		in.b.WriteString(primitive(v))
		return
	}
	if in.b.Len() > inspectLength {
		return
	}
	if in.seen[o] {
		in.b.WriteString("[circular]")
		return
	}
	in.seen[o] = true
	defer delete(in.seen, o)
	in.object(o, depth)
}

func primitive(v goja.Value) string {
	switch x := v.(type) {
	case nil:
		return "undefined"
	case goja.String:
		return strconv.Quote(x.String())
	case *goja.Symbol:
		return "Symbol(" + x.String() + ")"
	}
	if _, ok := v.Export().(*big.Int); ok {
		return v.String() + "n"
	}
	return v.String()
}

func (in *inspector) object(o *goja.Object, depth int) {
	if _, isFn := goja.AssertFunction(o); isFn {
		in.b.WriteString("[" + strings.TrimPrefix(strings.TrimPrefix(describe(o), "a "), "the ") + "]")
		return
	}
	switch o.ClassName() {
	case "Error":
		in.fault(o, depth)
		return
	case "RegExp", "Boolean", "Number", "String":
		in.b.WriteString(o.String())
		return
	case "Date":
		in.date(o)
		return
	}
	if isPromise(o) {
		in.b.WriteString("Promise { not awaited }")
		return
	}
	if depth >= inspectDepth {
		in.b.WriteString("[" + describe(o) + "]")
		return
	}
	switch {
	case o.ClassName() == "Array":
		in.list("[", "]", length(o), func(i int) { in.value(o.Get(itoa(i)), depth+1) })
	case isCollection(o):
		in.collection(o, depth)
	default:
		in.plain(o, depth)
	}
}

func (in *inspector) list(open, end string, n int, item func(i int)) {
	in.b.WriteString(open)
	for i := range min(n, inspectItems) {
		if i > 0 {
			in.b.WriteString(", ")
		}
		item(i)
	}
	if n > inspectItems {
		in.b.WriteString(", … " + itoa(n-inspectItems) + " more")
	}
	in.b.WriteString(end)
}

func (in *inspector) plain(o *goja.Object, depth int) {
	keys := o.Keys()
	if c := className(o); c != "Object" && c != "" {
		in.b.WriteString(c + " ")
	}
	if len(keys) == 0 {
		in.b.WriteString("{}")
		return
	}
	in.list("{ ", " }", len(keys), func(i int) {
		in.b.WriteString(keyText(keys[i]) + ": ")
		in.value(o.Get(keys[i]), depth+1)
	})
}

func keyText(key string) string {
	for i, r := range key {
		if !(r == '_' || r == '$' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127 || i > 0 && r >= '0' && r <= '9') {
			return strconv.Quote(key)
		}
	}
	if key == "" {
		return `""`
	}
	return key
}

// fault is an error with its stack and whatever properties it carries.
func (in *inspector) fault(o *goja.Object, depth int) {
	text := ""
	if s := o.Get("stack"); present(s) {
		text = strings.TrimRight(s.String(), "\n")
	}
	if text == "" {
		text = o.String()
	}
	in.b.WriteString(text)
	if depth >= inspectDepth {
		return
	}
	keys := o.Keys()
	for _, inner := range []string{"errors", "cause"} { // not listed, as they are hidden
		if v := o.Get(inner); present(v) && !contains(keys, inner) {
			keys = append(keys, inner)
		}
	}
	if len(keys) > 0 {
		in.b.WriteString(" ")
		in.list("{ ", " }", len(keys), func(i int) {
			in.b.WriteString(keyText(keys[i]) + ": ")
			in.value(o.Get(keys[i]), depth+1)
		})
	}
}

func (in *inspector) date(o *goja.Object) {
	if iso, ok := goja.AssertFunction(o.Get("toISOString")); ok {
		if v, err := iso(o); err == nil {
			in.b.WriteString(v.String())
			return
		}
	}
	in.b.WriteString("Invalid Date")
}

// isCollection says whether an object is a Map or a Set.
func isCollection(o *goja.Object) bool {
	t := o.ExportType()
	return t == mapType || t == setType
}

var (
	mapType = reflect.TypeFor[[][2]any]()
	setType = reflect.TypeFor[[]any]()
)

// collection is a Map or Set by its own iteration.
func (in *inspector) collection(o *goja.Object, depth int) {
	in.b.WriteString(className(o) + " ")
	var entries [][]goja.Value
	each, ok := goja.AssertFunction(o.Get("forEach"))
	if !ok {
		in.b.WriteString("{…}")
		return
	}
	_, err := each(o, in.k.vm.ToValue(func(c goja.FunctionCall) goja.Value {
		entries = append(entries, []goja.Value{c.Argument(1), c.Argument(0)})
		return goja.Undefined()
	}))
	if err != nil {
		in.b.WriteString("{…}")
		return
	}
	in.list("{ ", " }", len(entries), func(i int) {
		if o.ExportType() == mapType {
			in.value(entries[i][0], depth+1)
			in.b.WriteString(" => ")
		}
		in.value(entries[i][1], depth+1)
	})
}

// Inspect writes a value on one line, as console.log shows it. It must be
// called on the loop that owns vm.
func Inspect(vm *goja.Runtime, v goja.Value) string { return (&kit{vm: vm}).inspect(v) }
