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

	"hotreply/runtime/internal/jsregexp"
	"hotreply/runtime/internal/lazy"
)

//go:embed js/*.js
var files embed.FS

var programs = sync.OnceValue(func() []*goja.Program {
	var list []*goja.Program
	for _, name := range []string{"prelude.js", "objects.js", "promises.js", "legacy.js", "iterator.js", "regexp.js"} {
		list = append(list, lazy.FromFS(files, "js/"+name).Program())
	}
	return list
})

// Programs are to be run, in order, in a new runtime before anything else.
// They are compiled once and shared.
func Programs() []*goja.Program { return programs() }

// Install gives vm the regular expressions that scripts have and runs
// [Programs] in it.
func Install(vm *goja.Runtime) error {
	if err := jsregexp.Install(vm, nil, 0); err != nil {
		return err
	}
	for _, p := range Programs() {
		if _, err := vm.RunProgram(p); err != nil {
			return err
		}
	}
	return nil
}
