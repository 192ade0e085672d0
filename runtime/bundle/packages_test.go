package bundle_test

import (
	"errors"
	"strings"
	"testing"

	"hotreply/runtime/bundle"
)

// TestPackageResolution: what imports in packages mean. Where Node has an
// answer it is Node's.
func TestPackageResolution(t *testing.T) {
	l := folder(t, map[string]string{
		"a.js": `import ws from "ws"; import main from "main"; import plain from "plain"; import both from "both"; import "strictly"; import opt from "opt";
			say([ws, main, plain.kept, both, opt.length, typeof opt[0], opt[1]].join())`,

		"node_modules/ws/package.json":     `{"exports": {".": {"browser": "./browser.js", "import": "./node.mjs", "require": "./node.js"}}}`,
		"node_modules/ws/browser.js":       `module.exports = "browser"`,
		"node_modules/ws/node.mjs":         `import x from "./lib/x.js"; export default x`,
		"node_modules/ws/lib/x.js":         `module.exports = "node"`,
		"node_modules/main/package.json":   `{"main": "lib", "module": "m.mjs"}`,
		"node_modules/main/lib/index.js":   `module.exports = "main"`,
		"node_modules/main/m.mjs":          `export const none = 1`,
		"node_modules/plain/index.js":      `Object.defineProperty(exports, "__esModule", { value: true }); exports.kept = "kept"`,
		"node_modules/both/index.js":       `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = "default"`,
		"node_modules/strictly/index.js":   `"use strict"; try { slipped = 1; say("sloppy ") } catch { say(typeof __dirname + " ") } module.exports = require.main === module`,
		"node_modules/opt/package.json":    `{"main": "index.js"}`,
		"node_modules/opt/index.js":        `module.exports = [() => require("./gone"), __dirname.endsWith("opt") && __filename.endsWith("index.js") && require.resolve("./data.txt").endsWith("data.txt")]; if (false) require("nowhere"); module.exports.later = () => import("./db.mjs")`,
		"node_modules/opt/data.txt":        `x`,
		"node_modules/opt/db.mjs":          `import { Client } from "some-database"; export default Client`,
		"node_modules/native/index.js":     `try { require("./build/x.node") } catch (e) { module.exports = "without" }`,
		"node_modules/native/build/x.node": "\x00",
		"node_modules/made/package.json":   `{"type": "module", "main": "index.js"}`,
		"node_modules/made/index.js":       `import { createRequire } from "host"; const require = createRequire(import.meta.url); export default require("./data.json").a + import.meta.dirname.slice(-4)`,
		"node_modules/made/data.json":      `{"a": "data "}`,
		"b.js":                             `import native from "native"; import made from "made"; say(native + ", " + made)`,
	}, bundle.Options{Modules: []bundle.Importable{requireHost{}}})
	for script, want := range map[string]string{"a.js": "string node,main,kept,default,2,function,true", "b.js": "without, data made"} {
		if got := said(t, l, script); got != want {
			t.Errorf("%s said %q, want %q", script, got, want)
		}
	}
}

// TestNoFileFitsAPattern: a package that looks for its program by a name made
// of parts, of which no file is there, is an error that says what to use.
func TestNoFileFitsAPattern(t *testing.T) {
	l := folder(t, map[string]string{
		"node_modules/sharp/index.js": "let s\nfor (const v of [process.version]) { try { s = require(`./build/sharp-${v}.node`) } catch (e) {} }\nmodule.exports = s",
		"a.js":                        `import sharp from "sharp"; say(typeof sharp)`,
	}, bundle.Options{})
	_, err := load(l, "a.js")
	var e *bundle.Error
	if !errors.As(err, &e) || e.Name != "ImportError" || e.Line != 2 || !strings.Contains(e.Message, "the package sharp finds no file for require(") || !strings.Contains(e.Hint(), "jimp") {
		t.Fatalf("%v, %+v", err, e)
	}
}

type requireHost struct{}

func (requireHost) Specifiers() []string { return []string{"host"} }
func (requireHost) Exports() []string    { return []string{"name", "createRequire"} }

// TestAbsent: what is not there says what, who needs it and what to do.
func TestAbsent(t *testing.T) {
	hint := func(name string) string { return "npm install " + name }
	for _, c := range []struct{ name, by, problem, advice string }{
		{"etcd3", "memory-card", `cannot import "etcd3", which the package memory-card needs`, "npm install etcd3"},
		{"sharp", "", `cannot import "sharp"`, "use jimp"},
		{"scripts/node_modules/tiktoken/t.wasm", "tiktoken", "t.wasm is WebAssembly", "js-tiktoken"},
		{"scripts/node_modules/x/build/y.node", "x", "is a program for this machine", "plain JavaScript"},
		{bundle.AwaitedName + "lib/x.js", "", "require() can not wait for lib/x.js", "import"},
	} {
		e := bundle.Absent(c.name, c.by, "MODULE_NOT_FOUND", hint)
		if !strings.Contains(e.Error(), c.problem) || !strings.Contains(e.Hint(), c.advice) || e.Code() == "" {
			t.Errorf("%s: %v, hint %q, code %s", c.name, e, e.Hint(), e.Code())
		}
	}
}
