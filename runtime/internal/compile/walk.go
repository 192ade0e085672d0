package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// A Visitor is what Walk calls at the nodes of a tree. Each field may be nil.
type Visitor struct {
	// Enter sees each node before what is in it. With false neither what is in
	// it nor Leave and Expression see it.
	Enter func(ast.Node) bool

	// Expression sees each expression that stands for its value alone, after
	// what is in it; the result takes its place. It is not asked about places
	// that are written to (left of =, of for-in and ++, patterns), operands of
	// delete, what typeof finds undeclared, callees and tags by name or
	// property (they carry this), links of an optional chain, super, the
	// name in #a in b, keys that are not computed, and functions of getters, setters and methods.
	Expression func(ast.Expression) ast.Expression

	// Statements sees each list of statements (of a program, a block, a body,
	// a case) after what is in it; the result takes its place.
	Statements func([]ast.Statement) []ast.Statement

	// Leave sees each node after what is in it, and before Expression.
	Leave func(ast.Node)
}

// Walk goes over a program in the order of its text. Names that are no
// references (labels, names of functions, classes and properties) are no nodes
// of their own; a property {a} is the node *ast.PropertyShort.
func Walk(p *ast.Program, v *Visitor) {
	w := walker{v}
	p.Body = w.list(p.Body)
}

type walker struct{ *Visitor }

func (w walker) enter(n ast.Node) bool { return w.Enter == nil || w.Enter(n) }

func (w walker) leave(n ast.Node) {
	if w.Leave != nil {
		w.Leave(n)
	}
}

// value walks an expression that may be replaced.
func (w walker) value(e ast.Expression) ast.Expression {
	if !w.place(e) || w.Expression == nil {
		return e
	}
	return w.Expression(e)
}

func (w walker) values(list []ast.Expression) {
	for i, e := range list {
		if e != nil { // a hole of an array
			list[i] = w.value(e)
		}
	}
}

// place walks an expression that stays where it is. It reports whether it was
// entered.
func (w walker) place(e ast.Expression) bool {
	if e == nil || !w.enter(e) {
		return false
	}
	w.parts(e)
	w.leave(e)
	return true
}

// parts walks what is in an expression.
func (w walker) parts(e ast.Expression) {
	switch n := e.(type) {
	case *ast.Identifier, *ast.StringLiteral, *ast.NumberLiteral, *ast.BooleanLiteral, *ast.NullLiteral,
		*ast.RegExpLiteral, *ast.ThisExpression, *ast.SuperExpression, *ast.MetaProperty,
		*ast.PrivateIdentifier, *ast.BadExpression:
	case *ast.DotExpression:
		n.Left = w.object(n.Left)
	case *ast.PrivateDotExpression:
		n.Left = w.object(n.Left)
	case *ast.BracketExpression:
		n.Left = w.object(n.Left)
		n.Member = w.value(n.Member)
	case *ast.CallExpression:
		n.Callee = w.callee(n.Callee)
		w.values(n.ArgumentList)
	case *ast.NewExpression:
		n.Callee = w.value(n.Callee)
		w.values(n.ArgumentList)
	case *ast.BinaryExpression:
		if _, private := n.Left.(*ast.PrivateIdentifier); private { // #a in b
			w.place(n.Left)
		} else {
			n.Left = w.value(n.Left)
		}
		n.Right = w.value(n.Right)
	case *ast.AssignExpression:
		w.place(n.Left)
		n.Right = w.value(n.Right)
	case *ast.UnaryExpression:
		w.unary(n)
	case *ast.ConditionalExpression:
		n.Test = w.value(n.Test)
		n.Consequent = w.value(n.Consequent)
		n.Alternate = w.value(n.Alternate)
	case *ast.SequenceExpression:
		w.values(n.Sequence)
	case *ast.SpreadElement:
		n.Expression = w.value(n.Expression)
	case *ast.AwaitExpression:
		n.Argument = w.value(n.Argument)
	case *ast.YieldExpression:
		if n.Argument != nil {
			n.Argument = w.value(n.Argument)
		}
	case *ast.OptionalChain:
		n.Expression = w.chain(n.Expression)
	case *ast.TemplateLiteral:
		if n.Tag != nil {
			n.Tag = w.callee(n.Tag)
		}
		w.values(n.Expressions)
	default:
		w.composite(e)
	}
}

// composite walks what is in a literal of many parts or in a pattern.
func (w walker) composite(e ast.Expression) {
	switch n := e.(type) {
	case *ast.ArrayLiteral:
		w.values(n.Value)
	case *ast.ObjectLiteral:
		for _, p := range n.Value {
			w.place(p)
		}
	case *ast.PropertyKeyed:
		w.keyed(n, false)
	case *ast.PropertyShort:
		if n.Initializer != nil {
			n.Initializer = w.value(n.Initializer)
		}
	case *ast.ArrayPattern:
		for _, e := range n.Elements {
			w.place(e)
		}
		w.place(n.Rest)
	case *ast.ObjectPattern:
		for _, p := range n.Properties {
			if k, ok := p.(*ast.PropertyKeyed); ok {
				if w.enter(k) {
					w.keyed(k, true)
					w.leave(k)
				}
				continue
			}
			w.place(p)
		}
		w.place(n.Rest)
	case *ast.Binding:
		w.place(n.Target)
		if n.Initializer != nil {
			n.Initializer = w.value(n.Initializer)
		}
	case *ast.FunctionLiteral:
		w.parameters(n.ParameterList)
		w.statement(n.Body)
	case *ast.ArrowFunctionLiteral:
		w.parameters(n.ParameterList)
		w.concise(n.Body)
	case *ast.ClassLiteral:
		w.class(n)
	}
}

// unary walks the operand of an operator.
func (w walker) unary(n *ast.UnaryExpression) {
	switch n.Operator {
	case token.DELETE, token.INCREMENT, token.DECREMENT:
		w.place(n.Operand)
		return
	case token.TYPEOF:
		if _, ok := n.Operand.(*ast.Identifier); ok {
			w.place(n.Operand)
			return
		}
	}
	n.Operand = w.value(n.Operand)
}

// object walks what a property is taken from.
func (w walker) object(e ast.Expression) ast.Expression {
	if _, ok := e.(*ast.SuperExpression); ok {
		w.place(e)
		return e
	}
	return w.value(e)
}

// callee walks what is called; a property gives the call its this.
func (w walker) callee(e ast.Expression) ast.Expression {
	switch e.(type) {
	case *ast.DotExpression, *ast.BracketExpression, *ast.PrivateDotExpression, *ast.Identifier,
		*ast.SuperExpression, *ast.OptionalChain:
		w.place(e)
		return e
	}
	return w.value(e)
}

// chain walks the links of an optional chain down to where it starts: a link
// that finds nothing leaves the whole chain, which works only if nothing comes
// between them.
func (w walker) chain(e ast.Expression) ast.Expression {
	switch e.(type) {
	case *ast.DotExpression, *ast.PrivateDotExpression, *ast.BracketExpression, *ast.CallExpression, *ast.TemplateLiteral, *ast.Optional:
	default:
		return w.callee(e)
	}
	if !w.enter(e) {
		return e
	}
	switch n := e.(type) {
	case *ast.DotExpression:
		n.Left = w.chain(n.Left)
	case *ast.PrivateDotExpression:
		n.Left = w.chain(n.Left)
	case *ast.BracketExpression:
		n.Left = w.chain(n.Left)
		n.Member = w.value(n.Member)
	case *ast.CallExpression:
		n.Callee = w.chain(n.Callee)
		w.values(n.ArgumentList)
	case *ast.TemplateLiteral:
		if n.Tag != nil {
			n.Tag = w.chain(n.Tag)
		}
		w.values(n.Expressions)
	case *ast.Optional:
		n.Expression = w.chain(n.Expression)
	}
	w.leave(e)
	return e
}

// keyed walks a property of a literal or of a pattern.
func (w walker) keyed(n *ast.PropertyKeyed, pattern bool) {
	if n.Computed {
		n.Key = w.value(n.Key)
	} else {
		w.place(n.Key)
	}
	switch {
	case pattern:
		w.place(n.Value)
	case n.Kind == ast.PropertyKindValue:
		n.Value = w.value(n.Value)
	default:
		w.place(n.Value)
	}
}
