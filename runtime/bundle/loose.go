package bundle

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/evanw/esbuild/pkg/api"

	"hotreply/runtime/internal/compile"
)

// The bundler writes ES modules, so it refuses CommonJS with what only sloppy
// code may have: with, delete of a name, names like static or package. Such a
// file is not bundled: the bundler gets a stub in its place, which brings in
// what the file requires, and the file itself goes behind the bundle as a
// function of the outer, sloppy one, with the parameters that Node gives it:
//
//	function __sloppy_1f2e(exports, require, module, __filename, __dirname) { … }

// looseFile is a file that is compiled as it is.
type looseFile struct {
	name     string // of its function
	rel      string // its path from the folder of scripts
	code     string // whole lines
	mappings string
}

func (f looseFile) head() string {
	return "function " + f.name + "(exports, require, module, __filename, __dirname) {\n"
}

// looseKey is a file with what stands in it.
type looseKey struct {
	path string
	hash uint64
}

// dueToFormat ends what the bundler says of code that is right but for its
// strictness.
const dueToFormat = ` cannot be used with the "esm" output format due to strict mode`

// learn notes the files that have to be compiled as they are, and reports
// whether the build is to be tried again.
func (l *Loader) learn(errs []api.Message, read *reading) (again bool) {
	for _, m := range errs {
		if m.Location == nil || !strings.HasSuffix(m.Text, dueToFormat) || !looseModule(m.Location.File) {
			continue
		}
		path := filepath.Join(l.dir, filepath.FromSlash(m.Location.File))
		for _, path := range []string{path, realPath(path)} {
			read.mu.Lock()
			hash, ok := read.hashes[dependency{path, Loaded}]
			read.mu.Unlock()
			if ok {
				_, known := l.loose.LoadOrStore(looseKey{path, hash}, true)
				again = again || !known
			}
		}
	}
	return again
}

// setLoose sets a file aside that is compiled as it is, and gives the stub for
// the bundler. ok is false for all others.
func (r *reading) setLoose(path, text string, hash uint64, kind api.Loader) (stub string, ok bool) {
	if _, ok := r.loader.loose.Load(looseKey{path, hash}); !ok {
		return "", false
	}
	rel, err := filepath.Rel(r.loader.dir, path)
	if err != nil {
		return "", false
	}
	sum := fnv.New64a()
	sum.Write([]byte(filepath.ToSlash(rel)))
	f := looseFile{rel: rel, name: fmt.Sprintf("__sloppy_%x", sum.Sum64())}
	exact := insideModules(path) && f.asIs(text) // of packages, places are lines
	if !exact && !f.lowered(text, kind) {
		return "", false // the bundler says what is wrong
	}
	r.mu.Lock()
	r.loose = append(r.loose, f)
	r.mu.Unlock()
	return f.stub(path), true
}

// asIs takes the text of the file as it is, if the engine understands it.
func (f *looseFile) asIs(text string) bool {
	if strings.HasPrefix(text, "#!") {
		text = "//" + text // it may not stand inside a function
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	f.code, f.mappings = text, "AAAA"+strings.Repeat(";AACA", strings.Count(text, "\n")-1)
	_, err := compile.Program("", f.head()+f.code+"}", false)
	return err == nil && utf8.ValidString(text) && !strings.Contains(text, "sourceMappingURL")
}

// lowered takes the file as the bundler writes it for the engine.
func (f *looseFile) lowered(text string, kind api.Loader) bool {
	out := api.Transform(text, api.TransformOptions{Loader: kind, Target: api.ES2022, Supported: supported, Charset: api.CharsetUTF8,
		Sourcemap: api.SourceMapExternal, SourcesContent: api.SourcesContentExclude, Sourcefile: "x", LogLevel: api.LogLevelSilent,
		LegalComments: api.LegalCommentsNone, KeepNames: true})
	var m sourceMap
	_ = json.Unmarshal(out.Map, &m)
	code := strings.TrimPrefix(string(out.Code), "#!")
	if code != string(out.Code) {
		code = "//" + code
	}
	f.code, f.mappings = code, m.Mappings
	return len(out.Errors) == 0
}

// looseNow are the files set aside, in an order that does not change.
func (r *reading) looseNow() []looseFile {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.Clone(r.loose)
	slices.SortFunc(list, func(a, b looseFile) int { return cmp.Compare(a.rel, b.rel) })
	return list
}

// stub is the module that runs the file.
func (f looseFile) stub(path string) string {
	var b strings.Builder
	b.WriteString("const loads = {__proto__: null")
	for _, name := range f.required() { // within try, what is not there fails when it is reached
		fmt.Fprintf(&b, ", %s: () => { try { return require(%[1]s) } catch (e) { throw e } }", jsString(name))
	}
	b.WriteString("}, other = require, load = Object.assign(function require(n) { return n in loads ? loads[n]() : other(n) }, " +
		"{ resolve: other.resolve, main: require.main }); " +
		"Object.defineProperty(load, 'cache', { get: () => require.cache }); ")
	fmt.Fprintf(&b, "%s.call(exports, exports, load, module, %s, %s);", f.name, jsString(path), jsString(filepath.Dir(path)))
	return b.String()
}

// required are the names that the file requires, as far as they are plain texts.
func (f looseFile) required() (names []string) {
	tree, err := parser.ParseFile(nil, "", f.head()+f.code+"}", 0, parser.WithDisableSourceMaps)
	if err != nil {
		return nil // the compiler will say it
	}
	compile.Walk(tree, &compile.Visitor{Enter: func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpression)
		if !ok || len(call.ArgumentList) == 0 {
			return true
		}
		name, ok := call.ArgumentList[0].(*ast.StringLiteral)
		if !ok {
			return true
		}
		callee, _ := call.Callee.(*ast.Identifier)
		if callee != nil && callee.Name == "require" && !slices.Contains(names, name.Value.String()) {
			names = append(names, name.Value.String())
		}
		return true
	}})
	return names
}
