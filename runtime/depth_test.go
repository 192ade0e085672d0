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

	// Without a name that leads back.
	{"Y combinator", `const Y = g => (x => x(x))(x => g(v => x(x)(v))); const f = () => Y(self => v => { n++; return self(v) + 1 })(1)`},
	{"self application", `const f = () => (x => x(x))(x => { n++; return x(x) })`},
	{"parameter", `const apply = (g, x) => g(x); const f = () => { const loop = h => { n++; return apply(h, h) }; return loop(loop) }`},
	{"compose", `const compose = (a, b) => x => a(b(x)); let h; const step = x => { n++; return h(x) }; h = compose(step, x => x); const f = () => h(1)`},
	{"call result", `const make = g => () => { n++; return g()() }; let k; k = make(() => k); const f = () => k()`},
	{"computed member", `const o = {}; for (const k of ["a", "b"]) o[k] = () => { n++; return o[k === "a" ? "b" : "a"]() }; const f = () => o["a"]()`},
	{"registered", `const o = {}; const reg = (k, g) => { o[k] = g }; reg("go" + 1, () => { n++; return o.go1() }); const f = () => o.go1()`},
	{"registered builtin name", `const o = {}; const reg = (k, g) => { o[k] = g }; reg("find", () => { n++; return o.find() }); const f = () => o.find()`},
	{"another name", `const o = {}; const inner = () => { n++; return o.other() }; o.other = inner; const f = () => o.other()`},
	{"in a list", `const list = []; list.push(() => { n++; return list[0]() }); const f = () => list[0]()`},
	{"in a Map", `const m = new Map(); m.set("k", () => { n++; return m.get("k")() }); const f = () => m.get("k")()`},
	{"reduce of functions", `const list = []; const run = x => list.reduce((v, g) => g(v), x); list.push(v => { n++; return run(v) }); const f = () => run(1)`},
	{"callback chain", `const each = (l, g) => { for (const x of l) g(x) }; const f = () => { const go = g => { n++; each([1], () => g(g)) }; go(go) }`},
	{"destructured", `const o = { step: null }; o.step = (() => () => { n++; const { step } = o; return step() })(); const f = () => o.step()`},
	{"call of unknown", `const f = () => (g => { n++; return g.call(null, g) })(function (g) { n++; return g.call(null, g) })`},
	{"apply of unknown", `const f = () => (g => g.apply(null, [g]))(function (g) { n++; return g.apply(null, [g]) })`},
	{"bind of unknown", `const f = () => (g => g(g))(function (g) { n++; return g.bind(null, g)() })`},
	{"Reflect.apply of unknown", `const f = () => (g => g(g))(function (g) { n++; return Reflect.apply(g, null, [g]) })`},
	{"tag of unknown", "const f = () => (g => g(g))(function (g) { n++; const k = () => g(g); return k`x` })"},
	{"new of unknown", `const f = () => (G => new G(G))(function (G) { n++; new G(G) })`},
	{"new.target", `const f = () => new (function () { n++; new new.target() })()`},
	{"constructor", `class A { constructor() { n++; new this.constructor() } } const f = () => new A()`},
	{"default of a parameter", `function f(a = (n++, f())) {}`},
	{"default of an arrow", `const f = (a = (n++, f())) => a`},
	{"default in a pattern", `function f({ a = (n++, f()) } = {}) {}`},
	{"default in a list", `function f([a = (n++, f())] = []) {}`},
	{"computed name in a pattern", `function f({ [(n++, f())]: a } = {}) {}`},
	{"default of a method", `const o = { f(a = (n++, o.f())) {} }; const f = () => o.f()`},
	{"default that constructs", `class A { constructor(a = (n++, new A())) {} } const f = () => new A()`},
	{"default of unknown", `const f = () => (g => g(g))((g, a = (n++, g(g))) => a)`},
	{"field", `class A { x = (n++, new A()) } const f = () => new A()`},
	{"private field", `class A { #x = (n++, new A()) } const f = () => new A()`},
	{"inherited field", `class A { x = (n++, new B()) } class B extends A {} const f = () => new B()`},
	{"field of a nameless class", `const make = () => class { x = (n++, new this.constructor()) }; const f = () => new (make())()`},
	{"static block", `function f() { n++; class A { static { f() } } }`},
	{"static field", `function f() { n++; class A { static x = f() } }`},
	{"computed name in a class", `function f() { n++; class A { [f()] = 1 } }`},
	{"super", `class A { constructor() { n++; new B() } } class B extends A { constructor() { super() } } const f = () => new B()`},
	{"super method", `class A { m() { n++; return this.m() } } class B extends A { m() { return super.m() } } const f = () => new B().m()`},
	{"mixin", `const mix = Base => class extends Base { constructor() { n++; super(); new C() } }; const C = mix(class {}); const f = () => new C()`},
	{"species", `class L extends Array { static get [Symbol.species]() { n++; new L(1, 2).map(x => x); return Array } } const f = () => new L(1, 2).map(x => x)`},
	{"hasInstance", `class A { static [Symbol.hasInstance](x) { n++; return x instanceof A } } const f = () => 1 instanceof A`},
	{"toPrimitive", `const o = { [Symbol.toPrimitive]() { n++; return o + 1 } }; const f = () => o + 1`},
	{"toStringTag", `const o = { get [Symbol.toStringTag]() { n++; return String(this) } }; const f = () => String(o)`},
	{"match", `const o = { [Symbol.match]() { n++; return "a".match(o) } }; const f = () => "a".match(o)`},
	{"Symbol.replace", `const o = { [Symbol.replace]() { n++; return "a".replace(o, "") } }; const f = () => "a".replace(o, "")`},
	{"search", `const o = { [Symbol.search]() { n++; return "a".search(o) } }; const f = () => "a".search(o)`},
	{"Symbol.split", `const o = { [Symbol.split]() { n++; return "a".split(o) } }; const f = () => "a".split(o)`},
	{"next", `const it = { [Symbol.iterator]() { return this }, next() { n++; for (const x of it) return x; return { done: true } } }; const f = () => [...it]`},
	{"destructuring iterates", `const it = { [Symbol.iterator]() { n++; const [x] = it; return [][Symbol.iterator]() } }; const f = () => { const [x] = it }`},
	{"setter", `const o = { set x(v) { n++; this.x = v } }; const f = () => { o.x = 1 }`},
	{"getter by defineProperty", `const o = {}, k = "x" + 1; Object.defineProperty(o, k, { get() { n++; return o[k] } }); const f = () => o.x1`},
	{"getter kept elsewhere", `const o = {}, k = "x" + 1; const g = (() => () => { n++; return o.x1 })(); Object.defineProperty(o, k, { get: g }); const f = () => o.x1`},
	{"getter in brackets", `const o = {}, k = "x" + 1; Object.defineProperty(o, k, { get: [() => { n++; return o.x1 }][0] }); const f = () => o.x1`},
	{"__defineGetter__", `defining(Object.prototype); const o = {}; o.__defineGetter__("x", () => { n++; return o.x }); const f = () => o.x`},
	{"__defineGetter__ of a name", `defining(Object.prototype); const o = {}, g = () => { n++; return o.x }; o.__defineGetter__("x", g); const f = () => o.x`},
	{"getter spread", `const o = { get x() { n++; return { ...o } } }; const f = () => ({ ...o })`},
	{"getter destructured", `const o = { get x() { n++; const { x } = o; return x } }; const f = () => o.x`},
	{"getter by JSON", `const o = { get x() { n++; return JSON.stringify(o) } }; const f = () => o.x`},
	{"proxy handler kept elsewhere", `const wrap = h => new Proxy({}, { get: h }); const p = wrap((t, k) => { n++; return p.x }); const f = () => p.x`},
	{"trap apply", `const p = new Proxy(() => {}, { apply() { n++; return p() } }); const f = () => p()`},
	{"trap construct", `const p = new Proxy(function () {}, { construct() { n++; return new p() } }); const f = () => new p()`},
	{"trap set", `const p = new Proxy({}, { set() { n++; p.x = 1; return true } }); const f = () => { p.x = 1 }`},
	{"trap has", `const p = new Proxy({}, { has() { n++; return "x" in p } }); const f = () => "x" in p`},
	{"trap deleteProperty", `const p = new Proxy({}, { deleteProperty() { n++; return delete p.x } }); const f = () => delete p.x`},
	{"trap ownKeys", `const p = new Proxy({}, { ownKeys() { n++; return Object.keys(p) } }); const f = () => Object.keys(p)`},
	{"trap getOwnPropertyDescriptor", `const p = new Proxy({}, { getOwnPropertyDescriptor() { n++; return Object.getOwnPropertyDescriptor(p, "x") } }); const f = () => Object.getOwnPropertyDescriptor(p, "x")`},
	{"trap defineProperty", `const p = new Proxy({}, { defineProperty() { n++; Object.defineProperty(p, "x", {}); return true } }); const f = () => Object.defineProperty(p, "x", {})`},
	{"trap getPrototypeOf", `const p = new Proxy({}, { getPrototypeOf() { n++; return Object.getPrototypeOf(p) } }); const f = () => Object.getPrototypeOf(p)`},
	{"trap setPrototypeOf", `const p = new Proxy({}, { setPrototypeOf() { n++; return Reflect.setPrototypeOf(p, null) } }); const f = () => Reflect.setPrototypeOf(p, null)`},
	{"trap isExtensible", `const p = new Proxy({}, { isExtensible() { n++; return Object.isExtensible(p) } }); const f = () => Object.isExtensible(p)`},
	{"trap preventExtensions", `const p = new Proxy({}, { preventExtensions() { n++; return Reflect.preventExtensions(p) } }); const f = () => Reflect.preventExtensions(p)`},
	{"then", `const o = { then(done, failed) { n++; o.then(done, failed) } }; const f = async () => { await o }`},
	{"async executor", `const f = () => { const go = g => { n++; return new Promise((done, failed) => { g(g).then(done, failed) }) }; return go(go) }`},
	{"async of unknown", `const f = () => (g => g(g))(async g => { n++; await g(g) })`},
	{"generator of unknown", `const f = () => [...(g => g(g))(function* (g) { n++; yield* g(g) })]`},
	{"text", `const g = new Function("count", "const f = () => { count(); return f() }; return f()"); const f = () => g(() => n++)`},
	{"text and parameters", `const g = new Function("g", "count", "count(); return g(g, count)"); const f = () => g(g, () => n++)`},
	{"text that makes text", `globalThis.count = () => n++; const t = "count(); return new Function('t', t)(t)"; const f = () => new Function("t", t)(t)`},
	{"text of a generator", `const G = (function* () {}).constructor; const g = G("g", "count", "count(); yield* g(g, count)"); const f = () => [...g(g, () => n++)]`},
	{"text of an async function", `const A = (async () => {}).constructor; const g = A("g", "count", "count(); await g(g, count)"); const f = () => g(g, () => n++)`},
	{"direct eval", `const f = () => { n++; return eval("f()") }`},
	{"function in direct eval", `const f = () => eval("(function g() { 'use strict'\n n++; return g() + 1 })()")`},
	{"arrow in direct eval", `const f = () => eval("const h = x => (n++, h)(x); h(1)")`},
	{"arrow with a comment in direct eval", `const f = () => eval("const h = x /* => */ => { n++; return [x].map(y => ((h(y)))) }; h(1)")`},
	{"method in direct eval", `const f = () => eval("({ m() { n++; return this.m() } }).m()")`},
	{"class in direct eval", `const f = () => eval("class A { x = (n++, new A()) } new A()")`},
	{"default in direct eval", `const f = () => eval("(function g(a = (n++, g()), b = g()) {})()")`},
	{"nameless in direct eval", `const f = () => eval("(x => x(x))(x => { n++; return x(x) })")`},
	{"function in indirect eval", `globalThis.bump = () => { n++ }; const f = () => (0, eval)("function gg() { bump(); return gg() + 1 } gg()")`},
	{"function in globalThis.eval", `globalThis.bump = () => { n++ }; const f = () => globalThis.eval("(function gg() { bump(); return gg() + 1 })()")`},
	{"eval in new Function", `globalThis.bump = () => { n++ }; const f = () => new Function("return eval('(function gg() { bump(); return gg() + 1 })()')")()`},
	{"indirect eval", `globalThis.again = () => { n++; return (0, eval)("again()") }; const f = () => again()`},
	{"long way", `const t = {}; for (let i = 0; i < 9; i++) t[i] = 0; function a1(g) { return a2(g) } function a2(g) { return a3(g) } function a3(g) { return a4(g) } function a4(g) { return a5(g) } function a5(g) { return a6(g) } function a6(g) { return a7(g) } function a7(g) { return [1].map(() => a8(g)) } function a8(g) { return [1].map(() => a9(g)) } function a9(g) { n++; return g(a1, g) } const f = () => a1((h, g) => h(g))`},
}

// defining is what the prelude brings, written so that nothing is learnt from it.
const defining = `
function defining(proto) {
	proto["__define" + "Getter__"] = function (name, f) { const d = { configurable: true }; d["g" + "et"] = f; Object.defineProperty(this, name, d) };
}`

// endlessScript is a script for number i, so that what is written in one tells
// nothing about the others. It has four commands: they catch or do not, at once
// or after a wait.
func endlessScript(i int) string {
	var b strings.Builder
	e := endless[i]
	fmt.Fprintf(&b, "let kept = 0; bot.hear('kept %s', async () => { await null; return String(++kept) });\nlet n = 0; %s;\n", e.name, e.code)
	for when, wait := range map[string]string{"at once": "", "later": "await null;"} {
		fmt.Fprintf(&b, `bot.hear("caught %[1]s %[2]s", async () => { %[3]s kept++; n = 0; try { await f() } catch (e) { return [e instanceof RangeError, e.name, e.message, n > %[4]d].join() } return "no error" });
bot.hear("uncaught %[1]s %[2]s", async () => { %[3]s kept++; await f() });
`, e.name, when, wait, fewest(e.name))
	}
	if strings.Contains(e.code, "defining(") {
		b.WriteString(defining)
	}
	return b.String()
}

// fewest is how often each must have called itself at least.
func fewest(name string) int {
	if name == "long way" {
		return 200
	}
	return 400
}

func TestEndlessRecursionIsARangeError(t *testing.T) {
	files := map[string]string{}
	for i := range endless {
		files[fmt.Sprintf("%03d.js", i)] = endlessScript(i)
	}
	set := start(t, files, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: time.Minute}})
	gen := set.Current()
	for _, e := range endless {
		t.Run(e.name, func(t *testing.T) {
			for _, when := range []string{"at once", "later"} {
				got, _, err := say(t, set, "caught "+e.name+" "+when)
				if want := "true,RangeError,Maximum call stack size exceeded,true"; got != want || err != nil {
					t.Errorf("caught %s: %q %v", when, got, err)
				}
				_, _, err = say(t, set, "uncaught "+e.name+" "+when)
				var se *runtime.ScriptError
				if !errors.As(err, &se) || se.Name != "RangeError" || se.Message != "Maximum call stack size exceeded" || se.Line == 0 || se.Advice == "" {
					t.Errorf("uncaught %s: %#v", when, err)
				}
				if se != nil && strings.Count(se.Stack, "\n") > 60 {
					t.Errorf("a stack of %d lines", strings.Count(se.Stack, "\n"))
				}
			}
			if got, _, _ := say(t, set, "kept "+e.name); got != "5" || set.Current() != gen {
				t.Fatalf("the script's variable is %s, want 5", got)
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
