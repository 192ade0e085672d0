package compile

import (
	"testing"

	"github.com/dop251/goja"
)

func TestBrandChecks(t *testing.T) {
	for code, want := range map[string]string{
		"#x in o && 1":                             "1,false",
		"#x in o || 1":                             "true,1",
		"#x in o && (#x in o || 2) && 3":           "3,false",
		"#x in o | 0":                              "1,0",
		"#x in o ? 1 : 2":                          "1,2",
		"o && #x in o && #x in o":                  "true,false",
		"(() => #x in o && (() => #x in o)())()":   "true,false",
		"`${#x in o || 'no'}`":                     "true,no",
		"[1].filter(() => #x in o && true).length": "1,0",
	} {
		p, err := Program("t.js", "class A { #x = 1; static has(o) { return "+code+" } } [A.has(new A()), A.has({})]", true, BitOperators(func(string) bool { return true }))
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		vm := goja.New()
		_ = vm.Set(Int, func(c goja.FunctionCall) goja.Value { return c.Argument(0) })
		if v, err := vm.RunProgram(p); err != nil || v.String() != want {
			t.Errorf("%s: %v %v, want %s", code, v, err, want)
		}
	}
}
