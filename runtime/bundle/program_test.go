package bundle_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hotreply/runtime/bundle"
)

// shared is a module that is there twice.
const shared = `export function foo() { function parse() {} return parse }
export const arrow = () => {};
export class A { static self = A; m() {} }
export class Named { static name = "own" }
export class Method { static name() { return "called" } }
export default class {}
export const nested = () => { const parse = function () {}; return [parse, class Inner { static me = Inner }, { parse() {} }.parse, async () => {}] };
export function parse() {}
export let strict; try { undeclared = 1; strict = false } catch { strict = true }
`

// TestAsNode: packages in CommonJS are not strict, all other code is, and
// functions and classes have their own names whatever else has them. The answer
// is that of Node 22.
func TestAsNode(t *testing.T) {
	l := folder(t, map[string]string{
		"a.mjs": `import sloppy from "sloppy"
import D1, * as one from "one"
import D2, * as two from "two"
function foo() {}
const arrow = () => {}
class A { static self = A }
class Named { static name = "mine" }
const all = x => [x.foo, x.arrow, x.A, x.A.self, new x.A().constructor, x.Named, x.parse, x.default, x.foo(), ...x.nested()].map(f => f.name)
say(JSON.stringify({ sloppy, one: all(one), two: all(two), mine: [foo, arrow, A, A.self, Named].map(f => f.name), method: two.Method.name(), strict: two.strict, global: typeof made }))
`,
		"node_modules/one/index.js": shared,
		"node_modules/one/package.json": `{"name":"one","type":"module","exports":"./index.js"}
`,
		"node_modules/sloppy/index.js": `made = 1;
function self() { return this === globalThis }
function callee(n) { return n < 2 ? 1 : n * arguments.callee(n - 1) }
function mapped(a) { arguments[0] = 2; return a }
function dup(a, a) { return a }
function strict() { "use strict"; return this === undefined }
var frozen = Object.freeze({ a: 1 }); frozen.a = 2; "text".x = 1;
var octal = 0755 + "\101";
module.exports = { made: made, self: self(), callee: callee(4), mapped: mapped(1), dup: dup(1, 2), strict: strict(), frozen: frozen.a, octal: octal, own: require("./strict.js"), esm: require("one").foo.name };
`,
		"node_modules/sloppy/package.json": `{"name":"sloppy","main":"index.js"}
`,
		"node_modules/sloppy/strict.js": `"use strict";
try { other = 1; module.exports = "sloppy" } catch (e) { module.exports = e.name }
`,
		"node_modules/two/package.json": `{"name":"two","type":"module","exports":"./index.js"}
`,
		"node_modules/two/index.js": shared,
	}, bundle.Options{})
	b, err := load(l, "a.mjs")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"sloppy":{"made":1,"self":true,"callee":24,"mapped":2,"dup":2,"strict":true,"frozen":1,"octal":"493A","own":"ReferenceError","esm":"foo"},"one":["foo","arrow","A","A","A","own","parse","default","parse","parse","Inner","parse",""],"two":["foo","arrow","A","A","A","own","parse","default","parse","parse","Inner","parse",""],"mine":["foo","arrow","A","A","mine"],"method":"called","strict":true,"global":"number"}`
	if got := run(t, b); got != want {
		t.Errorf("said %s\nwant %s", got, want)
	}
}

// said gives what a script says, with the name of the error that it throws.
func said(t *testing.T, l *bundle.Loader, script string) string {
	t.Helper()
	b, err := load(l, script)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, b)
}

// TestOwnFilesAreStrict: a slip of the finger in a rule makes no global
// variable, in CommonJS neither; files that are CommonJS by their name run as
// Node runs them.
func TestOwnFilesAreStrict(t *testing.T) {
	slip := `try { slipped = 1; module.exports = "sloppy" } catch (e) { module.exports = e.message }`
	l := folder(t, map[string]string{
		"a.js":    `try { slipped = 1; say("sloppy") } catch (e) { say(e.message) }`,
		"b.js":    `say(require("./c.js") + ", " + require("./d.cjs") + ", " + require("loose"))`,
		"c.js":    slip,
		"d.cjs":   slip,
		"e.cjs":   `slipped = 1; say(String(require("./c.js")))`,
		"none.js": `slipped = 2; say("not reached")`,

		"node_modules/loose/index.js": slip,
	}, bundle.Options{})
	for script, want := range map[string]string{
		"a.js": "slipped is not defined", "b.js": "slipped is not defined, sloppy, sloppy", "e.cjs": "sloppy",
	} {
		if got := said(t, l, script); got != want {
			t.Errorf("%s said %q, want %q", script, got, want)
		}
	}
}

// TestFieldNames: class fields may be called as accessors begin. The answer is
// that of Node 22.
func TestFieldNames(t *testing.T) {
	l := folder(t, map[string]string{"a.js": `
class A {
  get = 1;
  set = "x = y";
  async = () => this.get;
  static = 3;
  static get = 4;
  static set = 5;
  static async = 6;
  get;
  static static = 7;
  "get x"() {}
  get y() { return 8 }
  async z() { return 9 }
}
let get, set, async;
get = 10;
set = 11;
async = 12;
const a = new A();
say(JSON.stringify([a, a.async(), A.get, A.set, A.async, A.static, a.y, typeof a.z, get, set, async, Object.keys(a)]));
`}, bundle.Options{})
	const want = `[{"set":"x = y","static":3},null,4,5,6,7,8,"function",10,11,12,["get","set","async","static"]]`
	if got := said(t, l, "a.js"); got != want {
		t.Errorf("said %s\nwant %s", got, want)
	}
}

// TestStacksHaveOwnNames: a stack tells what functions are called in their
// files.
func TestStacksHaveOwnNames(t *testing.T) {
	l := folder(t, map[string]string{
		"a.js":   `import { fail as b } from "./b.js"; function fail() { b() } class A { static me = A; static go() { fail() } } try { A.go() } catch (e) { say(e.stack) }`,
		"b.js":   `import { fail as c } from "./c.js"; export function fail() { c() }`,
		"c.js":   `export const fail = () => { fail2() }; function fail2() { throw new Error("x") }`,
		"own.js": `import { fail as b } from "./b.js"; function fail() {} b()`,
	}, bundle.Options{})
	b, err := load(l, "a.js")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range b.ParseStack(run(t, b)) {
		got = append(got, f.Func)
	}
	if want := "[fail2 fail fail fail go ]"; fmt.Sprint(got) != want {
		t.Errorf("the stack has %v, want %s", got, want)
	}
}

// TestEngineSyntaxErrors: what the bundler lets pass and the engine does not
// know is an error at its file and line, with what to do.
func TestEngineSyntaxErrors(t *testing.T) {
	bad := "exports.ok = 1;\nexports.bad = /(?<a>x)(?<a>y)/;\n"
	l := folder(t, map[string]string{
		"a.js": `require("old")`, "node_modules/old/index.js": bad,
		"b.js": "const ok = 1;\nsay(/(?<a>x)(?<a>y)/.source + ok);\n",
	}, bundle.Options{})
	for script, want := range map[string][2]string{
		"a.js": {"scripts/node_modules/old/index.js:2", "the package old"}, "b.js": {"scripts/b.js:2", "write it in another way"},
	} {
		_, err := load(l, script)
		var e *bundle.Error
		if !errors.As(err, &e) || e.Name != "SyntaxError" || fmt.Sprint(e.File, ":", e.Line) != want[0] || !strings.Contains(e.Hint(), want[1]) {
			t.Errorf("%s: %v, hint %q", script, err, e.Hint())
		}
	}
}
