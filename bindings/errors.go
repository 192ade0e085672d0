package bindings

import (
	"context"
	"errors"
	"sync"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/internal/hint"
	"hotreply/runtime"
)

// ErrorClass is one error class that scripts can test with instanceof.
type ErrorClass struct {
	Name string
	Code string // its code property; "" when each error brings its own
}

// Errors are the error classes. All of them extend the first.
var Errors = []ErrorClass{
	{Name: "BotError"},
	{"NoContextError", "NO_CONTEXT"},
	{"WindowClosedError", "WINDOW_CLOSED"},
	{"QuotaExhaustedError", "QUOTA_EXHAUSTED"},
	{"TextTooLongError", "TEXT_TOO_LONG"},
	{"RejectedError", "REJECTED"},
	{"SessionExpiredError", "SESSION_EXPIRED"},
	{Name: "MediaError"},
	{"TimeoutError", "TIMEOUT"},
}

// faultSource makes the classes.
const faultSource = `(list) => {
	const classes = {};
	for (const [name, code] of list) {
		const base = name === "BotError" ? Error : classes.BotError;
		const C = {[name]: class extends base {
			constructor(message, facts) {
				super(message, facts && "cause" in facts ? {cause: facts.cause} : undefined);
				if (facts) Object.assign(this, facts);
			}
		}}[name];
		Object.defineProperty(C.prototype, "name", {value: name, configurable: true, writable: true});
		if (code) Object.defineProperty(C.prototype, "code", {value: code, configurable: true, writable: true});
		classes[name] = C;
	}
	return classes;
}`

// faultProgram is faultSource compiled once for all scripts.
var faultProgram = sync.OnceValue(func() *goja.Program { return runtime.MustCompile("hotreply:errors", faultSource) })

// plainFault is the class of Go errors that are no [bot.Fault].
const plainFault = "Error"

// makeFaults makes the error classes, once.
func (k *kit) makeFaults() error {
	if k.classes != nil {
		return nil
	}
	v, err := k.vm.RunProgram(faultProgram())
	if err != nil {
		return err
	}
	makeClasses, _ := goja.AssertFunction(v)
	list := make([]any, len(Errors))
	for i, c := range Errors {
		list[i] = k.vm.NewArray(c.Name, c.Code)
	}
	out, err := makeClasses(goja.Undefined(), k.vm.NewArray(list...))
	if err != nil {
		return err
	}
	k.faults = make(map[string]*goja.Object, len(Errors)+1)
	k.classes = map[string]goja.Value{}
	for _, c := range Errors {
		ctor := out.(*goja.Object).Get(c.Name).(*goja.Object)
		k.faults[c.Name] = ctor.Get("prototype").(*goja.Object)
		k.classes[c.Name] = ctor
	}
	k.faults[plainFault] = k.plainError.Get("prototype").(*goja.Object)
	return nil
}

// ErrorValue is the JavaScript error for a Go error: an instance of the class
// that a [bot.Fault] names, a TypeError for a [MisuseError], and otherwise an
// Error with the same text. It belongs in [runtime.Options]; runtime ties the
// Go error to it, so that errors.Is and errors.As work on what a handler lets
// through.
func ErrorValue(s *runtime.Script, err error) goja.Value {
	k := kitOf(s)
	if k == nil { // a script without these modules, such as a rule test
		k = &kit{vm: s.VM(), plainError: s.VM().Get("Error").ToObject(s.VM())}
		return k.errorOf(k.plainError.Get("prototype").ToObject(s.VM()), err, nil, hintOf(err))
	}
	if failed := k.makeFaults(); failed != nil {
		return s.VM().NewGoError(failed)
	}
	var fault bot.Fault
	var misuse *MisuseError
	switch {
	case errors.As(err, &misuse):
		return k.errorOf(k.typeError, err, nil, misuse.Tip)
	case errors.As(err, &fault):
		proto, ok := k.faults[fault.Name()]
		if !ok {
			proto = k.faults["BotError"]
		}
		o := k.errorOf(proto, err, fault.Facts(), fault.Hint())
		_ = o.Set("code", fault.Code())
		return o
	case errors.Is(err, context.DeadlineExceeded):
		return k.errorOf(k.faults["TimeoutError"], err, nil, hintOf(err))
	}
	return k.errorOf(k.faults[plainFault], err, nil, hintOf(err))
}

// errorOf makes an error with the stack of the calling script. It is built as
// an Error and then given its class, so that no constructor shows in the stack.
func (k *kit) errorOf(proto *goja.Object, err error, facts map[string]any, hint string) *goja.Object {
	o, newErr := k.vm.New(k.plainError, k.vm.ToValue(err.Error()))
	if newErr != nil {
		return k.vm.NewGoError(err)
	}
	_ = o.SetPrototype(proto)
	for _, f := range sortedFields(facts) {
		_ = o.Set(f.name, k.value(f.value))
	}
	if coded, ok := errors.AsType[interface {
		error
		Code() string
	}](err); ok && coded.Code() != "" {
		_ = o.Set("code", coded.Code())
	}
	if hint != "" {
		_ = o.Set("hint", hint)
	}
	return o
}

// hintOf is the hint of the innermost error that has one.
func hintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// loading is a send while the script's top level still runs.
func loading(fn string) error {
	return hint.New(`put it in bot.on("start", async () => { … })`, "%s: a script can not send while it loads", fn)
}

// over is a call that only makes sense while the message's handler runs.
func over(fn string) error {
	return &hint.Fault{Message: fn + ": the handler of this message is over", Class: "BotError", Coded: "HANDLER_OVER",
		Advice: "await it before the handler returns; what the handler leaves behind can use msg.reply, bot.send and store"}
}
