package bundle

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"hotreply/internal/lazyregexp"
)

// nodeBuilds are packages that come with a build for browsers which can do less
// than the one for Node, whose names it needs are here.
var nodeBuilds = []string{"ws", "form-data", "jimp", "@jimp/", "qrcode", "get-stream", "@sec-ant/readable-stream", "supports-color",
	"turndown", "xlsx", "segmentit", "axios", "superagent", "reggol"}

func takesNodeBuild(name string) bool {
	return slices.ContainsFunc(nodeBuilds, func(p string) bool {
		return name == p || strings.HasSuffix(p, "/") && strings.HasPrefix(name, p)
	})
}

// nodeBuild finds what an import means to Node, of these packages and inside
// them; empty if it is none of theirs or not there.
func (r *reading) nodeBuild(a api.OnResolveArgs) string {
	if strings.HasPrefix(a.Path, ".") {
		if !insideModules(a.Importer) || !takesNodeBuild(packageOf(a.Importer)) {
			return ""
		}
		return realPath(r.nodeFile(filepath.Join(a.ResolveDir, filepath.FromSlash(a.Path))))
	}
	name := packageName(a.Path)
	if !takesNodeBuild(name) {
		return ""
	}
	for at := a.ResolveDir; ; at = filepath.Dir(at) {
		root := filepath.Join(at, "node_modules", filepath.FromSlash(name))
		if r.candidate(root)&0xF == isFolder {
			return realPath(r.nodeEntry(root, "."+strings.TrimPrefix(a.Path, name), a.Kind))
		}
		if filepath.Dir(at) == at {
			return ""
		}
	}
}

// nodeEntry is the file of a package that an import of it means to Node.
func (r *reading) nodeEntry(root, sub string, kind api.ResolveKind) string {
	var pkg struct {
		Main    string
		Exports any
	}
	_ = json.Unmarshal(r.setting(filepath.Join(root, "package.json")), &pkg) // without one it is index.js
	switch {
	case pkg.Exports != nil:
		conditions := []string{"node", "import", "default"}
		if kind == api.ResolveJSRequireCall {
			conditions[1] = "require"
		}
		if target := exported(pkg.Exports, sub, conditions); target != "" {
			return r.nodeFile(filepath.Join(root, filepath.FromSlash(target)))
		}
		return ""
	case sub != ".":
		return r.nodeFile(filepath.Join(root, filepath.FromSlash(sub)))
	case pkg.Main != "":
		if file := r.nodeFile(filepath.Join(root, filepath.FromSlash(pkg.Main))); file != "" {
			return file
		}
	}
	return r.nodeFile(filepath.Join(root, "index.js"))
}

// exported is the target that the exports of a package give for a path in it.
func exported(exports any, sub string, conditions []string) string {
	table, ok := exports.(map[string]any)
	if !ok || !slices.ContainsFunc(keysOf(table), func(k string) bool { return strings.HasPrefix(k, ".") }) {
		if sub != "." {
			return ""
		}
		return target(exports, conditions)
	}
	if to, ok := table[sub]; ok {
		return target(to, conditions)
	}
	for _, key := range keysOf(table) {
		before, after, star := strings.Cut(key, "*")
		if star && strings.HasPrefix(sub, before) && strings.HasSuffix(sub, after) && len(sub) >= len(before)+len(after) {
			return strings.ReplaceAll(target(table[key], conditions), "*", sub[len(before):len(sub)-len(after)])
		}
	}
	return ""
}

// target is the first that fits the conditions, which stand in the order in
// which packages write them.
func target(v any, conditions []string) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		for _, x := range v {
			if to := target(x, conditions); to != "" {
				return to
			}
		}
	case map[string]any:
		for _, c := range conditions {
			if to := target(v[c], conditions); to != "" {
				return to
			}
		}
	}
	return ""
}

// keysOf are the longest keys first, as patterns are looked at.
func keysOf(table map[string]any) []string {
	keys := make([]string, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int { return len(b) - len(a) })
	return keys
}

// nodeFile is the file that Node takes for a path; empty if there is none.
func (r *reading) nodeFile(path string) string {
	if path == "" {
		return ""
	}
	kind := r.candidate(path) & 0xF
	if kind == isFile {
		return path
	}
	for _, ext := range []string{".js", ".json", ".cjs", ".mjs"} {
		if r.candidate(path+ext)&0xF == isFile {
			return path + ext
		}
	}
	if kind != isFolder {
		return ""
	}
	var pkg struct{ Main string }
	if json.Unmarshal(r.setting(filepath.Join(path, "package.json")), &pkg) == nil && pkg.Main != "" {
		if file := r.nodeFile(filepath.Join(path, filepath.FromSlash(pkg.Main))); file != "" {
			return file
		}
	}
	for _, name := range []string{"index.js", "index.json", "index.cjs", "index.mjs"} {
		if r.candidate(filepath.Join(path, name))&0xF == isFile {
			return filepath.Join(path, name)
		}
	}
	return ""
}

// packageOf is the name of the package that a path lies in; empty if it is in
// none.
func packageOf(path string) string {
	slash := filepath.ToSlash(path)
	i := strings.LastIndex(slash, "node_modules/")
	if i < 0 {
		return ""
	}
	return packageName(slash[i+len("node_modules/"):])
}

// missingFrom reports whether an import that a package makes means nothing that
// is there. Node finds that out when the import is reached, which for many is
// never: they stand for databases or systems that one may use.
func (r *reading) missingFrom(a api.OnResolveArgs) bool {
	if !insideModules(a.Importer) || a.Path == "" || strings.HasPrefix(a.Path, "#") || filepath.IsAbs(a.Path) {
		return false
	}
	if strings.HasPrefix(a.Path, ".") {
		return !r.anyOf(filepath.Join(a.ResolveDir, filepath.FromSlash(a.Path))) && !r.leftOut(filepath.Join(a.ResolveDir, filepath.FromSlash(a.Path)))
	}
	name := packageName(a.Path)
	for at := a.ResolveDir; ; at = filepath.Dir(at) {
		if filepath.Base(at) != "node_modules" && r.candidate(filepath.Join(at, "node_modules", filepath.FromSlash(name)))&0xF == isFolder {
			return false
		}
		if filepath.Dir(at) == at {
			return !r.replaced(a.Path, a.Importer)
		}
	}
}

// anyOf reports whether one of the files is there that a path may mean.
func (r *reading) anyOf(path string) bool {
	there := func(path string) bool { return r.candidate(path)&0xF != isNothing }
	if there(path) || slices.ContainsFunc(resolvable, func(ext string) bool { return there(path + ext) }) {
		return true
	}
	ext := filepath.Ext(path)
	return slices.ContainsFunc(rewritten[ext], func(other string) bool { return there(strings.TrimSuffix(path, ext) + other) })
}

// replaced reports whether the package of a file says itself what an import of
// a name means, under "browser" in its package.json, or is that name's.
func (r *reading) replaced(name, importer string) bool {
	for at := filepath.Dir(importer); insideModules(at); at = filepath.Dir(at) {
		text := r.setting(filepath.Join(at, "package.json"))
		if text == nil {
			continue
		}
		var pkg struct {
			Name    string
			Browser any
		}
		_ = json.Unmarshal(text, &pkg)
		files, _ := pkg.Browser.(map[string]any)
		_, there := files[name]
		return there || pkg.Name == packageName(name)
	}
	return false
}

// choose answers what an import means where the bundler alone would answer
// otherwise than Node, or would refuse the whole script.
func (r *reading) choose(a api.OnResolveArgs) api.OnResolveResult {
	if path := r.nodeBuild(a); path != "" {
		return api.OnResolveResult{Path: path}
	}
	if r.missingFrom(a) {
		return r.left(a)
	}
	r.tellAmbiguous(a)
	return api.OnResolveResult{}
}

// resolveCall matches a require.resolve of a plain name.
var resolveCall = lazyregexp.New(`\brequire\.resolve\(\s*(?:"([^"\\\n]+)"|'([^'\\\n]+)')\s*\)`)

// withResolved puts the paths of files in place of what a file asks
// require.resolve for. They are not loaded for that.
func (r *reading) withResolved(build api.PluginBuild, path, text string) string {
	if !strings.Contains(text, "require.resolve(") {
		return text
	}
	return resolveCall.ReplaceAllStringFunc(text, func(call string) string {
		m := resolveCall.FindStringSubmatch(call)
		name := m[1] + m[2]
		if _, host := r.loader.modules[name]; host {
			return call
		}
		found := build.Resolve(name, api.ResolveOptions{Importer: path, Namespace: "file", ResolveDir: filepath.Dir(path), Kind: api.ResolveJSRequireCall})
		if len(found.Errors) > 0 || found.Namespace != "file" || !filepath.IsAbs(found.Path) {
			return call // it fails when it is reached
		}
		return "require.resolve(" + jsString(found.Path) + ")"
	})
}
