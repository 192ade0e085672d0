package runtime

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/dop251/goja"

	"hotreply/runtime/bundle"
)

// thrown is a JavaScript value on its way through Go.
type thrown struct {
	value    goja.Value
	rejected bool // by a promise nobody listened to
}

func (e *thrown) Error() string {
	if e.value == nil {
		return "undefined"
	}
	return e.value.String()
}

// hinted is what errors with advice implement.
type hinted interface{ Hint() string }

// Report tells of an error that is no handler's, like a throw in a timer: it is
// logged and handed to [Options.OnError].
func (s *Script) Report(err error) { s.report(err, nil) }

// report gives an error that belongs to no running handler to the host.
func (s *Script) report(err error, t *Task) {
	place := ""
	if t != nil {
		place = t.place
	}
	se := s.scriptErrorAt(err, place)
	if t != nil {
		se.Key, se.Event = t.key, t.event
	}
	if s.loading {
		s.loadErrs = append(s.loadErrs, se)
		return
	}
	s.set.reportError(se)
}

// scriptError makes an error for people of anything that went wrong on s's
// loop.
func (s *Script) scriptError(err error) *ScriptError { return s.scriptErrorAt(err, "") }

// scriptErrorAt is scriptError for an error that may know no position; place
// is that of the handler then, as file:line or file:line:column.
func (s *Script) scriptErrorAt(err error, place string) *ScriptError {
	var done *ScriptError
	if errors.As(err, &done) {
		return done
	}
	se := &ScriptError{Script: s.name, Generation: s.gen, from: s}
	var (
		ex   *goja.Exception
		th   *thrown
		intr *goja.InterruptedError
		deep *goja.StackOverflowError
	)
	switch {
	case errors.As(err, &intr):
		s.loop.abrupt = true
		se.fromGo(causeOf(intr))
		frames := s.bundle.FramesOf(intr.Stack())
		se.place(frames)
		budget := (*BudgetError)(nil)
		switch {
		case !errors.As(se.Err, &budget) || len(frames) == 0:
		case s.loop.matching:
			se.Advice = patternAdvice
		default:
			se.Advice = cmp.Or(s.growingText(frames[0]), se.Advice)
		}
	case errors.As(err, &deep):
		s.loop.abrupt = true
		se.Name, se.Message = "RangeError", tooDeep
		se.Advice = deepAdvice
		se.place(s.bundle.FramesOf(deep.Stack()))
	case errors.As(err, &ex):
		se.fromValue(s, ex.Value())
		if se.Line == 0 {
			se.place(s.bundle.FramesOf(ex.Stack()))
		}
	case errors.As(err, &th):
		se.fromValue(s, th.value)
		if th.rejected && se.Advice == "" {
			se.Advice = "nobody awaits the promise that failed here: write await before the call, or return it"
		}
	default:
		se.fromGo(err)
	}
	if inner := (*ScriptError)(nil); errors.As(se.Err, &inner) {
		return inner // it came through next() from another rule
	}
	s.mendName(se)
	if se.Advice == "" {
		se.Advice = s.advise(se)
	}
	se.Advice = cmp.Or(se.instead, se.Advice)
	if se.through != "" && se.Advice != "" && !strings.Contains(se.Advice, se.through) {
		se.Advice = "in the package " + se.through + ": " + se.Advice
	}
	if at, ok := bundle.ParsePlace(place); ok && se.Line == 0 {
		se.File, se.Line, se.Column = at.File, at.Line, at.Column
	}
	if se.File == "" {
		se.File = s.bundle.Entry
	}
	if se.Line > 0 {
		se.Frame = s.bundle.CodeFrame(se.File, se.Line, se.Column)
	}
	se.Count = s.tally.add(se)
	return se
}

func causeOf(e *goja.InterruptedError) error {
	if err, ok := e.Value().(error); ok {
		return err
	}
	return e
}

// fromGo takes message, name, code and hint of a Go error.
func (e *ScriptError) fromGo(err error) {
	e.Err, e.Message = err, err.Error()
	var named interface{ Name() string }
	if errors.As(err, &named) {
		e.Name = named.Name()
	}
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		e.Code = coded.Code()
	}
	var h hinted
	if errors.As(err, &h) {
		e.Advice = h.Hint()
	}
}

// fromBundle takes all that the bundler says.
func (e *ScriptError) fromBundle(b *bundle.Error) {
	if b.Err != nil {
		e.fromGo(b.Err)
	}
	e.File, e.Line, e.Column, e.Message, e.Frame = b.File, b.Line, b.Column, b.Message, b.Frame
	e.Name, e.Code, e.Advice = cmp.Or(b.Name, e.Name), cmp.Or(b.Code, e.Code), cmp.Or(b.Advice, e.Advice)
}

// maxFrames bounds the stack that an error shows.
const maxFrames = 30

// place puts the first frame and the stack into the error.
func (e *ScriptError) place(frames []bundle.Frame) {
	if len(frames) == 0 || e.Line > 0 {
		return
	}
	e.File, e.Line, e.Column = frames[0].File, frames[0].Line, frames[0].Column
	first := bundle.PackageOf(frames[0].File)
	for _, f := range frames {
		pkg := bundle.PackageOf(f.File)
		if pkg == "" {
			e.File, e.Line, e.Column = f.File, f.Line, f.Column
			break // people look for the line they wrote
		}
		e.through, e.instead = pkg, cmp.Or(bundle.PackageHint(pkg), e.instead) // the last is what the rule has imported
	}
	if first != "" && bundle.PackageOf(e.File) == "" {
		e.Inside = inside(frames[0])
	}
	e.Stack = bundle.FormatFrames(frames[:min(len(frames), maxFrames)])
	if n := len(frames) - maxFrames; n > 0 {
		e.Stack += fmt.Sprintf("\n    and %d more", n)
	}
}

// inside tells of a place in a package.
func inside(f bundle.Frame) string {
	at := fmt.Sprintf("in %s:%d", f.File[strings.LastIndex(f.File, "node_modules/"):], f.Line)
	if f.Func != "" {
		return f.Func + " " + at
	}
	return at
}

// fromValue takes what a thrown value says. Reading its properties may run
// getters of the script; that is part of the turn, with its limits.
func (e *ScriptError) fromValue(s *Script, v goja.Value) {
	e.value = v
	obj, ok := v.(*goja.Object)
	if !ok {
		e.Message = fmt.Sprintf("%v was thrown, not an Error", describe(v))
		if v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) {
			e.Message = v.String()
		}
		return
	}
	if obj.ClassName() == "Error" {
		s.loop.vm.Try(func() { s.reword(obj) })
	}
	e.Err = s.goErrorOf(obj)
	if e.Err != nil {
		e.fromGo(e.Err)
	}
	text := func(name string) string {
		var out string
		s.loop.vm.Try(func() {
			if p := obj.Get(name); p != nil && !goja.IsUndefined(p) && !goja.IsNull(p) {
				out = p.String()
			}
		})
		return out
	}
	if m := text("message"); m != "" {
		e.Message = m
	}
	if n := text("name"); n != "" {
		e.Name = n
	}
	if c := text("code"); c != "" {
		e.Code = c
	}
	if h := text("hint"); h != "" {
		e.Advice = h
	}
	e.Cause = s.innerText(obj.Get, "cause", 0)
	if inner := s.innerText(obj.Get, "errors", 0); inner != "" {
		if e.Message == "" {
			e.Message = "All promises were rejected" // as V8 says of Promise.any
		}
		e.Message += ": " + inner
	}
	if e.Message == "" {
		e.Message = obj.String()
	}
	e.place(s.bundle.ParseStack(text("stack")))
	if e.Line == 0 {
		e.place(s.bundle.ParseStack(s.firstStack(obj)))
	}
}

// How much is told of the errors inside an error.
const (
	innerDepth  = 4
	innerErrors = 10
)

// innerText tells what an error holds as cause or errors, each with what it
// holds itself.
func (s *Script) innerText(get func(string) goja.Value, key string, depth int) string {
	var out string
	s.loop.vm.Try(func() {
		v := get(key)
		if v == nil || goja.IsUndefined(v) || goja.IsNull(v) || depth > innerDepth {
			return
		}
		if key == "cause" {
			out = s.innerOne(v, depth)
			return
		}
		list, ok := v.(*goja.Object)
		if !ok || list.ClassName() != "Array" {
			return
		}
		keys := list.Keys()
		parts := make([]string, 0, len(keys))
		for _, k := range keys[:min(len(keys), innerErrors)] {
			parts = append(parts, strings.TrimPrefix(s.innerOne(list.Get(k), depth), "Error: "))
		}
		if n := len(keys) - innerErrors; n > 0 {
			parts = append(parts, fmt.Sprintf("%d more", n))
		}
		out = strings.Join(parts, "; ")
	})
	return out
}

func (s *Script) innerOne(v goja.Value, depth int) string {
	obj, ok := v.(*goja.Object)
	if !ok || obj.ClassName() != "Error" {
		return v.String()
	}
	text := obj.String()
	if inner := s.innerText(obj.Get, "errors", depth+1); inner != "" {
		text += ": " + inner
	}
	if cause := s.innerText(obj.Get, "cause", depth+1); cause != "" {
		text += " (cause: " + cause + ")"
	}
	return text
}

// firstStack is the stack of the first error in an AggregateError, which has
// none itself when Promise.any made it.
func (s *Script) firstStack(obj *goja.Object) (stack string) {
	s.loop.vm.Try(func() {
		list, _ := obj.Get("errors").(*goja.Object)
		if list == nil {
			return
		}
		if first, ok := list.Get("0").(*goja.Object); ok {
			if v := first.Get("stack"); v != nil && !goja.IsUndefined(v) {
				stack = v.String()
			}
		}
	})
	return stack
}

// goErrorOf returns the Go error a JavaScript error was made of.
func (s *Script) goErrorOf(obj *goja.Object) (err error) {
	s.loop.vm.Try(func() {
		for _, v := range []goja.Value{obj.GetSymbol(s.errSymbol), obj.Get("value")} {
			if v == nil {
				continue
			}
			switch x := v.Export().(type) {
			case *goError:
				err = x.err
			case error:
				err = x
			}
			if err != nil {
				return
			}
		}
	})
	return err
}

// goError keeps a Go error inside a JavaScript object.
type goError struct{ err error }

// thrownValue returns the JavaScript value behind err if it belongs to s.
func (s *Script) thrownValue(err error) (goja.Value, bool) {
	var ex *goja.Exception
	if errors.As(err, &ex) {
		return ex.Value(), true
	}
	var th *thrown
	if errors.As(err, &th) {
		return th.value, true
	}
	v := s.ownThrown(err)
	return v, v != nil
}

// ownThrown is what a handler of s threw and err reports, nil if err is of
// another origin.
func (s *Script) ownThrown(err error) goja.Value {
	var se *ScriptError
	if errors.As(err, &se) && se.from == s {
		return se.value
	}
	return nil
}

// foreign makes the error of another script an error of this one.
func (s *Script) foreign(se *ScriptError) goja.Value {
	vm := s.loop.vm
	obj, err := vm.New(vm.Get("Error"), vm.ToValue(se.Message))
	if err != nil {
		return vm.NewGoError(se)
	}
	if se.Name != "" {
		obj.Set("name", se.Name)
	}
	if se.Code != "" {
		obj.Set("code", se.Code)
	}
	return obj
}
