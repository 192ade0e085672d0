package bundle

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
)

// Bundle is one script as the loader made it: a single program with
// everything the script imports. It is immutable and holds no JavaScript
// values, so any number of runtimes may run it.
type Bundle struct {
	Script  string            // file name of the script
	Entry   string            // file of its first line, as errors name it ("scripts/10-hello.js")
	Code    string            // JavaScript with an inline source map
	Sources map[string]string // original text by the name errors use; no node_modules
	Inputs  []Input           // all that the code depends on, the file of its first line first
	Notes   []Note            // warnings of the bundler

	name    string // of the program
	program *goja.Program
	key     string            // of the loader that made it from its inputs
	rules   json.RawMessage   // that were kept with it; nil unless it is a kept one
	reach   compile.Reach     // what the program may use
	renamed map[string]string // what functions are called that the bundler gave other names
}

// Input is something on disk that a bundle depends on.
type Input struct {
	Path string // absolute
	Use  InputUse
	Hash uint64 // of what was there; 0: nothing
}

// InputUse is what an input was needed for.
type InputUse int

// The uses of an input.
const (
	Loaded    InputUse = iota // its content is part of the bundle
	Setting                   // its content, or that there is none, decides what imports mean
	Candidate                 // whether it is there, and what kind of thing, decides what an import means
)

// Program is the bundle compiled. Run, it gives a function, which returns a promise, of the host's
// table of modules, the function behind require and the one behind import().
func (b *Bundle) Program() *goja.Program { return b.program }

// MayUse reports whether the program can come to use one of the names: as a
// variable, a property or a text. It is true for all names if the program can
// come to names that do not stand in it.
func (b *Bundle) MayUse(names ...string) bool { return b.reach.Has(names...) }

// ProgramName is the name under which it is compiled, which no file has.
func (b *Bundle) ProgramName() string { return b.name }

// CodeFrame is the code frame of a position in one of the sources.
func (b *Bundle) CodeFrame(file string, line, column int) string {
	if b == nil {
		return ""
	}
	return codeFrame(b.Sources[file], line, column)
}

// LoadsFirstOf reports whether the first file of another bundle is part of b.
func (b *Bundle) LoadsFirstOf(other *Bundle) bool {
	if len(other.Inputs) == 0 {
		return false
	}
	first := other.Inputs[0].Path
	real := realPath(first)
	return slices.ContainsFunc(b.Inputs, func(in Input) bool { return in.Use == Loaded && (in.Path == first || in.Path == real) })
}

// Namespace is the name under which the state of a script is kept: its file
// name without extension and without a leading number and what separates it.
func Namespace(script string) string {
	base, _ := cutExtension(script)
	rest := strings.TrimLeft(base, "0123456789")
	if rest != base {
		rest = strings.TrimLeft(rest, "-_. ")
	}
	if rest == "" {
		return base
	}
	return rest
}
