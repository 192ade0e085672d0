package bundle

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"hotreply/runtime/internal/nesting"
)

// The bundler resolves imports by itself. What it may look at for that is
// noted before it looks: a change of any of it is reason to bundle again, and
// what would block it is refused. More than it really looks at does no harm.

// resolvable are the extensions that the bundler adds to a path, in any order.
var resolvable = []string{".tsx", ".ts", ".jsx", ".js", ".css", ".json"}

// rewritten are the files that an import of another name may mean.
var rewritten = map[string][]string{".js": {".ts", ".tsx"}, ".jsx": {".ts", ".tsx"}, ".mjs": {".mts"}, ".cjs": {".cts"}}

// settings are the files of a folder that the bundler reads unasked.
var settings = []string{"package.json", "tsconfig.json", "jsconfig.json"}

// resolve notes what an import of a file in dir depends on.
func (r *reading) resolve(spec, dir string) {
	r.folder(dir)
	bare, _, _ := strings.Cut(strings.ReplaceAll(spec, "#", "?"), "?")
	for _, name := range []string{spec, bare} {
		switch {
		case name == "":
		case filepath.IsAbs(name):
			r.candidates(filepath.Clean(name))
		case name == "." || name == ".." || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../"):
			r.candidates(filepath.Join(dir, filepath.FromSlash(name)))
		case strings.HasPrefix(name, "#"):
			for at := dir; filepath.Dir(at) != at; at = filepath.Dir(at) {
				r.entries(at)
			}
		default:
			r.packages(name, dir)
			r.mapped(name, dir)
		}
		if bare == spec {
			break
		}
	}
}

// candidates notes what an import of a path may mean.
func (r *reading) candidates(path string) {
	kind := r.candidate(path) & 0xF
	if kind == isFile {
		return
	}
	for _, ext := range resolvable {
		r.candidate(path + ext)
	}
	ext := filepath.Ext(path)
	for _, other := range rewritten[ext] {
		r.candidate(strings.TrimSuffix(path, ext) + other)
	}
	if kind != isFolder {
		return
	}
	r.folder(path)
	r.entries(path)
	for _, ext := range resolvable {
		r.candidate(filepath.Join(path, "index"+ext))
	}
}

// packages notes where a package is looked for.
func (r *reading) packages(name, dir string) {
	for at := dir; ; at = filepath.Dir(at) {
		if modules := filepath.Join(at, "node_modules"); filepath.Base(at) != "node_modules" {
			root := filepath.Join(modules, filepath.FromSlash(packageName(name)))
			if r.candidate(root)&0xF == isFolder {
				r.folder(root)
				r.entries(root)
			}
			r.candidates(filepath.Join(modules, filepath.FromSlash(name)))
		}
		if filepath.Dir(at) == at {
			return
		}
	}
}

// entries notes the files that the package.json of a package speaks of: one of
// them may be missing, so that another is taken.
func (r *reading) entries(root string) {
	r.mu.Lock()
	seen := r.packs[root]
	r.packs[root] = true
	r.mu.Unlock()
	if seen {
		return
	}
	most := 100
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if most--; most >= 0 && v != "" && filepath.IsLocal(filepath.FromSlash(v)) {
				r.candidates(filepath.Join(root, filepath.FromSlash(v)))
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	var pkg map[string]any
	if json.Unmarshal(r.setting(filepath.Join(root, "package.json")), &pkg) != nil {
		return
	}
	for _, key := range []string{"main", "module", "browser", "exports", "imports"} {
		walk(pkg[key])
	}
}

// leftOut reports whether a package does without a module in browsers, and so
// here: its package.json says false of it under "browser". The bundler then asks
// for the path that was imported, which need not be there.
func (r *reading) leftOut(path string) bool {
	if !filepath.IsAbs(path) {
		return true // a package, by its name
	}
	for at := filepath.Dir(path); insideModules(at); at = filepath.Dir(at) {
		text := r.setting(filepath.Join(at, "package.json"))
		if text == nil {
			continue
		}
		var pkg struct{ Browser any }
		_ = json.Unmarshal(text, &pkg) // one that is no JSON leaves nothing out
		files, _ := pkg.Browser.(map[string]any)
		rel, err := filepath.Rel(at, path)
		for key, use := range files {
			if err == nil && use == false && sameModule(filepath.ToSlash(rel), strings.TrimPrefix(key, "./")) {
				return true
			}
		}
		return false
	}
	return false
}

// sameModule reports whether two paths differ in what an import may leave away.
func sameModule(a, b string) bool {
	short := func(path string) string {
		if ext := filepath.Ext(path); slices.Contains(resolvable, ext) {
			path = strings.TrimSuffix(path, ext)
		}
		return strings.TrimSuffix(path, "/index")
	}
	return short(a) == short(b)
}

// folder notes the settings of a folder and of all above it.
func (r *reading) folder(dir string) {
	for ; ; dir = filepath.Dir(dir) {
		r.mu.Lock()
		seen := r.folders[dir]
		r.folders[dir] = true
		r.mu.Unlock()
		if seen {
			return
		}
		for _, name := range settings {
			if name == "package.json" || !insideModules(dir) {
				r.setting(filepath.Join(dir, name))
			}
		}
		for _, name := range []string{".pnp.data.json", ".pnp.cjs", ".pnp.js"} {
			path := filepath.Join(dir, name)
			if state, _ := r.loader.files.kindIn(dir, path); state&0xF == isOther {
				r.block(r.unreadable(path, isOther))
			}
		}
		if filepath.Dir(dir) == dir {
			return
		}
	}
}

// setting notes a file of settings, with those it builds on, and gives its
// text.
func (r *reading) setting(path string) []byte {
	text, st, _ := r.loader.files.look(path)
	r.mu.Lock()
	_, seen := r.hashes[dependency{path, Setting}]
	r.hashes[dependency{path, Setting}] = st.state
	r.mu.Unlock()
	if st.state == isOther || text == nil && st.stamp.Size > r.loader.files.limits.largest(path) {
		r.block(r.unreadable(path, st.state))
	} else if e := nesting.Check(string(text)); e != nil {
		r.block(&Error{File: r.loader.Display(path), Line: e.Line, Column: 1, Name: "SyntaxError", Message: e.Error(), Advice: e.Hint()})
	}
	if seen || text == nil || filepath.Base(path) == "package.json" {
		return text
	}
	for _, base := range texts(tsconfig(text)["extends"]) {
		switch {
		case strings.HasPrefix(base, ".") || filepath.IsAbs(base):
			if !filepath.IsAbs(base) {
				base = filepath.Join(filepath.Dir(path), filepath.FromSlash(base))
			}
			for _, p := range []string{base, base + ".json", filepath.Join(base, "tsconfig.json")} {
				r.setting(p)
			}
		default:
			for at := filepath.Dir(path); ; at = filepath.Dir(at) {
				p := filepath.Join(at, "node_modules", filepath.FromSlash(base))
				for _, p := range []string{p, p + ".json", filepath.Join(p, "tsconfig.json"), filepath.Join(p, "package.json")} {
					r.setting(p)
				}
				if filepath.Dir(at) == at {
					break
				}
			}
		}
	}
	return text
}

// mapped notes where paths and baseUrl of a tsconfig.json send an import.
func (r *reading) mapped(name, dir string) {
	for at := dir; ; at = filepath.Dir(at) {
		for _, file := range settings[1:] {
			path := filepath.Join(at, file)
			text, _, _ := r.loader.files.look(path)
			options, _ := tsconfig(text)["compilerOptions"].(map[string]any)
			base, given := options["baseUrl"].(string)
			base = filepath.Join(at, filepath.FromSlash(base))
			if given {
				r.candidates(filepath.Join(base, filepath.FromSlash(name)))
			}
			paths, _ := options["paths"].(map[string]any)
			for pattern, targets := range paths {
				before, after, star := strings.Cut(pattern, "*")
				if name != pattern && !(star && strings.HasPrefix(name, before) && strings.HasSuffix(name, after) && len(name) >= len(before)+len(after)) {
					continue
				}
				for _, target := range texts(targets) {
					if star {
						target = strings.Replace(target, "*", name[len(before):len(name)-len(after)], 1)
					}
					r.candidates(filepath.Join(base, filepath.FromSlash(target)))
				}
			}
		}
		if filepath.Dir(at) == at {
			return
		}
	}
}

// texts are the texts of a value that is one or a list of them.
func texts(v any) (list []string) {
	if s, ok := v.(string); ok {
		return []string{s}
	}
	for _, x := range asList(v) {
		if s, ok := x.(string); ok {
			list = append(list, s)
		}
	}
	return list
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// tsconfig reads JSON with comments and trailing commas.
func tsconfig(text []byte) (v map[string]any) {
	_ = json.Unmarshal(plainJSON(text), &v)
	return v
}

// plainJSON blanks what JSON does not have: comments, and commas before a
// closing bracket.
func plainJSON(text []byte) []byte {
	out := []byte(strings.TrimPrefix(string(text), "\uFEFF"))
	comma := -1
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case c == '"':
			for i++; i < len(out) && out[i] != '"'; i++ {
				if out[i] == '\\' {
					i++
				}
			}
			comma = -1
		case c == '/' && i+1 < len(out) && (out[i+1] == '/' || out[i+1] == '*'):
			end := "\n"
			if out[i+1] == '*' {
				end = "*/"
			}
			n := strings.Index(string(out[i+2:]), end)
			if n < 0 {
				n = len(out) - i - 2 - len(end)
			}
			for stop := i + 2 + n + len(end); i < stop; i++ {
				out[i] = ' '
			}
			i--
		case c == ',':
			comma = i
		case (c == '}' || c == ']') && comma >= 0:
			out[comma] = ' '
			comma = -1
		case c != ' ' && c != '\t' && c != '\n' && c != '\r':
			comma = -1
		}
	}
	return out
}
