package bundle_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"hotreply/runtime/bundle"
)

// asNode holds what a script says against what Node 22 says of the same files.
func asNode(t *testing.T, files map[string]string, script, want string) {
	t.Helper()
	if got := said(t, folder(t, files, bundle.Options{}), script); got != want {
		t.Errorf("%s said\n%s, Node\n%s", script, got, want)
	}
}

// TestSloppyWords: packages may use what only sloppy code has.
func TestSloppyWords(t *testing.T) {
	asNode(t, map[string]string{
		"a.cjs": `const loose = require("loose"); say(JSON.stringify(loose))`,
		"node_modules/loose/index.js": `#!/usr/bin/env node
var static = 1, package = 2, let = 3, yield = 4, interface = 5;
implements = 6; made = 7;
function words(private, public, protected) { return private + public + protected }
function within(o) { with (o) { return a + b.c } }
function gone() { x = 1; return [delete x, typeof x] }
function args() { arguments = [8]; return arguments[0] }
function evals(eval) { return eval }
label: function labelled() { return 10 }
module.exports = [static, package, let, yield, interface, implements, words(1, 2, 3), within({ a: 1, b: { c: 2 } }), gone(), args(), evals(9), this === exports, typeof made,
	require("./other"), require("./data.json").x, require.resolve("./other").slice(-8), __filename.slice(-14), __dirname.slice(-5), arguments.length, words.name, require.name, module.children.length,
	require.cache[__filename] === module, require.main === module, require("./fails")];
try { require("./missing") } catch (e) { module.exports.push(typeof e.message) }
import("./other.js").then(o => module.exports.push(o.default));
if (module.exports.length > 0) return;
never();
`,
		"node_modules/loose/other.js":  `module.exports = "other"`,
		"node_modules/loose/data.json": `{"x": "data"}`,
		"node_modules/loose/fails.js":  `try { with (null) {} } catch (e) { exports.name = e.name }`,
	}, "a.cjs", `[1,2,3,4,5,6,6,3,[true,"undefined"],8,9,true,"number","other","data","other.js","loose/index.js","loose",5,"words","require",2,true,false,{"name":"TypeError"},"string"]`)
}

// TestScriptsOfPackages: a file of a package that has nothing of a module runs
// as CommonJS, imported or required.
func TestScriptsOfPackages(t *testing.T) {
	files := map[string]string{
		"a.mjs":                          `import "polyfill"; import "polyfill/needs.js"; import "polyfill/esm.mjs"; say(JSON.stringify(polyfilled))`,
		"node_modules/polyfill/index.js": "// import this before all others, then export nothing\npolyfilled = [typeof this, (function () { return this === globalThis })()];\n// the module\n",
		"node_modules/polyfill/needs.js": `polyfilled.push(typeof require, this === module.exports); slipped = 1; require("./more")`,
		"node_modules/polyfill/more.js":  `more = "import x"; polyfilled.push(more)`,
		"node_modules/polyfill/esm.mjs":  `try { none = 1 } catch (e) { polyfilled.push(e.name, typeof this) }`,
	}
	asNode(t, files, "a.mjs", `["object",true,"function",true,"import x","ReferenceError","undefined"]`)
}

// TestModuleObjects: what a module sees of itself and of others.
func TestModuleObjects(t *testing.T) {
	see := `const tail = s => typeof s === "string" ? s.slice(s.indexOf("scripts")).split("\\").join("/") : s;
exports.seen = [module.id === module.filename, tail(module.id), tail(module.filename), tail(module.path), module.loaded, module.children.length, module.parent && tail(module.parent.filename), tail(module.paths[0]), module.paths.at(-1), require.main === module, tail(require.main.filename),
	require.cache[__filename] === module, exports === module.exports, Object.keys(module).sort().join()];
`
	files := map[string]string{
		"a.cjs": see + `const one = require("one");
try { require("broken") } catch (e) { exports.error = e.message }
exports.one = one;
exports.children = module.children.map(m => [tail(m.id), m.loaded, m.parent === module]);
exports.cache = Object.keys(require.cache).map(tail).filter(s => s.length > 1);
say(JSON.stringify(exports))`,
		"node_modules/one/index.js":     see + `exports.two = require("two").seen; exports.lib = require("./lib"); exports.late = exports.lib.late(); exports.again = module.require("./lib") === exports.lib`,
		"node_modules/one/lib/index.js": see + `exports.first = require("..") === module.parent.exports; exports.late = () => require("./late.js").seen`,
		"node_modules/one/lib/late.js":  see,
		"node_modules/two/index.js":     see,
		"node_modules/broken/index.js":  `throw new Error("broken")`,
	}
	asNode(t, files, "a.cjs", `{"seen":[false,".","scripts/a.cjs","scripts",false,0,null,"scripts/node_modules","/node_modules",true,"scripts/a.cjs",true,true,"children,exports,filename,id,loaded,path,paths"],"error":"broken","one":{"seen":[true,"scripts/node_modules/one/index.js","scripts/node_modules/one/index.js","scripts/node_modules/one",false,0,"scripts/a.cjs","scripts/node_modules/one/node_modules","/node_modules",false,"scripts/a.cjs",true,true,"children,exports,filename,id,loaded,path,paths"],"two":[true,"scripts/node_modules/two/index.js","scripts/node_modules/two/index.js","scripts/node_modules/two",false,0,"scripts/node_modules/one/index.js","scripts/node_modules/two/node_modules","/node_modules",false,"scripts/a.cjs",true,true,"children,exports,filename,id,loaded,path,paths"],"lib":{"seen":[true,"scripts/node_modules/one/lib/index.js","scripts/node_modules/one/lib/index.js","scripts/node_modules/one/lib",false,0,"scripts/node_modules/one/index.js","scripts/node_modules/one/lib/node_modules","/node_modules",false,"scripts/a.cjs",true,true,"children,exports,filename,id,loaded,path,paths"],"first":true},"late":[true,"scripts/node_modules/one/lib/late.js","scripts/node_modules/one/lib/late.js","scripts/node_modules/one/lib",false,0,"scripts/node_modules/one/lib/index.js","scripts/node_modules/one/lib/node_modules","/node_modules",false,"scripts/a.cjs",true,true,"children,exports,filename,id,loaded,path,paths"],"again":true},"children":[["scripts/node_modules/one/index.js",true,true]],"cache":["scripts/a.cjs","scripts/node_modules/one/index.js","scripts/node_modules/two/index.js","scripts/node_modules/one/lib/index.js","scripts/node_modules/one/lib/late.js"]}`)
}

// TestSloppyFileIsPartOfItsBundle: a file with sloppy words is kept, watched,
// counted and shown in errors as all others are.
func TestSloppyFileIsPartOfItsBundle(t *testing.T) {
	l := folder(t, map[string]string{
		"a.js": `import f from "old"; try { f() } catch (e) { say(e.stack) }`,
		"node_modules/old/index.js": `var static = "你好";

module.exports = function thrower() {
  with ({}) { missing() } }
`,
		"b.js":                         `import "bad"`,
		"node_modules/bad/index.js":    "var static;\nvar x = ;",
		"c.js":                         `import "grumpy"`,
		"node_modules/grumpy/index.js": "'use strict'\nvar static;\n",
		"d.js":                         `var static = 1; module.exports = static; say("d")`,
		"d.cjs":                        `var static = 1; module.exports = static; say("d")`,
	}, bundle.Options{})
	var held atomic.Int64
	b, err := l.Load(context.Background(), "a.js", filepath.Join(l.Dir(), "a.js"), &held)
	if err != nil {
		t.Fatal(err)
	}
	if most := int64(24 * 200); held.Load() > most {
		t.Errorf("the build holds %d bytes, more than %d", held.Load(), most)
	}
	if !slices.ContainsFunc(b.Inputs, func(in bundle.Input) bool {
		return in.Use == bundle.Loaded && strings.HasSuffix(filepath.ToSlash(in.Path), "old/index.js")
	}) {
		t.Errorf("it is none of the inputs: %v", b.Inputs)
	}
	data, err := b.Encode(nil)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := bundle.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []*bundle.Bundle{b, kept} {
		if at := b.ParseStack(run(t, b)); len(at) < 2 || at[0].Func != "thrower" || at[0].File != "scripts/node_modules/old/index.js" || at[0].Line != 4 || at[1].File != "scripts/a.js" || at[1].Line != 1 {
			t.Errorf("the stack is %v", at)
		}
	}
	for script, want := range map[string][2]string{
		"b.js": {"scripts/node_modules/bad/index.js:2", "the package bad does not load"}, "c.js": {"scripts/node_modules/grumpy/index.js:2", "the package grumpy"}, "d.js": {"scripts/d.js:1", ".cjs"},
	} {
		_, err := load(l, script)
		var e *bundle.Error
		if !errors.As(err, &e) || e.File+":"+strconv.Itoa(e.Line) != want[0] || !strings.Contains(e.Hint(), want[1]) {
			t.Errorf("%s: %v, want one at %s", script, err, want)
		}
	}
	if got := said(t, l, "d.cjs"); got != "d" {
		t.Errorf("d.cjs said %q", got)
	}
}
