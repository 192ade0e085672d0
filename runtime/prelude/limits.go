package prelude

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/dop251/goja"

	"hotreply/internal/lazyregexp"
	"hotreply/runtime"
	"hotreply/runtime/internal/compile"
	"hotreply/runtime/internal/lazy"
	"hotreply/runtime/internal/nesting"
	"hotreply/runtime/internal/scriptdate"
)

// maxSource is how long source text may be that a script makes at run time
// and has compiled, which nothing can interrupt.
const maxSource = 256 << 10

// Limits is a module that keeps single calls from taking the process down:
// strings, arrays and buffers of giant sizes, deeply nested JSON and arrays, and
// giant or deeply nested source text of new Function become a RangeError.
// [runtime.Limits].Allocate and Nesting say how much one call may make and how
// deep it may go. It belongs behind all other modules, which it then limits too,
// and in the runtimes of scripts alone, to which it brings a Date that is right,
// made when a script first asks for it.
func Limits() runtime.Module { return limits{} }

type limits struct{}

func (limits) Specifiers() []string { return nil }
func (limits) Exports() []string    { return nil }

var limitsSource = sync.OnceValue(func() *lazy.Source { return lazy.FromFS(files, "js/limits.js") })

var typedSource = sync.OnceValue(func() *lazy.Source { return lazy.FromFS(files, "js/typed.js") })

// capped are what js/limits.js measures, in its order, with the names by which
// scripts come to it.
var capped = []struct {
	name  string
	names []string
}{
	{"repeat", nil}, {"padStart", nil}, {"padEnd", nil}, {"fill", nil}, {"indexOf", nil}, {"lastIndexOf", nil}, {"includes", nil},
	{"from", nil}, {"flat", nil}, {"Function", []string{"Function", "constructor"}}, {"ArrayBuffer", nil},
}

func (limits) Install(s *runtime.Script) (*goja.Object, error) {
	if err := s.WhenUsed([]string{"Date"}, func() error { return scriptdate.Offer(s) }); err != nil || s.Limits().Allocate < 0 {
		return nil, err
	}
	if err := capJoin(s); err != nil { // text is made of arrays without its name
		return nil, err
	}
	made := sync.OnceValues(func() (*goja.Object, error) { return measures(s) })
	for _, c := range capped {
		names := c.names
		if names == nil {
			names = []string{c.name}
		}
		err := s.WhenUsed(names, func() error {
			o, err := made()
			if err != nil {
				return err
			}
			f, _ := goja.AssertFunction(o.Get("cap"))
			_, err = f(o, s.VM().ToValue(c.name))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return nil, s.WhenUsed(typedArrays, func() error {
		o, err := made()
		if err != nil {
			return err
		}
		return offerTyped(s, o.Get("typed"))
	})
}

// measures runs js/limits.js.
func measures(s *runtime.Script) (*goja.Object, error) {
	vm, allocate, deepest := s.VM(), s.Limits().Allocate, s.Limits().Nesting
	depth := s.Func("depth", func(c goja.FunctionCall) goja.Value {
		text := c.Argument(0).String()
		if len(text) > maxSource {
			panic(rangeError(vm, "source text made at run time may have %d bytes, this has %d", maxSource, len(text)))
		}
		if e := nesting.Check(text); e != nil {
			panic(rangeError(vm, "source text made at run time: %s", e))
		}
		return goja.Undefined()
	})
	return limitsSource().Call(vm, vm.ToValue(allocate), vm.ToValue(deepest), depth, s.Func("exact", exactFunction(vm)))
}

// capJoin has join of arrays measure first what it would make.
func capJoin(s *runtime.Script) error {
	vm, limit := s.VM(), float64(s.Limits().Allocate)
	proto := vm.Get("Array").ToObject(vm).Get("prototype").ToObject(vm)
	native, ok := proto.Get("join").Export().(func(goja.FunctionCall) goja.Value)
	if !ok {
		return errors.New("join of arrays is not the engine's own")
	}
	join := vm.ToValue(func(c goja.FunctionCall) goja.Value {
		if !goja.IsUndefined(c.This) && !goja.IsNull(c.This) {
			o, by := c.This.ToObject(vm), 1
			if v := c.Argument(0); !goja.IsUndefined(v) {
				by = 0
				for _, c := range v.String() {
					by += utf16.RuneLen(c)
				}
			}
			length := math.NaN()
			if n := o.Get("length"); n != nil {
				length = n.ToFloat()
			}
			if n := length * float64(1+by) / 2; n > limit {
				e := rangeError(vm, "join would make %s items or bytes, more than the %s that one call may", vm.ToValue(n), vm.ToValue(limit))
				_ = e.ToObject(vm).Set("hint", "work on smaller pieces, in a loop: nothing could stop a call this large once it runs")
				panic(e)
			}
		}
		return native(c)
	}).ToObject(vm)
	return errors.Join(
		join.DefineDataProperty("name", vm.ToValue("join"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE),
		join.DefineDataProperty("length", vm.ToValue(1), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE),
		proto.DefineDataProperty("join", join, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// offerTyped takes the constructors of typed arrays away and has them come back
// limited, all at once, when somebody first asks for one: most scripts never do.
func offerTyped(s *runtime.Script, limit goja.Value) error {
	global := s.VM().GlobalObject()
	natives := make([]goja.Value, len(typedArrays))
	for i, name := range typedArrays {
		natives[i] = global.Get(name)
		if err := global.Delete(name); err != nil {
			return err
		}
	}
	_, err := lazy.NewCatalog(lazy.Group{Names: typedArrays, Source: typedSource(), Alone: true, Natives: func(r *lazy.Realm) *goja.Object {
		lent, list := r.VM.NewObject(), r.VM.NewObject()
		for i, name := range typedArrays {
			_ = list.Set(name, natives[i]) // a new object takes any property
		}
		_ = lent.Set("natives", list)
		_ = lent.Set("typed", limit)
		_ = lent.Set("low", r.Script.Func("low", lowBits))
		return lent
	}}).Install(s)
	return err
}

// bitOperators matches text that may have bit operators.
var bitOperators = lazyregexp.New(`(?:^|[^|])\|(?:[^|]|$)|(?:^|[^&])&(?:[^&]|$)|\^|~|<<|>>`)

// exactFunction makes the function of source text that has bit operators, as
// the engine makes others, and nothing of other text and of what has an error.
func exactFunction(vm *goja.Runtime) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		list, body := c.Argument(1).ToObject(vm), ""
		n := int(list.Get("length").ToInteger())
		var params []string
		for i := range n {
			text := list.Get(strconv.Itoa(i)).String()
			if i < n-1 {
				params = append(params, text)
			} else {
				body = text
			}
		}
		if !bitOperators.MatchString(body) {
			return goja.Undefined()
		}
		text := "(" + c.Argument(0).String() + " anonymous(" + strings.Join(params, ",") + "\n) {\n" + body + "\n})"
		p, err := compile.Program("", text, false, compile.BitOperators(func(string) bool { return true }))
		if err != nil {
			return goja.Undefined() // the engine says it
		}
		made, err := vm.RunProgram(p)
		if err != nil {
			panic(err)
		}
		return made
	}
}

// lowBits makes the numbers in the buffer of a Float64Array small that the
// engine's integers are too small for, and keeps their low 32 bits.
func lowBits(c goja.FunctionCall) goja.Value {
	numbers, _ := c.Argument(0).Export().(goja.ArrayBuffer)
	for b := numbers.Bytes(); len(b) >= 8; b = b[8:] {
		n := math.Float64frombits(binary.NativeEndian.Uint64(b))
		if math.Abs(n) >= 1<<53 {
			binary.NativeEndian.PutUint64(b, math.Float64bits(math.Mod(n, 1<<32)))
		}
	}
	return goja.Undefined()
}

func rangeError(vm *goja.Runtime, format string, args ...any) goja.Value {
	e := vm.NewTypeError(append([]any{format}, args...)...)
	proto := vm.Get("RangeError").ToObject(vm).Get("prototype").ToObject(vm)
	_ = e.SetPrototype(proto) // cannot fail: the object is new
	return e
}
