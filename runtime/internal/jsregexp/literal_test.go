package jsregexp_test

import (
	"testing"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
	"hotreply/runtime/internal/jsregexp"
)

func newVM(t testing.TB) *goja.Runtime {
	t.Helper()
	vm := goja.New()
	if err := jsregexp.Install(vm, nil, 0); err != nil {
		t.Fatal(err)
	}
	return vm
}

func run(t testing.TB, vm *goja.Runtime, source string) goja.Value {
	t.Helper()
	p, err := compile.Program("x.js", source, false)
	if err != nil {
		t.Fatal(err)
	}
	v, err := vm.RunProgram(p)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return v
}

// TestLiterals: a literal is an object of its own each time it is reached, has
// no properties but lastIndex, and says what was written.
func TestLiterals(t *testing.T) {
	for source, want := range map[string]string{
		`const made = []; for (let i = 0; i < 2; i++) made.push(/a/g); made[0].lastIndex = 3; made[0] !== made[1] && made[1].lastIndex === 0`:                                                                     "true",
		`Reflect.ownKeys(/a/).concat(Reflect.ownKeys(new RegExp("a"))).join()`:                                                                                                                                    "lastIndex,lastIndex",
		`String([/好\/[/]/d, new RegExp("a/\n好", "g"), new RegExp(/x/g), RegExp(/y/, "i"), new RegExp("")])`:                                                                                                       `/好\/[/]/d,/a\/\n好/g,/x/g,/y/i,/(?:)/`,
		`const re = /a/; let s = re.test("a") + ","; re.compile("b", "i"); s += re.test("a") + "," + re.test("B") + re; re.compile(/c/g); s + re`:                                                                 "true,false,true/b/i/c/g",
		`const frozen = Object.freeze(/(?<=a)b/d); frozen.exec("ab").indices[0].join() + frozen.flags`:                                                                                                            "1,2d",
		`RegExp.prototype[Symbol.match] = false; /x(?i:y)/.test("xY") + "," + new RegExp("z").source`:                                                                                                             "true,z",
		`class My extends RegExp { get two() { return 2 } }; const mine = new My("(a)|b", "y"); [mine.two, mine instanceof My, mine.source, mine.flags, mine.exec("b").length].join()`:                            "2,true,(a)|b,y,2",
		`[new RegExp("\ud83d").source.charCodeAt(0).toString(16), new RegExp("\ud83d").test("\ud83d\ude00"), new RegExp("\ud83d", "u").test("\ud83d\ude00")].join()`:                                              "d83d,true,false",
		`[eval("/(?<=a)b/.exec('ab').index"), new Function("return /\\d+/g[Symbol.replace]('a1b22', '#')")(), eval("/a.b/s").flags, eval("/[\\u{1F600}]/u").test("😀"), eval("/(a)|b/y").exec("b").length].join()`: "1,a#b#,s,true,2",
	} {
		vm := newVM(t)
		_ = vm.Set(compile.EvalText, func(c goja.FunctionCall) goja.Value { return c.Argument(0) })
		if got := run(t, vm, source).String(); got != want {
			t.Errorf("%s\n%s, want %s", source, got, want)
		}
	}
}
