package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"
)

// A callable is a function that the program calls by a name.
type callable struct {
	params  []unistring.String // empty names stand for patterns
	returns []ast.Expression
}

// callables collects the functions of a program by the names that they are
// given, as large values come to names by way of arguments and results too.
func callables(p *ast.Program) map[unistring.String][]*callable {
	found := map[unistring.String][]*callable{}
	made := map[ast.Node]*callable{}
	var around []*callable
	// function is what f is, or what it is made of: the bundler keeps names by
	// a call around functions, and other wrappers pass arguments on as well.
	function := func(f ast.Node) *callable {
		if call, ok := f.(*ast.CallExpression); ok && len(call.ArgumentList) > 0 {
			f = call.ArgumentList[0]
		}
		return made[f]
	}
	name := func(to, f ast.Node) {
		if c, name := function(f), givenName(to); c != nil && name != "" {
			found[name] = append(found[name], c)
		}
	}
	Walk(p, &Visitor{
		Enter: func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FunctionLiteral:
				made[n] = &callable{params: parameterNames(n.ParameterList)}
				around = append(around, made[n])
				if n.Name != nil {
					found[n.Name.Name] = append(found[n.Name.Name], made[n])
				}
			case *ast.ArrowFunctionLiteral:
				made[n] = &callable{params: parameterNames(n.ParameterList)}
				around = append(around, made[n])
				if body, ok := n.Body.(*ast.ExpressionBody); ok {
					made[n].returns = append(made[n].returns, body.Expression)
				}
			}
			return true
		},
		Leave: func(n ast.Node) {
			switch n := n.(type) {
			case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
				around = around[:len(around)-1]
			case *ast.ReturnStatement:
				if n.Argument != nil && len(around) > 0 {
					c := around[len(around)-1]
					c.returns = append(c.returns, n.Argument)
				}
			case *ast.Binding:
				name(n.Target, n.Initializer)
			case *ast.AssignExpression:
				name(n.Left, n.Right)
			case *ast.PropertyKeyed:
				if key, ok := n.Key.(*ast.StringLiteral); ok && function(n.Value) != nil {
					found[key.Value] = append(found[key.Value], function(n.Value))
				}
			case *ast.MethodDefinition:
				if key, ok := n.Key.(*ast.StringLiteral); ok && made[n.Body] != nil {
					found[key.Value] = append(found[key.Value], made[n.Body])
				}
			}
		},
	})
	return found
}

func parameterNames(list *ast.ParameterList) []unistring.String {
	if list == nil {
		return nil
	}
	names := make([]unistring.String, len(list.List))
	for i, b := range list.List {
		if id, ok := b.Target.(*ast.Identifier); ok {
			names[i] = id.Name
		}
	}
	return names
}

// hand notes what a call hands to the functions of that name, and what it gets.
func (l large) hand(c *ast.CallExpression) {
	name := givenName(c.Callee)
	for _, f := range l.functions[name] {
		for i, a := range c.ArgumentList {
			if i < len(f.params) && f.params[i] != "" && l.is(a) {
				l.names[f.params[i]] = true
			}
		}
		for _, r := range f.returns {
			if l.is(r) {
				l.names[name+"()"] = true
			}
		}
	}
}
