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

// modules are the specifiers and the name in the catalog behind each.
var modules = map[string]string{
	"assert": "_assert", "assert/strict": "_assert", "buffer": "_buffer", "crypto": "_crypto", "events": "_events",
	"fs": "_fs", "fs/promises": "_fs", "os": "_os", "path": "_path", "path/posix": "_path", "process": "process",
	"querystring": "_querystring", "string_decoder": "_string_decoder", "timers": "_timers",
	"timers/promises": "_timers", "url": "_url", "util": "_util", "util/types": "_util",
}

// part is the property of the object that a specifier stands for, where it is
// not the object itself.
var part = map[string]string{
	"fs/promises": "promises", "timers/promises": "promises", "util/types": "types",
}

// Modules make the names of this package: one module for the globals, and one
// for each name that can be imported.
func Modules(o Options) []runtime.Module {
	shared := &state{options: o}
	list := []runtime.Module{globals{shared.catalog()}}
	for name, inner := range modules {
		list = append(list, module{name, inner})
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

func group(file string, natives func(*lazy.Realm) *goja.Object, names ...string) lazy.Group {
	return lazy.Group{Names: names, Source: sources()[file], Natives: natives}
}

func (s *state) catalog() *lazy.Catalog {
	return lazy.NewCatalog(
		group("codes.js", nil, "_coded", "_aborted"),
		group("buffer.js", bufferNatives, "Buffer", "_buffer"),
		group("process.js", s.processNatives, "process"),
		group("extras.js", platformNatives, "global", "_url", "_querystring", "_timers", "_os"),
		group("path.js", nil, "_path"),
		group("emitter.js", nil, "_events"),
		group("inspect.js", nil, "_inspect", "_format"),
		group("util.js", nil, "_util", "_deepEqual"),
		group("assert.js", nil, "_assert"),
		group("string_decoder.js", nil, "_string_decoder"),
		group("crypto.js", cryptoNatives, "_crypto"),
		group("fs.js", s.fsNatives, "_fs"),
	)
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

// module is one name that can be imported.
type module struct{ name, inner string }

func (m module) Specifiers() []string { return []string{m.name, "node:" + m.name} }

// Exports is nil: packages import whatever they like, and get undefined for
// what is not there, as from any CommonJS module.
func (module) Exports() []string { return nil }

func (module) Install(*runtime.Script) (*goja.Object, error) { return nil, nil }

// Import makes the module when a script first asks for it.
func (m module) Import(s *runtime.Script) (*goja.Object, error) {
	r := s.Local(realmKey{}).(*lazy.Realm)
	obj := r.Get(m.inner).ToObject(r.VM)
	if p := part[m.name]; p != "" {
		obj = obj.Get(p).ToObject(r.VM)
	}
	return obj, nil
}
