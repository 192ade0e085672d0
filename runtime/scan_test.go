package runtime_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotreply/runtime"
)

// again is what a process started now answers from the same folder.
func (f *folder) again(text string) string {
	f.t.Helper()
	set := start(f.t, nil, runtime.Options{Dir: f.dir, Watch: runtime.WatchOff})
	got, _, _ := say(f.t, set, text)
	return got
}

// becomesAgreed waits for an answer and holds that a restart gives it as well.
func (f *folder) becomesAgreed(text, want string) {
	f.t.Helper()
	f.becomes(text, want)
	if got := f.again(text); got != want {
		f.t.Fatalf("%q is answered by %q, after a restart by %q", text, want, got)
	}
}

// TestReloadSameSizeAndTime holds that equal metadata is no proof of equal
// content, for all that a script is made of.
func TestReloadSameSizeAndTime(t *testing.T) {
	old := time.Unix(1000000, 0)
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		dir := filepath.Join(t.TempDir(), "scripts")
		files := map[string]string{
			"10-a.js":  `bot.hear("rule", () => "one");` + "\n",
			"20-b.js":  `import { v } from "./lib/v.js"; import d from "./lib/d.json"; import p from "pkg"; bot.hear("import", () => v); bot.hear("json", () => d.v); bot.hear("package", () => p);`,
			"lib/v.js": `export const v = "one";`, "lib/d.json": `{"v":"one"}`,
			"node_modules/pkg/package.json": `{"main":"m.js"}`, "node_modules/pkg/m.js": `module.exports = "one";`,
		}
		write(t, dir, files)
		for name := range files {
			os.Chtimes(filepath.Join(dir, name), old, old)
		}
		f := &folder{t: t, dir: dir}
		f.set = start(t, nil, runtime.Options{Dir: dir, Watch: mode})
		for text, name := range map[string]string{"rule": "10-a.js", "import": "lib/v.js", "json": "lib/d.json", "package": "node_modules/pkg/m.js"} {
			f.becomes(text, "one")
			path := filepath.Join(dir, name)
			f.write(name+".new", strings.Replace(files[name], "one", "two", 1))
			os.Chtimes(path+".new", old, old)
			if err := os.Rename(path+".new", path); err != nil { // as mv does
				t.Fatal(err)
			}
			f.becomes(text, "two")
			f.write(name, strings.Replace(files[name], "one", "tri", 1)) // as cp -p does
			os.Chtimes(path, old, old)
			f.becomesAgreed(text, "tri")
		}
	})
}

// TestReloadResolution holds that what an import would now mean is noticed.
func TestReloadResolution(t *testing.T) {
	for _, c := range []struct {
		name          string
		files         map[string]string
		before, after string
		change        map[string]string
		remove        string
	}{
		{"a name that wins", map[string]string{"lib/x.js": `export default "js";`}, "js", "ts", map[string]string{"lib/x.ts": `export default "ts";`}, ""},
		{"a file beside a folder", map[string]string{"lib/x/index.js": `export default "index";`}, "index", "file", map[string]string{"lib/x.js": `export default "file";`}, ""},
		{"an index for a file that goes", map[string]string{"lib/x.js": `export default "file";`, "lib/x/index.js": `export default "index";`}, "file", "index", nil, "lib/x.js"},
		{"a file where an import failed", nil, "", "here", map[string]string{"lib/x.js": `export default "here";`}, ""},
		{"a folder where an import failed", nil, "", "here", map[string]string{"lib/x/index.ts": `export default "here";`}, ""},
		{"another index of the rule", map[string]string{"30-r/index.ts": `bot.hear("r", () => "ts");`}, "", "", map[string]string{"30-r/index.js": `bot.hear("r", () => "js");`}, ""},
		{"package.json of the folder", map[string]string{"lib/x/package.json": `{"main":"./a.js"}`, "lib/x/a.js": `export default "a";`, "lib/x/b.js": `export default "b";`}, "a", "b",
			map[string]string{"lib/x/package.json": `{"main":"./b.js"}`}, ""},
		{"a main that was missing", map[string]string{"lib/x/package.json": `{"main":"./a.js"}`, "lib/x/index.js": `export default "index";`}, "index", "a", map[string]string{"lib/x/a.js": `export default "a";`}, ""},
		{"a main that is the folder", map[string]string{"lib/x/package.json": `{"main":"./"}`, "lib/x/index.js": `export default "index";`}, "index", "file", map[string]string{"lib/x.js": `export default "file";`}, ""},
		{"browser field", map[string]string{"lib/x.js": `export default "x";`, "lib/y.js": `export default "y";`}, "x", "y", map[string]string{"package.json": `{"browser":{"./lib/x.js":"./lib/y.js"}}`}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
				files := map[string]string{"20-b.js": `import x from "./lib/x"; bot.hear("x", () => x);`}
				for name, text := range c.files {
					files[name] = text
				}
				f := watch(t, mode, files)
				f.becomes("x", c.before)
				for name, text := range c.change {
					f.write(name, text)
				}
				if c.remove != "" {
					os.Remove(filepath.Join(f.dir, c.remove))
				}
				f.becomesAgreed("x", c.after)
				if strings.HasPrefix(c.name, "another index") {
					f.becomesAgreed("r", "js")
				}
			})
		})
	}
}

// TestReloadPackages is the same for packages, paths and links.
func TestReloadPackages(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{
			"10-a.js":                       `import p from "pkg"; bot.hear("p", () => p);`,
			"node_modules/pkg/package.json": `{"exports":{".":"./a.js"}}`, "node_modules/pkg/a.js": `module.exports = "a";`, "node_modules/pkg/b.js": `module.exports = "b";`,
			"20-b.ts":  `import x from "@/x"; bot.hear("t", () => x);`,
			"one/x.ts": `export default "one";`, "two/x.ts": `export default "two";`,
			"tsconfig.json": `{"extends": "./base.json", /* more */ "compilerOptions": {},}`,
			"base.json":     `{"compilerOptions": {"paths": {"@/*": ["./one/*"]}}}`,
			"30-c.js":       `import l from "./link.txt"; bot.hear("l", () => l);`,
			"v1/l.txt":      "1", "v2/l.txt": "2",
		})
		if err := os.Symlink(filepath.Join("v1", "l.txt"), filepath.Join(f.dir, "link.txt")); err != nil {
			t.Skip(err)
		}
		f.becomes("l", "1")
		os.Symlink(filepath.Join("v2", "l.txt"), filepath.Join(f.dir, "new"))
		os.Rename(filepath.Join(f.dir, "new"), filepath.Join(f.dir, "link.txt"))
		f.becomesAgreed("l", "2")
		f.becomes("p", "a")
		f.write("node_modules/pkg/package.json", `{"exports":{".":"./b.js"}}`)
		f.becomesAgreed("p", "b")
		f.becomes("t", "one")
		f.write("base.json", `{"compilerOptions": {"paths": {"@/*": ["./two/*"]}}}`)
		f.becomesAgreed("t", "two")
	})
}

// TestReloadUnchangedResolution holds that a file which makes no difference
// restarts nothing.
func TestReloadUnchangedResolution(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{"10-a.js": `import x from "./lib/x"; let n = 0; bot.hear("n", () => x + ++n);`, "lib/x.js": `export default "x";`})
	f.becomes("n", "x1")
	f.write("lib/x.css", "a {}")
	f.write("20-b.js", hear("b", "1"))
	f.becomes("b", "1")
	f.set.Reload(context.Background())
	f.becomes("n", "x2")
}

// TestSettledFolder holds that names and neighbours are judged when the folder
// is at rest. A machine that stalled between two steps gets another try.
func TestSettledFolder(t *testing.T) {
	const pause = 40 * time.Millisecond // more than a save takes, less than a folder needs for rest
	rain := hear("rain", "1")
	for _, c := range []struct {
		name  string
		files map[string]string
		steps []func(dir string)
		names string            // of the scripts in the end
		says  map[string]string // what they answer
	}{
		{"rename", map[string]string{"60-rain.js": rain}, []func(string){
			func(dir string) { os.Rename(dir+"/60-rain.js", dir+"/50-wet.js") },
		}, "50-wet.js", map[string]string{"rain": "1"}},
		{"copy and remove", map[string]string{"60-rain.js": rain}, []func(string){
			func(dir string) { os.WriteFile(dir+"/50-wet.js", []byte(rain), 0o644) },
			func(dir string) { os.Remove(dir + "/60-rain.js") },
		}, "50-wet.js", map[string]string{"rain": "1"}},
		{"copy and remove, one namespace", map[string]string{"60-rain.js": rain}, []func(string){
			func(dir string) { os.WriteFile(dir+"/70-rain.js", []byte(hear("rain", "2")), 0o644) },
			func(dir string) { os.Remove(dir + "/60-rain.js") },
		}, "70-rain.js", map[string]string{"rain": "2"}},
		{"checkout", map[string]string{"10-a.js": hear("a", "1"), "20-b.js": hear("b", "1")}, []func(string){
			func(dir string) { os.WriteFile(dir+"/10-a.js", []byte(hear("b", "2")), 0o644) },
			func(dir string) { os.WriteFile(dir+"/20-b.js", []byte(hear("a", "2")), 0o644) },
		}, "10-a.js 20-b.js", map[string]string{"a": "2", "b": "2"}},
		{"checkout of an import", map[string]string{"10-a.js": hear("a", "1")}, []func(string){
			func(dir string) {
				os.WriteFile(dir+"/10-a.js", []byte(`import x from "./lib/x.js"; bot.hear("a", () => x);`), 0o644)
			},
			func(dir string) { os.Mkdir(dir+"/lib", 0o755) },
			func(dir string) { os.WriteFile(dir+"/lib/y.js", []byte(`export default "2";`), 0o644) },
			func(dir string) { os.WriteFile(dir+"/lib/x.js", []byte(`export { default } from "./y.js";`), 0o644) },
		}, "10-a.js", map[string]string{"a": "2"}},
		{"folder swap", map[string]string{"10-a.js": hear("a", "1"), "new/10-b.js": hear("a", "2")}, []func(string){
			func(dir string) { os.Rename(dir+"/new", filepath.Join(dir, "../next")) },
			func(dir string) {
				next := filepath.Join(dir, "../next")
				os.Rename(dir, filepath.Join(dir, "../before"))
				os.Rename(next, dir)
			},
		}, "10-b.js", map[string]string{"a": "2"}},
		{"a name on its way", map[string]string{"10-a.js": rain}, []func(string){
			func(dir string) { os.WriteFile(dir+"/20-B.JS", []byte(hear("b", "1")), 0o644) },
			func(dir string) { os.Rename(dir+"/20-B.JS", dir+"/20-b.js") },
		}, "10-a.js 20-b.js", map[string]string{"b": "1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for try := 0; ; try++ {
				f := watch(t, runtime.WatchAuto, c.files)
				quick := true
				for _, step := range c.steps {
					began := time.Now()
					step(f.dir)
					<-time.After(pause)
					quick = quick && time.Since(began) < 2*pause
				}
				f.consistsOf(c.names)
				for text, want := range c.says {
					f.becomes(text, want)
				}
				f.set.Reload(context.Background())
				if quick {
					f.clean()
				}
				if quick || try == 50 {
					return
				}
			}
		})
	}
}

// consistsOf waits until the scripts have these names.
func (f *folder) consistsOf(names string) {
	f.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		var have []string
		for _, s := range f.set.Current().Scripts() {
			have = append(have, s.Name())
		}
		if strings.Join(have, " ") == names {
			return
		}
		if time.Now().After(deadline) {
			f.t.Fatalf("the scripts are %v, want %s", have, names)
		}
		<-time.After(2 * time.Millisecond)
	}
}

// clean holds that nothing was warned of and nothing failed.
func (f *folder) clean() {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.reports {
		for _, w := range r.Warnings {
			f.t.Errorf("warning %s: %s", w.File, w.Text)
		}
		for _, e := range r.Failed {
			f.t.Errorf("failure %v", e)
		}
	}
}

// TestSettledFolderStillWarns holds that what is true at rest is said.
func TestSettledFolderStillWarns(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{"60-rain.js": hear("rain", "1")})
	f.write("50-wet.js", hear("rain", "2"))
	f.warned(`hear "rain" is never reached`, 1)
}

// warned waits until reports hold a warning, and holds that they do so n times.
func (f *folder) warned(text string, n int) {
	f.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		count := 0
		f.mu.Lock()
		for _, r := range f.reports {
			for _, w := range r.Warnings {
				if strings.Contains(w.File+": "+w.Text+" "+w.Hint, text) {
					count++
				}
			}
		}
		f.mu.Unlock()
		if count == n {
			return
		}
		if count > n || time.Now().After(deadline) {
			f.t.Fatalf("%q stands in %d warnings, want %d", text, count, n)
		}
		<-time.After(2 * time.Millisecond)
	}
}

// TestPassedOverNames holds that a name which looks like a rule's and is none
// is explained, once.
func TestPassedOverNames(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{
		"10-a.js": hear("a", "1"), "20-B.JS": "x", "30-c.js.txt": "x", "40-d。js": "x", "50-e/Index.js": "x",
		"data.txt": "x", "notes.md": "x", "f.js~": "x", "g.test.js": "x", "h.d.ts": "x", "_i.JS": "x",
	})
	for _, want := range []string{
		`scripts/20-B.JS: passed over: its name ends in ".JS", so it is no rule rename it to 20-B.js`,
		`scripts/30-c.js.txt: passed over: its name ends in ".txt", so it is no rule rename it to 30-c.js`,
		"scripts/40-d。js: passed over", "scripts/50-e/Index.js: passed over",
	} {
		f.warned(want, 1)
	}
	f.write("60-f.js", hear("f", "1"))
	f.becomes("f", "1")
	f.set.Reload(context.Background())
	f.set.Reload(context.Background())
	f.warned("passed over", 4)
	if n := len(f.set.PassedOver()); n != 4 {
		t.Errorf("%d files are passed over, want 4", n)
	}
	f.write("70-G.JS", "x")
	f.warned("scripts/70-G.JS: passed over", 1)
	os.Remove(filepath.Join(f.dir, "70-G.JS"))
	f.set.Reload(context.Background())
	if n := len(f.set.PassedOver()); n != 4 {
		t.Errorf("%d files are passed over, want 4", n)
	}
}

// TestIdleFile holds that a file written to do something that does nothing is
// named, at the place of what it exports.
func TestIdleFile(t *testing.T) {
	set := start(t, map[string]string{
		"10-hubot.js": "// a robot\nmodule.exports = robot => { robot.hear(/x/, () => 1); };", "20-default.js": "\nexport default function (bot) { bot.hear('x', () => 1); }",
		"30-koishi.js": "exports.name = 'x';\n  exports.apply = ctx => ctx;", "40-object.ts": "export default { name: 'x', execute() {} };", "50-class.js": "export class Plugin {}",
		"60-never.js": "function setup() {\n  bot.hear('x', () => 1);\n}",
		"70-note.js":  "// bot.hear('x', () => 1)\n/* bot.hear( */", "helper.js": "export const f = () => 1;", "80-uses.js": "import { f } from './helper.js'; bot.hear('u', f);",
		"90-timer.js": "setInterval(() => {}, 1e6); export const f = () => 1;", "91-data.js": "export const n = 1;", "92-both.js": "bot.hear('b', () => 1); export default () => 1;",
	}, runtime.Options{})
	got := map[string]string{}
	for _, n := range set.Lint() {
		if strings.HasPrefix(n.Text, "registers no rule: nobody calls the function") && n.Hint == "write bot.hear(...) at the top level" && n.Frame != "" {
			got[n.Script] = n.File + ":" + string(rune('0'+n.Line)) + ":" + string(rune('0'+n.Column%10))
		}
	}
	want := map[string]string{"10-hubot.js": "scripts/10-hubot.js:2:1", "20-default.js": "scripts/20-default.js:2:1", "30-koishi.js": "scripts/30-koishi.js:2:3",
		"40-object.ts": "scripts/40-object.ts:1:1", "50-class.js": "scripts/50-class.js:1:1", "60-never.js": "scripts/60-never.js:2:3"}
	for script, place := range want {
		if got[script] != place {
			t.Errorf("%s: warned at %q, want %q", script, got[script], place)
		}
		delete(got, script)
	}
	for script := range got {
		t.Errorf("%s is warned of", script)
	}
}
