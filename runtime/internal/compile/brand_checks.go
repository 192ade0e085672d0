package compile

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// brandChecks gives #x in o its operator. The engine's parser notes the token
// that follows the expression instead, which makes a && of #x in o && y.
func brandChecks(source string, p *ast.Program) {
	if !strings.Contains(source, "#") {
		return
	}
	Walk(p, &Visitor{Enter: func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpression); ok {
			if _, ok := b.Left.(*ast.PrivateIdentifier); ok {
				b.Operator = token.IN
			}
		}
		return true
	}})
}
