package compile

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// everything has each kind of node that the engine compiles.
const everything = `
"use strict";
var v1 = 1, v2;
let {a, b = 2, c: {d = 3, ...rest0}, ["k" + 1]: e, ...rest1} = f(), [g, , h = 4, [i], ...[j]] = [1, , ...k];
const big = 10n, s = 'x', re = /a+/gi, n = null, t = true, u = void 0;
function f(p, q = 1 | 2, {r} = {}, ...more) { return arguments.length; }
async function af() { await f(); for (const x of []) continue; return new.target; }
function* gen() { const got = yield; yield 1; yield* [2]; }
class A extends (class {}) {
  static { this.z = 1; }
  #p = 1; static q; [s + 1] = 2; plain = 3;
  constructor() { super(1, ...[2]); this.#p++; --this.plain; }
  get x() { return super.x; } set x(v) {} static async m() {} *[Symbol.iterator]() {} #priv() { return this.#p; }
  has(o) { return #p in o; }
}
const o = {a, f() {}, get y() { return 1; }, set y(v) {}, async 0x1() {}, ["c" + 2]: 3, 'lit': 4, 5: 6, ...rest1, arrow: x => x, block: async (x, [y] = [1], ...z) => { return x; }};
` + "const tpl = `a${1 + 2}b${`c`}`, tag = String.raw`x${1}`, tag2 = o.tag`y${2}`;" + `
if (a ? b : c) ; else { debugger; }
label: for (let i = 0, len = 3; i < len; i += 1) { if (i) break label; else continue label; }
for (var vi = 0; ; ) break;
for (v1 = 0; v1 < 1; v1++) {}
for (;;) { break; }
for (const k in o) {} for (var k2 in o) {} for (v1 in o) {} for (o.x of []) {} for (let [m, n] of []) {} for ([v1, o.y] of []) {}
while (a) { break; } do { b; } while (false);
switch (a, b) { case 1 | 2: a; break; default: b; }
try { throw new Error("x" + 1); } catch ({message}) { message; } finally { f?.(); }
try { a; } catch { b; }
a?.b.c[d | 0]?.(e, 1 | 1)?.f; (a?.b)(); /q/.exec(s)?.[0]; o.m?.().n?.x; f(1)?.y;
[a, o.b, o[c], ...o.rest] = [1]; ({a, b: o.c = 1 | 8, ["x" + 1]: o[1], ...o.d} = o);
delete o.a; typeof zzz; typeof (a | b); !a; -a; +a; ~a; a++; ++o.b; a ??= 1; a ||= b; a &&= c; a **= 2; a >>>= 1;
a instanceof A; "x" in o; a ?? b; a || b && c; (function named() { return this; })(); (() => 1)(); new A; new A(1, ...[2]); new (f())();
`

// sources are what the walker is held against: every kind of node, and all
// files of ours.
func sources(t testing.TB) map[string]string {
	t.Helper()
	all := map[string]string{
		"everything.js": everything,
		"with.js":       "with (o) { a = b | c }",
	}
	root := filepath.Join("..", "..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".js") || !strings.Contains(filepath.ToSlash(path), "/js/") {
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = string(text)
		return err
	})
	if err != nil || len(all) < 20 {
		t.Fatalf("%d sources, %v", len(all), err)
	}
	return all
}

func parse(t testing.TB, name, source string) *ast.Program {
	t.Helper()
	p, err := goja.Parse(name, source)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return p
}

// reflected lists the nodes of a tree as reflection finds them: pointers to
// types of the syntax that are nodes, without the names that are none for
// Walk.
func reflected(v reflect.Value, name string, seen map[ast.Node]bool) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			reflected(v.Elem(), name, seen)
		}
	case reflect.Pointer:
		if v.IsNil() || v.Type().Elem().PkgPath() != reflect.TypeFor[ast.Program]().PkgPath() {
			return
		}
		_, id := v.Interface().(*ast.Identifier)
		if id && (name == "Name" || name == "Label" || name == "Meta" || name == "Property") {
			return
		}
		if n, ok := v.Interface().(ast.Node); ok {
			if _, element := n.(*ast.TemplateElement); !element {
				seen[n] = true
			}
		}
		reflected(v.Elem(), name, seen)
	case reflect.Struct:
		for i := range v.NumField() {
			switch f := v.Type().Field(i); f.Name {
			case "DeclarationList", "File": // repeats what the tree holds
			default:
				if lex, ok := v.Field(i).Interface().(ast.LexicalDeclaration); ok {
					reflected(reflect.ValueOf(lex.List), f.Name, seen)
					continue
				}
				reflected(v.Field(i), f.Name, seen)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			reflected(v.Index(i), name, seen)
		}
	}
}

func TestWalkVisitsEveryNodeOnce(t *testing.T) {
	kinds := map[string]bool{}
	for name, source := range sources(t) {
		p := parse(t, name, source)
		want := map[ast.Node]bool{}
		reflected(reflect.ValueOf(p.Body), "", want)
		got := map[ast.Node]int{}
		open := 0
		Walk(p, &Visitor{
			Enter: func(n ast.Node) bool { got[n]++; open++; return true },
			Leave: func(ast.Node) { open-- },
		})
		if open != 0 {
			t.Errorf("%s: %d nodes were entered and not left", name, open)
		}
		for n := range want {
			kinds[reflect.TypeOf(n).Elem().Name()] = true
			if got[n] != 1 {
				t.Errorf("%s: %T at %d was visited %d times", name, n, n.Idx0(), got[n])
			}
		}
		for n, times := range got {
			if _, inside := n.(*ast.LexicalDeclaration); !want[n] && !inside {
				t.Errorf("%s: %T at %d was visited %d times and is no node", name, n, n.Idx0(), times)
			}
		}
	}
	if len(kinds) < 65 {
		t.Errorf("only %d kinds of nodes: %v", len(kinds), kinds)
	}
}

// TestReplaceEverything puts a conditional around each expression that may be
// replaced. The programs must compile and mean what they meant.
func TestReplaceEverything(t *testing.T) {
	around := &Visitor{Expression: func(e ast.Expression) ast.Expression {
		switch e.(type) {
		case *ast.SpreadElement:
			return e
		}
		return &ast.ConditionalExpression{Test: &ast.BooleanLiteral{Idx: e.Idx0(), Literal: "true", Value: true}, Consequent: e, Alternate: e}
	}}
	for name, source := range sources(t) {
		p := parse(t, name, source)
		Walk(p, around)
		if _, err := goja.CompileAST(p, name != "with.js"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for source, want := range map[string]string{
		`var o = {n: 1, m() { return this.n }}; [o.m(), o["m"](), o?.m(), (o?.m)(), o.m?.().toFixed(1), undefined?.a.b[c()]].join()`: "1,1,1,1,1.0,",
		`var {a = 1, ["b" + 1]: [c, ...d] = [5, 6, 7], ...e} = {x: 1}; [a, c, d, e.x].join()`:                                        "1,5,6,7,1",
		`class A { get v() { return 1 } } class B extends A { #p = 2; get v() { return super.v + this.#p } } new B().v + ""`:         "3",
		`var o = {a: 1}; delete o.a; o.b = 1; o.b++; o.b += 2; typeof nowhere + Object.entries(o)`:                                   "undefinedb,4",
		"var o = {t(s, v) { return this === o && s.raw[0] + v }}; o.t`x${1}` + [3, , 4].length":                                      "x13",
		`var s = ""; l: for (let i = 0, n = 3; i < n; i++) { switch (i) { case 1: continue l; default: s += i } } s`:                 "02",
		`function* g() { var x = yield 1; yield* [x, 3] } var i = g(); [i.next().value, i.next(2).value, i.next().value].join()`:     "1,2,3",
	} {
		p := parse(t, "x.js", source)
		Walk(p, around)
		prg, err := goja.CompileAST(p, false)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		v, err := goja.New().RunProgram(prg)
		if err != nil || v.String() != want {
			t.Errorf("%s = %v %v, want %s", source, v, err, want)
		}
	}
}

func TestReplaceStatementsAndSkip(t *testing.T) {
	p := parse(t, "x.js", `var n = 0; function f() { n += 1; } function skipped() { n += 100 } f(); skipped(); n`)
	lists := 0
	Walk(p, &Visitor{
		Enter: func(n ast.Node) bool {
			f, function := n.(*ast.FunctionLiteral)
			return !function || f.Name.Name != "skipped"
		},
		Statements: func(list []ast.Statement) []ast.Statement {
			lists++
			if len(list) == 1 {
				return append(list, list[0]) // the body of f, twice
			}
			return list
		},
		Expression: func(e ast.Expression) ast.Expression {
			if n, ok := e.(*ast.NumberLiteral); ok {
				return &ast.BinaryExpression{Operator: token.PLUS, Left: n, Right: &ast.NumberLiteral{Idx: n.Idx, Literal: "2", Value: int64(2)}}
			}
			return e
		},
	})
	prg, err := goja.CompileAST(p, true)
	if err != nil {
		t.Fatal(err)
	}
	v, err := goja.New().RunProgram(prg)
	// n = 0+2, twice += 1+2, then += 100 in the function that was left out
	if err != nil || v.ToInteger() != 2+3+3+100 || lists != 2 {
		t.Errorf("%v %v, %d lists", v, err, lists)
	}
}

func TestErrorsAreThoseOfTheEngine(t *testing.T) {
	for _, source := range []string{"let a; let a;", "a b", "with (a) b", "1 = 2", "//# sourceMappingURL=data:application/json;base64,e30x"} {
		_, want := goja.Compile("x.js", source, true)
		_, got := Program("x.js", source, true)
		if (want == nil) != (got == nil) || want != nil && (got.Error() != want.Error() || reflect.TypeOf(got) != reflect.TypeOf(want)) {
			t.Errorf("%s: %T %v, want %T %v", source, got, got, want, want)
		}
	}
}

func BenchmarkWalk(b *testing.B) {
	all := sources(b)
	for name, run := range map[string]func(string, string){
		"compile": func(n, s string) { goja.Compile(n, s, false) },
		"program": func(n, s string) { Program(n, s, false) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for n, s := range all {
					run(n, s)
				}
			}
		})
	}
	var trees []*ast.Program
	for n, s := range all {
		trees = append(trees, parse(b, n, s))
	}
	b.Run("walk", func(b *testing.B) {
		n := 0
		v := &Visitor{Expression: func(e ast.Expression) ast.Expression { n++; return e }}
		for b.Loop() {
			for _, p := range trees {
				Walk(p, v)
			}
		}
	})
}
