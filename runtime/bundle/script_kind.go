package bundle

import (
	"path/filepath"
	"strings"
)

// asScript makes the bundler take a file for CommonJS that has nothing of a
// module, as Node does: it would run among ES modules, and so in strict mode. In
// an ES module that was not recognized the addition does nothing.
func (r *reading) asScript(path, text string) string {
	ext := filepath.Ext(path)
	if ext != ".js" && ext != ".cjs" && ext != ".cts" || strings.Contains(text, "module.exports") {
		return text
	}
	rel, err := filepath.Rel(r.loader.dir, path)
	if err != nil || !looseModule(filepath.ToSlash(rel)) || moduleSyntax(text) {
		return text
	}
	return text + "\n;typeof exports;"
}

// moduleSyntax reports whether a text may be that of an ES module: it has the
// word import or export outside of comments and texts, not as a property and
// not as a call.
func moduleSyntax(text string) bool {
	if !strings.Contains(text, "import") && !strings.Contains(text, "export") {
		return false
	}
	plain := -1
	var blank []stretch
	for _, word := range []string{"import", "export"} {
		for at := 0; ; {
			i := strings.Index(text[at:], word)
			if i < 0 {
				break
			}
			from := at + i
			at = from + len(word)
			if from > 0 && (inName(rune(text[from-1])) || text[from-1] == '.') || at < len(text) && (inName(rune(text[at])) || text[at] == '(' || text[at] == ':') {
				continue
			}
			if plain++; plain == 0 {
				blank = stretchesOf(text)
			}
			if !covered(blank, from) {
				return true
			}
		}
	}
	return false
}

// covered reports whether a place is in one of the stretches.
func covered(list []stretch, at int) bool {
	for _, s := range list {
		if s.from <= at && at < s.to {
			return true
		}
	}
	return false
}
