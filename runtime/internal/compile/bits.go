package compile

import (
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
// Where x | 0, x >>> 0, x << 0, x >> 0, x ^ 0 and ~~x make an integer, all are that
// are not small for certain: bits_size.go says how large a value can be, by what
// the variables in it are given. Other operators are those of hashes and codes,
// which read lists, properties and parameters all the time; there, what comes
// from outside by these counts as small, but not what the program makes itself
// of it. It is for programs that run where Int is defined.
var BitOperators = Pass{
	Name: "bit operators",
	Wanted: func(source string) bool {
		return strings.ContainsAny(source, "|&^~<>") || strings.Contains(source, "Math.imul")
	},
	Change: func(p *ast.Program) {
		b := bitOperands{all: variablesOf(p, unbounded)}
		if !b.all.bits {
			return
		}
		b.own = variablesOf(p, ordinary)
		Walk(p, &Visitor{Expression: b.mend})
	},
}

// ordinary is the size that numbers from outside have as a rule: sums of them
// are small, products may not be.
const ordinary = 32

// bitOperands tells which operands go through Int.
type bitOperands struct {
	all, own *variables
}

// may says whether an operand may be large. Where the operator is there to make
// an integer, anything counts that may come; elsewhere, what the program itself
// makes.
func (b *bitOperands) may(e ast.Expression, idiom bool) bool {
	return b.all.of(e) >= 63 && (idiom || b.own.of(e) >= 63)
}

func isBit(t token.Token) bool {
	switch t {
	case token.OR, token.AND, token.EXCLUSIVE_OR, token.SHIFT_LEFT, token.SHIFT_RIGHT, token.UNSIGNED_SHIFT_RIGHT:
		return true
	}
	return false
}

// isIdiom tells x | 0, x >>> 0, x << 0, x >> 0 and x ^ 0, which make an integer.
func isIdiom(op token.Token, right ast.Expression) bool {
	n, ok := right.(*ast.NumberLiteral)
	return ok && op != token.AND && n.Value == int64(0)
}

// mend lets large operands go through Int.
func (b *bitOperands) mend(e ast.Expression) ast.Expression {
	switch n := e.(type) {
	case *ast.BinaryExpression:
		if isBit(n.Operator) {
			n.Left, n.Right = b.small(n.Left, isIdiom(n.Operator, n.Right)), b.small(n.Right, false)
		}
	case *ast.UnaryExpression:
		if n.Operator == token.BITWISE_NOT {
			n.Operand = b.small(n.Operand, false)
			if in, ok := n.Operand.(*ast.UnaryExpression); ok && in.Operator == token.BITWISE_NOT { // ~~x
				in.Operand = b.small(in.Operand, true)
			}
		}
	case *ast.AssignExpression:
		if isBit(n.Operator) {
			b.assignment(n)
		}
	case *ast.CallExpression:
		if f := ofMath(n); f == "imul" || f == "clz32" {
			for i, a := range n.ArgumentList {
				n.ArgumentList[i] = b.small(a, false)
			}
		}
	}
	return e
}

func (b *bitOperands) assignment(n *ast.AssignExpression) {
	idiom := isIdiom(n.Operator, n.Right)
	n.Right = b.small(n.Right, false)
	if value := twice(n.Left); value != nil && b.may(n.Left, idiom) {
		n.Right = &ast.BinaryExpression{Operator: n.Operator, Left: through(value), Right: n.Right}
		n.Operator = token.ASSIGN
	}
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
func (b *bitOperands) small(e ast.Expression, idiom bool) ast.Expression {
	if isThrough(e) || !b.may(e, idiom) {
		return e
	}
	return through(e)
}

func isThrough(e ast.Expression) bool {
	c, ok := e.(*ast.CallExpression)
	if !ok {
		return false
	}
	f, ok := c.Callee.(*ast.Identifier)
	return ok && f.Name == Int
}

func through(e ast.Expression) ast.Expression {
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
	case *ast.NumberLiteral, *ast.StringLiteral:
		return e
	}
	return nil
}
