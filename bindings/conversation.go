package bindings

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/runtime"
)

// question is what an answer is judged by, decoded from the opts of msg.ask.
type question struct {
	pattern *goja.Object  // a RegExp, or nil
	choices []string      // texts, or nil
	check   goja.Callable // a function of the answer, or nil
	cancel  []string      // words that end the question
}

func messageAsk(a args, m *message) goja.Value {
	k := a.k
	k.refuseWhileLoading(a.fn)
	k.needsHandler(a.fn, m.turn)
	o := a.options(1, "opts", "timeout", "match", "cancel", "split", "queue", "refresh", "onProgress", "account")
	ask := bot.Question{Options: a.sendOptions(1, m.m.Account, "timeout", "match", "cancel"), Timeout: o.duration("timeout")}
	if ask.Timeout == 0 {
		ask.Timeout = askTimeout
	}
	if present(a.at(0)) {
		c := a.content(0, "content")
		k.sayVoice(c)
		ask.Content = &c
	}
	q := o.question()
	ask.Accept = k.accept(m.turn, q)
	answering := m.turn.Ask(ask)
	return k.s.Async(runtime.AsyncOptions{Hold: true, StopClock: true}, func(ctx context.Context) (any, error) {
		return answering.Wait(ctx)
	}, func(v any) (goja.Value, error) {
		return k.answer(m.turn, q, v.(bot.Message))
	})
}

// question decodes match and cancel.
func (o options) question() question {
	var q question
	if v, ok := o.get("match"); ok {
		obj, _ := v.(*goja.Object)
		fn, isFn := goja.AssertFunction(v)
		switch {
		case isFn:
			q.check = fn
		case obj != nil && obj.ClassName() == "RegExp":
			q.pattern = obj
		default:
			q.choices = o.words("match", v, "a RegExp, a function, a text or an array of texts")
		}
	}
	if v, ok := o.get("cancel"); ok {
		q.cancel = o.words("cancel", v, "a text or an array of texts")
	}
	return q
}

// words is a text or an array of them.
func (o options) words(key string, v goja.Value, want string) []string {
	if s, ok := asString(v); ok && s != "" {
		return []string{s}
	}
	list, ok := v.(*goja.Object)
	if !ok || list.ClassName() != "Array" || length(list) == 0 {
		o.fail(o.path(key), v, want, "")
	}
	words := make([]string, length(list))
	for i := range words {
		s, ok := asString(list.Get(itoa(i)))
		if !ok || s == "" {
			o.fail(o.path(key)+"["+itoa(i)+"]", list.Get(itoa(i)), "a text", "")
		}
		words[i] = s
	}
	return words
}

// accept judges candidates on the loop; it is called from the host's
// goroutines. nil takes every answer.
func (k *kit) accept(t bot.Turn, q question) func(context.Context, bot.Message) (bool, error) {
	if q.pattern == nil && q.choices == nil && q.check == nil {
		return nil
	}
	return func(ctx context.Context, m bot.Message) (ok bool, err error) {
		if isWord(m.M.Text(), q.cancel) {
			return true, nil
		}
		if q.choices != nil {
			return isWord(m.M.Text(), q.choices), nil
		}
		err = k.s.Invoke(ctx, runtime.Invocation{
			Key: t.Key(), Value: t,
			Stray: func(err error) { k.s.Report(err) }, // the judgement stands
			Fn: func(goja.Value, ...goja.Value) (goja.Value, error) {
				answer := k.messageOf(t, m)
				if q.pattern != nil {
					return k.exec(q.pattern, m.M.Text())
				}
				return q.check(goja.Undefined(), answer)
			},
			Result: func(_ *runtime.Script, v goja.Value) error {
				ok = v != nil && v.ToBoolean()
				return nil
			},
		})
		return ok, err
	}
}

// answer is what msg.ask resolves to: the message, or null for a cancel word.
func (k *kit) answer(t bot.Turn, q question, m bot.Message) (goja.Value, error) {
	if isWord(m.M.Text(), q.cancel) {
		return goja.Null(), nil
	}
	o := k.messageOf(t, m)
	if q.pattern != nil {
		match, err := k.exec(q.pattern, m.M.Text())
		if err != nil {
			return nil, err
		}
		r := o.Export().(*record[*message])
		r.put("match", match)
	}
	return o, nil
}

// exec is RegExp.exec from the start of the text, whatever the flags.
func (k *kit) exec(pattern *goja.Object, text string) (goja.Value, error) {
	exec, ok := goja.AssertFunction(pattern.Get("exec"))
	if !ok {
		return goja.Null(), nil
	}
	_ = pattern.Set("lastIndex", 0)
	return exec(pattern, k.vm.ToValue(text))
}

// isWord compares as hear does: trimmed, without regard to case.
func isWord(text string, words []string) bool {
	text = strings.TrimSpace(text)
	for _, w := range words {
		if strings.EqualFold(text, strings.TrimSpace(w)) {
			return true
		}
	}
	return false
}

// onceProgram awaits what the script's function returns before it is kept.
var onceProgram = sync.OnceValue(func() *goja.Program {
	return runtime.MustCompile("hotreply:once", `async (fn, keep) => keep(await fn())`)
})

func messageOnce(a args, m *message) goja.Value {
	k := a.k
	k.needsHandler(a.fn, m.turn)
	name := a.text(0, "name", `for example msg.once("charge", async () => { … })`)
	a.handler(1, "fn", `msg.once("charge", async () => { … })`)
	if running, ok := m.once[name]; ok {
		return running
	}
	if raw, ok := m.turn.Once(name); ok {
		return k.resolved(k.fromJSON(raw))
	}
	keep := k.function("msg.once", func(inner args) goja.Value {
		raw := json.RawMessage("null")
		if present(inner.at(0)) {
			raw = inner.toJSON("the result of fn", inner.at(0))
		}
		limitValue(inner, "the result of fn", raw)
		return k.s.Async(runtime.AsyncOptions{Hold: true, StopClock: true}, func(ctx context.Context) (any, error) {
			return nil, m.turn.SetOnce(ctx, name, raw)
		}, func(any) (goja.Value, error) { return k.fromJSON(raw), nil })
	})
	run, err := k.vm.RunProgram(onceProgram())
	k.must(err)
	call, _ := goja.AssertFunction(run)
	promise, err := call(goja.Undefined(), a.at(1), keep)
	k.must(err)
	if m.once == nil {
		m.once = map[string]goja.Value{}
	}
	m.once[name] = promise
	return promise
}

// resolved is a promise that already has its value.
func (k *kit) resolved(v goja.Value) goja.Value {
	p, resolve, _ := k.vm.NewPromise()
	k.must(resolve(v))
	return k.vm.ToValue(p)
}
