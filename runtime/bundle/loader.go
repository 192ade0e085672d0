package bundle

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/evanw/esbuild/pkg/api"
)

// Loader makes bundles of the scripts in one folder. All but its Files is
// read-only or guarded, so several goroutines may load at once.
type Loader struct {
	dir      string // absolute
	label    string // how errors name the folder ("scripts")
	modules  map[string]Importable
	hint     func(string) string
	pick     func(name string) bool
	skip     func(name string) bool
	onRead   func(script, path string)
	files    *Files
	patience time.Duration
	key      string   // of what it makes; see Kept
	loose    sync.Map // what has to be compiled as it is, by path and hash
}

// loadPatience is how long a build may take.
const loadPatience = 30 * time.Second

// New makes a loader; nothing is read yet.
func New(o Options) *Loader {
	l := &Loader{dir: o.Dir, label: filepath.Base(o.Dir), modules: make(map[string]Importable), hint: o.Hint, pick: o.Pick, skip: o.Skip,
		onRead: o.OnRead, files: newFiles(o.Limits), patience: cmp.Or(o.Patience, loadPatience)}
	l.key = keyOf(o)
	if strings.Contains(l.label, ":") { // "A:" alone would be the scheme of a URL
		l.label = o.Dir
	}
	for _, m := range o.Modules {
		for _, name := range m.Specifiers() {
			l.modules[name] = m
		}
	}
	return l
}

// Dir is the folder, absolute.
func (l *Loader) Dir() string { return l.dir }

// Files is what the loader remembers of the disk. It belongs to one goroutine.
func (l *Loader) Files() *Files { return l.files }

// supported says what goja can run beyond ES2022, or can not.
var supported = map[string]bool{
	"top-level-await":                 true, // inside the function of the banner
	"async-generator":                 false,
	"for-await":                       false,
	"decorators":                      false,
	"using":                           false,
	"dynamic-import":                  false, // becomes a call of require
	"import-meta":                     true,  // replaced by the plugin
	"regexp-unicode-property-escapes": false, // becomes new RegExp, which the prelude mends
	"regexp-sticky-and-unicode-flags": false, // the same: esbuild overlooks \p inside […]
	"hashbang":                        false,
}

var loaders = map[string]api.Loader{
	".js": api.LoaderJS, ".mjs": api.LoaderJS, ".cjs": api.LoaderJS, ".jsx": api.LoaderJSX,
	".ts": api.LoaderTS, ".mts": api.LoaderTS, ".cts": api.LoaderTS, ".tsx": api.LoaderTSX,
	".json": api.LoaderJSON, ".txt": api.LoaderText, ".md": api.LoaderText, ".html": api.LoaderText,
	".csv": api.LoaderText, ".tsv": api.LoaderText, ".toml": api.LoaderText, ".yaml": api.LoaderText, ".yml": api.LoaderText,
}

// Load bundles the script whose first file is entry, and compiles the result.
// held counts the memory that this takes, by what was read. The error is an
// [*Error], which wraps the cause if ctx ended. The bundle comes back even then, with the inputs that were
// read, so that a change of any of them is another try.
func (l *Loader) Load(ctx context.Context, script, entry string, held *atomic.Int64) (b *Bundle, err error) {
	base, _ := cutExtension(script)
	b = &Bundle{Script: script, Entry: l.Display(entry)}
	read := newReading(l, script, held)
	defer func() { b.Inputs, b.Sources = read.inputs(entry), read.sourcesNow() }()
	read.folder(l.dir) // the bundler looks there before anything is imported
	result, err := l.build(ctx, l.options(entry, base+".js", read), read)
	for err == nil && l.learn(result.Errors, read) {
		held.Add(-read.counted.Load())
		read = newReading(l, script, held)
		read.folder(l.dir)
		result, err = l.build(ctx, l.options(entry, base+".js", read), read)
	}
	if err != nil {
		e, ok := err.(*Error)
		if !ok {
			e = &Error{Message: err.Error(), Err: err}
		}
		e.File = cmp.Or(e.File, b.Entry)
		return b, e
	}
	for _, m := range result.Warnings {
		n := l.note(m, read)
		n.Script = script
		b.Notes = append(b.Notes, n)
	}
	b.Notes = append(b.Notes, read.notesNow()...)
	if len(result.Errors) > 0 {
		e := l.buildError(result.Errors[0], read)
		e.File = cmp.Or(e.File, b.Entry)
		return b, e
	}
	b.Sources, b.key = read.sourcesNow(), l.key
	b.Code = l.finish(result.OutputFiles, entry, read.looseNow())
	if err := b.compile(); err != nil {
		return b, b.syntaxError(err)
	}
	return b, nil
}

// displayRelative is how errors name a file that the bundler names by its path
// from the folder of scripts. The files of a package that lies far from there
// are named from its node_modules on.
func (l *Loader) displayRelative(rel string) string {
	name := l.Display(filepath.Join(l.dir, filepath.FromSlash(rel)))
	if i := strings.Index(name, "node_modules/"); i > 0 && strings.HasPrefix(name, "../") {
		return name[i:]
	}
	return name
}

// build bundles beside the caller, who waits no longer than the limit: a file
// system that does not answer must not hold up other scripts.
func (l *Loader) build(ctx context.Context, options api.BuildOptions, read *reading) (api.BuildResult, error) {
	if bad := read.isBlocked(); bad != nil {
		return api.BuildResult{}, bad
	}
	done := make(chan api.BuildResult, 1)
	failed := make(chan error, 1)
	go func() {
		defer func() {
			if x := recover(); x != nil {
				failed <- &Error{Name: "SyntaxError", Message: fmt.Sprintf("the bundler gave up on this file: %v", x)}
			}
		}()
		done <- api.Build(options)
	}()
	limit := time.NewTimer(l.patience)
	defer limit.Stop()
	select {
	case result := <-done:
		if bad := read.isBlocked(); bad != nil {
			return result, bad
		}
		return result, nil
	case err := <-failed:
		return api.BuildResult{}, err
	case <-limit.C:
		return api.BuildResult{}, &Error{Name: "TimeoutError", Message: fmt.Sprintf("reading the rule and what it imports took longer than %v", l.patience),
			Advice: "look for a file, in node_modules too, that is a pipe or lies on a drive that does not answer"}
	case <-ctx.Done():
		return api.BuildResult{}, context.Cause(ctx)
	}
}

func (l *Loader) options(entry, out string, read *reading) api.BuildOptions {
	return api.BuildOptions{
		Stdin: &api.StdinOptions{
			Contents:   "import * as all from " + jsString(entry) + "; __hotreply(" + jsString(ExportsName) + ", all);",
			ResolveDir: l.dir,
			Sourcefile: hostFiles + "entry",
		},
		AbsWorkingDir:  l.dir,
		Outfile:        filepath.Join(l.dir, filepath.FromSlash(out)),
		Bundle:         true,
		Format:         api.FormatESModule,
		Platform:       api.PlatformBrowser,
		Conditions:     []string{"hotreply"},
		MainFields:     []string{"browser", "main", "module"}, // Node knows no "module"
		Target:         api.ES2022,
		Supported:      supported,
		Define:         defines,
		Loader:         loaders,
		Charset:        api.CharsetUTF8,
		Banner:         map[string]string{"js": bannerText},
		Footer:         map[string]string{"js": footerText},
		Sourcemap:      api.SourceMapExternal,
		SourcesContent: api.SourcesContentExclude,
		LogLevel:       api.LogLevelSilent,
		LegalComments:  api.LegalCommentsNone,
		KeepNames:      true,
		Plugins:        []api.Plugin{l.plugin(read)},
	}
}

// plugin serves the host's modules to the bundler and reads the files for it,
// so that what is hashed is what was bundled.
func (l *Loader) plugin(read *reading) api.Plugin {
	return api.Plugin{Name: "hotreply", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: "."}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if _, ok := l.modules[a.Path]; ok {
				return api.OnResolveResult{Path: a.Path, Namespace: "hotreply"}, nil
			}
			if answer, ok := refuseForeign(a); ok {
				return answer, nil
			}
			if a.Namespace != "hotreply" && a.ResolveDir != "" {
				read.resolve(a.Path, a.ResolveDir)
				if bad := read.isBlocked(); bad != nil {
					return api.OnResolveResult{}, errors.New(bad.Message)
				}
				return read.choose(a), nil
			}
			return api.OnResolveResult{}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: "hotreply"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			text := moduleText(a.Path, l.modules[a.Path].Exports())
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: absent}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			by, _ := a.PluginData.(string)
			text := absentText(a.Path, by)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: "file"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			return read.load(build, a)
		})
	}}
}

// read is the text of a file, without the mark that some editors put before
// it, and the hash of all its bytes, as a scan makes it.
func (l *Loader) read(path string) (text string, hash uint64, err error) {
	data, st, err := l.files.look(path)
	return strings.TrimPrefix(string(data), "\uFEFF"), st.state, err
}

// HalfWritten reports whether a file that was loaded is missing, empty, or only
// the beginning of what it was in an older bundle, which may be nil. It belongs
// to the owner of the files.
func (l *Loader) HalfWritten(in Input, old *Bundle) bool {
	if in.Use != Loaded {
		return false
	}
	if in.Hash == isNothing {
		return true
	}
	st, ok := l.files.known[in.Path]
	switch {
	case !ok:
		return false
	case st.stamp.Size == 0:
		return true
	case old == nil:
		return false
	}
	was := old.Sources[l.Display(in.Path)]
	if int64(len(was)) <= st.stamp.Size {
		return false
	}
	text, _, err := l.read(in.Path)
	return err == nil && strings.HasPrefix(was, text)
}

// insideModules reports whether a path is that of an installed package.
func insideModules(path string) bool {
	return strings.Contains(filepath.ToSlash(path)+"/", "/node_modules/")
}

// Display is how errors name a file: with the name of the folder of scripts
// in front, and slashes on every system.
func (l *Loader) Display(path string) string {
	rel, err := filepath.Rel(l.dir, path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(filepath.Join(l.label, rel))
}
