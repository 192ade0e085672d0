package bundle_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/bundle"
	"hotreply/runtime/internal/compile"
)

// folder makes a folder of scripts and a loader of it.
func folder(t *testing.T, files map[string]string, o bundle.Options) *bundle.Loader {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "scripts")
	for name, text := range files {
		put(t, filepath.Join(o.Dir, name), text)
	}
	if o.Limits == (bundle.Limits{}) {
		o.Limits = bundle.Limits{File: 1 << 20, Package: 1 << 20, Sources: 1 << 20, Scripts: 100, Names: 100}
	}
	return bundle.New(o)
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func load(l *bundle.Loader, script string) (*bundle.Bundle, error) {
	return l.Load(context.Background(), script, filepath.Join(l.Dir(), script), new(atomic.Int64))
}

// run gives what the program calls the function said with.
func run(t *testing.T, b *bundle.Bundle) string {
	t.Helper()
	vm := goja.New()
	vm.Set(compile.DepthCheck, func() {})
	vm.Set(compile.Caught, func(v goja.Value) goja.Value { return v })
	said := ""
	vm.Set("say", func(s string) { said += s })
	v, err := vm.RunProgram(b.Program())
	if err != nil {
		t.Fatal(err)
	}
	main, _ := goja.AssertFunction(v)
	table := func(c goja.FunctionCall) goja.Value {
		if c.Argument(0).String() == "host" {
			return vm.ToValue(map[string]any{"name": "the host"})
		}
		return goja.Undefined()
	}
	require := vm.ToValue(func(c goja.FunctionCall) goja.Value { panic(vm.NewTypeError("no module %v", c.Argument(0))) }).ToObject(vm)
	require.Set("resolve", func(name string) string { return name })
	p, err := main(goja.Undefined(), vm.ToValue(table), require, require)
	if err != nil {
		t.Fatal(err)
	}
	if result := p.Export().(*goja.Promise); result.State() == goja.PromiseStateRejected {
		t.Fatal(result.Result())
	}
	return said
}

type host struct{}

func (host) Specifiers() []string { return []string{"host"} }
func (host) Exports() []string    { return []string{"name"} }

// TestLoad: a script and what it imports are one program, and all that it
// depends on is known.
func TestLoad(t *testing.T) {
	l := folder(t, map[string]string{
		"10-a.ts":    `import { name } from "host"; import b from "./lib/b"; say(name + " and " + (b as string));`,
		"lib/b.js":   `export default "b";`,
		"20-none.js": `import "./lib/b.js"; say("two");`,
	}, bundle.Options{Modules: []bundle.Importable{host{}}})
	var held atomic.Int64
	b, err := l.Load(context.Background(), "10-a.ts", filepath.Join(l.Dir(), "10-a.ts"), &held)
	if err != nil {
		t.Fatal(err)
	}
	if got := run(t, b); got != "the host and b" {
		t.Errorf("it said %q", got)
	}
	if held.Load() == 0 {
		t.Error("the build held no memory")
	}
	if b.Entry != "scripts/10-a.ts" || len(b.Sources) != 2 || b.Sources["scripts/lib/b.js"] == "" {
		t.Errorf("entry %s, sources %v", b.Entry, b.Sources)
	}
	if first := b.Inputs[0]; first.Path != filepath.Join(l.Dir(), "10-a.ts") || first.Use != bundle.Loaded {
		t.Errorf("the first input is %+v", first)
	}
	files := l.Files()
	changed := func() (list []string) {
		files.Begin()
		for _, in := range b.Inputs {
			if files.Now(in) != in.Hash {
				list = append(list, filepath.Base(in.Path))
			}
		}
		return list
	}
	if got := changed(); got != nil {
		t.Errorf("nothing was changed, and these were: %v", got)
	}
	lib := filepath.Join(l.Dir(), "lib", "b.js")
	put(t, lib, `export default "`)
	put(t, filepath.Join(l.Dir(), "lib", "b.ts"), "") // comes before b.js
	files.Doubt(lib)
	files.Doubt(filepath.Join(l.Dir(), "lib", "b.ts"))
	if got := changed(); !slices.Contains(got, "b.js") || !slices.Contains(got, "b.ts") {
		t.Errorf("changed are %v", got)
	}
	at := slices.IndexFunc(b.Inputs, func(in bundle.Input) bool { return in.Path == lib && in.Use == bundle.Loaded })
	if at < 0 || !l.HalfWritten(b.Inputs[at], b) {
		t.Error("the beginning of what a file was does not look half-written")
	}
	other, err := load(l, "20-none.js")
	if err == nil {
		t.Errorf("half a file was bundled: %s", other.Code)
	}
	if other.LoadsFirstOf(b) || !b.LoadsFirstOf(b) {
		t.Error("what is the first file of a bundle is not known")
	}
}

// TestLoadErrors: each says where and what to do.
func TestLoadErrors(t *testing.T) {
	l := folder(t, map[string]string{
		"syntax.js":  "let a = 1;\nlet = ;",
		"sign.js":    "say（1）",
		"missing.js": `import "./lost.js";`,
		"url.js":     `import "npm:left-pad@1";`,
		"module.js":  `import "hots";`,
		"deep.js":    strings.Repeat("(", 3000),
		"large.js":   strings.Repeat(" ", 2<<20),
		"latin1.js":  "// caf\xe9",
	}, bundle.Options{Modules: []bundle.Importable{host{}}, Hint: func(string) string { return "" }})
	for script, want := range map[string]struct{ name, message, advice string }{
		"syntax.js":  {"SyntaxError", "scripts/syntax.js:2:", ""},
		"sign.js":    {"SyntaxError", "a Chinese parenthesis", "type ( "},
		"missing.js": {"ImportError", "cannot find ./lost.js", "spelling"},
		"url.js":     {"ImportError", "cannot import", "npm install left-pad"},
		"module.js":  {"ImportError", "cannot find hots", `"host"`},
		"deep.js":    {"SyntaxError", "nested deeper", "JSON.parse"},
		"large.js":   {"ImportError", "larger than 1 MB", ""},
		"latin1.js":  {"SyntaxError", "not UTF-8", "UTF-8"},
	} {
		b, err := load(l, script)
		var e *bundle.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v", script, err)
			continue
		}
		if e.Name != want.name || !strings.Contains(e.Error(), want.message) || !strings.Contains(e.Hint(), want.advice) || !strings.HasPrefix(e.File, "scripts/"+script) {
			t.Errorf("%s: %s %v, hint %q", script, e.Name, e, e.Hint())
		}
		if b == nil || len(b.Inputs) == 0 {
			t.Errorf("%s: what it depends on is not known", script)
		}
	}
	if got := l.ImportHint("hosts"); got != `did you mean "host"?` {
		t.Errorf("hint %q", got)
	}
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(gone)
	_, err := l.Load(ctx, "syntax.js", filepath.Join(l.Dir(), "syntax.js"), new(atomic.Int64))
	var e *bundle.Error
	if !errors.As(err, &e) || !errors.Is(err, gone) && e.Line == 0 || e.File != "scripts/syntax.js" {
		t.Errorf("a build that was given up: %v", err)
	}
}

// TestList: what is a script, what is set aside, and what only looks like one.
func TestList(t *testing.T) {
	l := folder(t, map[string]string{
		"20-b.js": "", "10-a.ts": "", "a.test.ts": "", "a.d.ts": "", "_lib.js": "", "README.md": "",
		"30-folder/index.js": "", "lib/util.js": "", "node_modules/x/index.js": "", "40-c.js.txt": "", "50-skip.js": "",
	}, bundle.Options{Skip: func(name string) bool { return name == "50-skip.js" }})
	got := l.List()
	var names []string
	for _, f := range got.Scripts {
		names = append(names, fmt.Sprint(f.Name, f.Aside))
	}
	want := []string{"10-a.tsfalse", "20-b.jsfalse", "30-folderfalse", "50-skip.jstrue"}
	if !got.There || !slices.Equal(names, want) {
		t.Errorf("there %v: %v, want %v", got.There, names, want)
	}
	if len(got.Passed) != 1 || got.Passed[0].File != "scripts/40-c.js.txt" || !strings.Contains(got.Passed[0].Hint, "40-c.js") {
		t.Errorf("passed over: %+v", got.Passed)
	}
	inputs := map[string]bool{filepath.Join(l.Dir(), "deeper", "x.js"): true, filepath.Join(filepath.Dir(l.Dir()), "far", "package.json"): false}
	folders := got.WatchFolders(l.Dir(), inputs)
	for _, dir := range []string{filepath.Dir(l.Dir()), l.Dir(), filepath.Join(l.Dir(), "30-folder"), filepath.Join(l.Dir(), "deeper")} {
		if !slices.Contains(folders, dir) {
			t.Errorf("%s is not watched: %v", dir, folders)
		}
	}
	if slices.Contains(folders, filepath.Join(filepath.Dir(l.Dir()), "far")) {
		t.Error("a folder that holds nothing of ours is watched")
	}
	if bundle.New(bundle.Options{Dir: filepath.Join(l.Dir(), "nowhere")}).List().There {
		t.Error("a folder that is not there is")
	}
}

// TestStored: a bundle that is kept runs again, with the rules it had.
func TestStored(t *testing.T) {
	l := folder(t, map[string]string{"a.js": `say("kept");`}, bundle.Options{Patience: time.Minute})
	b, err := load(l, "a.js")
	if err != nil {
		t.Fatal(err)
	}
	data, err := b.Encode([]string{"one", "two"})
	if err != nil {
		t.Fatal(err)
	}
	back, err := bundle.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := run(t, back); got != "kept" || back.Script != b.Script || back.Entry != b.Entry {
		t.Errorf("%s of %s said %q", back.Entry, back.Script, got)
	}
	var rules []string
	if err := bundle.RulesOf(data, &rules); err != nil || !slices.Equal(rules, []string{"one", "two"}) {
		t.Errorf("rules %v, %v", rules, err)
	}
	if none, err := bundle.Decode(nil); none != nil || err != nil {
		t.Errorf("of nothing: %v, %v", none, err)
	}
	if _, err := bundle.Decode(data[:len(data)/2]); err == nil {
		t.Error("half a bundle was read")
	}
	if err := bundle.RulesOf([]byte("x"), &rules); err == nil {
		t.Error("rules were read of something else")
	}
}

// TestStoredBefore: a bundle that an older version kept runs again.
func TestStoredBefore(t *testing.T) {
	var data bytes.Buffer
	zw := gzip.NewWriter(&data)
	fmt.Fprint(zw, `{"format": 1, "script": "a.js", "entry": "scripts/a.js", "sources": {}, "code": "(async function(__hotreply, require, __dynamic) {\ntry { x = 1 } catch { say('strict ') }\nawait null;\nsay(typeof __dynamic);\n})\n"}`)
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Decode(data.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got := run(t, b); got != "strict function" {
		t.Errorf("said %q", got)
	}
}

func TestNamespace(t *testing.T) {
	for name, want := range map[string]string{
		"10-hello.js": "hello", "hello.ts": "hello", "007_bond.js": "bond", "3. three.js": "three", "42.js": "42",
		"10-": "10-", "2fa.js": "fa", "todo": "todo", "10-待办.mjs": "待办",
	} {
		if got := bundle.Namespace(name); got != want {
			t.Errorf("Namespace(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestModulesLeftOut: what a package leaves out for browsers is an empty module,
// whether it is there or not.
func TestModulesLeftOut(t *testing.T) {
	l := folder(t, map[string]string{
		"10-a.js":                        `import o from "o"; say(o)`,
		"node_modules/o/package.json":    `{"main": "index.js", "browser": {"./util.inspect.js": false, "there.js": false, "gone": false}}`,
		"node_modules/o/index.js":        `module.exports = [require("./util.inspect"), require("./there"), require("gone"), require("./stays")].map(m => JSON.stringify(m)).join()`,
		"node_modules/o/util.inspect.js": `module.exports = "not this"`,
		"node_modules/o/there.js":        `module.exports = "nor this"`,
		"node_modules/o/stays.js":        `module.exports = "this"`,
	}, bundle.Options{})
	b, err := load(l, "10-a.js")
	if err != nil {
		t.Fatal(err)
	}
	if got := run(t, b); got != `{},{},{},"this"` {
		t.Errorf("said %s", got)
	}
}
