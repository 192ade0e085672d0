package compile

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
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
// bits_size.go says how large a value can be, by what the variables in it are
// given. In files that own names, whose authors look at every result, all
// operands go through Int that are not small for certain. In others, which are
// packages with hashes and codes that read lists, properties and parameters all
// the time, so do those where x | 0, x >>> 0, x << 0, x >> 0, x ^ 0 and ~~x make
// an integer; in other operators, what comes from outside by these counts as
// small, but not what the program makes itself of it. It is for programs that
// run where Int and Fit are defined. Own may be nil.
func BitOperators(own func(file string) bool) Pass {
	return Pass{
		Name: "bit operators",
		Wanted: func(source string) bool {
			return strings.ContainsAny(source, "|&^~<>") || strings.Contains(source, "Math.imul") || lists.MatchString(source)
		},
		Change: func(p *ast.Program) {
			b := bitOperands{file: p.File, isOwn: own, unused: map[ast.Expression]bool{}}
			b.lists = own != nil && b.findLists(p)
			b.all = variablesOf(p, unbounded, b.lists)
			if !b.all.bits && !b.lists {
				return
			}
			b.own = variablesOf(p, ordinary, b.lists)
			Walk(p, &Visitor{Enter: b.enter, Expression: b.mend})
		},
	}
}

// ordinary is the size that numbers from outside have as a rule: sums of them
// are small, products may not be.
const ordinary = 32

// bitOperands tells which operands go through Int.
type bitOperands struct {
	file     *file.File
	isOwn    func(file string) bool
	all, own *variables
	lists    bool                    // own files use lists of integers
	unused   map[ast.Expression]bool // statements
}

// may says whether an operand may be large. Where the operator is there to make
// an integer, and in own files, anything counts that may come; elsewhere, what
// the program itself makes.
func (b *bitOperands) may(e ast.Expression, idiom bool) bool {
	return b.all.of(e) >= 63 && (idiom || b.own.of(e) >= 63 || b.inOwn(e))
}

// inOwn says whether e is from an own file.
func (b *bitOperands) inOwn(e ast.Node) bool {
	return b.isOwn != nil && b.isOwn(b.file.Position(int(e.Idx0())-b.file.Base()).Filename)
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
			return b.assignment(n)
		}
		return b.store(n)
	case *ast.CallExpression:
		for i, a := range n.ArgumentList {
			if _, spread := a.(*ast.SpreadElement); !spread && takesBits(n, i) {
				n.ArgumentList[i] = b.small(a, false)
			}
		}
		return b.setter(n)
	}
	return e
}

// assignment is x op= y for a bit operator.
func (b *bitOperands) assignment(n *ast.AssignExpression) ast.Expression {
	idiom := isIdiom(n.Operator, n.Right)
	n.Right = b.small(n.Right, false)
	if !b.may(n.Left, idiom) {
		return n
	}
	if value := twice(n.Left); value != nil {
		n.Right = &ast.BinaryExpression{Operator: n.Operator, Left: through(value), Right: n.Right}
		n.Operator = token.ASSIGN
		return n
	}
	if !idiom && !b.inOwn(n) { // packages fill lists so, in loops
		return n
	}
	return once(n)
}

// takesBits says whether the engine takes 0 of an argument from 2^63 on.
func takesBits(c *ast.CallExpression, i int) bool {
	switch f := c.Callee.(type) {
	case *ast.DotExpression:
		switch of, _ := f.Left.(*ast.Identifier); f.Identifier.Name {
		case "imul", "clz32":
			return of != nil && of.Name == "Math"
		case "fromCharCode":
			return of != nil && of.Name == "String"
		case "parseInt":
			return of != nil && of.Name == "Number" && i == 1
		}
	case *ast.Identifier:
		return f.Name == "parseInt" && i == 1
	}
	return false
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
	return call(&ast.Identifier{Name: Int, Idx: e.Idx0()}, e)
}

// call is f(args), with the position of f.
func call(f ast.Expression, args ...ast.Expression) *ast.CallExpression {
	at := f.Idx0()
	return &ast.CallExpression{Callee: f, LeftParenthesis: at, RightParenthesis: at, ArgumentList: args}
}
