package runtime

import (
	"encoding/json"
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// loader makes bundles of the scripts in one folder. It is safe for use by
// several goroutines.
type loader struct {
	dir     string // absolute
	label   string // how errors name the folder ("scripts")
	modules map[string]Module
	hint    func(string) string
	seed    maphash.Seed
}

func newLoader(dir string, modules []Module, hint func(string) string) *loader {
	l := &loader{dir: dir, label: filepath.Base(dir), modules: make(map[string]Module), hint: hint, seed: maphash.MakeSeed()}
	for _, m := range modules {
		for _, name := range m.Specifiers() {
			l.modules[name] = m
		}
	}
	return l
}

// The program is a function of the host's module table, so that top-level
// await works and a program can be shared; everything stands on its line.
const (
	bannerText = `(async function(__hotreply, require) {`
	footerText = `})`
)

// lowered are the features of JavaScript that goja lacks.
var lowered = map[string]bool{
	"top-level-await":                 true,
	"async-generator":                 false,
	"for-await":                       false,
	"decorators":                      false,
	"using":                           false,
	"dynamic-import":                  false,
	"regexp-unicode-property-escapes": false,
	"hashbang":                        false,
}

// load bundles the script and compiles the result. Its error is a
// *ScriptError. The bundle comes back with its inputs even then, so that a
// change of any of them is another try.
func (l *loader) load(script, entry string) (b *Bundle, err error) {
	b = &Bundle{Script: script, Entry: l.display(entry)}
	defer func() {
		if x := recover(); x != nil {
			err = &ScriptError{Script: script, File: b.Entry, Name: "SyntaxError",
				Message: fmt.Sprintf("the bundler gave up on this file: %v", x)}
		}
	}()
	base, _ := cutExtension(script)
	out := base + ".js"
	result := api.Build(l.options(entry, out))
	b.Inputs = l.inputs(result.Metafile, entry)
	b.Sources = l.sources(b.Inputs)
	for _, m := range result.Warnings {
		b.Notes = append(b.Notes, l.note(m))
	}
	if len(result.Errors) > 0 {
		return b, l.buildError(script, result.Errors)
	}
	b.Code = string(result.OutputFiles[0].Contents)
	if err := b.compile(l.label + "/" + out); err != nil {
		return b, l.compileError(b, err)
	}
	return b, nil
}

func (l *loader) options(entry, out string) api.BuildOptions {
	return api.BuildOptions{
		Stdin: &api.StdinOptions{
			Contents:   "import " + jsString(entry) + ";",
			ResolveDir: l.dir,
			Sourcefile: hostFiles + "entry",
		},
		AbsWorkingDir:  l.dir,
		Outfile:        filepath.Join(l.dir, filepath.FromSlash(out)),
		Bundle:         true,
		Format:         api.FormatESModule,
		Platform:       api.PlatformBrowser,
		Target:         api.ES2022,
		Supported:      lowered,
		Charset:        api.CharsetUTF8,
		Banner:         map[string]string{"js": bannerText},
		Footer:         map[string]string{"js": footerText},
		Sourcemap:      api.SourceMapInline,
		SourcesContent: api.SourcesContentExclude,
		Metafile:       true,
		LogLevel:       api.LogLevelSilent,
		LegalComments:  api.LegalCommentsNone,
		TreeShaking:    api.TreeShakingTrue,
		Plugins:        []api.Plugin{l.plugin()},
	}
}

// plugin serves the host's modules to the bundler.
func (l *loader) plugin() api.Plugin {
	return api.Plugin{Name: "hotreply", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: "."}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if _, ok := l.modules[a.Path]; ok {
				return api.OnResolveResult{Path: a.Path, Namespace: "hotreply"}, nil
			}
			return api.OnResolveResult{}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: "hotreply"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			text := moduleText(a.Path, l.modules[a.Path].Exports())
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
		})
	}}
}

// moduleText is the ES module that stands for a module of the host.
func moduleText(name string, exports []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "const m = __hotreply(%s);\nexport default m;\n", jsString(name))
	for i, e := range exports {
		if e != "default" {
			fmt.Fprintf(&b, "const e%d = m[%s]; export { e%d as %s };\n", i, jsString(e), i, e)
		}
	}
	return b.String()
}

func jsString(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

// inputs lists the files a bundle was made of; the entry is always one.
func (l *loader) inputs(metafile, entry string) []Input {
	paths := []string{entry}
	var meta struct {
		Inputs map[string]json.RawMessage
	}
	if metafile != "" && json.Unmarshal([]byte(metafile), &meta) == nil {
		for name := range meta.Inputs {
			if strings.HasPrefix(name, "hotreply:") || strings.HasPrefix(name, "<") {
				continue
			}
			if path := filepath.Join(l.dir, filepath.FromSlash(name)); path != entry {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths[1:])
	list := make([]Input, 0, len(paths))
	for _, p := range paths {
		list = append(list, Input{Path: p, Hash: l.hashFile(p)})
	}
	return list
}

// hashFile is the hash of a file's content, 0 if there is none to read.
func (l *loader) hashFile(path string) uint64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	return maphash.Bytes(l.seed, text) | 1
}

func (l *loader) sources(inputs []Input) map[string]string {
	out := make(map[string]string)
	for _, in := range inputs {
		if strings.Contains(filepath.ToSlash(in.Path), "/node_modules/") {
			continue
		}
		if text, err := os.ReadFile(in.Path); err == nil {
			out[l.display(in.Path)] = string(text)
		}
	}
	return out
}

// display is how errors name a file: with the name of the folder of scripts
// in front, and slashes on every system.
func (l *loader) display(path string) string {
	rel, err := filepath.Rel(l.dir, path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(filepath.Join(l.label, rel))
}

func (l *loader) buildError(script string, msgs []api.Message) *ScriptError {
	m := msgs[0]
	n := l.note(m)
	e := &ScriptError{Script: script, Name: "SyntaxError", Message: n.Text, File: n.File, Line: n.Line, Column: n.Column,
		Frame: n.Frame, Advice: n.Hint}
	if strings.HasPrefix(m.Text, "Could not resolve") || strings.HasPrefix(m.Text, "No matching export") {
		e.Name = "ImportError"
	}
	return e
}

func (l *loader) note(m api.Message) Note {
	n := Note{Text: m.Text}
	if loc := m.Location; loc != nil {
		n.File = l.display(filepath.Join(l.dir, filepath.FromSlash(loc.File)))
		n.Line, n.Column = loc.Line, utf16Column(loc.LineText, loc.Column)
		if text, err := os.ReadFile(filepath.Join(l.dir, filepath.FromSlash(loc.File))); err == nil {
			n.Frame = codeFrame(string(text), n.Line, n.Column)
		}
	}
	for _, note := range m.Notes {
		if note.Text != "" && n.Hint == "" {
			n.Hint = note.Text
		}
	}
	return n
}

// utf16Column turns a column in bytes from 0 into one in UTF-16 units from 1.
func utf16Column(line string, bytes int) int {
	column := 1
	for i, r := range line {
		if i >= bytes {
			break
		}
		column++
		if r > 0xFFFF {
			column++
		}
	}
	return column
}

// compileError is for code that the bundler accepts and goja does not.
func (l *loader) compileError(b *Bundle, err error) *ScriptError {
	e := &ScriptError{Script: b.Script, File: b.Entry, Name: "SyntaxError", Message: err.Error(), Err: err}
	return e
}
