package bundle

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
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

// metaName stands for import.meta in bundles.
const metaName = "__hotreply_meta"

// withMeta gives a file its import.meta, on its first line so that the others
// stay where they are.
func (l *Loader) withMeta(path, text string) string {
	if !strings.Contains(text, "import.meta") {
		return text
	}
	slash := filepath.ToSlash(path)
	if !strings.HasPrefix(slash, "/") {
		slash = "/" + slash
	}
	address := url.URL{Scheme: "file", Path: slash}
	meta := fmt.Sprintf("const %s = {url: %s, filename: %s, dirname: %s, main: false};", metaName,
		jsString(address.String()), jsString(path), jsString(filepath.Dir(path)))
	if strings.HasPrefix(text, "#!") {
		line, rest, _ := strings.Cut(text, "\n")
		return "//" + line + "\n" + meta + rest
	}
	return meta + text
}
