package bundle

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"
)

// What the bundler writes for require() is changed on the way through a program:
// a module says who asks for another, and one that has to wait is an error.

// findModules finds the CommonJS modules, and those with a top-level await.
func (n *naming) findModules(inner *ast.FunctionLiteral) {
	for _, s := range inner.Body.List {
		b := onlyBinding(s)
		if b == nil {
			continue
		}
		switch helper, name, body := moduleOf(b.Initializer); {
		case helper == "__esm" && body.Async:
			n.waiting[b.Target.(*ast.Identifier).Name.String()] = name
		case helper == "__commonJS":
			n.modules[b.Target.(*ast.Identifier).Name.String()] = name
		}
	}
}

// tellWho lets a require within a CommonJS module say which module that is.
func (n *naming) tellWho(x *ast.CallExpression) {
	id, ok := x.Callee.(*ast.Identifier)
	if ok && len(x.ArgumentList) == 0 && id.Idx < n.end && n.modules[id.Name.String()] != "" {
		x.ArgumentList = []ast.Expression{&ast.StringLiteral{Idx: id.Idx, Literal: jsString(n.within), Value: unistring.NewFromString(n.within)}}
	}
}

// mayNotWait makes require() of a module that has to wait an error: the bundler
// would give what it exports before it has run.
func (n *naming) mayNotWait(x *ast.SequenceExpression) {
	if len(n.waiting) == 0 || len(x.Sequence) != 2 {
		return
	}
	start, _ := x.Sequence[0].(*ast.CallExpression)
	given, _ := x.Sequence[1].(*ast.CallExpression)
	if start == nil || given == nil {
		return
	}
	if helper, ok := given.Callee.(*ast.Identifier); ok && helper.Name == "__toCommonJS" {
		n.refuseToStart(start)
	}
}

// refuseToStart turns the call that starts a module which has to wait, and that
// nobody awaits, into a require that throws.
func (n *naming) refuseToStart(start *ast.CallExpression) {
	init, _ := start.Callee.(*ast.Identifier)
	if init == nil || n.waiting[init.Name.String()] == "" {
		return
	}
	name := AwaitedName + n.waiting[init.Name.String()]
	start.Callee = &ast.Identifier{Name: "require", Idx: init.Idx}
	start.ArgumentList = []ast.Expression{&ast.StringLiteral{Idx: init.Idx, Literal: jsString(name), Value: unistring.String(name)}}
}

// AwaitedName begins the names with which a bundle calls require for modules
// that can not be required, since they have a top-level await.
const AwaitedName = hostFiles + "awaited:"
