package compile

import (
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
)

// guarded runs code as the body of a program's function and tells how often
// the depth was checked.
func guarded(t *testing.T, code string) (v goja.Value, checks int) {
	t.Helper()
	vm := goja.New()
	vm.Set(DepthCheck, func(goja.FunctionCall) goja.Value { checks++; return nil })
	prg, err := Program("x.js", "(function () {"+code+"})", true)
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	f, err := vm.RunProgram(prg)
	if err != nil {
		t.Fatal(err)
	}
	call, _ := goja.AssertFunction(f)
	v, err = call(goja.Undefined())
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return v, checks
}

func TestOnlyRecursiveFunctionsAreGuarded(t *testing.T) {
	for code, want := range map[string]string{
		`function f() { return g() } function g() { return 1 }`:                               "",
		`const a = () => b(), b = () => c(), c = x => x * 2;`:                                 "",
		`function f(n) { return f(n - 1) }`:                                                   "f",
		`function f(n) { return g(n) } function g(n) { return h(n) } function h() { f() }`:    "f g h",
		`const f = n => n && f(n - 1)`:                                                        "f",
		`class A { m() { return this.n() } n() { return this.m() } o() {} }`:                  "m n",
		`const o = { a: x => o.b(x), b: x => o.a(x), c: x => x }`:                             "a b",
		`o.walk = function (x) { x.forEach(y => this.walk(y)) }`:                              "walk",
		`const o = { get x() { return this.x }, get y() { return this.z } }`:                  "x",
		`function f(l) { return l.map(f) } function g(l) { return l.map(h) } function h() {}`: "f",
		`class N { constructor(d) { this.l = d && new N(d - 1) } }`:                           "constructor",
		`function f() { setTimeout(() => { f() }, 1) }`:                                       "f",
	} {
		p := parse(t, "x.js", "(function () {"+code+"})")
		var got []string
		starts := map[ast.Node]bool{}
		for _, f := range recursive(p, false) {
			starts[f] = true
		}
		name := ""
		Walk(p, &Visitor{Enter: func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Binding:
				name = nameOf(n.Target).String()
			case *ast.PropertyKeyed:
				name = nameOf(n.Key).String()
			case *ast.MethodDefinition:
				name = nameOf(n.Key).String()
			case *ast.AssignExpression:
				name = nameOf(n.Left).String()
			case *ast.FunctionLiteral:
				if n.Name != nil {
					name = n.Name.Name.String()
				}
			}
			if starts[n] {
				got = append(got, name)
			}
			return true
		}})
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", code, got, want)
		}
	}
}

func TestGuardedFunctionsMeanTheSame(t *testing.T) {
	for code, want := range map[string]string{
		`const fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2); return fib(15)`:                                                                   "610",
		`function f(n) { "use x"; return n ? f(n - 1) + arguments.length : 0 } return f(500) + "" + f.length + f.name`:                           "5001f",
		`const o = { async f(n) { return n && o.f(n - 1) } }; return o.f.name + typeof o.f(300).then`:                                            "ffunction",
		`function* g(n) { yield n; if (n) yield* g(n - 1) } return [...g(250)].length`:                                                           "251",
		`class A { constructor(n) { this.n = n } } class B extends A { constructor(n) { super(n && new B(n - 1)) } } return typeof new B(300).n`: "object",
		`const f = (n) => n ? f(n - 1) : this === undefined; return String(f(250))`:                                                              "true",
		`return h(300); function h(n) { return n ? h(n - 1) : "hoisted" }`:                                                                       "hoisted",
		`function f(n) { return n ? f(n - 1) : 1 } return f.toString()`:                                                                          "function f(n) { return n ? f(n - 1) : 1 }",
	} {
		v, checks := guarded(t, code)
		if v.String() != want || checks == 0 && !strings.Contains(code, "toString") {
			t.Errorf("%s = %v after %d checks, want %s", code, v, checks, want)
		}
	}
}

func TestAfterThrowTheCheckGoesOn(t *testing.T) {
	vm := goja.New()
	checks := 0
	vm.Set(DepthCheck, func(goja.FunctionCall) goja.Value {
		checks++
		panic(vm.ToValue("deep"))
	})
	prg, err := Program("x.js", `(() => { function f(n) { return n ? f(n - 1) : 0 } let caught = 0; for (let i = 0; i < 5; i++) try { f(1000) } catch { caught++ } return caught })`, true)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := vm.RunProgram(prg)
	f, _ := goja.AssertFunction(v)
	if v, err = f(goja.Undefined()); err != nil || v.ToInteger() != 5 || checks != 5 {
		t.Errorf("%v %v after %d checks", v, err, checks)
	}
}

// BenchmarkGuard compares programs with and without the passes.
func BenchmarkGuard(b *testing.B) {
	for name, code := range map[string]string{
		"small functions": `const add = (a, b) => a + b, twice = x => add(x, x); return () => { let s = 0; for (let i = 0; i < 1000; i++) s = add(s, twice(i)); return s }`,
		"naive fib":       `const fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2); return () => fib(14)`,
		"tree walk":       `const tree = d => d ? [tree(d - 1), tree(d - 1)] : [], t = tree(9), size = t => { let n = 1; for (const c of t) n += size(c); return n }; return () => size(t)`,
		"async functions": `const one = async x => x, two = async x => await one(x) + await one(x); return () => { for (let i = 0; i < 100; i++) two(i) }`,
	} {
		source := "(() => {" + code + "})"
		plain := goja.MustCompile("x.js", source, true)
		for kind, prg := range map[string]*goja.Program{"engine": plain, "guarded": Must("x.js", source)} {
			b.Run(name+"/"+kind, func(b *testing.B) {
				vm := goja.New()
				vm.Set(DepthCheck, func(goja.FunctionCall) goja.Value { return nil })
				v, _ := vm.RunProgram(prg)
				outer, _ := goja.AssertFunction(v)
				v, _ = outer(goja.Undefined())
				f, _ := goja.AssertFunction(v)
				for b.Loop() {
					if _, err := f(goja.Undefined()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
