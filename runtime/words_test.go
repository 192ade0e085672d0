package runtime_test

import (
	"strings"
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/prelude"
)

// TestWords holds that errors of the engine say what Node 22 says, where a
// script catches them, where a promise hands them on, and where they are
// reported. The conformance cases have many more.
func TestWords(t *testing.T) {
	o := runtime.Options{Prelude: prelude.Programs()}
	for code, want := range map[string]string{
		`const msg = {}; msg.repy("x")`:                          "msg.repy is not a function",
		`const o = {a: {}}; o.a.b.c`:                             "Cannot read properties of undefined (reading 'c')",
		`const 数据 = {}; 数据.用户.名字`:                                "Cannot read properties of undefined (reading '名字')",
		`const o = {}; o.x.y = 1`:                                "Cannot set properties of undefined (setting 'y')",
		`const list = {}; for (const x of list) ;`:               "list is not iterable",
		`const user = undefined; const { name } = user`:          "Cannot destructure property 'name' of 'user' as it is undefined.",
		`const o = {}; new o.Missing(1)`:                         "o.Missing is not a constructor",
		`const o = {get: () => 5}; o.get("k")(1)`:                "o.get(...) is not a function",
		`x1 + 1; let x1`:                                         "Cannot access 'x1' before initialization",
		`class A {} A()`:                                         "Class constructor A cannot be invoked without 'new'",
		`"abc".match(/x/)[0]`:                                    "Cannot read properties of null (reading '0')",
		`throw new TypeError("Object has no member 'x'" + " y")`: "Object has no member 'x' y",
		`const e = Object.freeze(new Error("kept")); throw e`:    "kept",
	} {
		s := jstest.Script(t, o, "a.js", strings.NewReplacer("CODE", code).Replace(`
globalThis.run = () => { CODE };
globalThis.clause = () => { try { run() } catch (e) { return e.message + "|" + e.stack.split("\n")[0] } };
globalThis.pattern = () => { try { run() } catch ({ message }) { return message } };
globalThis.later = async () => { await null; run() };
globalThis.handler = () => later().catch(e => e.message);
globalThis.second = () => later().then(() => 1, e => e.message);
`))
		for _, f := range []string{"pattern()", "handler()", "second()"} {
			if got, err := jstest.Value(s, f); err != nil || got != want {
				t.Errorf("%s in %s: %v %v, want %s", code, f, got, err, want)
			}
		}
		got, err := jstest.Value(s, "clause()")
		if text, _ := got.(string); err != nil || !strings.HasPrefix(text, want+"|") || !strings.HasSuffix(text, ": "+want) {
			t.Errorf("%s: %v %v, want %s", code, got, err, want)
		}
		if err := jstest.Call(s, "run()"); err == nil || !strings.HasSuffix(err.Error(), ": "+want) {
			t.Errorf("%s is reported as %v, want %s", code, err, want)
		}
	}
}
