package compile

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"

	"hotreply/internal/lazyregexp"
)

// Fit is the global function that gives a number back as it has to be stored
// into a list, which is its second argument: one of integers keeps the low bits
// of a large number, where the engine stores 0. With a third argument, the
// second may be a DataView. Who runs programs defines it.
const Fit = "__hotreply_fit__"

// lists matches what makes a list of integers.
var lists = lazyregexp.New(`\bU?[Ii]nt(?:8|16|32)(?:Clamped)?Array\b|\bBuffer\b`)

// findLists says whether an own file names what makes lists of integers.
func (b *bitOperands) findLists(p *ast.Program) (found bool) {
	Walk(p, &Visitor{Enter: func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Identifier:
			found = found || (typed[n.Name] || n.Name == "Buffer") && b.inOwn(n)
		case *ast.DotExpression:
			found = found || (typed[n.Identifier.Name] || n.Identifier.Name == "Buffer") && b.inOwn(n)
		}
		return !found
	}})
	return found
}

func (b *bitOperands) enter(n ast.Node) bool {
	if s, ok := n.(*ast.ExpressionStatement); ok && b.lists {
		b.unused[s.Expression] = true
	}
	return true
}

// store is a[i] = e and a[i] *= e, where a may be a list of integers:
//
//	a[i] = e       a[i] = Fit(e, a)
//	a[i] *= e      a[i] = Fit(a[i] * e, a)
//
// and where a is no plain name, or something uses the value of the assignment,
//
//	((o, k, v) => (o[k] = Fit(v, o), v))(a, i, e)
//	((o, k, l = o[k]) => v => (v = l * v, o[k] = Fit(v, o), v))(a, i)(e)
func (b *bitOperands) store(n *ast.AssignExpression) ast.Expression {
	place, ok := n.Left.(*ast.BracketExpression)
	if !ok || !b.lists || isKey(place.Member) || noNumber(n.Right) || !b.inOwn(place) {
		return n
	}
	switch n.Operator {
	case token.ASSIGN:
		if b.all.of(n.Right) < 63 {
			return n
		}
	case token.PLUS, token.MINUS, token.MULTIPLY, token.EXPONENT:
		if b.all.of(n) < 63 {
			return n
		}
	default:
		return n
	}
	if _, super := place.Left.(*ast.SuperExpression); super {
		return n // is no list
	}
	again, _ := twice(place).(*ast.BracketExpression)
	if !b.unused[n] || again == nil && (n.Operator != token.ASSIGN || plain(place.Left) == nil) {
		return storeOnce(n)
	}
	value := n.Right
	if n.Operator != token.ASSIGN {
		value = &ast.BinaryExpression{Operator: n.Operator, Left: again, Right: value}
	}
	n.Right, n.Operator = fit(value, plain(place.Left)), token.ASSIGN
	return n
}

// setters are the methods of a DataView that store integers.
var setters = map[unistring.String]bool{
	"setInt8": true, "setUint8": true, "setInt16": true, "setUint16": true, "setInt32": true, "setUint32": true,
}

func isSetter(c *ast.CallExpression) bool {
	f, ok := c.Callee.(*ast.DotExpression)
	return ok && setters[f.Identifier.Name] && len(c.ArgumentList) > 1
}

// setter is view.setUint32(at, e), where it turns out only as it runs
// whether view is a DataView:
//
//	view.setUint32(at, Fit(e, view, 1))   ((o, k, v, l) => o.setUint32(k, Fit(v, o, 1), l))(f(), at, e)
func (b *bitOperands) setter(n *ast.CallExpression) ast.Expression {
	if !isSetter(n) || len(n.ArgumentList) > 3 {
		return n
	}
	for _, a := range n.ArgumentList {
		if _, spread := a.(*ast.SpreadElement); spread {
			return n
		}
	}
	callee := n.Callee.(*ast.DotExpression)
	if _, super := callee.Left.(*ast.SuperExpression); super || !b.may(n.ArgumentList[1], false) {
		return n
	}
	if view := plain(callee.Left); view != nil {
		n.ArgumentList[1] = fitView(n.ArgumentList[1], view)
		return n
	}
	p := &parts{at: n.Idx0()}
	object := p.part(partObject, callee.Left)
	params, rest := p.names, []ast.Expression{}
	for i := range n.ArgumentList {
		name := p.name([...]unistring.String{partKey, partValue, partLeft}[i])
		params, rest = append(params, &ast.Binding{Target: name}), append(rest, name)
	}
	rest[1] = fitView(p.name(partValue), object())
	set := call(&ast.DotExpression{Left: object(), Identifier: callee.Identifier}, rest...)
	return call(p.arrow(params, set), append(p.args, n.ArgumentList...)...)
}

func fit(value, list ast.Expression) ast.Expression {
	return call(&ast.Identifier{Name: Fit, Idx: value.Idx0()}, value, list)
}

func fitView(value, view ast.Expression) ast.Expression {
	c := fit(value, view).(*ast.CallExpression)
	c.ArgumentList = append(c.ArgumentList, number(value.Idx0(), 1))
	return c
}

// isKey tells keys that are no index by their looks.
func isKey(e ast.Expression) bool {
	switch e.(type) {
	case *ast.StringLiteral, *ast.TemplateLiteral:
		return true
	}
	return false
}

// noNumber tells what is no number by its looks.
func noNumber(e ast.Expression) bool {
	switch n := e.(type) {
	case *ast.StringLiteral:
		return n.Value == "" || !strings.ContainsRune(" +-.0123456789", rune(n.Value[0]))
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassLiteral, *ast.RegExpLiteral:
		return true
	}
	return false
}

// Names of parameters, which no program has.
const (
	partObject = "__hotreply_o__"
	partKey    = "__hotreply_k__"
	partLeft   = "__hotreply_l__"
	partValue  = "__hotreply_v__"
)

// parts are the parameters and arguments by which the parts of a place are
// evaluated once.
type parts struct {
	at    file.Idx
	names []*ast.Binding
	args  []ast.Expression
	again func() ast.Expression // the place, made of the parameters
}

func (p *parts) name(name unistring.String) *ast.Identifier {
	return &ast.Identifier{Name: name, Idx: p.at}
}

// part is a parameter for an expression, or super itself.
func (p *parts) part(name unistring.String, e ast.Expression) func() ast.Expression {
	if s, ok := e.(*ast.SuperExpression); ok {
		return func() ast.Expression { c := *s; return &c }
	}
	p.names = append(p.names, &ast.Binding{Target: p.name(name)})
	p.args = append(p.args, e)
	return func() ast.Expression { return p.name(name) }
}

// partsOf takes a place apart, nil if it is none with parts.
func partsOf(place ast.Expression) *parts {
	p := &parts{at: place.Idx0()}
	switch n := place.(type) {
	case *ast.DotExpression:
		object := p.part(partObject, n.Left)
		p.again = func() ast.Expression { return &ast.DotExpression{Left: object(), Identifier: n.Identifier} }
	case *ast.PrivateDotExpression:
		object := p.part(partObject, n.Left)
		p.again = func() ast.Expression { return &ast.PrivateDotExpression{Left: object(), Identifier: n.Identifier} }
	case *ast.BracketExpression:
		object, key := p.part(partObject, n.Left), p.part(partKey, n.Member)
		p.again = func() ast.Expression {
			return &ast.BracketExpression{Left: object(), Member: key(), LeftBracket: p.at, RightBracket: p.at}
		}
	default:
		return nil
	}
	return p
}

func (p *parts) arrow(params []*ast.Binding, body ast.Expression) ast.Expression {
	return &ast.ArrowFunctionLiteral{Start: p.at, Source: "=>", Body: &ast.ExpressionBody{Expression: body},
		ParameterList: &ast.ParameterList{Opening: p.at, List: params, Closing: p.at}}
}

func (p *parts) assign(to, value ast.Expression) ast.Expression {
	return &ast.AssignExpression{Operator: token.ASSIGN, Left: to, Right: value}
}

// with is ((o, k, l = left) => v => body)(object, key)(value), which evaluates
// all in the order in which place op= value does.
func (p *parts) with(left, body, value ast.Expression) ast.Expression {
	params := append(p.names, &ast.Binding{Target: p.name(partLeft), Initializer: left})
	inner := p.arrow([]*ast.Binding{{Target: p.name(partValue)}}, body)
	return call(call(p.arrow(params, inner), p.args...), value)
}

// once is place op= value for a bit operator and a place whose parts must not
// be evaluated twice:
//
//	((o, k, l = Int(o[k])) => v => o[k] = l op v)(object, key)(value)
func once(n *ast.AssignExpression) ast.Expression {
	p := partsOf(n.Left)
	if p == nil {
		return n
	}
	value := &ast.BinaryExpression{Operator: n.Operator, Left: p.name(partLeft), Right: p.name(partValue)}
	return p.with(through(p.again()), p.assign(p.again(), value), n.Right)
}

// storeOnce is what store says.
func storeOnce(n *ast.AssignExpression) ast.Expression {
	p := partsOf(n.Left)
	stored := p.assign(p.again(), fit(p.name(partValue), p.name(partObject)))
	if n.Operator == token.ASSIGN {
		params := append(p.names, &ast.Binding{Target: p.name(partValue)})
		return call(p.arrow(params, p.sequence(stored, p.name(partValue))), append(p.args, n.Right)...)
	}
	value := &ast.BinaryExpression{Operator: n.Operator, Left: p.name(partLeft), Right: p.name(partValue)}
	return p.with(p.again(), p.sequence(p.assign(p.name(partValue), value), stored, p.name(partValue)), n.Right)
}

func (p *parts) sequence(list ...ast.Expression) ast.Expression {
	return &ast.SequenceExpression{Sequence: list}
}

// twice is a copy of a place that may be evaluated a second time unnoticed,
// nil for others.
func twice(e ast.Expression) ast.Expression {
	switch n := e.(type) {
	case *ast.Identifier:
		c := *n
		return &c
	case *ast.DotExpression:
		if left := plain(n.Left); left != nil {
			return &ast.DotExpression{Left: left, Identifier: n.Identifier}
		}
	case *ast.PrivateDotExpression:
		if left := plain(n.Left); left != nil {
			return &ast.PrivateDotExpression{Left: left, Identifier: n.Identifier}
		}
	case *ast.BracketExpression:
		left, key := plain(n.Left), plain(n.Member)
		if left != nil && key != nil {
			return &ast.BracketExpression{Left: left, Member: key, LeftBracket: n.LeftBracket, RightBracket: n.RightBracket}
		}
	}
	return nil
}

// plain is a copy of what nothing notices being read, nil for others.
func plain(e ast.Expression) ast.Expression {
	switch n := e.(type) {
	case *ast.Identifier:
		c := *n
		return &c
	case *ast.ThisExpression:
		c := *n
		return &c
	case *ast.SuperExpression:
		c := *n
		return &c
	case *ast.NumberLiteral, *ast.StringLiteral:
		return e
	}
	return nil
}
