package bundle

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// absent is the namespace of modules that stand for what is not there, or can
// not run here. They throw when they are reached, as in Node.
const absent = "absent"

// binaries are extensions of files that hold programs for machines.
var binaries = []string{".node", ".wasm"}

// left is the answer for an import of what is not there.
func (r *reading) left(a api.OnResolveArgs) api.OnResolveResult {
	if a.Kind == api.ResolveJSRequireCall {
		return api.OnResolveResult{Path: a.Path, External: true}
	}
	return api.OnResolveResult{Path: a.Path, Namespace: absent, PluginData: packageOf(a.Importer)}
}

// absentText is the module that throws the error of an import.
func absentText(name, by string) string {
	return fmt.Sprintf("module.exports = __dynamic(%s, %s);\n", jsString(name), jsString(by))
}

// binary is the module that stands for a file that holds a program for a
// machine, in a package; ok is false for all others.
func (r *reading) binary(path string) (text string, ok bool) {
	if !slices.Contains(binaries, filepath.Ext(path)) || !insideModules(path) {
		return "", false
	}
	return absentText(r.loader.Display(path), packageOf(path)), true
}

// Absent is the error of an import that a run has reached and that nothing is
// there for. by is the package that it stands in, or empty; code is what Code
// returns. hint finds advice on a name.
func Absent(name, by, code string, hint func(name string) string) *ImportError {
	e := &ImportError{Name: name, Kind: code}
	switch ext := filepath.Ext(name); {
	case strings.HasPrefix(name, AwaitedName):
		return mustWait(strings.TrimPrefix(name, AwaitedName))
	case ext == ".wasm":
		e.Kind, e.Problem = "ERR_UNKNOWN_FILE_EXTENSION", fmt.Sprintf("%s is WebAssembly, which can not run here", name)
		e.Advice = "look for a package in plain JavaScript"
	case ext == ".node":
		e.Kind, e.Problem = "ERR_DLOPEN_FAILED", fmt.Sprintf("%s is a program for this machine, which rules can not load", name)
		e.Advice = "look for a package in plain JavaScript"
	case by != "":
		e.Problem = fmt.Sprintf("cannot import %q, which the package %s needs", name, by)
		e.Advice = hint(name)
	default:
		e.Advice = hint(name)
	}
	for _, pkg := range []string{by, packageOf(name), packageName(name)} {
		if h := PackageHint(pkg); h != "" {
			e.Advice = h
			break
		}
	}
	return e
}

// mustWait is the error of require() for a module with a top-level await; file
// is its path as a bundle has it.
func mustWait(file string) *ImportError {
	return &ImportError{Name: file, Kind: "ERR_REQUIRE_ASYNC_MODULE",
		Problem: "require() can not wait for " + file + ", which has a top-level await or imports what has one",
		Advice:  "use import, or await import(…)"}
}

// instead says what to use in place of packages that can not work here.
var instead = map[string]string{
	"sharp":            "sharp is a program for the machine: use jimp, which is plain JavaScript",
	"canvas":           "canvas is a program for the machine: jimp draws and is plain JavaScript",
	"better-sqlite3":   "better-sqlite3 is a program for the machine: use store, which is durable and needs no package",
	"sqlite3":          "sqlite3 is a program for the machine: use store, which is durable and needs no package",
	"sql.js":           "sql.js is WebAssembly: use store, which is durable and needs no package",
	"nedb":             "nedb keeps its data in files of its own: use store, which is durable and needs no package",
	"nodejieba":        "nodejieba is a program for the machine: use segmentit, which is plain JavaScript",
	"bcrypt":           "bcrypt is a program for the machine: use bcryptjs, which has the same calls",
	"argon2":           "argon2 is a program for the machine: use bcryptjs",
	"tiktoken":         "tiktoken is WebAssembly: use js-tiktoken or gpt-tokenizer",
	"puppeteer":        "puppeteer drives a browser on this machine: use fetch with cheerio to read pages",
	"puppeteer-core":   "puppeteer-core drives a browser: use fetch with cheerio to read pages",
	"playwright":       "playwright drives a browser on this machine: use fetch with cheerio to read pages",
	"request":          "request is given up by its authors: use fetch",
	"request-promise":  "request-promise is given up by its authors: use fetch",
	"redis":            "redis needs a socket, and rules have none: use store, which is durable",
	"ioredis":          "ioredis needs a socket, and rules have none: use store, which is durable",
	"mysql2":           "mysql2 needs a socket, and rules have none: use store, which is durable",
	"mysql":            "mysql needs a socket, and rules have none: use store, which is durable",
	"pg":               "pg needs a socket, and rules have none: use store, which is durable",
	"mongodb":          "mongodb needs a socket, and rules have none: use store, which is durable",
	"mongoose":         "mongoose needs a socket, and rules have none: use store, which is durable",
	"ws":               "ws needs a socket, and rules have none: use fetch, whose response.body can be read while the server writes, or poll with bot.every",
	"socket.io-client": "socket.io-client needs a socket, and rules have none: use fetch, or poll with bot.every",
	"jsdom":            "jsdom is a whole browser: use cheerio or linkedom to read HTML",
	"got":              "got needs sockets: use fetch, or ky, which has the same taste",
	"undici":           "undici needs sockets: fetch is a global, no package is needed",
	"node-fetch":       "node-fetch is not needed: fetch is a global",
	"wechaty":          "wechaty is not needed: hotreply has the session with WeChat itself, use bot, see docs/api.md",
	"wechaty-grpc":     "wechaty-grpc is not needed: hotreply has the session with WeChat itself: use bot, see docs/api.md",
	"art-template":     "art-template reads its templates from files with Node's loader: use ejs, nunjucks or handlebars",
	"node-gyp-build":   "node-gyp-build loads a program for the machine, and the package that asks is one: look for one in plain JavaScript",
	"bindings":         "bindings loads a program for the machine, and the package that asks is one: look for one in plain JavaScript",
}

// PackageHint says what to use instead of a package that can not work here;
// empty if it knows of nothing.
func PackageHint(name string) string { return instead[name] }

// PackageOf is the package that a file lies in, by its name in errors; empty if
// it is in none.
func PackageOf(file string) string { return packageOf(file) }
