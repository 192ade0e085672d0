package bundle

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"hotreply/internal/lazyregexp"
)

// foreignScheme matches names of imports that other runtimes load code by.
var foreignScheme = lazyregexp.New(`^(?i:https?|data|file|npm|jsr|bun|deno|blob):|^//`)

// ImportError says that an import was not found, or can not be.
type ImportError struct {
	Name, Advice string
	Kind         string // what Code returns, as Node names it
	Problem      string // what Error returns; empty: that it can not be imported
}

// Error names the import.
func (e *ImportError) Error() string {
	return cmp.Or(e.Problem, fmt.Sprintf("cannot import %q", e.Name))
}

// Code is the code of the JavaScript error.
func (e *ImportError) Code() string { return e.Kind }

// Hint says what to do about it.
func (e *ImportError) Hint() string {
	if e.Advice != "" {
		return e.Advice
	}
	return "import() and require() need a name written as a plain string"
}

// refuseForeign answers for the imports of our own files that name code by a
// URL. What a package requires under such a name is left to the run, where the
// package can catch it.
func refuseForeign(a api.OnResolveArgs) (api.OnResolveResult, bool) {
	if !foreignScheme.MatchString(a.Path) {
		return api.OnResolveResult{}, false
	}
	switch a.Kind {
	case api.ResolveJSRequireCall, api.ResolveJSRequireResolve:
		return api.OnResolveResult{Path: a.Path, External: true}, true
	case api.ResolveJSDynamicImport:
		if insideModules(a.Importer) {
			return api.OnResolveResult{Path: a.Path, External: true}, true
		}
	}
	err := &ImportError{Name: a.Path, Advice: ForeignHint(a.Path)}
	return api.OnResolveResult{Errors: []api.Message{{Text: err.Error(), Detail: err}}}, true
}

// ForeignHint says what to do instead of an import by URL; empty if the name is
// none.
func ForeignHint(name string) string {
	if !foreignScheme.MatchString(name) {
		return ""
	}
	scheme, rest, _ := strings.Cut(name, ":")
	switch strings.ToLower(scheme) {
	case "npm":
		pkg := packageName(unversioned(strings.TrimPrefix(rest, "/")))
		return fmt.Sprintf("hotreply does not install packages by itself: npm install %s in the folder of scripts, then import from %q", pkg, pkg)
	case "jsr":
		pkg := packageName(unversioned(strings.TrimPrefix(rest, "/")))
		return fmt.Sprintf("hotreply does not install packages by itself: npx jsr add %s in the folder of scripts, then import from %q", pkg, pkg)
	case "bun", "deno":
		return "hotreply is neither Bun nor Deno: fetch, fs/promises and store stand in for most of their modules"
	case "file":
		return `write the path as this file sees it, such as "./lib/util.js"`
	case "data", "blob":
		return "hotreply does not load code from URLs: save it in a file beside the rule"
	}
	return fmt.Sprintf("hotreply does not load code from URLs: npm install %s in the folder of scripts, or save the file beside the rule",
		packageOfURL(name))
}

// packageOfURL guesses the package behind the address that a CDN serves it by.
func packageOfURL(address string) string {
	_, rest, _ := strings.Cut(address, "//")
	_, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	for _, prefix := range []string{"npm/", "pin/", "v135/", "-/"} {
		path = strings.TrimPrefix(path, prefix)
	}
	if name := packageName(unversioned(path)); packageGrammar.MatchString(name) {
		return name
	}
	return "its package"
}

var packageGrammar = lazyregexp.New(`^(@[a-z0-9._-]+/)?[a-z0-9_-]+$|^(@[a-z0-9._-]+/)?[a-z0-9_-]+\.js$`)

// unversioned takes @1.2.3 out of a package's name.
func unversioned(name string) string {
	if i := strings.LastIndexByte(name, '@'); i > 0 {
		_, rest, found := strings.Cut(name[i:], "/")
		if name = name[:i]; found {
			name += "/" + rest
		}
	}
	return name
}

// ExportsName is what a bundle calls the host's table with to show what its
// first file exports.
const ExportsName = hostFiles + "exports"

// WithoutComments is the source of a file of that name without its comments.
func WithoutComments(name, source string) string {
	out := api.Transform(source, api.TransformOptions{Loader: loaders[filepath.Ext(name)], LegalComments: api.LegalCommentsNone, LogLevel: api.LogLevelSilent})
	return string(out.Code)
}

// The bundler makes import() of what it does not find a call of __require, as
// require() itself; the error's code tells them apart. Both names are of one
// length, so that source maps stay right.
const (
	importedCall = "=> __toESM(__require("
	dynamicCall  = "=> __toESM(__dynamic("
)
