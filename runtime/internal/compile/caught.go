package compile

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// Caught is the global function that catch clauses call with what they caught,
// before anything else. It gives its argument. Who runs programs defines it.
const Caught = "__hotreply_caught__"

// caughtError is what a clause that takes its error apart calls the error.
const caughtError = "__hotreply_error__"

// CatchClauses makes catch (e) {…} call Caught, so that errors of the engine
// can be mended before a script sees them:
//
//	catch (e) { Caught(e); … }
//	catch (error) { let {message} = Caught(error); … }    for catch ({message})
//
// It is for programs that run where Caught is defined.
var CatchClauses = Pass{
	Name:   "catch clauses",
	Wanted: func(source string) bool { return strings.Contains(source, "catch") },
	Change: func(p *ast.Program) {
		Walk(p, &Visitor{Leave: func(n ast.Node) {
			c, ok := n.(*ast.CatchStatement)
			if !ok || c.Parameter == nil {
				return
			}
			call := func(name unistring.String) ast.Expression {
				return &ast.CallExpression{
					Callee:          &ast.Identifier{Name: Caught, Idx: c.Catch},
					LeftParenthesis: c.Catch, RightParenthesis: c.Catch,
					ArgumentList: []ast.Expression{&ast.Identifier{Name: name, Idx: c.Catch}},
				}
			}
			var first ast.Statement
			if id, ok := c.Parameter.(*ast.Identifier); ok {
				first = &ast.ExpressionStatement{Expression: call(id.Name)}
			} else {
				first = &ast.LexicalDeclaration{Idx: c.Catch, Token: token.LET, List: []*ast.Binding{{
					Target: c.Parameter, Initializer: call(caughtError),
				}}}
				c.Parameter = &ast.Identifier{Name: caughtError, Idx: c.Catch}
			}
			c.Body.List = append([]ast.Statement{first}, c.Body.List...)
		}})
	},
}
