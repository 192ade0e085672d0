package runtime

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"

	"hotreply/runtime/bundle"
	"hotreply/runtime/internal/compile"
)

// Lint looks at everything that is live for what its author did not mean:
// rules that are never reached, patterns that can never match, promises that
// nobody awaits, bit operators in eval. It reads the programs and takes
// milliseconds per script.
func (s *Scripts) Lint() []bundle.Note {
	g := s.Current()
	notes := g.lint(nil)
	for _, sc := range g.scripts {
		notes = append(notes, sc.bundle.Notes...)
		notes = append(notes, lostPromises(sc.bundle, s.opts.Awaited)...)
		notes = append(notes, madeGlobals(sc.bundle)...)
		notes = append(notes, inexactEvals(sc.bundle)...)
	}
	slices.SortStableFunc(notes, func(a, b bundle.Note) int {
		return cmp.Or(cmp.Compare(a.Script, b.Script), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return notes
}

// lostPromises finds calls of asynchronous functions whose promise is thrown
// away. awaited names methods that return one ("reply").
func lostPromises(b *bundle.Bundle, awaited []string) []bundle.Note {
	prg, err := parser.ParseFile(nil, b.ProgramName(), b.Code, 0)
	if err != nil {
		return nil
	}
	asyncs := map[string]bool{"fetch": true}
	compile.Walk(prg, &compile.Visitor{Enter: func(n ast.Node) bool {
		asyncName(n, asyncs)
		return true
	}})
	var notes []bundle.Note
	compile.Walk(prg, &compile.Visitor{Enter: func(n ast.Node) bool {
		st, ok := n.(*ast.ExpressionStatement)
		if !ok {
			return true
		}
		name, at := lostCall(st.Expression, asyncs, awaited)
		if name == "" {
			return true
		}
		p := prg.File.Position(int(at) - prg.File.Base())
		if _, ours := b.Sources[p.Filename]; !ours {
			return true
		}
		notes = append(notes, bundle.Note{Script: b.Script, File: p.Filename, Line: p.Line, Column: p.Column,
			Text:  fmt.Sprintf("nobody awaits the promise of %s()", name),
			Hint:  fmt.Sprintf("write await %s(…), or return it; void %s(…) says that it is meant", name, name),
			Frame: b.CodeFrame(p.Filename, p.Line, p.Column)})
		return true
	}})
	return notes
}

// asyncName notes the names of async functions.
func asyncName(n ast.Node, names map[string]bool) {
	switch n := n.(type) {
	case *ast.FunctionLiteral:
		if n.Async && n.Name != nil {
			names[n.Name.Name.String()] = true
		}
	case *ast.Binding:
		id, ok := n.Target.(*ast.Identifier)
		if !ok {
			return
		}
		switch f := n.Initializer.(type) {
		case *ast.ArrowFunctionLiteral:
			if f.Async {
				names[id.Name.String()] = true
			}
		case *ast.FunctionLiteral:
			if f.Async {
				names[id.Name.String()] = true
			}
		}
	}
}

// lostCall returns the name of an asynchronous function that the expression
// of a statement calls.
func lostCall(e ast.Expression, asyncs map[string]bool, awaited []string) (name string, at file.Idx) {
	call, ok := e.(*ast.CallExpression)
	if !ok {
		return "", 0
	}
	switch f := call.Callee.(type) {
	case *ast.Identifier:
		if name = f.Name.String(); asyncs[name] {
			return name, f.Idx0()
		}
	case *ast.DotExpression:
		if name = f.Identifier.Name.String(); slices.Contains(awaited, name) {
			if obj, ok := f.Left.(*ast.Identifier); ok {
				name = obj.Name.String() + "." + name
			}
			return name, f.Idx0()
		}
	}
	return "", 0
}
