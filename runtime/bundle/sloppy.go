package bundle

import (
	"path"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
)

// Node runs CommonJS modules in sloppy mode, and packages count on it: they
// assign names that nobody declared, or call functions whose this is the global
// object. The bundler makes each such module a statement of its own,
//
//	var require_x = __commonJS({ "node_modules/x/index.js"(exports, module) { … } });
//
// which moves to the outer function of the program, that is not strict. What it
// needs of the bundle moves with it: the bundler's helpers, and the variables
// that hold other modules, which are still made where they were.

// looseModule reports whether Node runs a CommonJS module in sloppy mode and we
// do: those of packages and of the host, and files that say by their name what
// they are. Rules are strict however they are written, so that a slip of the
// finger makes no global variable.
func looseModule(name string) bool {
	return insideModules("/"+name) || strings.HasPrefix(name, "hotreply:") || path.Ext(name) == ".cjs" || path.Ext(name) == ".cts"
}

// loosen moves modules to the outer function of a program.
func loosen(p *ast.Program, code string) {
	outer, inner := functionsOf(p)
	if inner == nil {
		return
	}
	m := mover{outer: outer, inner: inner, moved: make(map[*ast.Binding]bool)}
	for _, s := range inner.Body.List {
		b := onlyBinding(s)
		if b == nil {
			continue
		}
		if kind, name, _ := moduleOf(b.Initializer); kind == "__commonJS" && looseModule(name) {
			m.moved[b] = true
		}
	}
	if len(m.moved) == 0 {
		return
	}
	m.helpersEnd = file.Idx(strings.Index(code, "\n// ") + 1)
	inner.Body.List = m.statements(inner.Body.List)
	m.declarations()
}

// functionsOf are the two functions of a program; nil if it is none of ours.
func functionsOf(p *ast.Program) (outer, inner *ast.FunctionLiteral) {
	if len(p.Body) == 0 {
		return nil, nil
	}
	s, _ := p.Body[0].(*ast.ExpressionStatement)
	if s == nil {
		return nil, nil
	}
	outer, _ = s.Expression.(*ast.FunctionLiteral)
	if outer == nil || len(outer.Body.List) == 0 {
		return nil, nil
	}
	r, _ := outer.Body.List[0].(*ast.ReturnStatement)
	if r == nil {
		return nil, nil
	}
	if call, ok := r.Argument.(*ast.CallExpression); ok {
		inner, _ = call.Callee.(*ast.FunctionLiteral)
	}
	return outer, inner
}

// onlyBinding is what a statement "var name = value" declares, nil if it is
// another.
func onlyBinding(s ast.Statement) *ast.Binding {
	v, ok := s.(*ast.VariableStatement)
	if !ok || len(v.List) != 1 || v.List[0].Initializer == nil {
		return nil
	}
	if _, ok := v.List[0].Target.(*ast.Identifier); !ok {
		return nil
	}
	return v.List[0]
}

// moduleOf reads __commonJS({"name"() {…}}) or __esm({"name"() {…}}): the
// helper, the name, and the module's function.
func moduleOf(e ast.Expression) (helper, name string, body *ast.FunctionLiteral) {
	call, ok := e.(*ast.CallExpression)
	if !ok || len(call.ArgumentList) != 1 {
		return "", "", nil
	}
	callee, _ := call.Callee.(*ast.Identifier)
	table, _ := call.ArgumentList[0].(*ast.ObjectLiteral)
	if callee == nil || table == nil || len(table.Value) != 1 {
		return "", "", nil
	}
	p, _ := table.Value[0].(*ast.PropertyKeyed)
	if p == nil {
		return "", "", nil
	}
	key, _ := p.Key.(*ast.StringLiteral)
	body, _ = p.Value.(*ast.FunctionLiteral)
	if key == nil || body == nil {
		return "", "", nil
	}
	return callee.Name.String(), key.Value.String(), body
}

// mover moves statements from the inner to the outer function.
type mover struct {
	outer, inner *ast.FunctionLiteral
	helpersEnd   file.Idx              // the first module's comment
	moved        map[*ast.Binding]bool // declared in the outer function from now on
}

// statements sorts those of the inner function, and gives what stays.
func (m *mover) statements(list []ast.Statement) (stay []ast.Statement) {
	var gone []ast.Statement
	for _, s := range list {
		b := onlyBinding(s)
		switch {
		case b == nil:
			stay = append(stay, s)
		case m.moved[b], m.isHelper(s, b):
			m.moved[b] = true
			gone = append(gone, s)
		case m.holdsModule(b):
			m.moved[b] = true
			set := &ast.AssignExpression{Operator: token.ASSIGN, Left: b.Target.(*ast.Identifier), Right: b.Initializer}
			stay = append(stay, &ast.ExpressionStatement{Expression: set})
		default:
			stay = append(stay, s)
		}
	}
	m.outer.Body.List = append(gone, m.outer.Body.List...)
	return stay
}

func (m *mover) isHelper(s ast.Statement, b *ast.Binding) bool {
	return s.Idx0() < m.helpersEnd && strings.HasPrefix(b.Target.(*ast.Identifier).Name.String(), "__")
}

// holdsModule reports whether a variable is one by which modules reach others.
func (m *mover) holdsModule(b *ast.Binding) bool {
	if helper, _, _ := moduleOf(b.Initializer); helper == "__commonJS" || helper == "__esm" {
		return true
	}
	empty, ok := b.Initializer.(*ast.ObjectLiteral)
	return ok && len(empty.Value) == 0 && strings.Contains(b.Target.(*ast.Identifier).Name.String(), "_exports")
}

// declarations moves those of the variables.
func (m *mover) declarations() {
	var stay []*ast.VariableDeclaration
	for _, d := range m.inner.DeclarationList {
		if len(d.List) == 1 && m.moved[d.List[0]] {
			m.outer.DeclarationList = append(m.outer.DeclarationList, d)
		} else {
			stay = append(stay, d)
		}
	}
	m.inner.DeclarationList = stay
}
