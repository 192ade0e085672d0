package runtime_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hotreply/runtime"
)

// endless are functions f that call themselves without an end, each through
// another builtin. Each call counts in n.
var endless = []struct{ name, code string }{
	{"plain", `const f = () => { n++; return f() + 1 }`},
	{"mutual", `function f() { n++; return g() } function g() { return f() }`},
	{"method", `const o = { f() { n++; return this.f() } }; const f = () => o.f()`},
	{"class", `class A { constructor() { n++; this.a = new A() } } const f = () => new A()`},
	{"sort", `function f() { n++; [2, 1].sort(() => f()) }`},
	{"getter", `const o = { get x() { n++; return this.x + 1 } }; const f = () => o.x`},
	{"proxy", `const p = new Proxy({}, { get(t, k, r) { n++; return r[k] } }); const f = () => p.x`},
	{"toString", "const o = { toString() { n++; return `${this}` } }; const f = () => `${o}`"},
	{"valueOf", `const o = { valueOf() { n++; return this * 1 } }; const f = () => o * 1`},
	{"replace", `function f() { n++; return "a".replace(/a/, () => f()) }`},
	{"replaceAll", `function f() { n++; return "a".replaceAll("a", f) }`},
	{"reviver", `function f() { n++; return JSON.parse("1", f) }`},
	{"toJSON", `const o = { toJSON() { n++; return JSON.stringify(this) } }; const f = () => JSON.stringify(o)`},
	{"from", `function f() { n++; return Array.from([1], f) }`},
	{"map", `function f() { n++; return [1].map(() => f()) }`},
	{"flatMap", `function f() { n++; return [1].flatMap(x => f(x)) }`},
	{"reduce", `function f() { n++; return [1, 2].reduce((a, b) => f()) }`},
	{"apply", `function f() { n++; return Reflect.apply(f, null, []) }`},
	{"call", `function f() { n++; return f.call(null) }`},
	{"bound", `let g; function f() { n++; return g() } g = f.bind(null)`},
	{"executor", `function f() { n++; let e; new Promise(() => { try { f() } catch (x) { e = x } }); if (e) throw e }`},
	{"generator", `function* g() { n++; yield* g() } const f = () => [...g()]`},
	{"iterator", `const o = { *[Symbol.iterator]() { n++; for (const x of this) yield x } }; const f = () => [...o]`},
	{"async", `async function f() { n++; return 1 + await f() }`},
	{"async arrow", `const f = async () => { n++; await f() }`},
	{"memo", `const memo = g => x => g(x); const f = memo(x => { n++; return f(x) })`},
	{"optional", `const o = { f() { n++; return o?.f?.() } }; const f = () => o.f()`},
	{"private", `class A { #f() { n++; return this.#f() } f() { return this.#f() } } const f = () => new A().f()`},
	{"tag", "const f = () => { n++; return f`x` }"},
	{"forEach", `const f = () => { n++; [1].forEach(f) }`},
}

// endlessScript has two commands for each: one that catches, one that does not.
func endlessScript() string {
	var b strings.Builder
	b.WriteString("let kept = 0; bot.hear('kept', () => String(++kept));\n")
	for _, e := range endless {
		fmt.Fprintf(&b, `{ let n = 0; %s;
bot.hear("caught %[2]s", async () => { kept++; n = 0; try { await f() } catch (e) { return [e instanceof RangeError, e.name, e.message, n > 400].join() } return "no error" });
bot.hear("uncaught %[2]s", async () => { kept++; await f() }); }
`, e.code, e.name)
	}
	return b.String()
}

func TestEndlessRecursionIsARangeError(t *testing.T) {
	set := start(t, map[string]string{"x.js": endlessScript()}, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: time.Minute}})
	gen := set.Current()
	kept := 0
	for _, e := range endless {
		t.Run(e.name, func(t *testing.T) {
			got, _, err := say(t, set, "caught "+e.name)
			if want := "true,RangeError,Maximum call stack size exceeded,true"; got != want || err != nil {
				t.Errorf("caught: %q %v", got, err)
			}
			_, _, err = say(t, set, "uncaught "+e.name)
			var se *runtime.ScriptError
			if !errors.As(err, &se) || se.Name != "RangeError" || se.Message != "Maximum call stack size exceeded" || se.Line == 0 || se.Advice == "" {
				t.Errorf("uncaught: %#v", err)
			}
			if se != nil && strings.Count(se.Stack, "\n") > 60 {
				t.Errorf("a stack of %d lines", strings.Count(se.Stack, "\n"))
			}
			kept += 3
			if got, _, _ := say(t, set, "kept"); got != fmt.Sprint(kept) || set.Current() != gen {
				t.Fatalf("the script's variable is %s, want %d", got, kept)
			}
		})
	}
}

// deep are recursions that simply work, as they do in Node.
var deep = []struct{ name, code, want string }{
	{"sum", `const sum = n => n ? n + sum(n - 1) : 0; return String(sum(9000))`, "40504500"},
	{"flood fill", `
const grid = Array.from({ length: 100 }, () => Array(100).fill(0)); let n = 0;
const fill = (x, y) => { if (grid[y]?.[x] !== 0) return; grid[y][x] = 1; n++; fill(x + 1, y); fill(x - 1, y); fill(x, y + 1); fill(x, y - 1) };
fill(50, 50); return String(n)`, "10000"},
	{"permutations", `const all = l => l.length < 2 ? [l] : l.flatMap((x, i) => all(l.filter((_, j) => j !== i)).map(r => [x, ...r])); return String(all([1, 2, 3, 4, 5, 6]).length)`, "720"},
	{"list", `let l = null; for (let i = 0; i < 8000; i++) l = { next: l }; const size = l => l ? 1 + size(l.next) : 0; return String(size(l))`, "8000"},
	{"walker of data", `
let o = 1; for (let i = 0; i < 1000; i++) o = { a: [o] };
const depth = v => typeof v === "object" ? 1 + Math.max(...Object.values(v).map(depth)) : 0; return String(depth(o))`, "2000"},
	{"generators", `function* down(n) { if (n) { yield n; yield* down(n - 1) } } return String([...down(300)].length)`, "300"},
	{"async", `const down = async n => n ? 1 + await down(n - 1) : 0; return String(await down(1500))`, "1500"},
	{"a chain of waits", `const down = async n => { await null; return n ? 1 + await down(n - 1) : 0 }; return String(await down(12000))`, "12000"},
	{"fib", `const fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2); return String(fib(18))`, "2584"},
}

func TestDeepRecursionWorks(t *testing.T) {
	var b strings.Builder
	for _, d := range deep {
		fmt.Fprintf(&b, "bot.hear(%q, async () => { %s });\n", d.name, d.code)
	}
	set := start(t, map[string]string{"x.js": b.String()}, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: time.Minute}})
	for _, d := range deep {
		if got, _, err := say(t, set, d.name); got != d.want || err != nil {
			t.Errorf("%s: %q %v", d.name, got, err)
		}
	}
}
