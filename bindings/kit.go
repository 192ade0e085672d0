package bindings

import (
	"encoding/json"
	"fmt"

	"github.com/dop251/goja"
	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/runtime"
)

// kit is what the names of one script share. It is made when the modules are
// installed and used on the script's loop alone.
type kit struct {
	app bot.App
	s   *runtime.Script
	vm  *goja.Runtime
	log hclog.Logger

	parse, stringify goja.Callable // JSON's, as they were before the script ran
	plainError       *goja.Object  // the constructor
	typeError        *goja.Object  // TypeError.prototype

	classes  map[string]goja.Value   // the error classes; nil before the first is needed
	faults   map[string]*goja.Object // their prototypes
	messages *class[*message]
	medias   *class[*media]
	uploads  *class[*bot.Upload]
	receipts *class[bot.Receipt]

	all      *registry      // of the module
	commands []command      // of this script
	jobs     map[string]int // how often each spec was scheduled, for the key
	said     map[string]bool
}

// kitKey finds the kit in [runtime.Script.Local].
type kitKey struct{}

func kitOf(s *runtime.Script) *kit {
	k, _ := s.Local(kitKey{}).(*kit)
	return k
}

func newKit(app bot.App, s *runtime.Script, log hclog.Logger) (*kit, error) {
	vm := s.VM()
	k := &kit{app: app, s: s, vm: vm, log: log, jobs: map[string]int{}, said: map[string]bool{}}
	builtin := vm.Get("JSON").ToObject(vm)
	k.parse, _ = goja.AssertFunction(builtin.Get("parse"))
	k.stringify, _ = goja.AssertFunction(builtin.Get("stringify"))
	k.plainError = vm.Get("Error").ToObject(vm)
	k.typeError = vm.Get("TypeError").ToObject(vm).Get("prototype").ToObject(vm)
	k.messages = newClass(k, "Message", "msg", messageFacts, messageVerbs, messageForeign)
	k.medias = newClass(k, "Media", "media", mediaFacts, mediaVerbs, nil)
	k.uploads = newClass(k, "Upload", "upload", uploadFacts, nil, nil)
	k.receipts = newClass(k, "Receipt", "receipt", receiptFacts, nil, nil)
	s.SetLocal(kitKey{}, k)
	return k, nil
}

// throw panics with the JavaScript error for err.
func (k *kit) throw(err error) { k.s.Throw(err) }

// must throws err unless it is nil.
func (k *kit) must(err error) {
	if err != nil {
		k.throw(err)
	}
}

// function makes a native function; name is how scripts call it.
func (k *kit) function(name string, do func(a args) goja.Value) goja.Value {
	return k.s.Func(name, func(call goja.FunctionCall) goja.Value {
		return do(args{k: k, fn: name, call: call})
	})
}

// turn is the message or tick whose handler the running code is part of, nil
// outside handlers and in what a handler left behind.
func (k *kit) turn() bot.Turn {
	if t := k.s.Task(); t != nil && !t.Over() {
		turn, _ := t.Value().(bot.Turn)
		return turn
	}
	return nil
}

// turnOf is the turn that a call on a message acts in: the message's own while
// its handler runs, also when other code makes the call, such as a queue that
// handlers share. After that it is the caller's.
func (k *kit) turnOf(own bot.Turn) (t bot.Turn, alive bool) {
	task := k.s.Task()
	if task != nil && task.Value() == any(own) {
		alive = !task.Over()
	} else {
		alive = !own.Over()
	}
	if alive {
		return own, true
	}
	return k.turn(), false
}

// needsHandler throws unless the handler of a message still runs.
func (k *kit) needsHandler(fn string, own bot.Turn) {
	if _, alive := k.turnOf(own); !alive {
		k.throw(over(fn))
	}
}

// sayOnce logs a notice the first time that this version of the script gives
// cause for it.
func (k *kit) sayOnce(key, text string, facts ...any) {
	if !k.said[key] {
		k.said[key] = true
		k.log.Warn(text, facts...)
	}
}

// toJSON is JSON.stringify; param is named when the value has no JSON form, or
// one that loses what is in it.
func (a args) toJSON(param string, v goja.Value) json.RawMessage {
	a.refuseLoss(param, v, map[*goja.Object]bool{})
	out, err := a.k.stringify(goja.Undefined(), v)
	if err != nil {
		a.failSaying(param, "can not be kept: "+reason(err), keepPlain)
	}
	if goja.IsUndefined(out) {
		a.fail(param, v, "a JSON value", "")
	}
	return json.RawMessage(out.String())
}

// fromJSON is JSON.parse of text that Go made.
func (k *kit) fromJSON(raw json.RawMessage) goja.Value {
	v, err := k.parse(goja.Undefined(), k.vm.ToValue(string(raw)))
	if err != nil {
		k.throw(fmt.Errorf("stored value is damaged: %w", err))
	}
	return v
}

// reason is the message of a JavaScript exception without its stack.
func reason(err error) string {
	if ex, ok := err.(*goja.Exception); ok {
		if o, ok := ex.Value().(*goja.Object); ok {
			if m := o.Get("message"); m != nil {
				return m.String()
			}
		}
		return ex.Value().String()
	}
	return err.Error()
}
