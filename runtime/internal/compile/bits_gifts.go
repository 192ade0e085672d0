package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// refer is the second visit: it finds what names mean, what is given to them,
// and whether their values come to others.
func (vs *variables) refer(n ast.Node) bool {
	if f := vs.made[n]; f != nil {
		vs.at = f
		if arrow, ok := n.(*ast.ArrowFunctionLiteral); ok {
			if body, ok := arrow.Body.(*ast.ExpressionBody); ok {
				vs.give(f.result, token.ASSIGN, body.Expression)
			}
		}
		return true
	}
	switch n := n.(type) {
	case *ast.Identifier:
		vs.use(n)
	case *ast.PrivateDotExpression:
		if !vs.quiet[n] {
			vs.field("#" + n.Identifier.Name).escapes = true
		}
	case *ast.Binding:
		if _, ok := n.Target.(*ast.Identifier); ok {
			vs.assign(n.Target, token.ASSIGN, n.Initializer)
		}
	case *ast.AssignExpression:
		vs.assign(n.Left, n.Operator, n.Right)
	case *ast.UnaryExpression:
		if n.Operator == token.INCREMENT || n.Operator == token.DECREMENT {
			vs.assign(n.Operand, token.INCREMENT, n)
		}
	case *ast.ForIntoExpression:
		places(n.Expression, vs.spoil)
	case *ast.ReturnStatement:
		if n.Argument != nil {
			vs.give(vs.at.result, token.ASSIGN, n.Argument)
		}
	case *ast.PropertyShort:
		vs.short(n)
	case *ast.BracketExpression:
		vs.quiet[n.Left] = true
	case *ast.DotExpression:
		if n.Identifier.Name == "length" {
			vs.quiet[n.Left] = true
		}
	case *ast.CallExpression:
		vs.call(n)
	case *ast.FieldDefinition:
		if key, ok := n.Key.(*ast.PrivateIdentifier); ok && n.Initializer != nil {
			vs.give(vs.field("#"+key.Name), token.ASSIGN, n.Initializer)
		}
		vs.keyed(n.Key, n.Initializer)
	case *ast.PropertyKeyed:
		vs.keyed(n.Key, n.Value)
	case *ast.MethodDefinition:
		if key, ok := n.Key.(*ast.PrivateIdentifier); ok {
			vs.anything(vs.field("#" + key.Name))
		}
		vs.keyed(n.Key, n.Body)
	}
	return true
}

// use is one of a name.
func (vs *variables) use(n *ast.Identifier) {
	v := vs.at.find(n.Name)
	if v == nil {
		switch n.Name {
		case "eval":
			vs.opaque = true
		case "arguments":
			for f := vs.at; f != nil; f = f.around {
				for _, p := range f.params {
					if p != nil {
						vs.anything(p.root())
					}
				}
				if !f.arrow {
					break
				}
			}
		}
		return
	}
	vs.meant[n] = v
	if !vs.quiet[n] {
		v.escapes = true
	}
}

// field is the variable of all properties of a name; private ones begin with #.
func (vs *variables) field(name unistring.String) *variable {
	v := vs.fields[name]
	if v == nil {
		v = &variable{}
		vs.fields[name] = v
	}
	return v
}

// variable is the one that an expression names, or nil.
func (vs *variables) variable(e ast.Node) *variable {
	switch e := e.(type) {
	case *ast.Identifier:
		if v := vs.meant[e]; v != nil {
			return v
		}
		if vs.at != nil {
			return vs.at.find(e.Name)
		}
	case *ast.PrivateDotExpression:
		return vs.field("#" + e.Identifier.Name)
	case *ast.DotExpression:
		if vs.byName() {
			return vs.field(e.Identifier.Name)
		}
	}
	return nil
}

// spoil lets a place be given anything.
func (vs *variables) spoil(place ast.Node) {
	if b, ok := place.(*ast.BracketExpression); ok {
		place = b.Left
	}
	if v := vs.variable(place); v != nil {
		vs.anything(v)
	}
}

// assign notes what a place is given; value may be nil.
func (vs *variables) assign(place ast.Node, op token.Token, value ast.Expression) {
	switch p := place.(type) {
	case *ast.Identifier, *ast.PrivateDotExpression, *ast.DotExpression:
		vs.quiet[p] = true
		if v := vs.variable(p); v != nil && value != nil {
			vs.give(v, op, value)
		}
	case *ast.BracketExpression:
		if v := vs.variable(p.Left); v != nil {
			vs.gifts = append(vs.gifts, gift{to: v, op: op, value: value, element: true})
		}
	case *ast.ArrayPattern, *ast.ObjectPattern:
		places(p, vs.spoil)
	}
}

// give notes what comes to a variable.
func (vs *variables) give(to *variable, op token.Token, value ast.Expression) {
	vs.gifts = append(vs.gifts, gift{to: to, op: op, value: value})
	to.given++
	if op != token.ASSIGN {
		return
	}
	switch x := vs.unwrapped(value).(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		vs.made[x].holder = to
		to.functions = append(to.functions, vs.made[x])
	case *ast.ArrayLiteral:
		vs.elements(to, x.Value)
	case *ast.NewExpression:
		vs.elements(to, x.ArgumentList)
	}
}

// unwrapped is a function without the call by which the bundler names it. Where
// names are enough, other calls around a function count as well.
func (vs *variables) unwrapped(e ast.Expression) ast.Expression {
	c, ok := e.(*ast.CallExpression)
	if !ok || len(c.ArgumentList) == 0 {
		return e
	}
	if f, ok := c.Callee.(*ast.Identifier); ok && f.Name == "__name" || vs.byName() {
		return c.ArgumentList[0]
	}
	return e
}

// byName says whether properties are told apart by their names alone, which is
// enough to find what the program makes itself.
func (vs *variables) byName() bool { return vs.unknown < unbounded }

// keyed notes what a property of a literal or a member of a class is given.
func (vs *variables) keyed(key, value ast.Expression) {
	if k, ok := key.(*ast.StringLiteral); ok && vs.byName() && value != nil {
		vs.give(vs.field(k.Value), token.ASSIGN, value)
	}
}

// short is {a} in a literal or in a pattern.
func (vs *variables) short(n *ast.PropertyShort) {
	v := vs.at.find(n.Name.Name)
	if v == nil {
		return
	}
	v.escapes = true
	if vs.byName() {
		id := n.Name
		vs.meant[&id] = v
		vs.give(vs.field(id.Name), token.ASSIGN, &id)
		vs.give(v, token.ASSIGN, &ast.DotExpression{Left: &id, Identifier: id})
	}
}

// elements notes what comes into the list of a variable.
func (vs *variables) elements(to *variable, list []ast.Expression) {
	for _, e := range list {
		if e != nil { // a SpreadElement gives anything
			vs.gifts = append(vs.gifts, gift{to: to, op: token.ASSIGN, value: e, element: true})
		}
	}
}

func (vs *variables) call(n *ast.CallExpression) {
	switch f := n.Callee.(type) {
	case *ast.Identifier:
		vs.quiet[f] = true
		vs.calls = append(vs.calls, n)
		if v := vs.at.find(f.Name); v != nil {
			vs.meant[f] = v
		}
	case *ast.DotExpression:
		vs.calls = append(vs.calls, n)
		if v := vs.variable(f.Left); v != nil && (f.Identifier.Name == "push" || f.Identifier.Name == "fill") {
			vs.quiet[f.Left] = true
			vs.elements(v, n.ArgumentList)
		}
	case *ast.BracketExpression: // any method
		if v := vs.variable(f.Left); v != nil {
			v.escapes = true
		}
	}
}

// handOver gives arguments to the parameters of functions that only the program
// itself calls, by their names; others may be given anything.
func (vs *variables) handOver() {
	known := map[*scope]bool{}
	for _, f := range vs.all {
		if h := f.holder; h != nil {
			h = h.root()
			known[f] = h.given == 1 && !h.escapes && len(h.functions) == 1
		}
		if known[f] {
			continue
		}
		for _, p := range f.params {
			if p != nil {
				vs.anything(p.root())
			}
		}
	}
	for _, c := range vs.calls {
		v := vs.meant[c.Callee]
		if v == nil {
			v = vs.variable(c.Callee)
		}
		if v == nil {
			continue
		}
		for _, f := range v.root().functions {
			vs.hand(f, c.ArgumentList)
		}
	}
}

// hand gives arguments to parameters.
func (vs *variables) hand(f *scope, args []ast.Expression) {
	for i, p := range f.params {
		if i >= len(args) {
			return
		}
		if _, spread := args[i].(*ast.SpreadElement); spread {
			for _, p := range f.params[i:] {
				if p != nil {
					vs.anything(p.root())
				}
			}
			return
		}
		if p != nil {
			vs.give(p.root(), token.ASSIGN, args[i])
		}
	}
}
