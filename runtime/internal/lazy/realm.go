package lazy

import (
	"context"
	"fmt"

	"github.com/dop251/goja"

	"hotreply/runtime"
)

// A Realm is the state of one catalog in one script. All of it is for the
// script's loop.
type Realm struct {
	Script  *runtime.Script
	VM      *goja.Runtime
	catalog *Catalog
	made    []*goja.Object // per group, nil until used
	own     *goja.Object
}

// Async runs work on a goroutine of its own and returns a promise of what
// finish, back on the loop, makes of its result.
func (r *Realm) Async(work func(context.Context) (any, error), finish func(any) (goja.Value, error)) goja.Value {
	return r.Script.Async(runtime.AsyncOptions{}, work, finish)
}

// Get returns the value of a name, making its group if need be.
func (r *Realm) Get(name string) goja.Value {
	i, ok := r.catalog.index[name]
	if !ok {
		return nil
	}
	if r.made[i] == nil && !r.catalog.groups[i].Alone {
		if err := r.Script.MakeAll(); err != nil { // the file may use any of it
			panic(r.VM.NewGoError(err))
		}
	}
	if r.made[i] == nil {
		g := r.catalog.groups[i]
		var natives goja.Value = goja.Undefined()
		if g.Natives != nil {
			natives = g.Natives(r)
		}
		made, err := g.Source.Call(r.VM, r.own, natives)
		if err != nil {
			panic(r.VM.NewGoError(fmt.Errorf("make %s: %w", name, err)))
		}
		r.made[i] = made
	}
	return r.made[i].Get(name)
}

// Object builds the go argument of a file from Go functions.
func (r *Realm) Object(funcs map[string]func(goja.FunctionCall) goja.Value) *goja.Object {
	o := r.VM.NewObject()
	for name, f := range funcs {
		_ = o.Set(name, r.Script.Func(name, f)) // a new object takes any property
	}
	return o
}

// names is the own argument of a catalog's files: its names, read-only.
type names struct{ r *Realm }

func (n names) Get(key string) goja.Value       { return n.r.Get(key) }
func (n names) Has(key string) bool             { _, ok := n.r.catalog.index[key]; return ok }
func (names) Set(key string, v goja.Value) bool { return false }
func (names) Delete(key string) bool            { return false }
func (n names) Keys() []string                  { return n.r.catalog.Names() }

// pending stands behind globalThis for names that were not touched yet.
type pending struct{ r *Realm }

func (p pending) Get(key string) goja.Value {
	if !p.Has(key) {
		return nil
	}
	v := p.r.Get(key)
	// A script that assigned the name itself never comes here again: its own
	// property of globalThis is found first.
	err := p.r.VM.GlobalObject().DefineDataProperty(key, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	if err != nil {
		panic(p.r.VM.NewGoError(err))
	}
	return v
}

func (p pending) Has(key string) bool {
	_, ok := p.r.catalog.index[key]
	return ok && key[0] != '_'
}

func (pending) Set(key string, v goja.Value) bool { return false }
func (pending) Delete(key string) bool            { return true }
func (pending) Keys() []string                    { return nil }

// Bytes is the memory of a Uint8Array or ArrayBuffer, not a copy.
func Bytes(v goja.Value) ([]byte, bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, false
	}
	switch b := o.Export().(type) {
	case []byte:
		return b, true
	case goja.ArrayBuffer:
		return b.Bytes(), true
	}
	return nil, false
}

// Uint8Array hands b, which is nobody else's, over to JavaScript.
func (r *Realm) Uint8Array(b []byte) goja.Value {
	r.Script.Keep(b)
	o, err := r.VM.New(r.VM.Get("Uint8Array"), r.VM.ToValue(r.VM.NewArrayBuffer(b)))
	if err != nil {
		panic(err)
	}
	return o
}
