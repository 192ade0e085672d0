package prelude

import (
	"sync"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

// maxNesting is how deep JSON may be. The parser recurses on the stack of its
// goroutine, and a full one takes the process down.
const maxNesting = 5000

// Source text that a script makes at run time and has compiled. The compiler
// recurses over brackets and operators alike, so its length is bounded too.
const (
	maxSource      = 256 << 10
	maxCodeNesting = 2000
)

// Limits is a module that keeps single calls from taking the process down:
// strings, arrays and buffers of giant sizes, deeply nested JSON, and giant or
// deeply nested source text of new Function become a RangeError. [runtime.Limits.Allocate] says how much one call may make. It
// belongs behind all other modules, which it then limits too.
func Limits() runtime.Module { return limits{} }

type limits struct{}

func (limits) Specifiers() []string { return nil }
func (limits) Exports() []string    { return nil }

var limitsSource = sync.OnceValue(func() *lazy.Source { return lazy.FromFS(files, "js/limits.js") })

func (limits) Install(s *runtime.Script) (*goja.Object, error) {
	allocate := s.Limits().Allocate
	if allocate < 0 {
		return nil, nil
	}
	vm := s.VM()
	nesting := s.Func("nesting", func(c goja.FunctionCall) goja.Value {
		if text, ok := c.Argument(0).(goja.String); ok && tooDeep(text) {
			panic(rangeError(vm, "JSON.parse: the text is nested more than %d deep", maxNesting))
		}
		return goja.Undefined()
	})
	depth := s.Func("depth", func(c goja.FunctionCall) goja.Value {
		if text := c.Argument(0).String(); len(text) > maxSource || codeTooDeep(text) {
			panic(rangeError(vm, "source text made at run time may have %d bytes and be nested %d deep", maxSource, maxCodeNesting))
		}
		return goja.Undefined()
	})
	_, err := limitsSource().Call(vm, vm.ToValue(allocate), nesting, depth)
	return nil, err
}

func rangeError(vm *goja.Runtime, format string, args ...any) goja.Value {
	e := vm.NewTypeError(append([]any{format}, args...)...)
	proto := vm.Get("RangeError").ToObject(vm).Get("prototype").ToObject(vm)
	_ = e.SetPrototype(proto) // cannot fail: the object is new
	return e
}

// codeTooDeep scans source text for brackets and runs of prefix operators. It
// does not know strings and comments; no text that people use comes near.
func codeTooDeep(text string) bool {
	depth, run := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(0, depth-1)
		case '!', '~', '+', '-':
			run++
		case ' ', '\t', '\n', '\r':
			continue
		default:
			run = 0
		}
		if depth > maxCodeNesting || run > maxCodeNesting {
			return true
		}
	}
	return false
}

// tooDeep scans JSON for brackets. What is inside strings does not count;
// what is not JSON at all is for the parser to say.
func tooDeep(text goja.String) bool {
	if text.Length() < 2*maxNesting {
		return false
	}
	depth, quoted := 0, false
	for i, n := 0, text.Length(); i < n; i++ {
		switch c := text.CharAt(i); {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > maxNesting {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}
