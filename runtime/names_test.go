package runtime_test

import (
	"path/filepath"
	"strings"
	"testing"

	"hotreply/runtime"
)

// oddNames are names that a URL would have to escape, or that look like one.
var oddNames = []string{"天气", "my rule", "100%", "%41", "a#b", "a?b", "a&b", "a+b", "é", "copy (2)", "a;b", "a=b,c", "[x]", "a%2Fb", "😀", "it's", "A:天#气", "~x"}

// TestNamesInErrors holds that the place of an error does not depend on how a
// file is called: rule, import, folder and the folder above.
func TestNamesInErrors(t *testing.T) {
	for _, name := range append([]string{"plain"}, oddNames...) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name)
			set := start(t, map[string]string{
				"10-" + name + ".js": `import { fail } from "./lib/` + name + `.js";
bot.hear("rule", msg => {
  /* 天气 */ return null.x;
});
bot.hear("late", async msg => {
  await 1;
    return null.x;
});
bot.hear("lib", () => fail()); bot.hear("url", () => decodeURIComponent(import.meta.url) + " " + /[ #?]/.test(import.meta.url));
bot.hear("stack", () => { try { fail(); } catch (e) { return e.stack.split("\n").slice(1, 3).join("|").replace(/\(\d+\)(?=\)?(\||$))/g, ""); } });
`,
				"lib/" + name + ".js":          "export function fail() {\n  return null.x;\n}\n",
				"20-" + name + " dir/index.ts": "bot.hear(\"folder\", (msg: any) => {\n\n  return null.x;\n});\n",
				"30-" + name + " later.js":     `bot.hear("lib", () => "never");`,
				"40-" + name + " promises.js":  "async function f() {}\n  f();\n",
			}, runtime.Options{Dir: dir})
			label := name + "/"
			if strings.Contains(name, ":") {
				label = filepath.ToSlash(dir) + "/" // "A:" alone would be the scheme of a URL
			}
			for _, c := range []struct {
				say, file    string
				line, column int
				frame, hint  string
			}{
				{"rule", "10-" + name + ".js", 3, 24, "> 3 |   /* 天气 */ return null.x;", "null has nothing that could be read"},
				{"late", "10-" + name + ".js", 7, 17, "> 7 |     return null.x;", "null has nothing that could be read"},
				{"lib", "lib/" + name + ".js", 2, 15, "> 2 |   return null.x;", "null has nothing that could be read"},
				{"folder", "20-" + name + " dir/index.ts", 3, 15, "> 3 |   return null.x;", "null has nothing that could be read"},
			} {
				_, _, err := say(t, set, c.say)
				e, ok := err.(*runtime.ScriptError)
				if !ok {
					t.Fatalf("%s: %v", c.say, err)
				}
				if e.File != label+c.file || e.Line != c.line || e.Column != c.column {
					t.Errorf("%s: at %s:%d:%d, want %s:%d:%d", c.say, e.File, e.Line, e.Column, label+c.file, c.line, c.column)
				}
				if !strings.Contains(e.Frame, c.frame) || !strings.Contains(e.Hint(), c.hint) {
					t.Errorf("%s: frame\n%s\nhint %q", c.say, e.Frame, e.Hint())
				}
				if !strings.Contains(e.Stack, label+c.file+":") {
					t.Errorf("%s: stack\n%s", c.say, e.Stack)
				}
			}
			stack, _, _ := say(t, set, "stack")
			if want := "at fail (" + label + "lib/" + name + ".js:2:15)|"; !strings.Contains(stack, want) || !strings.Contains(stack, label+"10-"+name+".js:10:") {
				t.Errorf("e.stack is %q, want %q in it", stack, want)
			}
			address, _, _ := say(t, set, "url")
			if want := "file://" + filepath.Join(dir, "10-"+name+".js") + " false"; address != want {
				t.Errorf("import.meta.url, decoded, is %q, want %q", address, want)
			}
			notes := map[string]bool{}
			for _, n := range set.Lint() {
				notes[n.File+" "+n.Text] = n.Frame != "" && n.Line > 0 && n.Column > 0
			}
			never := label + "30-" + name + ` later.js hear "lib" is never reached: hear "lib" at ` + label + "10-" + name + ".js:9 takes the same and comes first"
			lost := label + "40-" + name + " promises.js nobody awaits the promise of f()"
			if !notes[never] || !notes[lost] {
				t.Errorf("notes %v, want %q and %q with their frames", notes, never, lost)
			}
		})
	}
}
