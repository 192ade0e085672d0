package compile

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
)

// newTarget makes new.target undefined in functions that are called without
// new. In the engine such a function sees that of the constructor it is called
// from, so that RegExp("x") or Intl.NumberFormat() in a constructor would be
// taken for new ones of that class. In a function new.target becomes
//
//	(new.target && this instanceof new.target ? new.target : undefined)
//
// since this of a call with new is an instance of its target. In methods and
// fields of classes, which are never called with new, it becomes undefined;
// constructors of classes always are. In an arrow function it is that of the
// function around it.
var newTarget = Pass{
	Name:   "new.target",
	Wanted: func(source string) bool { return strings.Contains(source, "new.target") },
	Change: func(p *ast.Program) {
		var around []ast.Node // functions and classes, the innermost last
		kinds := map[ast.Node]newKind{}
		Walk(p, &Visitor{
			Enter: func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.MethodDefinition:
					kinds[n.Body] = kindOf(n)
				case *ast.PropertyKeyed:
					if f, ok := n.Value.(*ast.FunctionLiteral); ok && n.Kind != ast.PropertyKindValue {
						kinds[f] = neverNew
					}
				case *ast.ClassLiteral:
					kinds[n] = neverNew // its fields
					around = append(around, n)
				case *ast.FunctionLiteral:
					around = append(around, n)
				}
				return true
			},
			Leave: func(n ast.Node) {
				switch n.(type) {
				case *ast.FunctionLiteral, *ast.ClassLiteral:
					around = around[:len(around)-1]
				}
			},
			Expression: func(e ast.Expression) ast.Expression {
				target, ok := e.(*ast.MetaProperty)
				if !ok || target.Property.Name != "target" || len(around) == 0 {
					return e
				}
				switch kinds[around[len(around)-1]] {
				case maybeNew:
					return onlyWithNew(target)
				case neverNew:
					return undefined(target.Idx)
				}
				return e
			},
		})
	},
}

// newKind says how a function may be called.
type newKind int

const (
	maybeNew newKind = iota
	neverNew
	alwaysNew
)

func kindOf(m *ast.MethodDefinition) newKind {
	key, _ := m.Key.(*ast.StringLiteral)
	if key != nil && key.Value == "constructor" && !m.Static && !m.Computed {
		return alwaysNew
	}
	return neverNew
}

func onlyWithNew(target *ast.MetaProperty) ast.Expression {
	again := func() *ast.MetaProperty { c := *target; return &c }
	return &ast.ConditionalExpression{
		Test: &ast.BinaryExpression{
			Operator: token.LOGICAL_AND,
			Left:     again(),
			Right: &ast.BinaryExpression{
				Operator: token.INSTANCEOF, Left: &ast.ThisExpression{Idx: target.Idx}, Right: again(),
			},
		},
		Consequent: again(),
		Alternate:  undefined(target.Idx),
	}
}

func undefined(at file.Idx) ast.Expression {
	return &ast.UnaryExpression{
		Operator: token.VOID, Idx: at, Operand: &ast.NumberLiteral{Idx: at, Literal: "0", Value: int64(0)},
	}
}
