package scriptjson_test

import (
	"os"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/scriptjson"
)

func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")
}

func newRuntime(t testing.TB, l scriptjson.Limits) *goja.Runtime {
	t.Helper()
	vm := goja.New()
	if err := scriptjson.Install(vm, l); err != nil {
		t.Fatal(err)
	}
	return vm
}

// Each case answers as Node 22 does; testdata/record.mjs asks Node.
func TestAnswers(t *testing.T) {
	cases, answers := lines(t, "cases.txt"), lines(t, "answers.txt")
	if len(cases) != len(answers) {
		t.Fatalf("%d cases and %d answers: run testdata/record.mjs", len(cases), len(answers))
	}
	vm := newRuntime(t, scriptjson.Limits{Depth: 5000, Bytes: 1 << 20})
	if _, err := vm.RunString(strings.Join(lines(t, "show.js"), "\n")); err != nil {
		t.Fatal(err)
	}
	show, _ := goja.AssertFunction(vm.Get("show"))
	for i, code := range cases {
		run, err := vm.RunString("(() => {" + "return (0, eval)(" + quote(vm, code) + ")})")
		if err != nil {
			t.Fatal(err)
		}
		got, err := show(goja.Undefined(), run)
		if err != nil {
			t.Errorf("%s: %v", code, err)
		} else if got.String() != answers[i] {
			t.Errorf("%s\n\tgives %s\n\tnot   %s", code, got, answers[i])
		}
	}
}

func quote(vm *goja.Runtime, code string) string {
	_ = vm.Set("code", code)
	return "code"
}

// throws runs code, which has to throw, and returns what it threw.
func throws(t *testing.T, vm *goja.Runtime, code string) string {
	t.Helper()
	v, err := vm.RunString(code)
	if err == nil {
		t.Fatalf("%s gives %s", code, v)
	}
	return err.Error()
}

func TestLimits(t *testing.T) {
	vm := newRuntime(t, scriptjson.Limits{Depth: 10, Bytes: 1000})
	nest := `const nest = (n, v = 1) => n ? nest(n - 1, n % 2 ? [v] : { v }) : v;`
	if _, err := vm.RunString(nest + `JSON.parse(JSON.stringify(nest(10)))`); err != nil {
		t.Error(err)
	}
	for code, want := range map[string]string{
		`JSON.stringify(nest(11))`:                                      "RangeError: JSON.stringify: the value is nested more than 10 deep",
		`JSON.parse("[".repeat(11))`:                                    "RangeError: JSON.parse: the text is nested more than 10 deep",
		`JSON.parse(" ".repeat(1001))`:                                  "RangeError: JSON.parse would make 1001 items or bytes, more than the 1000 that one call may",
		`JSON.stringify(["x".repeat(2000)])`:                            "RangeError: JSON.stringify would make 2003 items or bytes",
		`let a = [0]; for (;;) { a = [a, a, a, a]; JSON.stringify(a) }`: "RangeError: JSON.stringify would make 10",
	} {
		if got := throws(t, vm, code); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	vm := newRuntime(t, scriptjson.Limits{})
	v, err := scriptjson.Parse(vm, `{"a":[1,"\ud83d",1e999]}`, scriptjson.Limits{Depth: 10})
	if err != nil {
		t.Fatal(err)
	}
	_ = vm.Set("v", v)
	if got, err := vm.RunString(`v.a.length + v.a[1].charCodeAt(0).toString(16) + v.a[2]`); err != nil || got.String() != "3d83dInfinity" {
		t.Error(got, err)
	}
	if _, err = scriptjson.Parse(vm, "{", scriptjson.Limits{}); err == nil || !strings.HasPrefix(err.Error(), "SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)") {
		t.Error(err)
	}
}

// What is read keeps no hold on a runtime that a script has changed: own
// properties are made whatever the prototypes say.
func TestPrototypes(t *testing.T) {
	vm := newRuntime(t, scriptjson.Limits{})
	v, err := vm.RunString(`Object.defineProperty(Object.prototype, "x", { set() { throw new Error("asked") }, configurable: true });
		const o = JSON.parse('{"x":1}');
		Object.hasOwn(o, "x") && o.x === 1`)
	if err != nil || !v.ToBoolean() {
		t.Error(v, err)
	}
}

func benchmark(b *testing.B, code string) {
	vm := newRuntime(b, scriptjson.Limits{Depth: 5000, Bytes: 64 << 20})
	if _, err := vm.RunString(`var items = [];
		for (let i = 0; i < 500; i++) items.push({ id: i, name: "用户" + i, tags: ["a", "b\n"], ok: true, score: i / 7, nested: { x: null, y: [1, 2, 3] } });
		var text = JSON.stringify(items)`); err != nil {
		b.Fatal(err)
	}
	p := goja.MustCompile("", code, true)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := vm.RunProgram(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B)     { benchmark(b, "JSON.parse(text)") }
func BenchmarkStringify(b *testing.B) { benchmark(b, "JSON.stringify(items)") }
