package runtime

import (
	"fmt"
	"path"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"

	"hotreply/runtime/bundle"
	"hotreply/runtime/internal/compile"
)

// madeGlobals finds names that a .cjs file of the user assigns and nobody
// declares: such a file is sloppy, so a slip of the finger makes a global
// variable there, where other rules get an error. A name that is declared in
// any place of the user's files is let pass.
func madeGlobals(b *bundle.Bundle) []bundle.Note {
	sloppy := false
	for name := range b.Sources {
		sloppy = sloppy || isSloppy(name)
	}
	if !sloppy {
		return nil
	}
	prg, err := parser.ParseFile(nil, b.ProgramName(), b.Code, 0)
	if err != nil {
		return nil
	}
	f := &nameFinder{bundle: b, program: prg,
		declared: map[string]bool{"exports": true, "module": true, "require": true, "__filename": true, "__dirname": true}}
	compile.Walk(prg, &compile.Visitor{Enter: f.enter})
	var notes []bundle.Note
	for _, id := range f.assigned {
		name := id.Name.String()
		p, ours := f.place(id)
		if f.declared[name] || !ours || !isSloppy(p.Filename) || !strings.Contains(b.Sources[p.Filename], name) {
			continue
		}
		f.declared[name] = true // one place is enough
		notes = append(notes, bundle.Note{Script: b.Script, File: p.Filename, Line: p.Line, Column: p.Column,
			Text:  name + " is declared nowhere, so this makes a global variable",
			Hint:  fmt.Sprintf("declare it with let or const, or look at its spelling; globalThis.%s = … says that it is meant", name),
			Frame: b.CodeFrame(p.Filename, p.Line, p.Column)})
	}
	return notes
}

// isSloppy reports whether a file of the user runs as Node runs CommonJS.
func isSloppy(name string) bool { return path.Ext(name) == ".cjs" || path.Ext(name) == ".cts" }

// nameFinder finds the names that a program declares and assigns.
type nameFinder struct {
	bundle   *bundle.Bundle
	program  *ast.Program
	declared map[string]bool // in the user's files
	assigned []*ast.Identifier
}

// place is where a name stands, and whether that is a file of the user.
func (f *nameFinder) place(id *ast.Identifier) (p file.Position, ours bool) {
	p = f.program.File.Position(int(id.Idx0()) - f.program.File.Base())
	_, ours = f.bundle.Sources[p.Filename]
	return p, ours
}

func (f *nameFinder) enter(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Binding:
		f.declare(n.Target)
	case *ast.ParameterList:
		for _, b := range n.List {
			f.declare(b.Target)
		}
		f.declare(n.Rest)
	case *ast.CatchStatement:
		f.declare(n.Parameter)
	case *ast.ForDeclaration:
		f.declare(n.Target)
	case *ast.ForIntoVar:
		f.declare(n.Binding.Target)
	case *ast.FunctionLiteral:
		f.own(n.Name)
	case *ast.ClassLiteral:
		f.own(n.Name)
	case *ast.AssignExpression:
		if n.Operator == token.ASSIGN {
			f.assign(n.Left)
		}
	case *ast.ForInStatement:
		f.assignEach(n.Into)
	case *ast.ForOfStatement:
		f.assignEach(n.Into)
	}
	return true
}

func (f *nameFinder) assign(to ast.Expression) {
	if id, ok := to.(*ast.Identifier); ok {
		f.assigned = append(f.assigned, id)
	}
}

func (f *nameFinder) assignEach(into ast.ForInto) {
	if e, ok := into.(*ast.ForIntoExpression); ok {
		f.assign(e.Expression)
	}
}

// own declares a name, which may be nil. The bundler declares names too, which
// do not count.
func (f *nameFinder) own(id *ast.Identifier) {
	if id != nil && !f.declared[id.Name.String()] {
		_, f.declared[id.Name.String()] = f.place(id)
	}
}

// declare declares the names in a pattern, which may be nil.
func (f *nameFinder) declare(pattern any) {
	switch n := pattern.(type) {
	case *ast.Identifier:
		f.own(n)
	case *ast.AssignExpression: // with a default
		f.declare(n.Left)
	case *ast.ArrayPattern:
		for _, e := range n.Elements {
			f.declare(e)
		}
		f.declare(n.Rest)
	case *ast.ObjectPattern:
		for _, p := range n.Properties {
			switch p := p.(type) {
			case *ast.PropertyShort:
				f.own(&p.Name)
			case *ast.PropertyKeyed:
				f.declare(p.Value)
			}
		}
		f.declare(n.Rest)
	}
}
