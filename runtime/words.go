package runtime

import (
	"strings"

	"github.com/dop251/goja"

	"hotreply/internal/lazyregexp"
	"hotreply/runtime/internal/compile"
)

// The engine says "Object has no member 'repy'" where V8, and every answer on
// the web, says "msg.repy is not a function". Errors of the engine get V8's
// words when a script catches them and when they are reported. What the engine
// does not tell, such as the name of what was called, stands in the source.

// A place is where an error of the engine was thrown.
type place struct {
	line    string // of the source; of a chain of calls over some lines, joined
	at      int    // in bytes
	builtin string // the builtin that threw; empty: it was the line itself
}

// A rewording turns what pattern matches into V8's words, or gives "" where it
// can not tell them.
type rewording struct {
	pattern *lazyregexp.Regexp
	say     func(m []string, p place) string
	alone   bool // needs no place
}

var rewordings = []rewording{
	{lazyregexp.New(`^Object has no member '(.*)'$`), sayNoMember, false},
	{lazyregexp.New(`^Cannot read property '(.*)' of undefined(?: or null)?$`), sayReading, false},
	{lazyregexp.New(`^Value is not an object: (.*)$`), sayNotCallable, false},
	{lazyregexp.New(`^Value is not a constructor()$`), sayNotCallable, false},
	{lazyregexp.New(`^Cannot convert undefined or null to object$`), sayNothingThere, false},
	{lazyregexp.New(`^object is not iterable$`), sayNotIterable, false},
	{lazyregexp.New(`^Value is not object coercible$`), sayTakesApart, false},
	{lazyregexp.New(`^Cannot access a variable before initialization$`), sayTooEarly, false},
	{lazyregexp.New(`^Class constructor cannot be invoked without 'new'$`), sayClassCall, false},
	{lazyregexp.New(`^Receiver is not an object: (.*)$`), sayPrimitive, false},
	{lazyregexp.New(`^Could not convert &.* to primitive$`), always("Cannot convert object to primitive value"), true},
	{lazyregexp.New(`^No initial value$`), always("Reduce of empty array with no initial value"), true},
	{lazyregexp.New(`^Malformed URI$`), always("URI malformed"), true},
	{lazyregexp.New(`^Promise self-resolution$`), always("Chaining cycle detected for promise #<Promise>"), true},
	{lazyregexp.New(`^Illegal generator state$`), always("Generator is already running"), true},
	{lazyregexp.New(`^Constructor (\w+) requires 'new'$`), func(m []string, _ place) string {
		if m[1] == "Promise" {
			return "Promise constructor cannot be invoked without 'new'"
		}
		return ""
	}, true},
	{lazyregexp.New(`^Cannot convert (\S+) to a BigInt$`), func(m []string, _ place) string {
		return "The number " + m[1] + " cannot be converted to a BigInt because it is not an integer"
	}, true},
	{lazyregexp.New(`^(Method .*) called on incompatible receiver \[object (\w+)\]$`), func(m []string, _ place) string {
		return m[1] + " called on incompatible receiver #<" + m[2] + ">"
	}, true},
}

func always(text string) func([]string, place) string {
	return func([]string, place) string { return text }
}

// inWords is a message of the engine in V8's words. where is asked only if the
// message is one of those.
func inWords(name, message string, where func() (place, bool)) string {
	if name != "TypeError" && name != "ReferenceError" && name != "URIError" && name != "RangeError" {
		return message
	}
	for _, r := range rewordings {
		m := r.pattern.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		p, ok := where()
		if !ok && !r.alone {
			return message
		}
		if said := r.say(m, p); said != "" {
			return said
		}
		return message
	}
	return message
}

// defineCaught defines what catch clauses of scripts call with what they
// caught.
func (s *Script) defineCaught(vm *goja.Runtime) {
	f := func(c goja.FunctionCall) goja.Value {
		v := c.Argument(0)
		if obj, ok := v.(*goja.Object); ok && obj.ClassName() == "Error" {
			vm.Try(func() { s.reword(obj) })
		}
		return v
	}
	if err := vm.GlobalObject().DefineDataProperty(compile.Caught, vm.ToValue(f), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
		panic(err) // a fresh global object takes it
	}
}

// reword puts an error of the engine into V8's words. The stack, which begins
// with the message, is made when it is first read.
func (s *Script) reword(obj *goja.Object) {
	message, ok := obj.Get("message").(goja.String)
	if !ok {
		return
	}
	old, name := message.String(), obj.Get("name").String()
	said := inWords(name, old, func() (place, bool) { return s.placeOf(obj.Get("stack").String()) })
	if said == old {
		return
	}
	stack := obj.Get("stack").String()
	_ = obj.Set("message", said) // one that is frozen keeps its words
	if rest, ok := strings.CutPrefix(stack, name+": "+old); ok {
		_ = obj.Set("stack", name+": "+said+rest)
	}
}

// placeOf reads a stack as far as the first line of a script. It is not ok for
// errors that our own JavaScript throws on behalf of one.
func (s *Script) placeOf(stack string) (p place, ok bool) {
	for line := range strings.SplitSeq(stack, "\n") {
		rest, isFrame := strings.CutPrefix(strings.TrimLeft(line, " \t"), "at ")
		if !isFrame {
			continue
		}
		if name, native := strings.CutSuffix(rest, " (native)"); native {
			if p.builtin == "" {
				p.builtin = name
			}
			continue
		}
		if strings.Contains(rest, "hotreply:") {
			return p, false
		}
		frames := s.bundle.ParseStack(line)
		if len(frames) == 0 {
			return p, false
		}
		e := &ScriptError{File: frames[0].File, Line: frames[0].Line, Column: frames[0].Column}
		p.line, p.at = s.sourceLine(e)
		lines := strings.Split(s.bundle.Sources[e.File], "\n")
		for n := e.Line - 1; n > 0 && n <= len(lines) && strings.HasPrefix(strings.TrimLeft(p.line, " \t?"), "."); n-- {
			cut := len(p.line) - len(strings.TrimLeft(p.line, " \t"))
			above := strings.TrimRight(lines[n-1], " \t\r")
			p.line, p.at = above+p.line[cut:], p.at-cut+len(above)
		}
		return p, true
	}
	return p, false
}
