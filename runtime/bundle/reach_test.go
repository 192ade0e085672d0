package bundle

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// TestMayUse holds that a program is known by the names in it only where it can
// come to no others.
func TestMayUse(t *testing.T) {
	const any = "any"
	for code, uses := range map[string]string{
		`bot.hear("ping", () => "pong");`:                                                "",
		`bot.hear("a", async msg => { await msg.reply("x".padStart(3)); });`:             "padStart",
		`const list = ["a", "b"]; bot.hear("a", () => list[0] + list[list.length - 1]);`: "",
		`const l = [1]; for (let i = 0; i < 3; i++) l[i] = l[i + 1];`:                    "",
		`const l = [1]; bot.hear("a", () => l[Math.floor(Math.random() * l.length)]);`:   "",
		`const o = {}; bot.hear("a", msg => o["repeat"]);`:                               "repeat",
		`let { repeat: r } = "";`:                                                        "repeat",
		`class A { constructor() { this.x = 1; } } bot.hear("a", () => new A().x);`:      "",
		`class E extends Error {} bot.hear("a", () => { throw new E("x"); });`:           "",
		`bot.hear("a", m => [1, 2].map(String).join());`:                                 "",
		`export const x = 1; export default x;`:                                          "",
		`const o = {}; bot.hear("a", msg => o[msg.text]);`:                               any,
		`let i = 0; i = "repeat"; ""[i];`:                                                any,
		`let i = 0; i += "repeat"; ""[i];`:                                               any,
		`let i = 0; [i] = ["repeat"]; ""[i];`:                                            any,
		`let i = 0; ({ i } = { i: "repeat" }); ""[i];`:                                   any,
		`for (const i of ["repeat"]) ""[i];`:                                             any,
		`const i = 0; const f = i => ""[i]; f("repeat");`:                                any,
		`const Math = { floor: x => x }; ""[Math.floor("repeat")];`:                      any,
		`const k = "rep" + "eat"; const { [k]: f } = "";`:                                any,
		`const k = "x"; k in {};`:                                                        any,
		`Object.keys(Math);`:                                                             any,
		`const M = Math; for (const k in M);`:                                            any,
		`bot.hear("a", () => ({ Math }));`:                                               any,
		`Object.assign(Math, JSON.parse("{}"));`:                                         any,
		`Object.keys(Math.valueOf());`:                                                   any,
		`Math.pow = 1;`:                                                                  any,
		`String.prototype.repeat = 1;`:                                                   any,
		`"".constructor;`:                                                                any,
		`eval("1");`:                                                                     any,
		`new Function("1")();`:                                                           any,
		`globalThis.Math;`:                                                               any,
		`(function () { return Object.keys(this); })();`:                                 any,
		`bot.hear("a", () => ({ __proto__: null }));`:                                    any,
		`Reflect.ownKeys("");`:                                                           any,
		`module.exports = {};`:                                                           any,
		`const n = "x"; require(n);`:                                                     any,
		`async function f() { for await (const x of []) ; } f();`:                        any,
		`const Object = new Map(); bot.hear("a", () => Object.values());`:                "values",
		`bot.hear("a", () => Object.values({ x: 1 }));`:                                  "",
		`bot.hear("a", () => new Map().values());`:                                       "values",
	} {
		l := New(Options{Dir: t.TempDir(), Limits: Limits{File: 1 << 20, Package: 1 << 20, Sources: 1 << 20, Scripts: 10, Names: 100}})
		put(t, l.Dir(), "a.js", code)
		var held atomic.Int64
		b, err := l.Load(context.Background(), "a.js", filepath.Join(l.Dir(), "a.js"), &held)
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		if got := b.MayUse("no such name"); got != (uses == any) {
			t.Errorf("%s: may use any name: %v", code, got)
		}
		if uses != any && uses != "" && !b.MayUse(uses) {
			t.Errorf("%s: does not use %s", code, uses)
		}
		if uses == "" && b.MayUse("padStart", "repeat", "values", "constructor", "eval") {
			t.Errorf("%s: uses a name that is not there", code)
		}
	}
}
