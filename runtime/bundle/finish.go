package bundle

import (
	_ "embed"
	"encoding/json"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// finish makes of what the bundler wrote the code of a bundle, with the files
// behind it that are compiled as they are.
func (l *Loader) finish(files []api.OutputFile, entry string, loose []looseFile) string {
	m := new(sourceMap)
	code := ""
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".map") {
			_ = json.Unmarshal(f.Contents, m) // one that is none maps nothing
		} else {
			code = string(f.Contents)
		}
	}
	code = strings.ReplaceAll(code, importedCall, dynamicCall)
	code = strings.Replace(code, defaultOfOld, defaultOfNew, 1)
	code = l.withModules(code, entry)
	sources := len(m.Sources)
	for _, f := range loose {
		m.Sources = append(m.Sources, filepath.ToSlash(f.rel))
	}
	lines := mapper{coarse: make([]bool, len(m.Sources))}
	for i, s := range m.Sources {
		lines.coarse[i] = insideModules("/" + s)
	}
	lines.linesOf(code)
	m.Mappings = lines.rewrite(m.Mappings)
	if len(loose) > 0 {
		code = strings.TrimSuffix(strings.TrimRight(code, "\n"), footerEnd) + "\n"
		for i, f := range loose {
			code += f.head()
			m.Mappings = lines.add(f.mappings, sources+i, strings.Count(code, "\n"), f.code)
			code += f.code + "}\n"
		}
		code += footerEnd + "\n"
	}
	m.plainNames(l.displayRelative)
	return withMap(code, m)
}

// The default import of a CommonJS module is what the module gives as default,
// or else the module as a whole, as in Node; the bundler would give undefined.
const (
	defaultOfOld = "isNodeMode || !mod || !mod.__esModule ? "
	defaultOfNew = `isNodeMode || !mod || !mod.__esModule || !("default" in mod) ? `
)

// The bundler's module objects have nothing but exports.
const (
	beginOld = "() {\n  try {\n    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;"
	beginNew = "(by) {\n  try {\n    return mod ? mod.exports : ((0, cb[__getOwnPropNames(cb)[0]])((mod = __modules.begin(__getOwnPropNames(cb)[0], by)).exports, mod), __modules.end(mod));"
	failOld  = "throw mod = 0, e;"
	failNew  = "throw __modules.fail(mod), mod = 0, e;"
)

//go:embed js/modules.js
var modulesJS string

// withModules gives CommonJS modules the objects that Node gives them. No line
// moves.
func (l *Loader) withModules(code, entry string) string {
	if strings.Contains(code, beginOld) {
		code = strings.Replace(code, beginOld, beginNew, 1)
		code = strings.Replace(code, failOld, failNew, 1)
	} else if !strings.Contains(code, "__modules.") {
		return code
	}
	var made strings.Builder
	for line := range strings.Lines(modulesJS) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "//") {
			made.WriteString(line + " ")
		}
	}
	name, _ := filepath.Rel(l.dir, realPath(entry))
	made.WriteString("(" + jsString(l.dir) + ", " + jsString(filepath.ToSlash(name)) + ");")
	return strings.Replace(code, bannerText, bannerText+" "+strings.Replace(made.String(), ") (", ")(", 1), 1)
}
