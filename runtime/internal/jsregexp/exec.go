package jsregexp

import (
	"errors"
	"slices"
	"sync"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
	"hotreply/runtime/regex"
)

// lastMatch is what RegExp.$1 and its like tell.
type lastMatch struct {
	text  goja.String
	found []int
}

// find looks for a program in a text. The result stands until the next match.
func (r *realm) find(p *program, s goja.String, start int, sticky bool) []int {
	found, err := r.matcher.Find(p.Regexp, r.textOf(s), start, sticky)
	if err != nil {
		var stack *regex.StackError
		if errors.As(err, &stack) {
			e := r.newError(stack.Name(), stack.Error()).(*goja.Object)
			_ = e.Set("code", stack.Code())
			_ = e.Set("hint", stack.Hint())
			panic(e)
		}
		r.endTurn()
		panic(r.vm.NewGoError(err))
	}
	if found != nil {
		r.last.text, r.last.found = s, append(r.last.found[:0], found...)
	}
	return found
}

// afterInterrupt is the next code that runs when a match was ended.
var afterInterrupt = sync.OnceValue(func() *goja.Program { return compile.Must("<hotreply>/regexp.js", "0") })

// endTurn throws the interrupt of the runtime, if there is one. An error of
// ours in its place could leave the script, or be kept by a promise, before the
// engine runs the code in which it would notice the interrupt.
func (r *realm) endTurn() {
	if _, err := r.vm.RunProgram(afterInterrupt()); err != nil {
		panic(err)
	}
}

// step is exec without its result: it reads and writes lastIndex.
func (r *realm) step(o *goja.Object, p *program, s goja.String) []int {
	start := toLength(o.Get("lastIndex"))
	moves := p.global || p.sticky
	if !moves {
		start = 0
	}
	var found []int
	if start <= s.Length() {
		found = r.find(p, s, start, p.sticky)
	}
	if moves {
		next := 0
		if found != nil {
			next = found[1]
		}
		r.setLastIndex(o, next)
	}
	return found
}

func (r *realm) setLastIndex(o *goja.Object, i int) {
	if err := o.Set("lastIndex", i); err != nil {
		panic(err)
	}
}

// result is the array of a match.
func (r *realm) result(p *program, s goja.String, found []int) *goja.Object {
	items := make([]any, len(found)/2)
	for i := range items {
		items[i] = capture(s, found, i)
	}
	out := r.vm.NewArray(items...)
	_ = out.Set("index", found[0])
	_ = out.Set("input", s)
	_ = out.Set("groups", r.groups(p, func(i int) goja.Value { return items[i].(goja.Value) }, found))
	if p.Has('d') {
		_ = out.Set("indices", r.indices(p, found))
	}
	return out
}

// capture is the text of a capture, or undefined.
func capture(s goja.String, found []int, i int) goja.Value {
	if found[2*i] < 0 {
		return goja.Undefined()
	}
	return s.Substring(found[2*i], found[2*i+1])
}

// groups is an object of the named captures, undefined without any.
func (r *realm) groups(p *program, item func(i int) goja.Value, found []int) goja.Value {
	names := p.Names()
	if len(names) == 0 {
		return goja.Undefined()
	}
	out := r.vm.CreateObject(nil)
	for _, n := range names {
		_ = out.Set(n.Name, item(n.Taken(found)))
	}
	return out
}

// indices is the array of flag d.
func (r *realm) indices(p *program, found []int) goja.Value {
	items := make([]any, len(found)/2)
	for i := range items {
		items[i] = goja.Undefined()
		if found[2*i] >= 0 {
			items[i] = r.vm.NewArray(found[2*i], found[2*i+1])
		}
	}
	out := r.vm.NewArray(items...)
	_ = out.Set("groups", r.groups(p, func(i int) goja.Value { return items[i].(goja.Value) }, found))
	return out
}

// execute is the language's RegExpExec: exec as the object has it.
func (r *realm) execute(o *goja.Object, s goja.String) goja.Value {
	exec := o.Get("exec")
	if exec != goja.Value(r.exec) {
		if f, ok := goja.AssertFunction(exec); ok {
			v := r.call(f, o, s)
			if _, ok := v.(*goja.Object); !ok && !goja.IsNull(v) {
				panic(r.typeError("object null is not a function"))
			}
			return v
		}
	}
	p := r.programOf(o)
	if p == nil {
		panic(r.incompatible("exec", o))
	}
	if found := r.step(o, p, s); found != nil {
		return r.result(p, s, found)
	}
	return goja.Null()
}

// call calls a function and lets through what it throws.
func (r *realm) call(f goja.Callable, this goja.Value, args ...goja.Value) goja.Value {
	v, err := f(this, args...)
	if err != nil {
		panic(err)
	}
	return v
}

func (r *realm) incompatible(method string, this goja.Value) goja.Value {
	shown := this.String()
	if o, ok := this.(*goja.Object); ok {
		shown = "#<" + o.ClassName() + ">"
	}
	return r.typeError("Method RegExp.prototype.%s called on incompatible receiver %s", method, shown)
}

// receiver is this of a method that works on any object.
func (r *realm) receiver(method string, this goja.Value) *goja.Object {
	o, ok := this.(*goja.Object)
	if !ok {
		panic(r.incompatible(method, this))
	}
	return o
}

func (r *realm) protoExec(c goja.FunctionCall) goja.Value {
	p := r.programOf(c.This)
	if p == nil {
		panic(r.incompatible("exec", c.This))
	}
	s := toString(c.Argument(0))
	if found := r.step(c.This.(*goja.Object), p, s); found != nil {
		return r.result(p, s, found)
	}
	return goja.Null()
}

func (r *realm) protoTest(c goja.FunctionCall) goja.Value {
	o := r.receiver("test", c.This)
	s := toString(c.Argument(0))
	if p := r.plain(o); p != nil {
		return r.vm.ToValue(r.step(o, p, s) != nil)
	}
	return r.vm.ToValue(!goja.IsNull(r.execute(o, s)))
}

// all collects the matches of a program with the flag g, one after another in
// one list.
func (r *realm) all(o *goja.Object, p *program, s goja.String) (list []int) {
	r.setLastIndex(o, 0)
	for at := 0; at <= s.Length(); {
		found := r.find(p, s, at, p.sticky)
		if found == nil {
			break
		}
		list = append(list, found...)
		if at = found[1]; found[0] == found[1] {
			at = advance(s, at, p.Unicode())
		}
	}
	return slices.Clip(list)
}
