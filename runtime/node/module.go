// Package node gives rules the names of Node that people and npm packages
// reach for: Buffer, process.env, fs/promises inside one folder, path, util,
// events, crypto hashes and a few small ones, each under its bare name and
// under "node:".
//
// It does not pretend to be Node: process.versions.node is not there, so that
// packages take the way they take in a browser. What is left out says so when
// it is used; [MissingHint] knows what to use instead.
package node

import (
	"embed"
	"os"
	"sync"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
	"hotreply/runtime/node/bundled"
)

//go:embed js/*.js
var files embed.FS

// Options says what the names may reach.
type Options struct {
	// Env is process.env; nothing of the real environment gets in. It is
	// called once per script.
	Env func() map[string]string
	// Files is the folder that fs/promises is confined to, made at first use.
	// Empty means that there is none.
	Files string
}

// Modules make the names of this package: one module for the globals, and one
// for each name that can be imported.
func Modules(o Options) []runtime.Module {
	shared := &state{options: o}
	list := []runtime.Module{globals{shared.catalog()}}
	for name, m := range modules {
		list = append(list, module{name, m})
	}
	return list
}

// state is shared by all scripts.
type state struct {
	options Options
	open    sync.Once
	root    *os.Root
	err     error // why there is no root
}

var sources = sync.OnceValue(func() map[string]*lazy.Source { return lazy.Sources(files) })

// packages are the files of bundled, by name.
var packages = sync.OnceValue(func() map[string]*lazy.Source {
	m := map[string]*lazy.Source{}
	for _, name := range []string{"stream.js", "url.js", "punycode.js", "parseargs.js"} {
		m[name] = lazy.FromFS(bundled.Files, name)
	}
	return m
})

func group(file string, natives func(*lazy.Realm) *goja.Object, names ...string) lazy.Group {
	return lazy.Group{Names: names, Source: sources()[file], Natives: natives}
}

func (s *state) catalog() *lazy.Catalog {
	return lazy.NewCatalog(
		group("codes.js", hintNatives, "_coded", "_aborted", "_unavailable", "_absent", "_hint"),
		group("constants.js", nil, "_constants", "_flatConstants"),
		group("buffer.js", bufferNatives, "Buffer", "_buffer"),
		group("process.js", s.processNatives, "process"),
		group("navigator.js", platformNatives, "navigator", "self", "global"),
		group("url.js", platformNatives, "_url"),
		group("querystring.js", nil, "_querystring"),
		group("timers.js", nil, "_timers"),
		group("os.js", platformNatives, "_os"),
		group("path.js", nil, "_path"),
		group("emitter.js", nil, "_events"),
		group("inspect.js", nil, "_inspect", "_format"),
		group("util.js", nil, "_util", "_deepEqual"),
		group("parse_args.js", nil, "_parseArgs"),
		group("assert.js", nil, "_assert"),
		group("string_decoder.js", nil, "_string_decoder"),
		group("crypto.js", cryptoNatives, "_crypto"),
		group("crypto_kit.js", nil, "_cryptoKit"),
		group("crypto_keys.js", cryptoNatives, "_cryptoKeys"),
		group("crypto_sign.js", cryptoNatives, "_cryptoSign"),
		group("crypto_ciphers.js", cryptoNatives, "_cryptoCiphers", "_cryptoDeriving"),
		group("fs.js", s.fsNatives, "_fs"),
		group("stream.js", nil, "_stream", "_consumers", "_streamWeb"),
		group("zlib.js", zlibNatives, "_zlib"),
		group("http_messages.js", nil, "_messages"),
		group("http.js", nil, "_http", "_https"),
		group("sockets.js", socketNatives, "_net", "_tls", "_dgram", "_http2"),
		group("dns.js", nil, "_dns"),
		group("observing.js", nil, "_perf", "_diagnostics"),
		group("async_hooks.js", contextNatives, "_asyncHooks"),
		group("module.js", moduleNatives, "_module"),
		group("readline.js", nil, "_readline"),
		group("stubs.js", nil, "_childProcess", "_cluster", "_workers", "_vm", "_v8", "_inspector", "_repl", "_sqlite", "_wasi", "_trace", "_domain", "_sea", "_test", "_tty", "_console"),
		bundledGroup("stream.js", "_streamCore"),
		bundledGroup("url.js", "_urlCore"),
		bundledGroup("punycode.js", "_punycode"),
		bundledGroup("parseargs.js", "_parseArgsCore"),
	)
}

// bundledGroup is a group of one bundled npm package.
func bundledGroup(file, name string) lazy.Group {
	return lazy.Group{Names: []string{name}, Source: packages()[file]}
}

// globals makes the global names, and leaves the realm with the script for
// the imports.
type globals struct{ names *lazy.Catalog }

// realmKey is where a script keeps its realm.
type realmKey struct{}

func (globals) Specifiers() []string { return nil }
func (globals) Exports() []string    { return nil }

func (g globals) Install(s *runtime.Script) (*goja.Object, error) {
	r, err := g.names.Install(s)
	s.SetLocal(realmKey{}, r)
	return nil, err
}
