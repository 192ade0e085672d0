package runtime

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// ErrGone says that the script version was stopped before it could answer.
var ErrGone = errors.New("the script is gone")

// ScriptError is an error of a script, for people: where, what, and what to
// do. It wraps the Go error that a module threw, if one is behind it.
type ScriptError struct {
	Script       string // file name of the script ("30-todo.ts")
	File         string // where it happened ("scripts/lib/util.ts"); empty if unknown
	Line, Column int    // from 1; columns count UTF-16 units
	Message      string // without the name
	Name, Code   string // of the JavaScript error ("TypeError"); may be empty
	Stack        string // frames of JavaScript, one per line, host frames left out
	Frame        string // lines of the original source with a caret; may be empty
	Advice       string // what Hint returns
	Generation   uint64 // of the script's version
	Key          string // of the task it happened in; may be empty
	Count        int    // how often this happened in this version of the script, this time included
	Err          error  // the Go error behind it, or nil

	value goja.Value // what was thrown
	from  *Script    // whose loop value belongs to
}

// Error is one line: position, name and message.
func (e *ScriptError) Error() string {
	var b strings.Builder
	switch {
	case e.File != "" && e.Line > 0:
		fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	case e.File != "":
		b.WriteString(e.File + ": ")
	case e.Script != "":
		b.WriteString(e.Script + ": ")
	}
	if e.Name != "" && e.Name != "Error" {
		b.WriteString(e.Name + ": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

// Hint says what to do about it; empty when there is nothing to say.
func (e *ScriptError) Hint() string { return e.Advice }

// facts are the error as pairs for a log line, without what is empty.
func (e *ScriptError) facts() []any {
	facts := []any{"err", e.Error()}
	if e.Advice != "" {
		facts = append(facts, "hint", e.Advice)
	}
	if e.Frame != "" {
		facts = append(facts, "frame", e.Frame)
	}
	if e.Count > 1 {
		facts = append(facts, "count", e.Count)
	}
	return facts
}

// Worth reports whether the error is news: it is the first of its kind in this
// version of the script, or the tenth, the hundredth and so on.
func (e *ScriptError) Worth() bool {
	for n := e.Count; ; n /= 10 {
		if n <= 1 || n%10 != 0 {
			return n <= 1
		}
	}
}

// Unwrap is the Go error behind the JavaScript one.
func (e *ScriptError) Unwrap() error { return e.Err }

// TimeoutError says that a handler used up its time.
type TimeoutError struct{ Limit time.Duration }

// Error names the limit.
func (e *TimeoutError) Error() string { return fmt.Sprintf("the handler took longer than %v", e.Limit) }

// Name is the name of the JavaScript error.
func (e *TimeoutError) Name() string { return "TimeoutError" }

// Code is the code of the JavaScript error.
func (e *TimeoutError) Code() string { return "HANDLER_TIMEOUT" }

// Hint says what to do about it.
func (e *TimeoutError) Hint() string {
	return "look for an await that never settles; rules.handler_timeout in config.toml sets the limit"
}

// BudgetError says that JavaScript ran too long without a break.
type BudgetError struct{ Limit, Elapsed time.Duration }

// Error names the limit.
func (e *BudgetError) Error() string {
	return fmt.Sprintf("JavaScript ran for more than %v without a break and was stopped", e.Limit)
}

// Name is the name of the JavaScript error.
func (e *BudgetError) Name() string { return "TimeoutError" }

// Code is the code of the JavaScript error.
func (e *BudgetError) Code() string { return "CPU_TIMEOUT" }

// Hint says what to do about it.
func (e *BudgetError) Hint() string {
	return "look for a loop that does not end; rules.cpu_timeout in config.toml sets the limit"
}

// MemoryError says that a script was stopped because the process needed more
// memory than it may use.
type MemoryError struct{ Limit, Used int64 }

// Error names the numbers.
func (e *MemoryError) Error() string {
	return fmt.Sprintf("stopped while the process used %d MB of memory, the limit is %d MB", e.Used>>20, e.Limit>>20)
}

// Name is the name of the JavaScript error.
func (e *MemoryError) Name() string { return "RangeError" }

// Code is the code of the JavaScript error.
func (e *MemoryError) Code() string { return "MEMORY_LIMIT" }

// Hint says what to do about it.
func (e *MemoryError) Hint() string {
	return "look for an array or string that only grows; rules.memory_limit in config.toml sets the limit"
}

// PanicError is a panic of Go code under a script: a bug of the host.
type PanicError struct {
	Value any
	Stack string
}

// Error says what the panic said.
func (e *PanicError) Error() string {
	return fmt.Sprintf("internal error: %v", e.Value)
}

// Hint says what to do about it.
func (e *PanicError) Hint() string {
	return "this is a bug of the host and not of the rule; the log has the details"
}

// LateRuleError says that a rule was made after the script had loaded.
type LateRuleError struct{ Script string }

// Error names the script.
func (e *LateRuleError) Error() string {
	return "rules can only be made while the script loads"
}

// Hint says what to do about it.
func (e *LateRuleError) Hint() string {
	return "move the call out of handlers and callbacks, to the top level of the file"
}

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

// report gives an error that belongs to no running handler to the host.
func (s *Script) report(err error, t *Task) {
	place := ""
	if t != nil {
		place = t.place
	}
	se := s.scriptErrorAt(err, place)
	if t != nil {
		se.Key = t.key
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
// is that of the handler then, as file:line.
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
		se.place(s.bundle.framesOf(intr.Stack()))
	case errors.As(err, &deep):
		s.loop.abrupt = true
		se.Name, se.Message = "RangeError", "Maximum call stack size exceeded"
		se.Advice = "look for a function that calls itself without end"
		se.place(s.bundle.framesOf(deep.Stack()))
	case errors.As(err, &ex):
		se.fromValue(s, ex.Value())
		if se.Line == 0 {
			se.place(s.bundle.framesOf(ex.Stack()))
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
	if se.Advice == "" {
		se.Advice = s.advise(se)
	}
	if file, line, ok := cutNumber(place); ok && se.Line == 0 {
		se.File, se.Line, se.Column = file, line, 1
	}
	if se.File == "" {
		se.File = s.bundle.Entry
	}
	if se.Line > 0 {
		se.Frame = s.bundle.frame(se.File, se.Line, se.Column)
	}
	se.Count = s.set.tally.add(se)
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

// fromValue takes what a thrown value says. It must not run JavaScript of the
// script that could loop, so it reads data properties only where it can.
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
	if e.Message == "" {
		e.Message = obj.String()
	}
	e.place(s.bundle.parseStack(text("stack")))
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
	var se *ScriptError
	if errors.As(err, &se) && se.from == s && se.value != nil {
		return se.value, true
	}
	return nil, false
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
