package compile

import (
	"errors"
	"hash/fnv"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"

	"hotreply/runtime/regex"
)

// RegExpLiteral is the global function that makes the object of a regular
// expression that stands in the text of a program. Who runs programs defines
// it. Its arguments are a number that stands for the literal, its pattern and
// its flags.
const RegExpLiteral = "__hotreply_regexp__"

// regexps turns literals into calls of that function: the engine would compile
// their patterns, refuse some that are right, and take others that are not.
// Its error is that of a literal that is none.
func regexps(source string, p *ast.Program) error {
	if !strings.Contains(source, "/") {
		return nil
	}
	var bad *goja.CompilerSyntaxError
	Walk(p, &Visitor{Expression: func(e ast.Expression) ast.Expression {
		n, ok := e.(*ast.RegExpLiteral)
		if !ok {
			return e
		}
		var wrong *regex.SyntaxError
		if err := regex.Check(n.Pattern, n.Flags); errors.As(err, &wrong) && bad == nil {
			message := wrong.Error()
			if wrong.Problem == "" {
				message = "Invalid regular expression flags"
			}
			bad = &goja.CompilerSyntaxError{CompilerError: goja.CompilerError{Message: message, File: p.File, Offset: int(n.Idx) - p.File.Base()}}
		}
		return literalCall(n)
	}})
	if bad != nil {
		return bad
	}
	return nil
}

// literalCall is the call that makes the object of a literal.
func literalCall(n *ast.RegExpLiteral) ast.Expression {
	h := fnv.New64a()
	h.Write([]byte(n.Flags + "/" + n.Pattern))
	id := int64(h.Sum64() >> 12) // what a number holds exactly
	text := func(s string) ast.Expression {
		return &ast.StringLiteral{Idx: n.Idx, Literal: n.Literal, Value: unistring.NewFromString(s)}
	}
	return &ast.CallExpression{
		Callee:           &ast.Identifier{Name: RegExpLiteral, Idx: n.Idx},
		LeftParenthesis:  n.Idx,
		ArgumentList:     []ast.Expression{&ast.NumberLiteral{Idx: n.Idx, Literal: n.Literal, Value: id}, text(n.Pattern), text(n.Flags)},
		RightParenthesis: n.Idx,
	}
}
