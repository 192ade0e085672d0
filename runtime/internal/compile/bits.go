package compile

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// Int is the global function that makes a number small enough for a bit
// operator without changing the result. Who runs programs defines it.
const Int = "__hotreply_int__"

// BitOperators makes bit operators right for numbers from 2^63 on, of which the
// engine takes 0: random generators and hashes multiply large numbers and keep
// the low bits. An operand that may be so large goes through Int:
//
//	(seed * 6364136223846793005 + 1) & 0xff    Int(seed * … + 1) & 0xff
//
// Products, powers and large literals may be, sums of them, and whatever has
// the name of a variable or a property that the program gives such a value.
// All others cost nothing. It is for programs that run where Int is defined.
var BitOperators = Pass{
	Name: "bit operators",
	Wanted: func(source string) bool {
		return strings.ContainsAny(source, "|&^~<>") || strings.Contains(source, "Math.imul")
	},
	Change: func(p *ast.Program) {
		l := large{names: map[unistring.String]bool{}, functions: callables(p)}
		for range 3 { // a value may reach a name by way of another
			before := len(l.names)
			Walk(p, &Visitor{Leave: l.note})
			if len(l.names) == before {
				break
			}
		}
		Walk(p, &Visitor{Expression: l.mend})
	},
}

// large knows the names that are given large numbers.
type large struct {
	names     map[unistring.String]bool
	functions map[unistring.String][]*callable
}

// note looks at what is given to a name.
func (l large) note(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpression:
		l.hand(n)
	case *ast.AssignExpression:
		if n.Operator == token.MULTIPLY || n.Operator == token.EXPONENT || l.is(n.Right) && !isBit(n.Operator) {
			l.add(n.Left)
		}
	case *ast.Binding:
		if n.Initializer != nil && l.is(n.Initializer) {
			l.add(n.Target)
		}
		if list, ok := n.Initializer.(*ast.ArrayLiteral); ok && slices.ContainsFunc(list.Value, func(e ast.Expression) bool { return e != nil && l.is(e) }) {
			l.names[givenName(n.Target)+"[]"] = true
		}
	case *ast.PropertyKeyed:
		if key, ok := n.Key.(*ast.StringLiteral); ok && l.is(n.Value) {
			l.names[key.Value] = true
		}
	case *ast.FieldDefinition:
		if key, ok := n.Key.(*ast.StringLiteral); ok && n.Initializer != nil && l.is(n.Initializer) {
			l.names[key.Value] = true
		}
	}
}

func (l large) add(to ast.Node) {
	if name := givenName(to); name != "" {
		l.names[name] = true
	}
}

// givenName is the name of a variable or of the property of something.
func givenName(n ast.Node) unistring.String {
	switch n := n.(type) {
	case *ast.Identifier:
		return n.Name
	case *ast.DotExpression:
		return n.Identifier.Name
	case *ast.PrivateDotExpression:
		return "#" + n.Identifier.Name
	case *ast.BracketExpression:
		return givenName(n.Left) + "[]"
	}
	return ""
}

// is says whether the value of e may be beyond 2^63.
func (l large) is(e ast.Node) bool {
	switch e := e.(type) {
	case *ast.NumberLiteral:
		f, ok := e.Value.(float64)
		return ok && (f >= 1<<63 || f <= -1<<63)
	case *ast.Identifier, *ast.DotExpression, *ast.BracketExpression, *ast.PrivateDotExpression:
		return l.names[givenName(e)]
	case *ast.BinaryExpression:
		switch e.Operator {
		case token.MULTIPLY, token.EXPONENT:
			return true
		case token.PLUS, token.MINUS, token.SLASH, token.LOGICAL_OR, token.LOGICAL_AND, token.COALESCE:
			return l.is(e.Left) || l.is(e.Right)
		case token.REMAINDER:
			return l.is(e.Right)
		}
	case *ast.UnaryExpression:
		return e.Operator != token.BITWISE_NOT && e.Operator != token.NOT && l.is(e.Operand)
	case *ast.AssignExpression:
		return e.Operator == token.MULTIPLY || e.Operator == token.EXPONENT || l.is(e.Right) && !isBit(e.Operator)
	case *ast.ConditionalExpression:
		return l.is(e.Consequent) || l.is(e.Alternate)
	case *ast.SequenceExpression:
		return l.is(e.Sequence[len(e.Sequence)-1])
	case *ast.CallExpression:
		return l.call(e)
	}
	return false
}

// call is is for what functions give: rounding keeps a number large.
func (l large) call(c *ast.CallExpression) bool {
	if name := givenName(c.Callee); name != "" && l.names[name+"()"] {
		return true
	}
	if f, ok := c.Callee.(*ast.Identifier); ok {
		return f.Name == "Number" || f.Name == "parseFloat" || f.Name == "parseInt"
	}
	switch ofMath(c) {
	case "pow", "exp":
		return true
	case "floor", "ceil", "round", "trunc", "abs", "max", "min":
		for _, a := range c.ArgumentList {
			if l.is(a) {
				return true
			}
		}
	}
	return false
}

func isBit(t token.Token) bool {
	switch t {
	case token.OR, token.AND, token.EXCLUSIVE_OR, token.SHIFT_LEFT, token.SHIFT_RIGHT, token.UNSIGNED_SHIFT_RIGHT:
		return true
	}
	return false
}

// mend lets large operands go through Int.
func (l large) mend(e ast.Expression) ast.Expression {
	switch n := e.(type) {
	case *ast.BinaryExpression:
		if isBit(n.Operator) {
			n.Left, n.Right = l.small(n.Left), l.small(n.Right)
		}
	case *ast.UnaryExpression:
		if n.Operator == token.BITWISE_NOT {
			n.Operand = l.small(n.Operand)
		}
	case *ast.AssignExpression:
		if !isBit(n.Operator) {
			break
		}
		n.Right = l.small(n.Right)
		if value := twice(n.Left); value != nil && l.is(n.Left) {
			n.Right = &ast.BinaryExpression{Operator: n.Operator, Left: l.small(value), Right: n.Right}
			n.Operator = token.ASSIGN
		}
	case *ast.CallExpression:
		if f := ofMath(n); f == "imul" || f == "clz32" {
			for i, a := range n.ArgumentList {
				n.ArgumentList[i] = l.small(a)
			}
		}
	}
	return e
}

// ofMath is the function of Math that is called, or "".
func ofMath(c *ast.CallExpression) unistring.String {
	callee, ok := c.Callee.(*ast.DotExpression)
	if !ok {
		return ""
	}
	if of, ok := callee.Left.(*ast.Identifier); !ok || of.Name != "Math" {
		return ""
	}
	return callee.Identifier.Name
}

// small is e through Int, if it may be large.
func (l large) small(e ast.Expression) ast.Expression {
	if !l.is(e) {
		return e
	}
	at := e.Idx0()
	return &ast.CallExpression{
		Callee:          &ast.Identifier{Name: Int, Idx: at},
		LeftParenthesis: at, RightParenthesis: at,
		ArgumentList: []ast.Expression{e},
	}
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
	case *ast.NumberLiteral, *ast.StringLiteral:
		return e
	}
	return nil
}
