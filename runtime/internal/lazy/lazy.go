// Package lazy makes global names at their first use, so that a runtime pays
// only for what its script touches.
//
// A [Catalog] lists groups of names. Each group is one embedded JavaScript
// file, compiled once per process, of the shape
//
//	(function (own, go) { "use strict"; …; return { Name, … }; })
//
// where own gives the other names of the catalog and go what Go lends the
// file. Installing a catalog puts one object between globalThis and
// Object.prototype. It answers for names nobody has touched yet and moves each
// name to globalThis when somebody does. Seventy accessor properties would do
// the same for 110 µs and 105 KiB per runtime; this costs under a microsecond.
package lazy

import (
	"fmt"
	"io/fs"
	"path"
	"sync"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/compile"
)

// A Source is one JavaScript file of ours. Its compiled form is shared by all
// runtimes.
type Source struct {
	Name    string // in stack traces; ScriptPrefix + its base name
	program func() *goja.Program
}

// ScriptPrefix begins the file name of every script of ours in a stack trace,
// so that reports to people can leave such frames out.
const ScriptPrefix = "hotreply:"

// FromFS returns the source at name in files. It panics, at first use, when
// there is none or it does not compile: such a file is part of the program.
func FromFS(files fs.FS, name string) *Source {
	s := &Source{Name: ScriptPrefix + path.Base(name)}
	s.program = sync.OnceValue(func() *goja.Program {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			panic(fmt.Errorf("embedded script: %w", err))
		}
		return compile.Must(s.Name, string(text))
	})
	return s
}

// Sources returns the files of the folder js in files, by base name.
func Sources(files fs.FS) map[string]*Source {
	list, err := fs.Glob(files, "js/*.js")
	if err != nil {
		panic(err) // a bad pattern
	}
	m := make(map[string]*Source, len(list))
	for _, name := range list {
		m[path.Base(name)] = FromFS(files, name)
	}
	return m
}

// Program is the compiled source.
func (s *Source) Program() *goja.Program { return s.program() }

// Call runs the function that the source evaluates to. It returns nil if the
// function returns no object.
func (s *Source) Call(vm *goja.Runtime, args ...goja.Value) (*goja.Object, error) {
	v, err := vm.RunProgram(s.program())
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", s.Name, err)
	}
	f, ok := goja.AssertFunction(v)
	if !ok {
		return nil, fmt.Errorf("run %s: not a function", s.Name)
	}
	v, err = f(goja.Undefined(), args...)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", s.Name, err)
	}
	obj, _ := v.(*goja.Object)
	return obj, nil
}

// A Group is a set of names that come into being together.
type Group struct {
	Names   []string
	Source  *Source
	Natives func(*Realm) *goja.Object // what the file gets as go; may be nil
	Alone   bool                      // the file needs nothing that waits in [runtime.Script.WhenUsed]
}

// A Catalog is an immutable list of groups, shared by all runtimes.
type Catalog struct {
	groups []Group
	index  map[string]int // name → group
}

// NewCatalog lists groups. A name that starts with "_" is for the catalog's
// own files and does not become a global.
func NewCatalog(groups ...Group) *Catalog {
	c := &Catalog{groups: groups, index: map[string]int{}}
	for i, g := range groups {
		for _, n := range g.Names {
			c.index[n] = i
		}
	}
	return c
}

// Names lists the globals, in the order of their groups.
func (c *Catalog) Names() []string {
	var names []string
	for _, g := range c.groups {
		for _, n := range g.Names {
			if n[0] != '_' {
				names = append(names, n)
			}
		}
	}
	return names
}

// Install makes the names of c available to a script.
func (c *Catalog) Install(script *runtime.Script) (*Realm, error) {
	r := &Realm{Script: script, VM: script.VM(), catalog: c, made: make([]*goja.Object, len(c.groups))}
	r.own = r.VM.NewDynamicObject(names{r})
	script.OfferNames(c.Names())
	global := r.VM.GlobalObject()
	proto := r.VM.NewDynamicObject(pending{r})
	if err := proto.SetPrototype(global.Prototype()); err != nil {
		return nil, err
	}
	return r, global.SetPrototype(proto)
}
