package runtime_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/prelude"
)

// TestMemberHints holds what is said of a member of something that is not
// there, or that has no such member.
func TestMemberHints(t *testing.T) {
	o := runtime.Options{Prelude: prelude.Programs()}
	for _, c := range []struct{ code, message, hint string }{
		{`const d = {user: {}}; return d.user.profile.name.first`, "(reading 'name')", "d.user.profile has no value here"},
		{`const d = {main: {}}; return "温度 " + d.main.temp.toFixed(1) + d.main.humidity`, "'toFixed'", "d.main.temp has no value here"},
		{`const list = []; return "第一：" + list[0].name`, "'name'", "list[0] has no value here"},
		{`const f = () => undefined; return "x" + f("（").name`, "'name'", `f("（") has no value here`},
		{`const r = {data: {}}; return r.data.items[0].name`, "'0'", "r.data.items has no value here"},
		{`const a = {match: null}; return a.match?.x + a.match[1]`, "'1'", "a.match has no value here"},
		{`const o = {}; return o?.x.y`, "'y'", "o?.x has no value here"},
		{`const data = {}; return data["用户"].名字`, "Cannot read properties of undefined (reading '名字')", `data["用户"] has no value here`},
		{`const 数据 = {}; return 数据.用户.名字`, "Cannot read properties of undefined (reading '名字')", "数据.用户 has no value here"},
		{`const {a} = undefined; return a`, "", "takes apart has no value"},
		{`return "abc".lenght.toString()`, "", `did you mean "abc".length?`},
		{`return "abc".toUppercase()`, "", `did you mean "abc".toUpperCase?`},
		{`return new Date(0).getFullyear()`, "", "did you mean new Date(0).getFullYear?"},
		{`return [Math.roud(1), Math.max(2)]`, "", "did you mean Math.round?"},
		{`return "你好，" + 世界 + "！"`, "世界 is not defined", `put it in quotes: "世界"`},
	} {
		s := jstest.Script(t, o, "a.js", "globalThis.f = () => { "+c.code+" }")
		err := jstest.Call(s, "f()")
		se, ok := errors.AsType[*runtime.ScriptError](err)
		if !ok || !strings.Contains(se.Message, c.message) || !strings.Contains(se.Hint(), c.hint) {
			t.Errorf("%s: %v, hint %q; want %q and %q", c.code, err, hintOf(se), c.message, c.hint)
		}
	}
}

// TestHints holds what is said of ordinary mistakes. The messages are Node 22's.
func TestHints(t *testing.T) {
	o := runtime.Options{Prelude: prelude.Programs(), Modules: []runtime.Module{prelude.JSON()}}
	for _, c := range []struct{ code, message, hint string }{
		{`const u = undefined; return u.x`, "Cannot read properties of undefined (reading 'x')", "u has no value here; write u?.x if it may have none"},
		{`const o = {}; return o.list[0]`, "Cannot read properties of undefined (reading '0')", "o.list has no value here; write o.list?.[…] if it may have none"},
		{`return null.x`, "Cannot read properties of null (reading 'x')", "null has nothing that could be read: put the object that is meant in its place"},
		{`const f = function () { return this.x }; return f()`, "", "this has no value in a function that is called without an object: use a variable of the file instead"},
		{`const o = {}; o.a.b = 1`, "Cannot set properties of undefined (setting 'b')", "o.a has no value here: make it an object first, o.a ??= {}"},
		{`const f = async () => ({a: 1}); const r = f(); return r.a.b`, "Cannot read properties of undefined (reading 'b')", "r is a Promise: write r = await f(…)"},
		{`const f = async () => [1]; const r = f(); return r.map(x => x)`, "r.map is not a function", "r is a Promise: write r = await f(…)"},
		{`const n = 5; return n()`, "n is not a function", "there is no function n: console.log shows what it is; look how it is spelt, declared or imported"},
		{`const o = {a: 1}; return o.map(x => x)`, "o.map is not a function", "map is a method of arrays: Object.values(…) makes one of an object, [...x] of a Map or Set, and what is a Promise needs await first"},
		{`const n = 5; return n.split("")`, "n.split is not a function", "split is a method of texts: String(n) makes one"},
		{`const s = "5"; return s.toFixed(1)`, "s.toFixed is not a function", "toFixed is a method of numbers: Number(s) makes one"},
		{`const list = [1]; return list.foreach(x => x)`, "list.foreach is not a function", "did you mean list.forEach?"},
		{`return [1].map(5)`, "number 5 is not a function", "a function is wanted here: write x => …, or the name of one without ()"},
		{`const l = undefined; for (const x of l) ;`, "l is not iterable", "l is no array, text, Map or Set: write l ?? [] if it may have no value; of an object take Object.entries(l)"},
		{`const o = {}; for (const x of o.list) ;`, "o.list is not iterable", "o.list is no array, text, Map or Set: write o.list ?? [] if it may have no value; of an object take Object.entries(o.list)"},
		{`const o = {a: {}}; for (const [k, v] of o.a.b) ;`, "o.a.b is not iterable", "o.a.b is no array"},
		{`const f = () => 5; for (const x of f()) ;`, "f is not a function or its return value is not iterable", "does it need await?"},
		{`const f = () => {}; const [a] = f()`, "f is not a function or its return value is not iterable", "does it need await?"},
		{`const o = {}; const [a] = o.list`, "undefined is not iterable (cannot read property Symbol(Symbol.iterator))", "write x ?? [] for what may have no value"},
		{`const o = {list: {}}; const [a] = o.list`, "object is not iterable (cannot read property Symbol(Symbol.iterator))", "an array, a text, a Map or a Set is wanted here"},
		{`const u = undefined; const { name } = u`, "Cannot destructure property 'name' of 'u' as it is undefined.", "write { name } = u ?? {} if it may have none"},
		{`const f = ({ name }) => name; f()`, "Cannot destructure property 'name' of 'undefined' as it is undefined.", "a function called without an argument needs a default, ({ name } = {}) => …"},
		{`const o = {}; const { a: { b } } = o`, "Cannot read properties of undefined (reading 'b')", "what it is read from has no value here"},
		{`x1 + 1; let x1 = 1`, "Cannot access 'x1' before initialization", "x1 is there from the line that declares it: move this line below that one"},
		{`const weather = 1; return wether`, "wether is not defined", "did you mean weather?"},
		{`JSON.parse("hello")`, "Unexpected token 'h', \"hello\" is not valid JSON", "the text is no JSON: log it before it is parsed"},
		{`JSON.parse("")`, "Unexpected end of JSON input", "the text is empty, or its end is missing"},
		{`JSON.parse("<html>")`, "Unexpected token '<', \"<html>\" is not valid JSON", "this is a page or XML and no JSON"},
		{`JSON.parse("{a: 1}")`, "Expected property name or '}' in JSON at position 1 (line 1 column 2)", "JSON has its names and texts in double quotes"},
		{`JSON.parse(undefined)`, "\"undefined\" is not valid JSON", "JSON.parse was given undefined"},
		{`JSON.parse({})`, "\"[object Object]\" is not valid JSON", "it is an object already"},
		{`const o = {}; o.self = o; JSON.stringify(o)`, "Converting circular structure to JSON", "hand over only the fields that are needed"},
		{`class A {} A()`, "Class constructor A cannot be invoked without 'new'", "write new A(…)"},
		{`const Foo = undefined; new Foo()`, "Foo is not a constructor", "behind new stands a class: look how Foo is declared or imported, with {…} or without"},
		{`Object.keys(undefined)`, "Cannot convert undefined or null to object", "what is handed over has no value: write x ?? {} if it may have none"},
		{`[].reduce((a, b) => a + b)`, "Reduce of empty array with no initial value", "give reduce what to begin with"},
		{`"abc".replaceAll(/x/, "y")`, "", "add the flag g: replaceAll(/…/g)"},
		{`1n + 1`, "Cannot mix BigInt and other types, use explicit conversions", "BigInt(n) or Number(n)"},
		{`new Date(NaN).toISOString()`, "Invalid time value", "the Date is not valid"},
		{`new Map([1])`, "Iterator value 1 is not an entry object", "pairs are wanted"},
		{`new Promise()`, "Promise resolver undefined is not a function", "write new Promise((resolve, reject) => { … })"},
		{`const t = "abc"; return "x" in t`, "Cannot use 'in' operator to search for 'x' in abc", `.includes("x")`},
		{`throw new TypeError("my own words")`, "my own words", ""},
		{`throw new Error("l is not iterable")`, "l is not iterable", ""},
	} {
		s := jstest.Script(t, o, "a.js", "globalThis.f = () => { "+c.code+" }")
		se, ok := errors.AsType[*runtime.ScriptError](jstest.Call(s, "f()"))
		if !ok || !strings.HasPrefix(se.Message, c.message) || !strings.Contains(se.Hint(), c.hint) || c.hint == "" && se.Hint() != "" {
			t.Errorf("%s: %v, hint %q; want %q and %q", c.code, se, hintOf(se), c.message, c.hint)
		}
	}
}

func hintOf(e *runtime.ScriptError) string {
	if e == nil {
		return ""
	}
	return e.Hint()
}

// TestSigns holds which signs of Chinese input methods are complained of: those
// in code, and none in texts, templates, comments and regular expressions.
func TestSigns(t *testing.T) {
	for _, c := range []struct{ code, message, hint string }{
		{"f(1， 2)", "， is the Chinese comma", "type , with"},
		{"f（1)", "（ is a Chinese parenthesis", "type ( with"},
		{"const o = {a： 1}", "： is the Chinese colon", "type : with"},
		{"const o = {名字: \"小明，你好\"， 年龄: 3}", "， is the Chinese comma", "type , with"},
		{"const a = /[“”，]/\nf(1)；", "； is the Chinese semicolon", "type ; with"},
		{"const a = `，${f(`（`)}，`； f()", "； is the Chinese semicolon", "type ; with"},
		{"const a = `${f(1， 2)}`", "， is the Chinese comma", "type , with"},
		{"ｃonst x = 1", "ｃ is a full-width letter", "type c with"},
		{"f(\"你好，a”, 1)", "", "” in this line is a Chinese quotation mark"},
		{"const s = `第一行\n第二行，（好）`; const x = ;", `unexpected ";"`, ""},
		{"/* 说明，\n  （好）*/ const x = ;", `unexpected ";"`, ""},
		{"const r = /[“”，/]/; const x = ;", `unexpected ";"`, ""},
		{"const r = a => a / 2 // ，\nconst x = ; // （", `unexpected ";"`, ""},
		{"const a = \"你好，（“世界”）；：\", b = `，${a}；`, x = ;", `unexpected ";"`, ""},
		{"const a = \"\\\"，\"; const x = ;", `unexpected ";"`, ""},
		{"f(() => `你好，${1 +}；`)", `unexpected "}"`, ""},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.js"), []byte(c.code), 0o644); err != nil {
			t.Fatal(err)
		}
		var failed []*runtime.ScriptError
		set, err := runtime.New(runtime.Options{Dir: dir, Watch: runtime.WatchOff, OnReport: func(r runtime.Report) { failed = r.Failed }})
		if err != nil {
			t.Fatal(err)
		}
		if err := set.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		_ = set.Close(t.Context())
		if len(failed) != 1 || !strings.Contains(failed[0].Message, c.message) || c.hint == "" && failed[0].Hint() != "" ||
			!strings.Contains(failed[0].Hint(), c.hint) {
			t.Errorf("%s: %v, want %q and %q", c.code, failed, c.message, c.hint)
		}
	}
}
