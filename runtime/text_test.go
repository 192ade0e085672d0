package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"hotreply/runtime"
)

// functionsOfText has what Node 22 answers.
var functionsOfText = []struct{ code, want string }{
	{`String(new Function("a", "b", "return a+b"))`, "function anonymous(a,b\n) {\nreturn a+b\n}"},
	{`String(new Function())`, "function anonymous(\n) {\n\n}"},
	{`String(new Function("a //", "return a"))`, "function anonymous(a //\n) {\nreturn a\n}"},
	{`String((function* () {}).constructor("yield 1; yield 2"))`, "function* anonymous(\n) {\nyield 1; yield 2\n}"},
	{`String((async () => {}).constructor("await 1"))`, "async function anonymous(\n) {\nawait 1\n}"},
	{`Function("return this === globalThis")()`, "true"},
	{`new Function("a, b", "c = 3", "return [a,b,c].join()")(1, 2)`, "1,2,3"},
	{`new Function("return 1 //")()`, "1"},
	{`[...(function* () {}).constructor("yield 1; yield 2")()].join()`, "1,2"},
	{`[Function("") instanceof Function, (function () {}).constructor === Function, Function.prototype.constructor === Function, Object.getPrototypeOf(Function("")) === Function.prototype].join()`, "true,true,true,true"},
	{`(() => { const A = (async () => {}).constructor; return [A.name, A.length, Object.getPrototypeOf(A) === Function, A("") instanceof A].join() })()`, "AsyncFunction,1,true,true"},
	{`(() => { class G extends Function {} const g = new G("return 5"); return [g instanceof G, g()].join() })()`, "true,5"},
	{`new Function("undeclaredXY = 4; return undeclaredXY")()`, "4"},
	{`new Function("o", "with (o) { return a }")({ a: 6 })`, "6"},
	{`new Function("return arguments.length")(1, 2, 3)`, "3"},
	{`(() => { const C = new Function("this.x = 1"); return new C().x })()`, "1"},
	{`new Function("return typeof new.target")()`, "undefined"},
	{`[new Function("").name, Function.name, Function.length].join()`, "anonymous,Function,1"},
	{`Function({ toString() { return "a" } }, { toString() { return "return a" } })(3)`, "3"},
	{`new Function("return '\ud83d'.length + '\ud83d\ude00'.length")()`, "3"},
	{`new Function("s", "return /(?<=a)b/.test(s)")("ab")`, "true"},
	{`new Function("s", "return /^(?:(?=a)a)*$/.test(s)")("a".repeat(40000))`, "true"},
	{`new Function("s", "return s.replace(/.*/g, 'x')")("abc")`, "xx"},
	{`new Function("s", "return /\\p{Script=Han}/u.test(s)")("好")`, "true"},
	{`new Function("const f = n => n ? 1 + f(n - 1) : 0; return f(5000)")()`, "5000"},
	{`new Function("class A { #x = 1; static has(o) { return #x in o && 1 } } return [A.has(new A()), A.has({})].join()")()`, "1,false"},
	{`new Function("}); (function(){")`, "SyntaxError"},
	{`new Function("a){ return 1 }, function(", "return 2")`, "SyntaxError"},
	{`new Function("/*", "*/){")`, "SyntaxError"},
	{`new Function("return (")`, "SyntaxError: Unexpected token '}'"},
	{`new Function("let x; let x;")`, "SyntaxError: Identifier 'x' has already been declared"},
	{`new Function("<% if %>")`, "SyntaxError: Unexpected token '<'"},
	{`new Function("var 1x")`, "SyntaxError: Invalid or unexpected token"},
	{`new Function("1 = 2")`, "SyntaxError: Invalid left-hand side in assignment"},
	{`new Function("const x")`, "SyntaxError: Missing initializer in const declaration"},
	{`new Function("a", "a", "'use strict'; return a")`, "SyntaxError"},
	{`new Function("return /(/")`, "SyntaxError: Invalid regular expression: /(/: Unterminated group"},
}

func TestFunctionsOfText(t *testing.T) {
	var b strings.Builder
	for i, c := range functionsOfText {
		fmt.Fprintf(&b, "bot.hear('%d', () => { try { return String(%s) } catch (e) { return e.constructor === SyntaxError ? `SyntaxError: ${e.message}` : `not one: ${e}` } });\n", i, c.code)
	}
	set := start(t, map[string]string{"x.js": b.String()}, runtime.Options{Watch: runtime.WatchOff})
	for i, c := range functionsOfText {
		got, _, err := say(t, set, fmt.Sprint(i))
		if want := c.want; got != want && !(want == "SyntaxError" && strings.HasPrefix(got, want+": ")) || err != nil {
			t.Errorf("%s = %q %v, want %q", c.code, got, err, want)
		}
	}
}
