package runtime_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hotreply/runtime"
)

// TestLoaderLanguage answers each question by a rule that uses the feature.
func TestLoaderLanguage(t *testing.T) {
	files := map[string]string{
		"a.ts": `#!/usr/bin/env hotreply
import { bot as b } from "bot";
import host from "bot";
import data from "./lib/data.json";
import words from "./lib/words.txt";
import def, { named, where } from "./lib/mod";
import pkg, { version } from "little";
import * as cjs from "old-style";
enum Color { Red, Green }
const top: string = await (async () => "top")();
bot.hear("tla", () => top);
bot.hear("json", () => data.list.join());
bot.hear("text", () => words.trim());
bot.hear("module", () => def + named);
bot.hear("host", () => String(b === host.bot && b === bot));
bot.hear("npm", () => pkg() + version + (cjs as any).old);
bot.hear("enum", () => Color[Color.Green]);
bot.hear("async generator", async () => {
  async function* g() { yield 1; await null; yield 2; }
  let s = 0;
  for await (const x of g()) s += x;
  return String(s);
});
bot.hear("decorator", () => {
  const twice = (f: any, c: any) => function (this: any) { return f.call(this) + f.call(this) };
  class A { @twice m() { return "x" } }
  return new A().m();
});
bot.hear("dynamic", async () => (await import("./lib/mod")).named);
bot.hear("dynamic name", async () => { const n = "./lib/" + "none"; return await import(n); });
bot.hear("dynamic host", async () => { const n = "bot"; return String((await import(n)).bot === bot); });
bot.hear("require", () => require("./lib/common.cjs").common);
bot.hear("meta", () => [import.meta.url.slice(0, 8), import.meta.filename.endsWith("a.ts"), where.endsWith("lib")].join());
bot.hear("class", () => { class A { #p = 1; static s = 2; static { this.s++ } get p() { return this.#p } } return String(new A().p + A.s); });
bot.hear("strict", () => { undeclared = 1; });
bot.hear("satisfies", () => ({ a: "b" } satisfies Record<string, string>).a);
`,
		"lib/data.json":                       `{"list": [1, 2]}`,
		"lib/words.txt":                       "some words\n",
		"lib/mod.ts":                          `export default "d"; export const named: string = "n"; export const where = import.meta.dirname;`,
		"lib/common.cjs":                      `module.exports = { common: "cjs" };`,
		"node_modules/little/package.json":    `{"name": "little", "main": "i.js", "exports": {"default": "./i.js"}}`,
		"node_modules/little/i.js":            `export default () => "little"; export const version = 1;`,
		"node_modules/old-style/package.json": `{"name": "old-style", "main": "./m.js"}`,
		"node_modules/old-style/m.js":         `exports.old = require("./sub").x;`,
		"node_modules/old-style/sub.js":       "exports.x = 'o';",
		"sub/index.ts":                        `import { help } from "./help"; bot.hear("folder", () => help);`,
		"sub/help.ts":                         `export const help = "helped";`,
		"sub/other.js":                        `bot.hear("other", () => "no");`,
	}
	set := start(t, files, runtime.Options{Watch: runtime.WatchOff})
	for text, want := range map[string]string{
		"tla": "top", "json": "1,2", "text": "some words", "module": "dn", "host": "true", "npm": "little1o", "enum": "Green",
		"async generator": "3", "decorator": "xx", "dynamic": "n", "dynamic host": "true", "require": "cjs",
		"meta": "file:///,true,true", "class": "4", "satisfies": "b", "folder": "helped", "other": "",
	} {
		if got, _, err := say(t, set, text); got != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"dynamic name": `cannot import "./lib/none"`,
		"strict":       "undeclared is not defined",
	} {
		_, _, err := say(t, set, text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	names := []string{}
	for _, s := range set.Current().Scripts() {
		names = append(names, s.Name()+"="+s.Namespace())
	}
	if got := strings.Join(names, " "); got != "a.ts=a sub=sub" {
		t.Errorf("scripts %s", got)
	}
}

func TestErrorInPackageNamesTheCaller(t *testing.T) {
	set := start(t, map[string]string{
		"a.js": `import { fail } from "pkg";

bot.hear("x", () => fail());`,
		"node_modules/pkg/index.js": "export function fail() {\n\n\n\n\n throw new Error('inside') }",
	}, runtime.Options{Watch: runtime.WatchOff})
	_, _, err := say(t, set, "x")
	se, ok := err.(*runtime.ScriptError)
	if !ok || se.File != "scripts/a.js" || se.Line != 3 || se.Message != "inside" {
		t.Errorf("got %v\n%s", err, se.Stack)
	}
	if want := "    at fail (scripts/node_modules/pkg/index.js:6:1)"; !strings.HasPrefix(se.Stack, want) {
		t.Errorf("the stack is\n%s\nand does not begin with\n%s", se.Stack, want)
	}
}

// TestErrorInsidePackage: what goes wrong in a package while nothing of ours
// runs is told with its file and line.
func TestErrorInsidePackage(t *testing.T) {
	set := start(t, map[string]string{
		"a.js": "import 'esm';\n",
		"b.js": "import 'common';\n",
		"c.js": `import { later } from "later"; bot.hear("c", () => later());`,

		"node_modules/esm/index.js":        "// one\n\nconst 名 = '值', a = null; a.b();\nexport default 1",
		"node_modules/common/package.json": `{"main": "./lib/x.js"}`,
		"node_modules/common/lib/x.js":     "/* one\ntwo */\nfunction inner() {\n  null.a;\n}\nmodule.exports = inner();",
		"node_modules/later/index.js":      "export const later = async () => {\n  await null;\n  await null;\n  throw new Error('later');\n}",
	}, runtime.Options{Watch: runtime.WatchOff})
	var failed []string
	for _, e := range set.Failed() {
		first, _, _ := strings.Cut(e.Stack, "\n")
		failed = append(failed, fmt.Sprintf("%s:%d %s", e.File, e.Line, strings.TrimSpace(first)))
	}
	want := []string{"scripts/node_modules/esm/index.js:3 at scripts/node_modules/esm/index.js:3:1",
		"scripts/b.js:1 at inner (scripts/node_modules/common/lib/x.js:4:1)"}
	if !slices.Equal(failed, want) {
		t.Errorf("failed %v, want %v", failed, want)
	}
	_, _, err := say(t, set, "c")
	if se, ok := err.(*runtime.ScriptError); !ok || !strings.Contains(se.Stack, "node_modules/later/index.js:4") {
		t.Errorf("got %v", err)
	}
}

// TestDeepSource holds that a file which is nested too deep does not reach the
// bundler, wherever it is, and that a long one which is not does.
func TestDeepSource(t *testing.T) {
	set := start(t, map[string]string{
		"arrays.js":                      "const a = " + strings.Repeat("[", 2100) + strings.Repeat("]", 2100),
		"json.js":                        `import d from "./_d.json"; bot.hear("d", () => d);`,
		"_d.json":                        strings.Repeat("[", 2100) + strings.Repeat("]", 2100),
		"pack.js":                        `import "deep";`,
		"node_modules/deep/i.js":         "x = 1\n" + strings.Repeat("if (x) x = 2; else ", 16_000) + "x = 3",
		"node_modules/deep/package.json": `{"name": "deep", "main": "i.js"}`,
		"text.js":                        `import d from "./_d.txt"; bot.hear("text", () => d.length + "");`,
		"_d.txt":                         strings.Repeat("[", 3000),
		"fine.js":                        hear("fine", "yes"),
		"wide.js":                        "const s = " + strings.Repeat("1 + ", 1e4) + "1;\n" + strings.Repeat("(() => {})();\n", 5e3) + hear("wide", "yes"),
	}, runtime.Options{Watch: runtime.WatchOff})
	var failed []string
	for _, e := range set.Failed() {
		failed = append(failed, e.Error())
	}
	want := []string{
		"scripts/arrays.js:1:1: SyntaxError: brackets are nested deeper than 2000",
		"scripts/_d.json:1:1: SyntaxError: brackets are nested deeper than 2000",
		"scripts/node_modules/deep/i.js:2:1: SyntaxError: a chain of operators, members or branches is longer than 15000",
	}
	if !slices.Equal(failed, want) {
		t.Errorf("failed %q, want %q", failed, want)
	}
	for text, want := range map[string]string{"fine": "yes", "wide": "yes", "text": "3000"} {
		if got, _, err := say(t, set, text); got != want || err != nil {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

// TestEncodings holds that a file in another encoding than UTF-8 is refused
// with a word about it, and that the mark which Windows editors put before
// UTF-8 does no harm. A package's files are as they are.
func TestEncodings(t *testing.T) {
	gbk := "bot.hear('x', () => '\xc4\xe3\xba\xc3');\n"
	set := start(t, map[string]string{
		"gbk.js":                    "// fine\n" + gbk,
		"utf16.js":                  "\xff\xfeb\x00o\x00t\x00",
		"data.js":                   `import d from "./_d.json"; bot.hear("d", () => d);`,
		"_d.json":                   "[\n\"\xc4\xe3\"]\n",
		"table.js":                  `import d from "./_d.csv"; bot.hear("table", () => d[0].b);`,
		"_d.csv":                    "a,b\nc,\xc4\xe3\n",
		"mark.js":                   "\ufeff" + hear("mark", "你好"),
		"pack.js":                   `import p from "old"; bot.hear("pack", () => p);`,
		"node_modules/old/index.js": "module.exports = 'yes'; // caf\xe9\n",
	}, runtime.Options{Watch: runtime.WatchOff})
	var failed []string
	for _, e := range set.Failed() {
		failed = append(failed, e.Error())
		if !strings.Contains(e.Hint(), "UTF-8") {
			t.Errorf("%v: hint %q", e, e.Hint())
		}
	}
	want := []string{
		"scripts/_d.json:2:1: SyntaxError: the file is not UTF-8 text",
		"scripts/gbk.js:2:1: SyntaxError: the file is not UTF-8 text",
		"scripts/utf16.js:1:1: SyntaxError: the file is not UTF-8 text",
	}
	if !slices.Equal(failed, want) {
		t.Errorf("failed %q, want %q", failed, want)
	}
	for text, want := range map[string]string{"mark": "你好", "pack": "yes", "table": "你"} {
		if got, _, err := say(t, set, text); got != want || err != nil {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

// FuzzLoader holds that no file can do more than fail to load.
func FuzzLoader(f *testing.F) {
	for _, seed := range []string{"", "bot.hear('x', () => 1)", "import x from './x'", "\xff\xfe", "for (;;", "`${", "//# sourceMappingURL=data:,x",
		"export default 1", "import.meta.url", "await 1", "#!x\nimport.meta", "/(?<a>x)\\k<a>/u", "class A { @d x }", "import('x' + y)",
		"})()(async function() {", "return 1", "'use strict'; with (a) {}", "你好()"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, typescript bool) {
		name := "a.js"
		if typescript {
			name = "a.ts"
		}
		dir := t.TempDir()
		write(t, dir, map[string]string{name: text})
		set, err := runtime.New(runtime.Options{Dir: dir, Modules: []runtime.Module{bot{}}, Watch: runtime.WatchOff,
			Limits: runtime.Limits{CPU: 50e6, Load: 100e6, Allocate: 1 << 20}})
		if err != nil {
			t.Fatal(err)
		}
		if err := set.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, e := range set.Failed() {
			if e.Error() == "" || e.Script != name {
				t.Errorf("failure %+v", e)
			}
		}
		set.Lint()
		set.Close(context.Background())
	})
}
