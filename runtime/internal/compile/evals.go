package compile

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"
)

// Text that eval is given is compiled inside the engine, where it may see the
// variables around the call. So what such text needs is written into the text.
// Two global functions stand for that; who runs programs defines them.
const (
	// EvalText gives a text with checks of the depth in it ([Guarded]), and
	// anything else as it is.
	EvalText = "__hotreply_eval_text__"
	// IndirectEval is eval for calls that do not see the variables around.
	IndirectEval = "__hotreply_eval__"
)

// evals lets the text of eval be guarded:
//
//	eval(text)             eval(EvalText(text))
//	(0, eval)(text)        (0, IndirectEval)(text)
//	globalThis.eval(text)  IndirectEval(text)
//
// Where a variable of the program is called eval, it is left alone.
var evals = Pass{
	Name:   "eval",
	Wanted: func(source string) bool { return strings.Contains(source, "eval") },
	Change: func(p *ast.Program) {
		called, own := map[*ast.Identifier]bool{}, false
		Walk(p, &Visitor{Enter: func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpression:
				if id, ok := n.Callee.(*ast.Identifier); ok && id.Name == evalName {
					called[id] = true
				}
			case *ast.Binding:
				id, _ := n.Target.(*ast.Identifier)
				own = own || idName(id) == evalName
			case *ast.FunctionLiteral:
				own = own || idName(n.Name) == evalName
			}
			return true
		}})
		if own {
			return
		}
		Walk(p, &Visitor{Expression: func(e ast.Expression) ast.Expression { return evalGuarded(e, called) }})
	},
}

const evalName = unistring.String("eval")

// evalGuarded is a use of eval as it is to be.
func evalGuarded(e ast.Expression, called map[*ast.Identifier]bool) ast.Expression {
	switch n := e.(type) {
	case *ast.CallExpression:
		if dot, ok := n.Callee.(*ast.DotExpression); ok { // the callee is no value of its own
			n.Callee = evalGuarded(dot, called)
		}
		id, ok := n.Callee.(*ast.Identifier)
		if !ok || !called[id] || len(n.ArgumentList) == 0 {
			return e
		}
		if _, spread := n.ArgumentList[0].(*ast.SpreadElement); spread {
			return e
		}
		given := n.ArgumentList[0]
		at := given.Idx0()
		n.ArgumentList[0] = &ast.CallExpression{
			Callee:          &ast.Identifier{Name: EvalText, Idx: at},
			LeftParenthesis: at, RightParenthesis: at,
			ArgumentList: []ast.Expression{given},
		}
	case *ast.Identifier:
		if n.Name == evalName && !called[n] {
			return &ast.Identifier{Name: IndirectEval, Idx: n.Idx}
		}
	case *ast.DotExpression:
		of, ok := n.Left.(*ast.Identifier)
		if ok && n.Identifier.Name == evalName && globalNames[of.Name] {
			return &ast.Identifier{Name: IndirectEval, Idx: n.Idx0()}
		}
	}
	return e
}

// globalNames are what programs call the global object.
var globalNames = map[unistring.String]bool{"globalThis": true, "self": true, "window": true, "global": true}
