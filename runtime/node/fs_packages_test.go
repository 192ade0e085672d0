package node_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/node"
)

// inFolder loads one script of a folder that holds these files.
func inFolder(t *testing.T, files map[string]string) (s *runtime.Script, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "scripts")
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := options(t, node.Options{})
	o.Dir, o.Watch = dir, runtime.WatchOff
	o.OnReport = func(r runtime.Report) {
		for _, f := range r.Failed {
			t.Error(f)
		}
	}
	set, err := runtime.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = set.Close(t.Context()) })
	return set.Current().Scripts()[0], dir
}

// TestPackagesReadTheirFiles: what lies in node_modules can be read by its path
// and not be written; nothing else beside the rules can.
func TestPackagesReadTheirFiles(t *testing.T) {
	s, dir := inFolder(t, map[string]string{
		"node_modules/pkg/data/x.json": `{"a":1}`, "node_modules/pkg/data/y.txt": "二",
		"node_modules/pkg/package.json": `{"name":"pkg","version":"1.0.0","main":"index.js"}`,
		"node_modules/pkg/index.js":     `module.exports = { fs: require("fs"), path: require("path"), dir: __dirname, at: require("path").join(__dirname, "data") };`,
		"secret.txt":                    "s", "rule.js": `import pkg from "pkg"; Object.assign(globalThis, pkg, { name: path => pkg.path.join(pkg.at, path) });
globalThis.fails = async f => { try { await f(); return "went" } catch (e) { return e.code + "|" + (e.hint ?? "") } };
globalThis.all = async stream => { let text = ""; for await (const part of stream) text += part; return text };`,
	})
	if err := os.Symlink(filepath.Join(dir, "secret.txt"), filepath.Join(dir, "node_modules", "pkg", "out.txt")); err != nil {
		t.Log("no links here:", err)
	}
	for code, want := range map[string]any{
		`fs.readFileSync(name("x.json"), "utf8")`:                                                         `{"a":1}`,
		`fs.promises.readFile(name("y.txt"), "utf8")`:                                                     "二",
		`new Promise((ok, no) => fs.readFile(name("y.txt"), (e, b) => e ? no(e) : ok(` + "`${b}`" + `)))`: "二",
		`all(fs.createReadStream(name("y.txt"), "utf8"))`:                                                 "二",
		`fs.readdirSync(at).join()`:                                                                       "x.json,y.txt",
		`fs.readdirSync(dir, {withFileTypes: true}).map(d => d.name + d.isDirectory()).join()`:            nil,
		`fs.existsSync(name("x.json")) + " " + fs.existsSync(name("z.json"))`:                             "true false",
		`fs.statSync(name("x.json")).size`:                                                                int64(7),
		`fs.statSync(at).isDirectory()`:                                                                   true,
		`fs.realpathSync(name("x.json")) === name("x.json")`:                                              true,
		`(fs.copyFileSync(name("x.json"), "mine.json"), fs.readFileSync("mine.json", "utf8"))`:            `{"a":1}`,
		`fails(() => fs.readFileSync(name("none")))`:                                                      "ENOENT|",
	} {
		if got, err := jstest.Value(s, code); err != nil || want != nil && got != want {
			t.Errorf("%s: %v %v, want %v", code, got, err, want)
		}
	}
	for code, want := range map[string]string{
		`fs.writeFileSync(name("x.json"), "")`:                       "EROFS|files of packages can only be read",
		`fs.promises.appendFile(name("new"), "")`:                    "EROFS|",
		`fs.mkdirSync(name("new"))`:                                  "EROFS|",
		`fs.unlinkSync(name("x.json"))`:                              "EROFS|",
		`fs.promises.rm(at, {recursive: true})`:                      "EROFS|",
		`fs.renameSync(name("x.json"), "moved")`:                     "EROFS|",
		`(fs.writeFileSync("a", ""), fs.renameSync("a", name("b")))`: "EROFS|",
		`fs.copyFileSync("a", name("b"))`:                            "EROFS|",
		`fs.readFileSync(path.join(dir, "..", "..", "secret.txt"))`:  "EACCES|fs reads and writes inside the files folder",
		`fs.readFileSync(dir + "/../../secret.txt")`:                 "EACCES|",
		`fs.readFileSync(path.join(dir, "out.txt"))`:                 "E",
		`fs.readFileSync("/etc/node_modules/passwd")`:                "EACCES|",
	} {
		got, err := jstest.Value(s, "fails(() => "+code+")")
		if text, _ := got.(string); err != nil || !strings.HasPrefix(text, want) || text == "went" {
			t.Errorf("%s: %v %v, want %s", code, got, err, want)
		}
	}
	for name, want := range map[string]string{"x.json": `{"a":1}`, "y.txt": "二"} {
		if got, err := os.ReadFile(filepath.Join(dir, "node_modules", "pkg", "data", name)); err != nil || string(got) != want {
			t.Errorf("%s is %q now (%v)", name, got, err)
		}
	}
}
