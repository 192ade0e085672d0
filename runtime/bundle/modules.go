package bundle

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"hotreply/internal/lazyregexp"
)

// moduleText is the module that stands for one of the host: CommonJS if its
// names are not known, so that require gives the object itself.
func moduleText(name string, exports []string) string {
	if exports == nil {
		return fmt.Sprintf("module.exports = __hotreply(%s);\n", jsString(name))
	}
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

// metaName stands for import.meta, __dirname and the like in bundles.
const metaName = "__hotreply_meta"

// defines are the names that each file has of its own.
var defines = map[string]string{
	"import.meta": metaName, "__dirname": metaName + ".dirname", "__filename": metaName + ".filename", "require.main": "__modules.main", "require.cache": "__modules.cache",
}

// withMeta gives a file its import.meta and __dirname, on its first line so that
// the others stay where they are.
func (l *Loader) withMeta(path, text string) string {
	if !strings.Contains(text, "import.meta") && !strings.Contains(text, "__dirname") && !strings.Contains(text, "__filename") {
		return text
	}
	meta := fmt.Sprintf("const %s = {url: %s, filename: %s, dirname: %s, main: false", metaName,
		jsString(fileURL(path)), jsString(path), jsString(filepath.Dir(path)))
	if strings.Contains(text, "import.meta.resolve") {
		meta += ", resolve: name => /^\\.{0,2}\\//.test(name) ? new URL(name, " + jsString(fileURL(path)) + ").href : require.resolve(name)"
	}
	meta += "};"
	if strings.HasPrefix(text, "#!") {
		line, rest, _ := strings.Cut(text, "\n")
		return "//" + line + "\n" + meta + rest
	}
	if directive := useStrict.FindString(text); directive != "" {
		meta = `"use strict";` + meta // it counts only in front of all others
	}
	return meta + text
}

// useStrict matches the directive at the beginning of a file, behind comments.
var useStrict = lazyregexp.New(`^(?:\s+|//[^\n]*\n|/\*(?s:.*?)\*/)*["']use strict["']`)

func fileURL(path string) string {
	slash := filepath.ToSlash(path)
	if !strings.HasPrefix(slash, "/") {
		slash = "/" + slash
	}
	return (&url.URL{Scheme: "file", Path: slash}).String()
}

// madeRequire matches how an ES module gets itself a require.
var madeRequire = lazyregexp.New(`\b(const|let|var)(\s+)require(\s*)=(\s*)(?:[\w$]+\.)?createRequire\(\s*import\.meta\.(?:url|filename)\s*\)`)

// withRequire makes a require that a module gets itself the one that the bundler
// knows, so that what it names is found and bundled.
func withRequire(text string) string {
	if !strings.Contains(text, "createRequire") {
		return text
	}
	return madeRequire.ReplaceAllString(text, "${1}${2}__madeRequire${3}=${4} 0")
}

// fromFolder matches how modules require what lies beside them by its whole
// path.
var fromFolder = lazyregexp.New(`\brequire\(\s*(?:__dirname\s*\+\s*(?:"/([^"\\\n]+)"|'/([^'\\\n]+)')|(?:\w+\.)?(?:join|resolve)\(\s*__dirname\s*,\s*(?:"([^"\\\n]+)"|'([^'\\\n]+)')\s*\))\s*\)`)

// besideIt writes such a require as one that the bundler understands.
func besideIt(text string) string {
	if !strings.Contains(text, "__dirname") {
		return text
	}
	return fromFolder.ReplaceAllString(text, `require("./${1}${2}${3}${4}")`)
}
