package bundle

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

	"hotreply/runtime/internal/nesting"
)

// reading is what one build has read and looked for. esbuild loads files side
// by side.
type reading struct {
	loader  *Loader
	script  string        // that is built
	held    *atomic.Int64 // memory that the build takes, by the size of what it has read
	mu      sync.Mutex    // guards the fields below
	hashes  map[dependency]uint64
	folders map[string]bool   // whose settings are noted
	packs   map[string]bool   // whose package.json was read for what it names
	sources map[string]string // what people wrote, by the name errors use
	size    int64             // of all files
	notes   []Note            // what people should know of what was read
	blocked *Error            // what the bundler must not look at
	loose   []looseFile       // what is compiled as it is
	counted atomic.Int64      // what this build has added to held
}

// bundleFactor is how much memory a byte of source takes while it is bundled
// and compiled.
const bundleFactor = 24

// dependency is an input without what was there.
type dependency struct {
	path string
	use  InputUse
}

func newReading(l *Loader, script string, held *atomic.Int64) *reading {
	return &reading{loader: l, script: script, held: held, hashes: make(map[dependency]uint64), folders: make(map[string]bool), packs: make(map[string]bool), sources: make(map[string]string)}
}

// ownMap keeps the bundler from the map that a file names, which it would
// read: places are those of the file itself.
const ownMap = "\n//# sourceMappingURL=data:application/json;base64,e30="

// load reads one file for the bundler. It reads all of them, for the bundler
// itself would wait for a pipe.
func (r *reading) load(build api.PluginBuild, a api.OnLoadArgs) (api.OnLoadResult, error) {
	if r.leftOut(a.Path) {
		return api.OnLoadResult{}, nil // the bundler makes it empty by itself
	}
	if text, is := r.binary(a.Path); is {
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
	}
	kind, ok := loaders[filepath.Ext(a.Path)]
	text, hash, err := r.loader.read(a.Path)
	if r.loader.onRead != nil {
		r.loader.onRead(r.script, a.Path)
	}
	r.held.Add(bundleFactor * int64(len(text)))
	r.counted.Add(bundleFactor * int64(len(text)))
	foreign := insideModules(a.Path)
	if err == nil && !foreign && isData(a.Path) {
		if decoded, known := r.decoded(a.Path, []byte(text)); known {
			text = decoded
		}
	}
	advice := r.keep(a.Path, text, hash, foreign, ok && err == nil, kind)
	name := r.loader.Display(a.Path)
	switch {
	case err != nil:
		unfit := &unfitError{brief(err).Error(), "look at the file"}
		errors.As(err, &unfit)
		return r.refuse(name, unfit), nil
	case !ok && filepath.Ext(a.Path) == ".wasm":
		return r.refuse(name, &unfitError{"it is WebAssembly, which can not run here", "look for a package in plain JavaScript"}), nil
	case !ok && filepath.Ext(a.Path) == ".node":
		return r.refuse(name, &unfitError{"it is a program for this machine, which rules can not load", "look for a package in plain JavaScript"}), nil
	case !ok:
		return r.refuse(name, &unfitError{fmt.Sprintf("files that end in %q are no code", filepath.Ext(a.Path)), "rules import " + strings.Join(extensions(), " ")}), nil
	case advice != nil:
		return api.OnLoadResult{Errors: []api.Message{*advice}}, nil
	}
	if kind == api.LoaderText {
		var problem *api.Message
		if text, kind, problem = r.data(a.Path, text); problem != nil {
			return api.OnLoadResult{Errors: []api.Message{*problem}}, nil
		}
	} else if kind != api.LoaderJSON {
		text, kind = r.prepared(build, a.Path, text, hash, kind)
	}
	return api.OnLoadResult{Contents: &text, Loader: kind, ResolveDir: filepath.Dir(a.Path)}, nil
}

// prepared is a file of code as the bundler gets it.
func (r *reading) prepared(build api.PluginBuild, path, text string, hash uint64, kind api.Loader) (string, api.Loader) {
	text = r.withResolved(build, path, besideIt(text))
	if stub, is := r.setLoose(path, text, hash, kind); is {
		return stub, api.LoaderJS
	}
	text = r.loader.withMeta(path, withRequire(r.asScript(path, text)))
	if strings.Contains(text, "sourceMappingURL=") {
		text += ownMap
	}
	return text, kind
}

// refuse is an error at the import that asked for a file.
func (r *reading) refuse(name string, why *unfitError) api.OnLoadResult {
	return api.OnLoadResult{Errors: []api.Message{{Text: fmt.Sprintf("%s can not be imported: %s", name, why.problem), Detail: why, Notes: []api.Note{{Text: why.advice}}}}}
}

func extensions() (list []string) {
	for ext := range loaders {
		list = append(list, ext)
	}
	slices.Sort(list)
	return list
}

// keep notes what was read, and returns why it is not for the bundler.
func (r *reading) keep(path, text string, hash uint64, foreign, fit bool, kind api.Loader) *api.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hashes[dependency{path, Loaded}] = hash
	if !fit {
		return nil
	}
	refusal := func(line int, text, advice string) *api.Message {
		rel, _ := filepath.Rel(r.loader.dir, path)
		return &api.Message{
			Text:     text,
			Location: &api.Location{File: rel, Line: line, LineText: " "},
			Notes:    []api.Note{{Text: advice}},
		}
	}
	if r.size += int64(len(text)); r.size > r.loader.files.limits.Sources {
		return refusal(1, fmt.Sprintf("the rule and what it imports are larger than %d MB", r.loader.files.limits.Sources>>20), "large data belongs into the files folder; read it with fs/promises when a message needs it")
	}
	if line := notUTF8(text); line > 0 && !foreign {
		return refusal(line, "the file is not UTF-8 text",
			"save it again with the encoding UTF-8; what it has now, editors call GBK, ANSI or UTF-16")
	}
	if kind != api.LoaderText {
		if e := nesting.Check(text); e != nil {
			return refusal(e.Line, e.Error(), e.Hint())
		}
	}
	if !foreign {
		r.sources[r.loader.Display(path)] = text
	}
	return nil
}

// candidate notes that a path may be what an import means, and what it is now.
func (r *reading) candidate(path string) uint64 {
	d := dependency{path, Candidate}
	r.mu.Lock()
	state, ok := r.hashes[d]
	r.mu.Unlock()
	if ok {
		return state
	}
	state, _ = r.loader.files.kindIn(realPath(filepath.Dir(path)), path)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hashes[d] = state
	return state
}

// block refuses the build: the bundler would read, unasked, what it must not.
func (r *reading) block(e *Error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.blocked = cmp.Or(r.blocked, e)
}

func (r *reading) unreadable(path string, state uint64) *Error {
	problem := "is no plain file"
	if state != isOther {
		problem = fmt.Sprintf("is larger than %d MB", r.loader.files.limits.largest(path)>>20)
	}
	return &Error{File: r.loader.Display(path), Name: "ImportError", Message: filepath.Base(path) + " " + problem,
		Advice: "imports can not be resolved beside it; move it away"}
}

// isBlocked is why the build can not go on, nil if it can.
func (r *reading) isBlocked() *Error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.blocked
}

// notUTF8 is the first line with a byte that no UTF-8 text has, or 0.
func notUTF8(text string) (line int) {
	if utf8.ValidString(text) {
		return 0
	}
	for part := range strings.Lines(text) {
		line++
		if !utf8.ValidString(part) {
			break
		}
	}
	return line
}

// inputs lists all that the build depends on; the entry is the first.
func (r *reading) inputs(entry string) []Input {
	first := Input{Path: entry}
	if _, hash, err := r.loader.read(entry); err == nil {
		first.Hash = hash
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	list := []Input{first}
	for d, hash := range r.hashes {
		if d == (dependency{entry, Loaded}) {
			list[0].Hash = hash // what was bundled, which may be older
			continue
		}
		list = append(list, Input{Path: d.path, Use: d.use, Hash: hash})
	}
	slices.SortFunc(list[1:], func(a, b Input) int {
		return cmp.Or(cmp.Compare(a.Use, b.Use), strings.Compare(a.Path, b.Path))
	})
	return list
}

// sourcesNow are what people wrote; a build that was given up may still read.
func (r *reading) sourcesNow() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make(map[string]string, len(r.sources))
	for name, text := range r.sources {
		out[name] = text
	}
	return out
}
