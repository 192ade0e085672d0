package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// DepthCheck is the global function that guarded functions call once in
// DepthEvery calls. Who runs programs defines it; it throws when the stack has
// become too deep.
const DepthCheck = "__hotreply_depth__"

// DepthEvery is how many calls of guarded functions lie between two checks of
// the depth.
const DepthEvery = 200

// depthCount is the variable that counts down to the next check.
const depthCount = "__hotreply_count__"

// recursion puts a check of the depth at the entry of functions that may call
// themselves, so that a recursion without end throws an error that a script
// can catch. The engine's own limit can not be caught.
//
// Most functions can not call themselves and pay nothing; calls.go finds the
// others. In those the check is
//
//	--count || (count = 200, check());
//
// with one count for the whole program, in the function around it. A program
// without such a function is left alone.
var recursion = Pass{
	Name: "recursion",
	Change: func(p *ast.Program) {
		body := wrapper(p)
		if body == nil {
			return
		}
		found := recursive(p, false)
		for _, f := range found {
			guard(f, depthCount)
		}
		if len(found) > 0 {
			body.List = afterDirectives(body.List, countStatement(body.Idx0()))
		}
	},
}

// wrapper is the body of the function that a program consists of, or nil.
func wrapper(p *ast.Program) *ast.BlockStatement {
	for _, s := range p.Body {
		e, ok := s.(*ast.ExpressionStatement)
		if !ok {
			return nil
		}
		switch f := e.Expression.(type) {
		case *ast.StringLiteral: // "use strict"
			continue
		case *ast.FunctionLiteral:
			return f.Body
		case *ast.ArrowFunctionLiteral:
			body, _ := f.Body.(*ast.BlockStatement)
			return body
		}
		return nil
	}
	return nil
}

// guard puts the check first in a function. What parameters begin with is
// computed before the body, so calls in there have checks of their own; a field
// of a class has it before its value.
func guard(f ast.Node, count unistring.String) {
	switch f := f.(type) {
	case *ast.FieldDefinition:
		switch f.Initializer.(type) {
		case nil, *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassLiteral: // these take its name
		default:
			f.Initializer = checked(f.Initializer, f.Idx, count)
		}
	case *ast.FunctionLiteral:
		guardParameters(f.ParameterList, f.Function, count)
		f.Body.List = afterDirectives(f.Body.List, &ast.ExpressionStatement{Expression: check(f.Function, count)})
	case *ast.ArrowFunctionLiteral:
		guardParameters(f.ParameterList, f.Start, count)
		switch body := f.Body.(type) {
		case *ast.BlockStatement:
			body.List = afterDirectives(body.List, &ast.ExpressionStatement{Expression: check(f.Start, count)})
		case *ast.ExpressionBody:
			body.Expression = checked(body.Expression, f.Start, count)
		}
	}
}

// guardParameters puts checks before the calls in a list of parameters.
func guardParameters(list *ast.ParameterList, at file.Idx, count unistring.String) {
	if list == nil {
		return
	}
	walker{&Visitor{
		Enter: func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassLiteral:
				return false
			}
			return true
		},
		Expression: func(e ast.Expression) ast.Expression {
			switch e.(type) {
			case *ast.CallExpression, *ast.NewExpression, *ast.OptionalChain, *ast.TemplateLiteral:
				return checked(e, at, count)
			}
			return e
		},
	}}.parameters(list)
}

// checked is e with a check before it.
func checked(e ast.Expression, at file.Idx, count unistring.String) ast.Expression {
	return &ast.SequenceExpression{Sequence: []ast.Expression{check(at, count), e}}
}

func check(at file.Idx, name unistring.String) ast.Expression {
	count := func() *ast.Identifier { return &ast.Identifier{Name: name, Idx: at} }
	return &ast.BinaryExpression{
		Operator: token.LOGICAL_OR,
		Left:     &ast.UnaryExpression{Operator: token.DECREMENT, Idx: at, Operand: count()},
		Right: &ast.SequenceExpression{Sequence: []ast.Expression{
			&ast.AssignExpression{Operator: token.ASSIGN, Left: count(), Right: number(at, DepthEvery)},
			&ast.BinaryExpression{Operator: token.LOGICAL_OR, Left: &ast.BinaryExpression{ // where nobody has defined it, nothing is checked
				Operator: token.STRICT_EQUAL,
				Left:     &ast.UnaryExpression{Operator: token.TYPEOF, Idx: at, Operand: &ast.Identifier{Name: DepthCheck, Idx: at}},
				Right:    &ast.StringLiteral{Idx: at, Literal: `"undefined"`, Value: "undefined"},
			}, Right: &ast.CallExpression{Callee: &ast.Identifier{Name: DepthCheck, Idx: at}, LeftParenthesis: at, RightParenthesis: at}},
		}},
	}
}

// countStatement declares the count.
func countStatement(at file.Idx) ast.Statement {
	return &ast.LexicalDeclaration{Idx: at, Token: token.LET, List: []*ast.Binding{{
		Target: &ast.Identifier{Name: depthCount, Idx: at}, Initializer: number(at, DepthEvery),
	}}}
}

func number(at file.Idx, n int64) ast.Expression {
	return &ast.NumberLiteral{Idx: at, Literal: "0", Value: n}
}

// afterDirectives puts s in front of a body, behind "use strict" and its like.
func afterDirectives(list []ast.Statement, s ast.Statement) []ast.Statement {
	at := 0
	for at < len(list) {
		e, ok := list[at].(*ast.ExpressionStatement)
		if !ok {
			break
		}
		if _, ok := e.Expression.(*ast.StringLiteral); !ok {
			break
		}
		at++
	}
	out := make([]ast.Statement, 0, len(list)+1)
	out = append(out, list[:at]...)
	out = append(out, s)
	return append(out, list[at:]...)
}
