package runtime

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"
)

// reading is what one build has read. esbuild loads files side by side.
type reading struct {
	loader  *loader
	mu      sync.Mutex // guards hashes and sources
	hashes  map[string]uint64
	sources map[string]string
}

func newReading(l *loader) *reading {
	return &reading{loader: l, hashes: make(map[string]uint64), sources: make(map[string]string)}
}

// noMap keeps a package's lines out of the source map, which they would make
// ten times as long.
const noMap = "\n//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbIm5vZGVfbW9kdWxlcyJdLCJtYXBwaW5ncyI6IkFBQUEifQ=="

// load reads one file for the bundler.
func (r *reading) load(a api.OnLoadArgs) (api.OnLoadResult, error) {
	ext := filepath.Ext(a.Path)
	kind, ok := loaders[ext]
	if !ok {
		return api.OnLoadResult{}, nil
	}
	text, hash, err := r.loader.read(a.Path)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	foreign := insideModules(a.Path)
	if bad := r.refuse(a.Path, text, hash, foreign, kind); bad != nil {
		return api.OnLoadResult{Errors: []api.Message{*bad}}, nil
	}
	if kind != api.LoaderJSON && kind != api.LoaderText {
		text = r.loader.withMeta(a.Path, text)
		if foreign {
			text += noMap
		}
	}
	return api.OnLoadResult{Contents: &text, Loader: kind, ResolveDir: filepath.Dir(a.Path)}, nil
}

// refuse keeps what was read, and returns why it is not for the bundler.
func (r *reading) refuse(path, text string, hash uint64, foreign bool, kind api.Loader) *api.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hashes[path] = hash
	refusal := func(line int, text, advice string) *api.Message {
		rel, _ := filepath.Rel(r.loader.dir, path)
		return &api.Message{
			Text:     text,
			Location: &api.Location{File: rel, Line: line, LineText: " "},
			Notes:    []api.Note{{Text: advice}},
		}
	}
	if line := notUTF8(text); line > 0 && !foreign {
		return refusal(line, "the file is not UTF-8 text",
			"save it again with the encoding UTF-8; what it has now, editors call GBK, ANSI or UTF-16")
	}
	if kind != api.LoaderText {
		if e := CheckNesting(text); e != nil {
			return refusal(e.Line, e.Error(), e.Hint())
		}
	}
	if !foreign {
		r.sources[r.loader.display(path)] = text
	}
	return nil
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

// inputs lists the files that were read; the entry is always one of them.
func (r *reading) inputs(entry string) []Input {
	list := []Input{{Path: entry, Hash: r.hashes[entry]}}
	if list[0].Hash == 0 { // a link: the bundler names what it leads to
		if _, hash, err := r.loader.read(entry); err == nil {
			list[0].Hash = hash
		}
	}
	for path, hash := range r.hashes {
		if path != entry {
			list = append(list, Input{Path: path, Hash: hash})
		}
	}
	slices.SortFunc(list[1:], func(a, b Input) int { return strings.Compare(a.Path, b.Path) })
	return list
}
