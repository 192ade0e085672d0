package runtime_test

import (
	"context"
	"fmt"
	"testing"

	"hotreply/runtime"
)

// callbacks are loops that live of functions which get functions.
var callbacks = []struct{ name, code string }{
	{"each", `const each = (list, fn) => { for (let i = 0; i < list.length; i++) fn(list[i], i) }; const list = Array.from({ length: 1000 }, (_, i) => i);
const f = () => { let t = 0; each(list, x => { t += x }); return t }`},
	{"compose", `const compose = (g, h) => x => g(h(x)); const both = compose(x => x + 1, x => x * 2);
const f = () => { let t = 0; for (let i = 0; i < 500; i++) t += both(i); return t }`},
	{"curry", `const curry = g => a => b => g(a, b); const add = curry((a, b) => a + b);
const f = () => { let t = 0; for (let i = 0; i < 300; i++) t += add(i)(1); return t }`},
	{"pipe", `const pipe = (...list) => x => list.reduce((v, g) => g(v), x); const all = pipe(x => x + 1, x => x * 2, x => x - 3);
const f = () => { let t = 0; for (let i = 0; i < 200; i++) t += all(i); return t }`},
	{"promises", `const f = async () => { let t = 0; await Array.from({ length: 100 }, (_, i) => x => x + i).reduce((p, g) => p.then(g), Promise.resolve(0)).then(x => { t = x }); return t }`},
	{"emitter", `class Emitter { l = {}; on(n, g) { (this.l[n] ??= []).push(g); return this } emit(n, ...a) { for (const g of this.l[n] ?? []) g(...a) } }
let t = 0; const e = new Emitter().on("x", v => { t += v }).on("x", v => { t -= v });
const f = () => { for (let i = 0; i < 200; i++) e.emit("x", i); return t }`},
	{"objects", `class Point { constructor(x, y) { this.x = x; this.y = y } plus(p) { return new Point(this.x + p.x, this.y + p.y) } }
const f = () => { let p = new Point(0, 0); const q = new Point(1, 2); for (let i = 0; i < 300; i++) p = p.plus(q); return p.x }`},
	{"array methods", `const list = Array.from({ length: 300 }, (_, i) => ({ name: "n" + i, n: i }));
const f = () => list.filter(x => x.n % 2).map(x => x.name.trim().toUpperCase()).sort((a, b) => a.localeCompare(b)).length`},
}

func BenchmarkCallbacks(b *testing.B) {
	files := map[string]string{}
	for i, c := range callbacks {
		files[fmt.Sprintf("%d.js", i)] = fmt.Sprintf("%s;\nbot.hear(%q, async () => String(await f()));", c.code, c.name)
	}
	set := start(b, files, runtime.Options{Watch: runtime.WatchOff})
	for _, c := range callbacks {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := set.Current().Dispatch(context.Background(), &message{text: c.name}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
