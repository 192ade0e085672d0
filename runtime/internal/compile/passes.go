package compile

import "github.com/dop251/goja/ast"

// passes are made on each program and on text that becomes one while a script
// runs, in this order. The checks of the depth come after them, since they add
// no calls that others would have to see.
var passes = []Pass{
	newTarget,
	evals,
}

// cure makes the changes that every source needs before it means what it says.
// An error is a *goja.CompilerSyntaxError.
func cure(source string, tree *ast.Program) error {
	if err := regexps(source, tree); err != nil {
		return err
	}
	brandChecks(source, tree)
	return nil
}

// apply makes the passes that a source wants.
func apply(list []Pass, source string, tree *ast.Program) {
	for _, p := range list {
		if p.Wanted == nil || p.Wanted(source) {
			p.Change(tree)
		}
	}
}
