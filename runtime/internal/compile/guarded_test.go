package compile

import (
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// Text with checks in it means what it meant: the values are Node's.
func TestGuarded(t *testing.T) {
	for text, want := range map[string]string{
		"1 + 1": "2",
		"(function f(n) { 'use strict'\n return n ? f(n - 1) : this === undefined })(3)":            "true",
		"(function f(n) { 'use strict'; return n ? f(n - 1) : 'done' })(3)":                         "done",
		"var f = n => n ? f(n - 1) : 'arrow'; f(3)":                                                 "arrow",
		"var f = n => (n ? f(n - 1) : ('(' /* ) */ )); f(3)":                                        "(",
		"var f = n => ({ a: n && f(n - 1) }); JSON.stringify(f(1))":                                 `{"a":{"a":0}}`,
		"var o = { v: 7, m(n) { return n ? (o.m)(n - 1) : this.v } }; o.m(2)":                       "7",
		"var o = { v: 7, m() { return this.v } }; var f = n => n ? f(n - 1) : (o.m)(); f(2)":        "7",
		"var f = async n => n && await f(n - 1); typeof f(2).then":                                  "function",
		"var f = (a, b = a ? f(a - 1) : 'd') => b; f(2)":                                            "d",
		"class A { x = A.n++ < 3 ? new A() : 'end'; static n = 0 } new A().x.x.x.x":                 "end",
		"var é = '好'; var f = n => n ? f(n - 1) : é + '😀'; f(2)":                                    "好😀",
		"var f = n => n ? [n].map(x => f(x - 1))[0] : `${f.name}-${(() => 'in')()}`; f(2)":          "f-in",
		"var s = ''; for (var i = 0; i < 3; i++) (function f(n) { s += n; if (n) f(n - 1) })(i); s": "010210",
		"var f = n => n > 0 ? f(n - 1) : /=>\\(/.test('=>(');f(2)":                                  "true",
		"// comment => (\nvar f = (/* => */ n /* => */) => /* ( */ n ? f(n - 1) : 'comments'; f(2)": "comments",
		"function f(n) { return n ? f(n - 1) : f.length } f(2)":                                     "1",
		"switch (1) { case 1: (function f(n) { n && f(n - 1) })(2); 'value' }":                      "value",
	} {
		guarded := Guarded(text)
		if strings.Contains(text, "f(n - 1)") && guarded == text {
			t.Errorf("%s: has no check", text)
		}
		if strings.Count(guarded, "\n") != strings.Count(text, "\n") {
			t.Errorf("%s: lines have moved: %s", text, guarded)
		}
		vm := goja.New()
		_ = vm.Set(TextCount, 1)
		_ = vm.Set(DepthCheck, func() {})
		if v, err := vm.RunString(guarded); err != nil || v.String() != want {
			t.Errorf("%s: %v %v, want %s\n%s", text, v, err, want, guarded)
		}
	}
	for _, text := range []string{"", "no program (", "var x = 1; x + 1", "f(1)"} {
		if got := Guarded(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// A variable of a program's own that is called eval is not touched.
func TestEvalOfItsOwn(t *testing.T) {
	for _, source := range []string{
		"(function () { var eval = x => x + 1; return eval(1) })()",
		"(function (eval) { return (0, eval)(1) })(x => x + 1)",
		"(function () { return ({ eval: x => x + 1 }).eval(1) })()",
	} {
		p, err := Program("t.js", source, false)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := goja.New().RunProgram(p); err != nil || v.String() != "2" {
			t.Errorf("%s: %v %v", source, v, err)
		}
	}
}

func FuzzGuarded(f *testing.F) {
	f.Add("var f = n => n ? f(n - 1) : ('(' /* ) */ ); f(3)")
	f.Add("class A { x = new A(); static { (function g(a = g()) { 'use strict' })() } }")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := goja.Parse("", text); err != nil {
			return
		}
		if _, err := goja.Parse("", Guarded(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}
