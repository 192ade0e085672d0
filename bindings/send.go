package bindings

import (
	"context"
	"time"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/runtime"
)

// receiptFacts are the properties of what a send resolves to.
var receiptFacts = []fact[bot.Receipt]{
	{name: "status", get: func(k *kit, r bot.Receipt) goja.Value { return k.vm.ToValue(r.Status) }},
	{name: "id", get: func(k *kit, r bot.Receipt) goja.Value { return k.value(orNull(r.ID)) }},
	{name: "parts", get: func(k *kit, r bot.Receipt) goja.Value { return k.vm.ToValue(r.Parts) }},
	{name: "remaining", get: func(k *kit, r bot.Receipt) goja.Value { return k.vm.ToValue(r.Remaining) }},
	{name: "replayed", get: func(k *kit, r bot.Receipt) goja.Value { return k.vm.ToValue(r.Replayed) }},
}

// send hands content to the host and returns the promise of its receipt. The
// handler is not over before it has settled, and its clock stands meanwhile.
func (k *kit) send(a args, t bot.Turn, to string, c bot.Content, o bot.SendOptions) goja.Value {
	k.refuseWhileLoading(a.fn)
	if task := k.s.Task(); task != nil && task.Cancelled() != nil {
		k.throw(task.Cancelled())
	}
	k.sayVoice(c)
	o.Rule = k.rule()
	pending := k.app.Send(t, to, c, o)
	return k.s.Async(runtime.AsyncOptions{Hold: true, StopClock: true}, func(ctx context.Context) (any, error) {
		return pending.Wait(ctx)
	}, func(v any) (goja.Value, error) {
		return k.receipts.make(v.(bot.Receipt)), nil
	})
}

// rule is the place of the handler that runs, else the script.
func (k *kit) rule() string {
	if t := k.s.Task(); t != nil && t.Place() != "" {
		return t.Place()
	}
	return k.s.Name()
}

// refuseWhileLoading throws while the script's top level runs: a version that
// fails later in its load must not have sent anything.
func (k *kit) refuseWhileLoading(fn string) {
	if k.s.Loading() {
		k.throw(loading(fn))
	}
}

// sayVoice tells once per version that voice leaves as a file.
func (k *kit) sayVoice(c bot.Content) {
	for _, p := range c.Parts {
		if p.Voice {
			k.sayOnce("voice", voiceIsFile)
		}
	}
}

const voiceIsFile = "voice is sent as a file: the service accepts voice bubbles but no phone shows them"

// sendOptions decodes the opts of reply, send and ask.
func (a args) sendOptions(i int, account string, more ...string) bot.SendOptions {
	o := a.options(i, "opts", append([]string{"account", "split", "queue", "refresh", "onProgress"}, more...)...)
	out := bot.SendOptions{Account: o.text("account"), Split: o.flag("split"), Queue: o.queue()}
	if refresh := o.flag("refresh"); refresh != nil {
		out.Refresh = *refresh
	}
	if out.Account == "" {
		out.Account = account
	}
	out.OnProgress = a.k.progress(o.function("onProgress"))
	return out
}

// queue is the queue option: true, false, or how long to keep the content.
func (o options) queue() time.Duration {
	v, ok := o.get("queue")
	if !ok {
		return 0
	}
	if on, isFlag := v.Export().(bool); isFlag {
		if on {
			return bot.QueueDefault
		}
		return 0
	}
	if _, isText := asString(v); !isText {
		o.fail(o.path("queue"), v, `true, false or a duration like "2d"`, "")
	}
	d := o.duration("queue")
	if d > bot.QueueDefault {
		o.fail(o.path("queue"), v, `at most "7d"`, "")
	}
	return d
}

// progress makes a Go callback of a script's. Reports that come while the last
// one still waits for the loop are left out, the final one never is.
func (k *kit) progress(fn goja.Callable) func(done, total int64) {
	if fn == nil {
		return nil
	}
	post := k.s.Post
	if t := k.s.Task(); t != nil {
		post = t.Post
	}
	busy := make(chan struct{}, 1)
	return func(done, total int64) {
		call := func() {
			_, err := fn(goja.Undefined(), k.vm.ToValue(done), k.vm.ToValue(total))
			if err != nil {
				k.log.Warn("onProgress failed", "err", reason(err))
			}
		}
		select {
		case busy <- struct{}{}:
			if !post(func() { <-busy; call() }) {
				<-busy
			}
		default:
			if done == total {
				post(call)
			}
		}
	}
}

// reply sends what a handler returned, if it is content. What quota or window
// refuse waits for the user's next message.
func (k *kit) reply(t bot.Turn, m bot.Message, v goja.Value) {
	a := args{k: k, fn: "the value returned by the handler"}
	if !a.isContent(v) {
		return
	}
	c := a.toContent("it", v)
	k.sayVoice(c)
	pending := k.app.Send(t, m.M.From, c, bot.SendOptions{
		Account: m.Account, Queue: bot.QueueDefault, Returned: true, Rule: k.rule(),
	})
	k.s.Await(runtime.AsyncOptions{StopClock: true}, func(ctx context.Context) error {
		_, err := pending.Wait(ctx)
		return err
	})
}
