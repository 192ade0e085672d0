package jsregexp

import (
	"errors"
	"fmt"
	"unicode/utf16"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
	"hotreply/runtime/regex"
)

// maxPrograms is how many compiled patterns a runtime keeps. They are
// forgotten all at once then: a script that makes so many makes each only once.
const maxPrograms = 2000

// realm is what belongs to one runtime.
type realm struct {
	vm      *goja.Runtime
	matcher regex.Matcher
	slot    *goja.Symbol // under which an iterator keeps its state

	proto, ctor, exec *goja.Object // ours
	native            natives
	programs          map[key]*program
	standIns          map[string]*program // by compile.StandIn; as many as programs, and cleared with them
	recent            [4]known            // objects whose program was asked for last
	turn              int                 // the one of recent to be overwritten next
	text              seen
	last              lastMatch
	iterators         *goja.Object // prototype of what matchAll returns; nil before the first
}

type key struct{ source, flags string }

// known is an object and its program.
type known struct {
	object  *goja.Object
	program *program
}

// program is a compiled pattern and what a runtime knows of it.
type program struct {
	*regex.Regexp
	template *goja.Object // of the engine, with the stand-in; nil before the first object is made
	original goja.String  // the pattern
	source   goja.String  // as the property shows it
	global   bool
	sticky   bool
}

// natives are the engine's own ways to tell what a literal was and to make
// objects.
type natives struct {
	source    goja.Callable
	flags     []nativeFlag
	compile   goja.Callable
	construct goja.Constructor
}

type nativeFlag struct {
	letter byte
	get    goja.Callable
}

// Install replaces the regular expressions of a runtime that nothing has used
// yet. poll is asked during long matches and ends them with an error, which
// the script can not see if the runtime is interrupted then; nil is never
// asked. stack is how many places to go back to a match may have; 0 means
// [regex.DefaultStack].
func Install(vm *goja.Runtime, poll func() error, stack int) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("regular expressions: %v", x)
		}
	}()
	r := &realm{vm: vm, slot: goja.NewSymbol("pattern"), programs: map[key]*program{}, standIns: map[string]*program{}}
	r.matcher.Poll, r.matcher.Stack = poll, stack
	native := vm.Get("RegExp").ToObject(vm)
	r.proto = native.Get("prototype").ToObject(vm)
	r.keepNatives(native)
	r.installConstructor(native)
	r.installMethods()
	r.installProperties()
	r.installStrings()
	return nil
}

func (r *realm) keepNatives(native *goja.Object) {
	lookup := func(name string) goja.Callable {
		get := r.vm.GlobalObject().Get("Object").ToObject(r.vm).Get("getOwnPropertyDescriptor")
		describe, _ := goja.AssertFunction(get)
		d, err := describe(goja.Undefined(), r.proto, r.vm.ToValue(name))
		if err != nil {
			panic(err)
		}
		f, ok := goja.AssertFunction(d.ToObject(r.vm).Get("get"))
		if !ok {
			panic(errors.New("the engine has no getter " + name))
		}
		return f
	}
	r.native.source = lookup("source")
	for _, f := range flagNames {
		switch f.letter {
		case 'd', 'v': // the engine has none
		default:
			r.native.flags = append(r.native.flags, nativeFlag{f.letter, lookup(f.name)})
		}
	}
	r.native.compile, _ = goja.AssertFunction(r.proto.Get("compile"))
	r.native.construct, _ = goja.AssertConstructor(native)
}

// object makes an object of a program.
func (r *realm) object(p *program) *goja.Object {
	o, err := r.native.construct(nil, r.templateOf(p))
	if err != nil {
		panic(err)
	}
	return o
}

// templateOf is an object of the program that no script sees.
func (r *realm) templateOf(p *program) *goja.Object {
	if p.template == nil {
		text := compile.StandIn(p.Source(), p.Flags())
		o, err := r.native.construct(nil, r.vm.ToValue(text))
		if err != nil {
			panic(err)
		}
		must(o.DefineDataPropertySymbol(goja.SymMatch, r.vm.ToValue(true), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)) // whatever the prototype says
		p.template = o
		r.standIns[text] = p
	}
	return p.template
}

// flagNames are the flags in the order of the property flags.
var flagNames = [...]struct {
	letter byte
	name   string
}{{'d', "hasIndices"}, {'g', "global"}, {'i', "ignoreCase"}, {'m', "multiline"}, {'s', "dotAll"}, {'u', "unicode"}, {'v', "unicodeSets"}, {'y', "sticky"}}

// compile is the program of a pattern. It throws a SyntaxError.
func (r *realm) compile(source goja.String, flags string) *program {
	k := key{keyOf(source), flags}
	if p := r.programs[k]; p != nil {
		return p
	}
	re, err := regex.Compile(units(source), flags)
	if err != nil {
		panic(r.newError("SyntaxError", err.Error()))
	}
	p := &program{Regexp: re, original: source, source: escapeSource(source), global: re.Has('g'), sticky: re.Has('y')}
	if len(r.programs) >= maxPrograms {
		clear(r.programs)
		clear(r.standIns)
	}
	r.programs[k] = p
	return p
}

// keyOf is a string that tells texts apart, halves of pairs too.
func keyOf(s goja.String) string {
	text := s.String()
	for _, c := range text {
		if c == 0xFFFD {
			return text + fmt.Sprint(units(s))
		}
	}
	return text
}

func units(s goja.String) []uint16 {
	out := make([]uint16, s.Length())
	for i := range out {
		out[i] = s.CharAt(i)
	}
	return out
}

// newError is an error of a class of the runtime.
func (r *realm) newError(class, message string) goja.Value {
	o, err := r.vm.New(r.vm.GlobalObject().Get(class), r.vm.ToValue(message))
	if err != nil {
		panic(err)
	}
	return o
}

func (r *realm) typeError(format string, args ...any) goja.Value {
	return r.vm.NewTypeError(append([]any{format}, args...)...)
}

// programOf is the program of a value, nil if that is no regular expression.
func (r *realm) programOf(v goja.Value) *program {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	for i := range r.recent {
		if r.recent[i].object == o {
			return r.recent[i].program
		}
	}
	if o.ClassName() != "RegExp" {
		return nil
	}
	p := r.read(o)
	r.recent[r.turn] = known{o, p}
	r.turn = (r.turn + 1) % len(r.recent)
	return p
}

// read asks the engine what an object was made of: a stand-in, or a pattern if
// it is a literal of eval or its like.
func (r *realm) read(o *goja.Object) *program {
	source := r.nativeSource(o)
	text := source.String()
	if p := r.standIns[text]; p != nil {
		return p
	}
	pattern, flags, ok := compile.ReadStandIn(text)
	if !ok {
		return r.compile(source, r.nativeFlags(o))
	}
	p := r.compile(goja.StringFromUTF16(pattern), flags)
	r.standIns[text] = p
	return p
}

// nativeSource is the pattern of a literal. The engine escapes slashes and
// ends of lines in it, which changes no meaning.
func (r *realm) nativeSource(o *goja.Object) goja.String {
	v, err := r.native.source(o)
	if err != nil {
		panic(err)
	}
	return v.(goja.String)
}

func (r *realm) nativeFlags(o *goja.Object) string {
	var b [8]byte
	flags := b[:0]
	for _, f := range r.native.flags {
		v, err := f.get(o)
		if err != nil {
			panic(err)
		}
		if v.ToBoolean() {
			flags = append(flags, f.letter)
		}
	}
	return string(flags)
}

// plain is the program of an object that nobody has changed: its own exec and
// its prototype are ours. nil: the long way has to be taken.
func (r *realm) plain(o *goja.Object) *program {
	if o.Prototype() != r.proto || o.Get("exec") != goja.Value(r.exec) {
		return nil
	}
	return r.programOf(o)
}

// escapeSource is a pattern as it can stand between slashes.
func escapeSource(s goja.String) goja.String {
	n := s.Length()
	if n == 0 {
		return goja.StringFromUTF16(utf16.Encode([]rune("(?:)")))
	}
	out := make([]uint16, 0, n)
	class, changed := false, false
	for i := 0; i < n; i++ {
		c := s.CharAt(i)
		switch {
		case c == '\\' && i+1 < n:
			if next := lineEndEscape(s.CharAt(i + 1)); next != "" {
				out, changed = append(out, utf16.Encode([]rune(next))...), true
				i++
				continue
			}
			out = append(out, c)
			i++
			c = s.CharAt(i)
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			out, changed = append(out, '\\'), true
		}
		if e := lineEndEscape(c); e != "" {
			out, changed = append(out, utf16.Encode([]rune(e))...), true
			continue
		}
		out = append(out, c)
	}
	if !changed {
		return s
	}
	return goja.StringFromUTF16(out)
}

func lineEndEscape(c uint16) string {
	switch c {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case 0x2028:
		return `\u2028`
	case 0x2029:
		return `\u2029`
	}
	return ""
}
