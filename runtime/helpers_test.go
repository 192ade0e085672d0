package runtime_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/pattern"
)

// bot is a small module like the real one: hear, command, on, use, fallback.
type bot struct{}

func (bot) Specifiers() []string { return []string{"bot"} }
func (bot) Exports() []string    { return []string{"bot"} }
func (bot) Install(s *runtime.Script) (*goja.Object, error) {
	vm := s.VM()
	o := vm.NewObject()
	add := func(name string, kind runtime.RuleKind, parse func(goja.Value) (pattern.Pattern, error)) {
		o.Set(name, s.Func(name, func(c goja.FunctionCall) goja.Value {
			r := runtime.Rule{Kind: kind}
			i := 0
			if parse != nil {
				list := []goja.Value{c.Argument(0)}
				if o, ok := c.Argument(0).(*goja.Object); ok && o.ClassName() == "Array" {
					list = nil
					_ = vm.ExportTo(o, &list)
				}
				for _, v := range list {
					p, err := parse(v)
					if err != nil {
						s.Throw(err)
					}
					r.Patterns = append(r.Patterns, p)
				}
				i = 1
			}
			r.Handler, _ = goja.AssertFunction(c.Argument(i))
			if err := s.AddRule(r); err != nil {
				s.Throw(err)
			}
			return goja.Undefined()
		}))
	}
	add("hear", runtime.Hear, func(v goja.Value) (pattern.Pattern, error) {
		if o, ok := v.(*goja.Object); ok && o.ClassName() == "RegExp" {
			return pattern.Regexp(o.Get("source").String(), o.Get("flags").String()), nil
		}
		return pattern.Text(v.String())
	})
	add("command", runtime.OnCommand, func(v goja.Value) (pattern.Pattern, error) { return pattern.Command(v.String()) })
	add("on", runtime.On, func(v goja.Value) (pattern.Pattern, error) { return pattern.OfKind(v.String()), nil })
	add("use", runtime.Use, nil)
	add("fallback", runtime.Fallback, nil)
	add("event", runtime.OnEvent, func(v goja.Value) (pattern.Pattern, error) { return pattern.OfKind(v.String()), nil })
	vm.Set("bot", o)
	out := vm.NewObject()
	out.Set("bot", o)
	return out, nil
}

// message is an event that collects replies.
type message struct {
	text    string
	user    string
	kinds   []string
	replies []string
}

func (m *message) Subject() pattern.Subject {
	return pattern.Subject{Text: m.text, Kinds: m.kinds, User: m.user}
}
func (m *message) Key() string { return "m1" }
func (m *message) Value() any  { return m }
func (m *message) Argument(s *runtime.Script) (goja.Value, error) {
	o := s.VM().NewObject()
	o.Set("text", m.text)
	return o, nil
}
func (m *message) Matched(s *runtime.Script, arg goja.Value, x pattern.Match) error {
	o := arg.(*goja.Object)
	if x.Regexp != nil {
		var groups []any
		for _, g := range x.Regexp.Groups {
			groups = append(groups, g.Text)
		}
		o.Set("match", s.VM().NewArray(groups...))
	}
	if x.Params != nil {
		o.Set("params", x.Params)
	}
	if x.Command != "" {
		o.Set("args", x.Args)
		o.Set("rest", x.Rest)
	}
	return nil
}
func (m *message) Result(s *runtime.Script, v goja.Value) error {
	if v != nil && v.ExportType() != nil && v.ExportType().Kind().String() == "string" {
		m.replies = append(m.replies, v.String())
	}
	return nil
}

func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func start(t testing.TB, files map[string]string, opts runtime.Options) *runtime.Scripts {
	t.Helper()
	if opts.Dir == "" {
		opts.Dir = filepath.Join(t.TempDir(), "scripts")
	}
	write(t, opts.Dir, files)
	opts.Modules = append(opts.Modules, bot{})
	report := opts.OnReport
	opts.OnReport = func(r runtime.Report) {
		for _, f := range r.Failed {
			t.Logf("failed: %v\n%s\nhint: %s", f, f.Frame, f.Hint())
		}
		if report != nil {
			report(r)
		}
	}
	set, err := runtime.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := set.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return set
}

func say(t testing.TB, set *runtime.Scripts, text string) (string, runtime.Outcome, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	m := &message{text: text}
	o, err := set.Current().Dispatch(ctx, m)
	return strings.Join(m.replies, "|"), o, err
}

func TestSlice(t *testing.T) {
	set := start(t, map[string]string{
		"10-a.ts": `import { bot as b } from "bot"; import { f } from "./lib/f";
const x: number = await Promise.resolve(1);
b.hear("hi", () => f(x));
b.hear(/^天气\s+(.+)/, m => "w:" + m.match[1]);
b.hear("温度 [城市] [天?]", m => m.params.城市 + "/" + m.params.天);
b.command("add", m => m.args.join("+"));
b.use(async (m, next) => { if (m.text !== "mw") return; const r = await next(); return "taken " + r; });
b.hear("await", async () => { await new Promise(r => setTimeout(r, 5)); return "later"; });
`,
		"lib/f.ts":  `export const f = (n: number) => "hello " + n;`,
		"20-b.js":   `bot.hear("mw", () => "inner"); bot.fallback(() => "fb"); bot.hear("throw", async () => { await 1; x.y; });`,
		"30-bad.js": "bot.hear('x', () => 1);\nlet y = ;",
	}, runtime.Options{})
	for _, c := range [][2]string{
		{" Hi ", "hello 1"}, {"天气 北京", "w:北京"}, {"温度 上海", "上海/undefined"}, {"温度 上海 3", "上海/3"},
		{"/add 1 “2 3”", "1+2 3"}, {"mw", "inner|taken true"},
	} {
		got, o, err := say(t, set, c[0])
		if got != c[1] || err != nil || !o.Handled {
			t.Errorf("say(%q) = %q, %+v, %v; want %q", c[0], got, o, err, c[1])
		}
	}
}

func TestSliceError(t *testing.T) {
	set := start(t, map[string]string{
		"10-a.js": `
bot.hear("throw", async () => {
  await 1;
  x.y;
});
bot.hear("later", async () => { await new Promise(r => setTimeout(r, 5)); return "later"; });
bot.hear("loose", () => { (async () => { await 1; throw new TypeError("lost"); })(); return "ok" });
bot.fallback(() => "fb")`}, runtime.Options{})
	_, o, err := say(t, set, "throw")
	t.Logf("%+v %v", o, err)
	se := err.(*runtime.ScriptError)
	t.Logf("%s\n%s", se.Frame, se.Stack)
	if se.Line != 4 {
		t.Errorf("line %d, want 4", se.Line)
	}
	if got, _, err := say(t, set, "later"); got != "later" || err != nil {
		t.Errorf("later: %q %v", got, err)
	}
	if got, _, err := say(t, set, "nothing"); got != "fb" || err != nil {
		t.Errorf("fallback: %q %v", got, err)
	}
	got, o, err := say(t, set, "loose")
	if got != "ok" || err != nil || len(o.Strays) != 1 || !strings.Contains(o.Strays[0].Error(), "lost") {
		t.Errorf("loose: %q, %+v, %v", got, o, err)
	}
}
