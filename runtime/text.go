package runtime

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
)

// Functions that scripts make of text are compiled as scripts are, so that
// their regular expressions and the depth of their calls are treated alike.

// functionKinds is one function of each kind whose constructor takes text.
var functionKinds = sync.OnceValue(func() *goja.Program {
	return compile.Must("hotreply:text", "[function () {}, async function () {}, function* () {}]")
})

// installText replaces the constructors of functions.
func (d *depth) installText() error {
	vm := d.vm
	if err := vm.GlobalObject().DefineDataProperty(compile.TextCount, vm.ToValue(compile.DepthEvery), goja.FLAG_TRUE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
		return err
	}
	if err := d.installEval(); err != nil {
		return err
	}
	kinds, err := vm.RunProgram(functionKinds())
	if err != nil {
		return err
	}
	syntaxError := vm.Get("SyntaxError")
	var base *goja.Object
	for i, head := range []string{"function", "async function", "function*"} {
		proto := kinds.ToObject(vm).Get(fmt.Sprint(i)).ToObject(vm).Prototype()
		native := proto.Get("constructor").ToObject(vm)
		made := vm.ToValue(func(c goja.ConstructorCall) *goja.Object {
			d.check(goja.FunctionCall{}) // text that makes text that makes text
			return d.functionOf(head, c, proto, syntaxError)
		}).ToObject(vm)
		if i == 0 {
			base = made
		} else if err := made.SetPrototype(base); err != nil {
			return err
		}
		writable := goja.FLAG_FALSE
		if i == 0 {
			writable = goja.FLAG_TRUE
		}
		if err := errors.Join(
			made.DefineDataProperty("name", native.Get("name"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE),
			made.DefineDataProperty("length", vm.ToValue(1), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE),
			made.Set("prototype", proto),
			made.DefineDataProperty("prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE),
			proto.DefineDataProperty("constructor", made, writable, goja.FLAG_TRUE, goja.FLAG_FALSE),
		); err != nil {
			return err
		}
	}
	return vm.GlobalObject().DefineDataProperty("Function", base, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// indirectEval makes eval for calls that do not see the variables around.
var indirectEval = sync.OnceValue(func() *goja.Program {
	return compile.Must("hotreply:eval", "((run, text) => ({ eval(x) { return run(text(x)) } }).eval)")
})

// installEval defines what calls of eval are made to call.
func (d *depth) installEval() error {
	vm := d.vm
	text := vm.ToValue(func(c goja.FunctionCall) goja.Value {
		d.within(d.frames / 4) // an error takes long on its way through text that evaluates text
		s, ok := c.Argument(0).(goja.String)
		if !ok {
			return c.Argument(0)
		}
		was := sourceText(s)
		if now := compile.Guarded(was); now != was {
			return vm.ToValue(now)
		}
		return s
	})
	v, err := vm.RunProgram(indirectEval())
	if err != nil {
		return err
	}
	make, _ := goja.AssertFunction(v)
	indirect, err := make(goja.Undefined(), vm.Get("eval"), text)
	if err != nil {
		return err
	}
	global := vm.GlobalObject()
	return errors.Join(
		global.DefineDataProperty(compile.EvalText, text, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE),
		global.DefineDataProperty(compile.IndirectEval, indirect, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE),
	)
}

// functionOf makes a function of the arguments of its constructor.
func (d *depth) functionOf(head string, c goja.ConstructorCall, proto *goja.Object, syntaxError goja.Value) *goja.Object {
	var parts []string
	for _, v := range c.Arguments {
		parts = append(parts, sourceText(v))
	}
	body := ""
	if n := len(parts); n > 0 {
		parts, body = parts[:n-1], parts[n-1]
	}
	p, err := compile.Function(head, strings.Join(parts, ","), body)
	if err != nil {
		e, failed := d.vm.New(syntaxError, d.vm.ToValue(compile.TextError(err)))
		if failed != nil {
			panic(failed)
		}
		panic(e)
	}
	v, err := d.vm.RunProgram(p)
	if err != nil {
		panic(err)
	}
	f := v.ToObject(d.vm)
	if c.NewTarget != nil {
		if own, ok := c.NewTarget.Get("prototype").(*goja.Object); ok && own != proto {
			if err := f.SetPrototype(own); err != nil {
				panic(d.vm.NewGoError(err))
			}
		}
	}
	return f
}

// sourceText is a value as source. Halves of pairs, which no text of Go holds,
// are written as escapes.
func sourceText(v goja.Value) string {
	text := v.String()
	s, ok := v.(goja.String)
	if !ok || !strings.ContainsRune(text, '\uFFFD') {
		return text
	}
	var b strings.Builder
	for i := 0; i < s.Length(); i++ {
		c := s.CharAt(i)
		switch {
		case c >= 0xD800 && c < 0xDC00 && i+1 < s.Length() && s.CharAt(i+1)&0xFC00 == 0xDC00:
			b.WriteString(s.Substring(i, i+2).String())
			i++
		case c&0xF800 == 0xD800:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}
