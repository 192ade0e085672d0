package scriptdate

import (
	"embed"
	"math"
	"strings"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

//go:embed js/date.js
var files embed.FS

var source = lazy.FromFS(files, "js/date.js")

// A lender is what js/date.js has of Go in one runtime.
type lender struct {
	vm  *goja.Runtime
	set func(goja.FunctionCall) goja.Value // the engine's setTime
}

// Offer replaces the global Date of a script, and the methods of its prototype
// that are wrong, when somebody first asks for the name.
func Offer(s *runtime.Script) error {
	global := s.VM().GlobalObject()
	native := global.Get("Date").ToObject(s.VM())
	if err := global.Delete("Date"); err != nil {
		return err
	}
	_, err := lazy.NewCatalog(lazy.Group{Names: []string{"Date"}, Source: source, Alone: true, Natives: func(r *lazy.Realm) *goja.Object {
		return natives(r.VM, native)
	}}).Install(s)
	return err
}

// Install is [Offer] for a runtime that is no script's, at once.
func Install(vm *goja.Runtime) error {
	made, err := source.Call(vm, goja.Undefined(), natives(vm, vm.Get("Date").ToObject(vm)))
	if err != nil {
		return err
	}
	return vm.GlobalObject().DefineDataProperty("Date", made.Get("Date"), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// natives is the go of js/date.js; its methods become those of dates as they
// are.
func natives(vm *goja.Runtime, native *goja.Object) *goja.Object {
	set, ok := native.Get("prototype").ToObject(vm).Get("setTime").Export().(func(goja.FunctionCall) goja.Value)
	if !ok {
		panic(vm.NewTypeError("setTime of Date is not the engine's own"))
	}
	l := &lender{vm: vm, set: set}
	o, methods := vm.NewObject(), vm.NewObject()
	for name, f := range map[string]func(goja.FunctionCall) goja.Value{
		"read":  l.parse,
		"utc":   func(c goja.FunctionCall) goja.Value { return vm.ToValue(Clip(assemble(c.Arguments))) },
		"local": func(c goja.FunctionCall) goja.Value { return vm.ToValue(Clip(UTC(assemble(c.Arguments)))) },
		"held":  l.valueOf, "offset": l.offset,
		"dateText": l.writer("toDateString"), "timeText": l.writer("toTimeString"), "utcText": l.writer("toUTCString"),
		"year": l.setter("setYear"),
	} {
		_ = o.Set(name, f) // a new object takes any property
	}
	for _, name := range []string{"toString", "toISOString"} {
		l.define(methods, name, 0, l.writer(name))
	}
	for name, places := range setters {
		if name != "setYear" {
			l.define(methods, name, len(places(&parts{})), l.setter(name))
		}
	}
	_ = o.Set("Native", native)
	_ = o.Set("methods", methods)
	return o
}

func (l *lender) define(o *goja.Object, name string, length int, f func(goja.FunctionCall) goja.Value) {
	fn := l.vm.ToValue(f).ToObject(l.vm)
	for key, v := range map[string]any{"name": name, "length": length} {
		if err := fn.DefineDataProperty(key, l.vm.ToValue(v), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			panic(err) // cannot be: both are configurable
		}
	}
	_ = o.Set(name, fn)
}

func (l *lender) parse(c goja.FunctionCall) goja.Value {
	if _, ok := c.Argument(0).(*goja.Symbol); ok {
		panic(l.vm.NewTypeError("Cannot convert a Symbol value to a string"))
	}
	return l.vm.ToValue(Parse(c.Argument(0).ToString().String()))
}

func (l *lender) valueOf(c goja.FunctionCall) goja.Value {
	if ms, ok := held(c.Argument(0)); ok {
		return l.vm.ToValue(ms)
	}
	return goja.Undefined()
}

// assemble is the time that year, month and the other arguments say, as if it
// were UTC. All of them are read, in order.
func assemble(args []goja.Value) float64 {
	n := [7]float64{math.NaN(), 0, 1}
	for i := range min(len(args), len(n)) {
		n[i] = toNumber(args[i])
	}
	if y := math.Trunc(n[0]); y >= 0 && y <= 99 {
		n[0] = 1900 + y
	}
	return MakeDay(n[0], n[1], n[2])*dayMs + timeMs(n[3], n[4], n[5], n[6])
}

// timeMs is a time of day whose parts may be beyond their ranges.
func timeMs(hours, minutes, seconds, ms float64) float64 {
	t := math.Trunc(hours)*3_600_000 + math.Trunc(minutes)*60_000 + math.Trunc(seconds)*1000 + math.Trunc(ms)
	if math.IsInf(t, 0) {
		return math.NaN()
	}
	return t
}

func toNumber(v goja.Value) float64 { return v.ToNumber().ToFloat() }

// held is what a date holds; ok is false if v is none.
func held(v goja.Value) (ms float64, ok bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Date" {
		return 0, false
	}
	if t, set := o.Export().(time.Time); set {
		return float64(t.UnixMilli()), true
	}
	return math.NaN(), true
}

// this is what the date holds on which the method name was called.
func (l *lender) this(v goja.Value, name string) float64 {
	ms, ok := held(v)
	if ok {
		return ms
	}
	if strings.HasPrefix(name, "get") {
		panic(l.vm.NewTypeError("this is not a Date object."))
	}
	receiver := v.String
	if o, ok := v.(*goja.Object); ok {
		receiver = func() string { return "#<" + o.ClassName() + ">" }
	}
	panic(l.vm.NewTypeError("Method Date.prototype.%s called on incompatible receiver %s", name, receiver()))
}
