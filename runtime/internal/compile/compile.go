package compile

import (
	"slices"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
)

// Program compiles source as a program called name. Its options and the texts
// of its errors are those of goja.Compile, but for regular expressions; an error is a
// *goja.CompilerSyntaxError. An inline source map in source is followed. The
// caller's own passes come before all others, or after them.
func Program(name, source string, strict bool, own ...Pass) (*goja.Program, error) {
	tree, err := goja.Parse(name, source)
	if err != nil {
		return nil, err
	}
	if err := cure(source, tree); err != nil {
		return nil, err
	}
	last := func(p Pass) bool { return p.Last }
	first := func(p Pass) bool { return !p.Last }
	apply(slices.DeleteFunc(slices.Clone(own), last), source, tree)
	apply(passes, source, tree)
	apply([]Pass{recursion}, source, tree)
	apply(slices.DeleteFunc(slices.Clone(own), first), source, tree)
	return goja.CompileAST(tree, strict)
}

// Must is Program for strict sources that are part of the binary. It panics
// when one does not compile.
func Must(name, source string) *goja.Program {
	p, err := Program(name, source, true)
	if err != nil {
		panic(err)
	}
	return p
}

// A Pass changes the syntax tree of a program. New nodes take their positions
// from the nodes that they replace, or errors would name wrong lines.
type Pass struct {
	Name string
	// Wanted tells by the text whether the pass may have something to do, so
	// that most programs need not be walked. Nil: all are.
	Wanted func(source string) bool
	// Last puts a pass of the caller's behind the others.
	Last bool
	// Change changes the tree, as a rule by a Walk.
	Change func(*ast.Program)
}
