// Package prelude brings goja to the language that people write today: the
// library names of ECMAScript 2023 and later, regular expressions with \p{…},
// and limits on builtins that could take the process down with one call.
//
// [Programs] is plain JavaScript for any runtime, the matcher's included;
// [Module] is the same plus the limits, for the runtimes of scripts. Both
// only add: what the engine has is left alone.
package prelude

import (
	"embed"
	"sync"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/compile"
	"hotreply/runtime/internal/jsregexp"
	"hotreply/runtime/internal/lazy"
)

//go:embed js/*.js
var files embed.FS

// typedArrays are the names of the constructors.
var typedArrays = []string{"Uint8Array", "Int8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
	"Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"}

// parts are the files, with the names by which a script can tell that they were
// run.
var parts = []struct {
	file  string
	names []string
}{
	{"prelude.js", append([]string{"asyncIterator", "dispose", "asyncDispose", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
		"prototype", "groupBy", "fromAsync", "try", "withResolvers", "isWellFormed", "toWellFormed", "sumPrecise", "captureStackTrace"}, typedArrays...)},
	{"objects.js", []string{"fromEntries", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"}},
	{"promises.js", []string{"Promise", "then", "catch", "finally"}},
	{"legacy.js", []string{"anchor", "big", "blink", "bold", "fixed", "fontcolor", "fontsize", "italics", "link", "small", "strike", "sub", "sup",
		"getYear", "setYear", "toGMTString", "unscopables", "stackTraceLimit", "log10", "pow", "prototype", "getPrototypeOf"}},
	{"iterator.js", []string{"Iterator", "iterator", "values", "keys", "entries", "matchAll", "segment", compile.Generators}},
	{"regexp.js", []string{"escape"}},
}

var programs = sync.OnceValue(func() []runtime.Program {
	var list []runtime.Program
	for _, p := range parts {
		list = append(list, runtime.Program{Program: lazy.FromFS(files, "js/"+p.file).Program(), Names: p.names})
	}
	return list
})

// Programs are to be run, in order, in a new runtime before anything else.
// They are compiled once and shared.
func Programs() []runtime.Program { return programs() }

// Install gives vm the regular expressions that scripts have and runs
// [Programs] in it.
func Install(vm *goja.Runtime) error {
	if err := jsregexp.Install(vm, nil, 0); err != nil {
		return err
	}
	for _, p := range Programs() {
		if _, err := vm.RunProgram(p.Program); err != nil {
			return err
		}
	}
	return nil
}
