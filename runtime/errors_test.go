package runtime_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"hotreply/runtime"
)

// TestErrorPositions runs handlers that fail where their comment says.
func TestErrorPositions(t *testing.T) {
	files := map[string]string{
		"a.ts": `import { deep } from "./lib/deep";
interface Unused { x: number }
bot.hear("sync", (m: any) => { nope.x; });
bot.hear("awaited", async () => {
  await null;
  throw new TypeError("after await");
});
bot.hear("lib", () => deep(1));
bot.hear("中文", () => { const 城市 = "北京上海广州"; return 城市 + 深圳; });
bot.hear("timer", async () => {
  await new Promise((ok) => setTimeout(() => { throw new RangeError("in timer") }, 1));
});
bot.hear("string", () => { throw "just text" });
bot.hear("member", () => bot.heer("x"));
bot.hear("argument", async (msg) => { await null; return msg.texxt.trim() });
bot.hear("reason", () => Promise.reject("no"));
bot.hear("nested", async () => { await (async () => { await null; null.foo })() });
`,
		"lib/deep.ts": `export function deep(n: number) {
  if (n > 3)
    throw new Error("deep down");
  return deep(n + 1);
}
`,
	}
	set := start(t, files, runtime.Options{Watch: runtime.WatchOff})
	tests := []struct{ text, want, frame, hint string }{
		{"sync", "scripts/a.ts:3:32: ReferenceError: nope is not defined", "> 3 | bot.hear(\"sync\", (m: any) => { nope.x; });\n    |                                ^", "declare it"},
		{"awaited", "scripts/a.ts:6:9: TypeError: after await", "> 6 |   throw new TypeError(\"after await\");\n    |         ^", ""},
		{"lib", "scripts/lib/deep.ts:3:11: deep down", "> 3 |     throw new Error(\"deep down\");\n    |           ^", ""},
		{"中文", "scripts/a.ts:9:57: ReferenceError: 深圳 is not defined", ">  9 |", "declare it"},
		{"timer", "scripts/a.ts:11:54: RangeError: in timer", "> 11 |", ""},
		{"string", "scripts/a.ts:13:28: just text", "> 13 |", ""},
		{"member", "scripts/a.ts:14:", "> 14 |", "did you mean bot.hear?"},
		{"argument", "scripts/a.ts:15:", "> 15 |", "did you mean msg.text?"},
		{"reason", "scripts/a.ts:16:1: no", "> 16 |", ""},
		{"nested", "scripts/a.ts:17:", "> 17 |", ""},
	}
	for _, c := range tests {
		_, _, err := say(t, set, c.text)
		se, ok := err.(*runtime.ScriptError)
		if !ok {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if !strings.HasPrefix(se.Error(), c.want) {
			t.Errorf("%s: error %q, want %q", c.text, se, c.want)
		}
		if !strings.Contains(se.Frame, c.frame) {
			t.Errorf("%s: frame\n%s\nwant\n%s", c.text, se.Frame, c.frame)
		}
		if !strings.Contains(se.Hint(), c.hint) {
			t.Errorf("%s: hint %q, want %q", c.text, se.Hint(), c.hint)
		}
		if strings.Contains(se.Stack, "native") || se.Script != "a.ts" {
			t.Errorf("%s: script %s, stack\n%s", c.text, se.Script, se.Stack)
		}
	}
}

func TestBackgroundErrorsAreReported(t *testing.T) {
	var mu sync.Mutex // guards got
	var got []*runtime.ScriptError
	set := start(t, map[string]string{"a.js": `
setTimeout(() => { throw new Error("top timer") }, 1);
setTimeout(() => Promise.reject(new Error("top rejection")), 1);
setTimeout(() => queueMicrotask(() => { throw new Error("top microtask") }), 1);
bot.hear("x", () => { setTimeout(() => { throw new Error("late") }, 30); return "ok" });
`}, runtime.Options{Watch: runtime.WatchOff, OnError: func(e *runtime.ScriptError) {
		mu.Lock()
		got = append(got, e)
		mu.Unlock()
	}})
	say(t, set, "x")
	want := []string{"top timer", "top rejection", "top microtask", "late"}
	deadline := time.Now().Add(10 * time.Second)
	for {
		mu.Lock()
		n := len(got)
		mu.Unlock()
		if n == len(want) || time.Now().After(deadline) {
			break
		}
		<-time.After(5 * time.Millisecond)
	}
	mu.Lock()
	defer mu.Unlock()
	var all []string
	for _, e := range got {
		all = append(all, e.Error())
	}
	for _, w := range want {
		if !strings.Contains(strings.Join(all, "\n"), w) {
			t.Errorf("%q was not reported, only %q", w, all)
		}
	}
}

func TestEqualErrorsAreCounted(t *testing.T) {
	set := start(t, map[string]string{"a.js": `bot.hear("x", () => { throw new Error("again") })`}, runtime.Options{Watch: runtime.WatchOff})
	var worth []int
	for range 25 {
		_, _, err := say(t, set, "x")
		if se := err.(*runtime.ScriptError); se.Worth() {
			worth = append(worth, se.Count)
		}
	}
	if len(worth) != 2 || worth[0] != 1 || worth[1] != 10 {
		t.Errorf("worth a line at %v, want [1 10]", worth)
	}
}

func TestLoadErrors(t *testing.T) {
	set := start(t, map[string]string{
		"import.js":  "\nimport { x } from \"./missing.js\";",
		"npm.js":     "import dayjs from 'dayjs';",
		"bot.js":     "import { bot } from 'bott';",
		"throws.js":  "const a = 1;\na.b.c();",
		"rejects.js": "await Promise.reject(new Error('tla'));",
		"lost.js":    "Promise.reject(new Error('lost'));",
		"loop.js":    "for (;;) {}",
		"late.js":    "bot.hear('x', () => bot.hear('y', () => 1));",
		"place.js":   "bot.hear('天气 []', () => 1);",
	}, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: 600 * time.Millisecond}})
	want := map[string][2]string{
		"import.js":  {"scripts/import.js:2:19: ImportError: cannot find ./missing.js", "spelling"},
		"npm.js":     {"scripts/npm.js:1:19: ImportError: cannot find dayjs", "npm install dayjs"},
		"bot.js":     {"scripts/bot.js:1:21: ImportError: cannot find bott", `did you mean "bot"?`},
		"throws.js":  {"scripts/throws.js:2:", ""},
		"rejects.js": {"scripts/rejects.js:1:22: tla", ""},
		"lost.js":    {"scripts/lost.js:1:16: lost", "await"},
		"loop.js":    {"scripts/loop.js:1:", "does not end"},
		"place.js":   {"scripts/place.js:1:", ""},
	}
	for _, e := range set.Failed() {
		w, ok := want[e.Script]
		if !ok {
			t.Errorf("unexpected failure %v", e)
			continue
		}
		delete(want, e.Script)
		if !strings.HasPrefix(e.Error(), w[0]) || !strings.Contains(e.Hint(), w[1]) || e.Frame == "" {
			t.Errorf("%s: %q, hint %q, frame\n%s\nwant %q", e.Script, e, e.Hint(), e.Frame, w)
		}
	}
	if len(want) > 0 {
		t.Errorf("did load: %v", want)
	}
	if _, _, err := say(t, set, "x"); err == nil || !strings.Contains(err.Error(), "while the script loads") {
		t.Errorf("a late rule: %v", err)
	}
}

func TestLint(t *testing.T) {
	set := start(t, map[string]string{
		"10-a.js": `bot.hear("hi", () => "a");
bot.hear("a b", async m => {
  fetch("x");
  work();
  await work(); void work(); work().catch(() => {});
  m.reply("lost");
  return m.reply("kept");
});
async function work() {}
bot.hear(/a^b/, () => 1);
`,
		"20-b.js": `bot.hear("Hi", () => "b"); bot.on("message", () => 1);`,
		"15-d.js": `bot.hear(/^(你好|嗨)/, () => 1); bot.hear("你好", () => 2); bot.hear("再见", () => 3);
bot.hear(/^hm/, () => 1); bot.hear(/^hm/, () => 2); bot.on("image", () => 1); bot.on("image", () => 2); bot.on("voice", () => 1);`,
		"30-c.js": `bot.command("c", () => 1);`,
		"05-e.js": `bot.hear("e", m => eval("m.n || 1") + eval(m.text) + [eval].length);
bot.hear("bits", m => eval("m.n & " + 255));
bot.hear("more", m => eval(` + "`m.n >>> 0`" + `));`,
	}, runtime.Options{Watch: runtime.WatchOff, Awaited: []string{"reply"}})
	want := []string{`15-d.js:1 hear "你好" is never reached: hear /^(你好|嗨)/ at scripts/15-d.js:1`, "15-d.js:2 hear /^hm/ is never",
		"15-d.js:2 on image is never", "20-b.js:1 hear \"hi\" is never reached", "30-c.js:1 command /c is never reached", "10-a.js:10 /a^b/ can never match",
		"10-a.js:3 nobody awaits the promise of fetch()", "10-a.js:4 nobody awaits the promise of work()", "10-a.js:6 nobody awaits the promise of m.reply()",
		"05-e.js:2 bit operators in the text of eval", "05-e.js:3 bit operators in the text of eval"}
	notes := set.Lint()
	for _, n := range notes {
		found := false
		for i, w := range want {
			place, text, _ := strings.Cut(w, " ")
			if strings.Contains(n.Text, text) && strings.HasSuffix(n.File+":"+itoa(n.Line), place) && n.Hint != "" && n.Frame != "" {
				want = append(want[:i], want[i+1:]...)
				found = true
				break
			}
		}
		if !found {
			t.Errorf("unexpected: %+v", n)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %q", want)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
