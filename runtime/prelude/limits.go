package prelude

import (
	"encoding/binary"
	"math"
	"sync"

	"github.com/dop251/goja"

	"hotreply/runtime"
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

var typedArrays = [...]string{"Uint8Array", "Int8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
	"Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"}

func (limits) Install(s *runtime.Script) (*goja.Object, error) {
	vm, allocate, deepest := s.VM(), s.Limits().Allocate, s.Limits().Nesting
	if err := scriptdate.Offer(s); err != nil || allocate < 0 {
		return nil, err
	}
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
	made, err := limitsSource().Call(vm, vm.ToValue(allocate), vm.ToValue(deepest), depth)
	if err != nil {
		return nil, err
	}
	return nil, offerTyped(s, made.Get("typed"))
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
	_, err := lazy.NewCatalog(lazy.Group{Names: typedArrays[:], Source: typedSource(), Natives: func(r *lazy.Realm) *goja.Object {
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
