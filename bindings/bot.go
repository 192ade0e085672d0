package bindings

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/internal/units"
	"hotreply/runtime"
	"hotreply/runtime/pattern"
)

// function is one method of a plain object like bot.
type function struct {
	name string
	do   func(a args) goja.Value
}

// botFunctions are the methods of bot.
var botFunctions = []function{
	{"hear", botHear},
	{"hears", botHear},
	{"command", botCommand},
	{"on", botOn},
	{"use", botUse},
	{"fallback", botFallback},
	{"cron", botCron},
	{"every", botEvery},
	{"onDispose", botOnDispose},
	{"send", botSend},
	{"upload", botUpload},
	{"canSend", botCanSend},
	{"users", botUsers},
	{"accounts", botAccounts},
	{"commands", botCommands},
}

// addRule hands a rule to the runtime; more arguments than the handler are
// what other frameworks take as middleware.
func (a args) addRule(kind runtime.RuleKind, patterns []pattern.Pattern, handlerAt int, example string) {
	fn := a.handler(handlerAt, "handler", example)
	if _, isFn := goja.AssertFunction(a.at(handlerAt + 1)); isFn {
		a.failSaying("handler", "is followed by another function, one is taken", "middleware is added with bot.use((msg, next) => …)")
	}
	params := 0
	if n := a.at(handlerAt).(*goja.Object).Get("length"); n != nil {
		params = int(n.ToInteger())
	}
	a.k.must(a.k.s.AddRule(runtime.Rule{Kind: kind, Patterns: patterns, Handler: fn, Params: params}))
}

const hearExample = `bot.hear("你好", msg => "你好！")`

func botHear(a args) goja.Value {
	a.addRule(runtime.Hear, a.patterns(0, "pattern"), 1, hearExample)
	return goja.Undefined()
}

// patterns decodes a text, a RegExp or an array of them.
func (a args) patterns(i int, param string) []pattern.Pattern {
	v := a.at(i)
	if list, ok := v.(*goja.Object); ok && list.ClassName() == "Array" {
		patterns := make([]pattern.Pattern, length(list))
		for j := range patterns {
			patterns[j] = a.pattern(param+"["+itoa(j)+"]", list.Get(itoa(j)))
		}
		if len(patterns) == 0 {
			a.fail(param, v, "at least one text or RegExp", "")
		}
		return patterns
	}
	return []pattern.Pattern{a.pattern(param, v)}
}

func (a args) pattern(param string, v goja.Value) pattern.Pattern {
	if s, ok := asString(v); ok {
		if strings.TrimSpace(s) == "" {
			a.fail(param, v, "a text or a RegExp", `for every message use bot.on("message", handler)`)
		}
		p, err := pattern.Text(s)
		a.k.must(err)
		return p
	}
	if o, ok := v.(*goja.Object); ok && o.ClassName() == "RegExp" {
		return pattern.Regexp(patternSource(o.Get("source")), o.Get("flags").String())
	}
	tip := "for example " + hearExample
	if _, isFn := goja.AssertFunction(v); isFn {
		tip = `a handler for every message is added with bot.on("message", handler)`
	}
	a.fail(param, v, "a text, a RegExp or an array of them", tip)
	return pattern.Pattern{}
}

const commandExample = `bot.command("weather", msg => msg.rest)`

func botCommand(a args) goja.Value {
	names := a.names(0, "name", commandExample)
	patterns := make([]pattern.Pattern, len(names))
	for i, name := range names {
		p, err := pattern.Command(name)
		a.k.must(err)
		patterns[i] = p
		names[i] = strings.TrimLeft(strings.TrimSpace(name), "/／")
	}
	help := a.options(2, "opts", "help").text("help")
	a.addRule(runtime.OnCommand, patterns, 1, commandExample)
	a.k.commands = append(a.k.commands, command{name: names[0], aliases: names[1:], help: help})
	return goja.Undefined()
}

// names is a text or an array of texts.
func (a args) names(i int, param, example string) []string {
	v := a.at(i)
	list, ok := v.(*goja.Object)
	if !ok || list.ClassName() != "Array" {
		return []string{a.text(i, param, "for example "+example)}
	}
	names := make([]string, length(list))
	for j := range names {
		s, ok := asString(list.Get(itoa(j)))
		if !ok || s == "" {
			a.fail(param+"["+itoa(j)+"]", list.Get(itoa(j)), "a string", "")
		}
		names[j] = s
	}
	if len(names) == 0 {
		a.fail(param, v, "at least one string", "for example "+example)
	}
	return names
}

func botOn(a args) goja.Value {
	const example = `bot.on("image", msg => "收到")`
	var kinds, events []pattern.Pattern
	for _, name := range a.names(0, "kind", example) {
		switch {
		case contains(Kinds, name):
			kinds = append(kinds, pattern.OfKind(name))
		case contains(Events, name):
			events = append(events, pattern.OfKind(name))
		default:
			a.failSaying("kind", "has no "+quoted(name), didYouMean(name, append(append([]string{}, Kinds...), Events...), kindAliases))
		}
	}
	if len(kinds) > 0 {
		a.addRule(runtime.On, kinds, 1, example)
	}
	if len(events) > 0 {
		a.addRule(runtime.OnEvent, events, 1, `bot.on("start", () => { … })`)
	}
	return goja.Undefined()
}

func botUse(a args) goja.Value {
	a.addRule(runtime.Use, nil, 0, `bot.use(async (msg, next) => { …; await next() })`)
	return goja.Undefined()
}

func botFallback(a args) goja.Value {
	a.addRule(runtime.Fallback, nil, 0, `bot.fallback(msg => "?")`)
	return goja.Undefined()
}

func botOnDispose(a args) goja.Value {
	fn := a.handler(0, "fn", `bot.onDispose(() => { … })`)
	a.k.s.OnDispose(func() {
		if _, err := fn(goja.Undefined()); err != nil {
			a.k.log.Error("onDispose failed", "err", reason(err))
		}
	})
	return goja.Undefined()
}

func botSend(a args) goja.Value {
	to := a.user(0)
	return a.k.send(a, a.k.turn(), to, a.content(1, "content"), a.sendOptions(2, a.k.accountLeft(to)))
}

// accountLeft is the account of the message whose handler left the running code
// behind, if it goes to the same user, else "": in a handler the host knows it.
func (k *kit) accountLeft(to string) string {
	task := k.s.Task()
	if task == nil || !task.Over() {
		return ""
	}
	if t, ok := task.Value().(bot.Turn); ok && t.User() == to {
		return t.Account()
	}
	return ""
}

// user is a user id.
func (a args) user(i int) string {
	v := a.at(i)
	tip := "user ids stand in msg.from and bot.users()"
	if o, ok := v.(*goja.Object); ok {
		if _, isMessage := a.k.messages.of(o); isMessage {
			tip = "write msg.from"
		} else if present(o.Get("id")) {
			tip = "write user.id"
		}
	}
	return a.text(i, "to", tip)
}

func botUpload(a args) goja.Value {
	k := a.k
	k.refuseWhileLoading(a.fn)
	to := a.user(0)
	kind := a.text(1, "kind", "image, video, file or voice")
	if !contains(mediaKeys, kind) {
		a.failSaying("kind", "has no "+quoted(kind), didYouMean(kind, mediaKeys, contentAliases))
	}
	if kind == "voice" {
		k.sayOnce("voice", voiceIsFile)
	}
	o := a.options(3, "opts", "name", "account", "onProgress")
	r := bot.UploadRequest{To: to, Account: o.text("account"), Kind: sendKind(kind), Voice: kind == "voice", Name: o.text("name"),
		Source: a.source("source", a.at(2)), OnProgress: k.progress(o.function("onProgress"))}
	return k.s.Async(runtime.AsyncOptions{StopClock: true}, func(ctx context.Context) (any, error) {
		return k.app.Upload(ctx, r)
	}, func(v any) (goja.Value, error) {
		return k.uploads.make(v.(*bot.Upload)), nil
	})
}

func botCanSend(a args) goja.Value {
	to := a.user(0)
	c := a.k.app.CanSend(to, a.options(1, "opts", "account").text("account"))
	return a.k.object(field{"ok", c.OK}, field{"reason", orNull(c.Reason)}, field{"remaining", c.Remaining}, field{"closesAt", c.ClosesAt})
}

func botUsers(a args) goja.Value {
	users := a.k.app.Users()
	return a.k.list(len(users), func(i int) goja.Value {
		u := users[i]
		return a.k.object(field{"id", u.ID}, field{"account", u.Account}, field{"remaining", u.Remaining},
			field{"closesAt", u.ClosesAt}, field{"lastAt", u.LastAt})
	})
}

func botAccounts(a args) goja.Value {
	list := a.k.app.Accounts()
	return a.k.list(len(list), func(i int) goja.Value {
		c := list[i]
		return a.k.object(field{"name", c.Name}, field{"botId", orNull(c.BotID)}, field{"userId", orNull(c.UserID)}, field{"state", c.State})
	})
}

// botCommands lists the commands of all live scripts, for a help rule.
func botCommands(a args) goja.Value {
	list := a.k.all.commands(a.k)
	return a.k.list(len(list), func(i int) goja.Value {
		c := list[i]
		return a.k.object(field{"name", c.name}, field{"aliases", c.aliases}, field{"help", c.help}, field{"script", c.script})
	})
}

const cronExample = `bot.cron("0 8 * * *", async () => { … })`

func botCron(a args) goja.Value {
	spec := a.text(0, "spec", "for example "+cronExample)
	fn := a.handler(1, "fn", cronExample)
	o := a.options(2, "opts", "timezone", "name", "catchUp")
	job := bot.Job{Spec: spec, CatchUp: o.duration("catchUp"), Key: o.text("name")}
	if zone := o.text("timezone"); zone != "" {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			a.failSaying("opts.timezone", "has no "+quoted(zone), `a place, such as "Asia/Shanghai" for Beijing time, or "UTC"`)
		}
		job.Location = loc
	}
	return a.k.schedule(job, spec, fn)
}

func botEvery(a args) goja.Value {
	const example = `bot.every("10m", async () => { … })`
	every := a.duration(0, "interval")
	if every < time.Second {
		a.fail("interval", a.at(0), "at least \"1s\"", "for shorter waits use setInterval")
	}
	fn := a.handler(1, "fn", example)
	job := bot.Job{Every: every, Key: a.options(2, "opts", "name").text("name")}
	return a.k.schedule(job, units.FormatDuration(every), fn)
}

// schedule gives a job its key and starts it once the script is live. It
// returns a function that stops the job.
func (k *kit) schedule(job bot.Job, spec string, fn goja.Callable) goja.Value {
	if job.Key == "" {
		k.jobs[spec]++
		job.Key = spec + "#" + itoa(k.jobs[spec])
	}
	job.Script, job.Namespace = k.s.Name(), k.s.Namespace()
	job.Run = func(ctx context.Context, t bot.Turn) error {
		return k.s.Invoke(ctx, runtime.Invocation{Key: t.Key(), Value: t, Fn: fn})
	}
	ticking, err := k.app.Schedule(job)
	k.must(err)
	k.s.OnLive(ticking.Start)
	k.s.OnDispose(ticking.Stop)
	return k.s.Func("stop", func(goja.FunctionCall) goja.Value {
		ticking.Stop()
		return goja.Undefined()
	})
}

// patternSource is the source of a regular expression in UTF-8: half a pair,
// which that can not hold, is written as an escape of the same meaning.
func patternSource(v goja.Value) string {
	text, ok := v.(goja.String)
	if !ok || !strings.ContainsRune(text.String(), utf8.RuneError) {
		return v.String()
	}
	var b strings.Builder
	for i, n := 0, text.Length(); i < n; i++ {
		c := rune(text.CharAt(i))
		switch {
		case !utf16.IsSurrogate(c):
			b.WriteRune(c)
		case i+1 < n && utf16.DecodeRune(c, rune(text.CharAt(i+1))) != utf8.RuneError:
			b.WriteRune(utf16.DecodeRune(c, rune(text.CharAt(i+1))))
			i++
		default:
			fmt.Fprintf(&b, "\\u%04x", c)
		}
	}
	return b.String()
}
