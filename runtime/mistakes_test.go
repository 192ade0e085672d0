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
