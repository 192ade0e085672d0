package runtime

import (
	goruntime "runtime"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
)

// Two things grow when functions call functions. JavaScript calling JavaScript
// costs the engine a small record and no stack of Go: ten thousand are fine.
// Where a builtin calls back (a comparator of sort, a getter, a Proxy, an async
// function) some ten frames of Go come with each call, and an error has to
// find its way up through all of them.
//
// The engine knows one limit for both, and exceeding it can not be caught and
// takes a hundred milliseconds per thousand calls of the second kind. So it is
// the last resort: depth checks, which the compiler puts into functions that
// may call themselves, measure both depths and throw a RangeError in time. The
// engine's limit stays engineCalls above what was measured last.
const (
	engineCalls = 2000   // calls that the engine allows without a check between
	goFrames    = 16_000 // frames of Go: 1,200 to 2,700 calls through builtins, unwound in under 100 ms
)

// tooDeep is what V8 says, too.
const tooDeep = "Maximum call stack size exceeded"

// deepAdvice is the hint for it.
const deepAdvice = "look for a function that calls itself without end"

// depth watches how deep the calls of a runtime are.
type depth struct {
	vm         *goja.Runtime
	calls      int // of JavaScript allowed
	engine     int // calls that the engine allows without a check
	frames     int // of Go allowed
	raised     bool
	rangeError goja.Value
	stack      []goja.StackFrame // reused
	pcs        []uintptr         // reused
}

// newDepth sets the limits of vm and defines what guarded functions call.
func newDepth(vm *goja.Runtime, calls int) *depth {
	d := &depth{vm: vm, calls: calls, engine: min(engineCalls, calls), frames: goFrames, rangeError: vm.Get("RangeError")}
	vm.SetMaxCallStackSize(d.engine)
	// A global of an odd name, since a program has no other way to a function
	// of ours that no variable of a script can hide.
	err := vm.GlobalObject().DefineDataProperty(compile.DepthCheck, vm.ToValue(d.check), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	if err != nil {
		panic(err) // a fresh global object takes it
	}
	return d
}

// check measures, and throws when it is too deep.
func (d *depth) check(goja.FunctionCall) goja.Value {
	d.within(d.frames)
	return goja.Undefined()
}

// within is check for a number of frames of Go.
func (d *depth) within(most int) {
	d.stack = d.vm.CaptureCallStack(0, d.stack[:0])
	n := len(d.stack)
	if n >= d.calls {
		// Functions that wait for the present one are in the list too, but
		// not on the stack: a part of it leaves them out.
		if len(d.vm.CaptureCallStack(d.calls, d.stack[:0])) == n {
			n = d.calls - 1
		}
	}
	frames := d.goFrames()
	if n >= d.calls || frames >= most {
		panic(d.overflow())
	}
	if n > d.engine/4 || d.raised {
		// The engine also counts a call that it does not list for each way
		// through a builtin, which takes six frames of Go or more.
		d.vm.SetMaxCallStackSize(n + frames/6 + d.engine)
		d.raised = true
	}
	d.release()
}

// goFrames counts the frames of Go, up to d.frames.
func (d *depth) goFrames() int {
	if d.pcs == nil {
		d.pcs = make([]uintptr, 256)
	}
	for {
		n := goruntime.Callers(0, d.pcs)
		if n < len(d.pcs) || n >= d.frames {
			return n
		}
		d.pcs = make([]uintptr, min(2*len(d.pcs), d.frames))
	}
}

// overflow makes the error.
func (d *depth) overflow() goja.Value {
	err, failed := d.vm.New(d.rangeError, d.vm.ToValue(tooDeep))
	if failed != nil {
		panic(failed)
	}
	return err
}

// release lets go of what a deep stack needed.
func (d *depth) release() {
	if cap(d.stack) > 1024 {
		d.stack = nil
	}
	if len(d.pcs) > 1024 {
		d.pcs = nil
	}
}

// end puts the engine's limit back at the end of a turn.
func (d *depth) end() {
	if d.raised {
		d.raised = false
		d.vm.SetMaxCallStackSize(d.engine)
	}
}
