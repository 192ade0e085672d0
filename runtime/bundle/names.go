package bundle

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"

	"hotreply/runtime/internal/compile"
)

// Where two files use one name, the bundler calls the second thing name2, and
// its own name inside a class _Name. It is asked to say what each function and
// class is called in its file, which it does by a call,
//
//	function foo2() {}             __name(foo2, "foo");
//	var bar = __name(() => {}, "bar");
//	class Baz { static { __name(this, "Baz"); } }
//
// that would cost time at each function. Most are called so anyhow, so these
// calls are taken out again here, and functions without a name of their own get
// it without a call. What is left are declarations that have another name.
type naming struct {
	renamed map[string]string // the names of the bundler, and those in the file
	plain   map[string]bool   // names that look like the bundler's and are the file's
	unnamed bool              // there are functions that need a place with their name
	waiting map[string]string // modules which wait for something, by the function that starts them
	modules map[string]string // CommonJS modules, by the function that gives them
	within  string            // the CommonJS module that is looked at
	end     file.Idx          // of it
}

func newNaming() *naming {
	return &naming{renamed: make(map[string]string), plain: make(map[string]bool), waiting: make(map[string]string), modules: make(map[string]string)}
}

// change makes the names of all functions in a program right.
func (n *naming) change(p *ast.Program) {
	if _, inner := functionsOf(p); inner != nil {
		n.findModules(inner)
	}
	compile.Walk(p, &compile.Visitor{Enter: n.enter, Expression: n.expression, Statements: n.statements})
}

// table is what functions are called in their files, by the bundler's names.
func (n *naming) table() map[string]string {
	for name := range n.plain {
		delete(n.renamed, name) // it is not known which of them a stack means
	}
	if len(n.renamed) == 0 {
		return nil
	}
	return n.renamed
}

// enter takes the call off what its place gives the same name.
func (n *naming) enter(node ast.Node) bool {
	switch x := node.(type) {
	case *ast.Binding:
		if id, ok := x.Target.(*ast.Identifier); ok {
			if name := n.modules[id.Name.String()]; name != "" {
				n.within, n.end = name, x.Idx1()
			}
			x.Initializer = n.inPlace(x.Initializer, id.Name)
		}
	case *ast.AssignExpression:
		if id, ok := x.Left.(*ast.Identifier); ok && x.Operator == token.ASSIGN {
			x.Right = n.inPlace(x.Right, id.Name)
		}
	case *ast.PropertyKeyed:
		if key, ok := x.Key.(*ast.StringLiteral); ok && !x.Computed && x.Kind == ast.PropertyKindValue {
			x.Value = n.inPlace(x.Value, key.Value)
		}
	case *ast.FieldDefinition:
		if key, ok := x.Key.(*ast.StringLiteral); ok && !x.Computed && x.Initializer != nil {
			x.Initializer = n.inPlace(x.Initializer, key.Value)
		}
	case *ast.ClassLiteral:
		n.class(x)
	case *ast.CallExpression:
		n.tellWho(x)
	case *ast.SequenceExpression:
		n.mayNotWait(x)
	case *ast.ExpressionStatement:
		if start, ok := x.Expression.(*ast.CallExpression); ok { // whose exports nobody uses
			n.refuseToStart(start)
		}
	}
	return true
}

// inPlace is a value in a place that names functions.
func (n *naming) inPlace(e ast.Expression, name unistring.String) ast.Expression {
	if fn, want, ok := named(e); ok && want == name && anonymous(fn) {
		return fn
	}
	if c, ok := e.(*ast.ClassLiteral); ok && c.Name == nil {
		if want, ok := classNamed(c); ok && want == name {
			c.Body = c.Body[1:]
		}
	}
	return e
}

// class takes the block off a class that has its name anyhow.
func (n *naming) class(c *ast.ClassLiteral) {
	want, ok := classNamed(c)
	switch {
	case !ok || c.Name == nil && !hasStaticName(c):
	case hasStaticName(c):
		c.Body = c.Body[1:]
	case c.Name.Name == want:
		c.Body = c.Body[1:]
		n.keep(want)
	default:
		n.renamed[c.Name.Name.String()] = want.String()
	}
}

// expression takes the call off functions that have their name, and notes which
// others there are.
func (n *naming) expression(e ast.Expression) ast.Expression {
	if _, _, ok := unnamed(e); ok {
		n.unnamed = true
		return e
	}
	fn, want, ok := named(e)
	if !ok {
		return e
	}
	if f, ok := fn.(*ast.FunctionLiteral); ok && f.Name != nil {
		if f.Name.Name == want {
			n.keep(want)
			return fn
		}
		n.renamed[f.Name.Name.String()] = want.String()
	}
	return e
}

// place puts functions and classes without a name of their own where they get
// it. It comes after all other passes, which look for functions in variables.
func (n *naming) place(p *ast.Program) {
	if !n.unnamed {
		return
	}
	compile.Walk(p, &compile.Visitor{Expression: func(e ast.Expression) ast.Expression {
		what, name, ok := unnamed(e)
		if !ok {
			return e
		}
		if c, ok := what.(*ast.ClassLiteral); ok {
			c.Body = c.Body[1:]
		}
		return inNamingPlace(what, name)
	}})
}

// unnamed is a function or class without a name of its own, and what it is to
// be called.
func unnamed(e ast.Expression) (what ast.Expression, name unistring.String, ok bool) {
	if c, isClass := e.(*ast.ClassLiteral); isClass && c.Name == nil {
		name, ok = classNamed(c)
		return c, name, ok && name != "__proto__"
	}
	what, name, ok = named(e)
	return what, name, ok && anonymous(what) && name != "__proto__"
}

// statements takes out the calls that follow declarations of the same name.
func (n *naming) statements(list []ast.Statement) []ast.Statement {
	stay := list[:0]
	for _, s := range list {
		if x, ok := s.(*ast.ExpressionStatement); ok {
			if fn, want, ok := named(x.Expression); ok {
				if id, ok := fn.(*ast.Identifier); ok && id.Name == want {
					n.keep(want)
					continue
				} else if ok {
					n.renamed[id.Name.String()] = want.String()
				}
			}
		}
		stay = append(stay, s)
	}
	return stay
}

// keep notes a name that is in use as it is, if it looks like one of the
// bundler's.
func (n *naming) keep(name unistring.String) {
	s := name.String()
	if s != "" && (s[0] == '_' || s[len(s)-1] >= '0' && s[len(s)-1] <= '9') {
		n.plain[s] = true
	}
}

// named reads __name(what, "name").
func named(e ast.Expression) (what ast.Expression, name unistring.String, ok bool) {
	call, ok := e.(*ast.CallExpression)
	if !ok || len(call.ArgumentList) != 2 {
		return nil, "", false
	}
	callee, _ := call.Callee.(*ast.Identifier)
	text, _ := call.ArgumentList[1].(*ast.StringLiteral)
	if callee == nil || text == nil || callee.Name != "__name" {
		return nil, "", false
	}
	return call.ArgumentList[0], text.Value, true
}

// classNamed reads the block by which the bundler names a class, its first
// element.
func classNamed(c *ast.ClassLiteral) (name unistring.String, ok bool) {
	if len(c.Body) == 0 {
		return "", false
	}
	block, _ := c.Body[0].(*ast.ClassStaticBlock)
	if block == nil || len(block.Block.List) != 1 {
		return "", false
	}
	s, _ := block.Block.List[0].(*ast.ExpressionStatement)
	if s == nil {
		return "", false
	}
	what, name, ok := named(s.Expression)
	if !ok {
		return "", false
	}
	_, ok = what.(*ast.ThisExpression)
	return name, ok
}

// hasStaticName reports whether a class says itself what its name is.
func hasStaticName(c *ast.ClassLiteral) bool {
	for _, e := range c.Body {
		var key ast.Expression
		switch m := e.(type) {
		case *ast.MethodDefinition:
			if m.Static && !m.Computed {
				key = m.Key
			}
		case *ast.FieldDefinition:
			if m.Static && !m.Computed {
				key = m.Key
			}
		}
		if text, ok := key.(*ast.StringLiteral); ok && text.Value == "name" {
			return true
		}
	}
	return false
}

// anonymous reports whether an expression is a function without a name, which
// takes that of its place.
func anonymous(e ast.Expression) bool {
	switch f := e.(type) {
	case *ast.ArrowFunctionLiteral:
		return true
	case *ast.FunctionLiteral:
		return f.Name == nil
	}
	return false
}

// inNamingPlace is {name: e}.name, which gives a function its name when it is
// compiled.
func inNamingPlace(e ast.Expression, name unistring.String) ast.Expression {
	at := e.Idx0()
	key := &ast.StringLiteral{Idx: at, Literal: jsString(name.String()), Value: name}
	table := &ast.ObjectLiteral{LeftBrace: at, RightBrace: at, Value: []ast.Property{
		&ast.PropertyKeyed{Key: key, Kind: ast.PropertyKindValue, Value: e}}}
	return &ast.DotExpression{Left: table, Identifier: ast.Identifier{Name: name, Idx: at}}
}
