package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// numbers knows which variables of a program only ever hold numbers or
// nothing. Variables of one name are taken for one.
type numbers struct {
	declared map[string][]ast.Expression // every value that a declaration or an assignment of the name gives
	bad      map[string]bool             // names that get values otherwise
	known    map[string]bool             // all names that are declared or assigned
}

// numbersOf finds them.
func numbersOf(p *ast.Program) numbers {
	n := numbers{map[string][]ast.Expression{}, map[string]bool{}, map[string]bool{}}
	declarations := map[*ast.Binding]bool{}
	declare := func(list []*ast.Binding) {
		for _, b := range list {
			declarations[b] = true
		}
	}
	Walk(p, &Visitor{Enter: func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.VariableStatement:
			declare(x.List)
		case *ast.LexicalDeclaration:
			declare(x.List)
		case *ast.ForLoopInitializerVarDeclList:
			declare(x.List)
		case *ast.ForLoopInitializerLexicalDecl:
			declare(x.LexicalDeclaration.List)
		case *ast.Binding:
			n.binding(x, declarations[x])
		case *ast.AssignExpression:
			n.assigned(x)
		case *ast.ForIntoVar:
			n.taken(x.Binding)
		case *ast.ForDeclaration:
			n.taken(x.Target)
		case *ast.ForIntoExpression:
			n.taken(x.Expression)
		case *ast.ArrayPattern, *ast.ObjectPattern:
			n.taken(x)
		case *ast.FunctionLiteral:
			n.taken(x.Name)
			n.parameters(x.ParameterList)
		case *ast.ArrowFunctionLiteral:
			n.parameters(x.ParameterList)
		case *ast.ClassLiteral:
			n.taken(x.Name)
		case *ast.CatchStatement:
			n.taken(x.Parameter)
		}
		return true
	}})
	n.settle()
	return n
}

func (n *numbers) parameters(list *ast.ParameterList) {
	if list == nil {
		return
	}
	for _, b := range list.List {
		n.taken(b)
	}
	n.taken(list.Rest)
}

// binding notes what a declaration gives a variable.
func (n *numbers) binding(b *ast.Binding, declared bool) {
	id, ok := b.Target.(*ast.Identifier)
	if !ok || !declared {
		n.taken(b.Target)
		return
	}
	if b.Initializer != nil {
		n.declared[string(id.Name)] = append(n.declared[string(id.Name)], b.Initializer)
	} else if _, known := n.declared[string(id.Name)]; !known {
		n.declared[string(id.Name)] = nil // it holds nothing, whose name is always the same
	}
}

// assigned notes what an assignment gives a variable.
func (n *numbers) assigned(a *ast.AssignExpression) {
	id, ok := a.Left.(*ast.Identifier)
	if !ok {
		n.taken(a.Left)
		return
	}
	switch a.Operator {
	case token.MINUS, token.MULTIPLY, token.SLASH, token.REMAINDER, token.EXPONENT, token.AND, token.OR, token.EXCLUSIVE_OR,
		token.SHIFT_LEFT, token.SHIFT_RIGHT, token.UNSIGNED_SHIFT_RIGHT:
	default:
		n.declared[string(id.Name)] = append(n.declared[string(id.Name)], a.Right)
	}
}

// taken notes variables that get a value in another way. What is no variable
// is left alone.
func (n *numbers) taken(x ast.Node) {
	switch x := x.(type) {
	case *ast.Identifier:
		if x != nil {
			n.bad[string(x.Name)] = true
		}
	case *ast.Binding:
		if x != nil {
			n.taken(x.Target)
		}
	case *ast.AssignExpression:
		n.taken(x.Left)
	case *ast.SpreadElement:
		n.taken(x.Expression)
	case *ast.PropertyShort:
		n.bad[string(x.Name.Name)] = true
	case *ast.PropertyKeyed:
		n.taken(x.Value)
	case *ast.ArrayPattern:
		for _, e := range x.Elements {
			n.taken(e)
		}
		n.taken(x.Rest)
	case *ast.ObjectPattern:
		for _, p := range x.Properties {
			n.taken(p)
		}
		n.taken(x.Rest)
	}
}

// settle takes names out until all that are left are given numbers only.
func (n *numbers) settle() {
	for name := range n.declared {
		n.known[name] = true
	}
	for name := range n.bad {
		n.known[name] = true
		delete(n.declared, name)
	}
	for again := true; again; {
		again = false
		for name, values := range n.declared {
			for _, v := range values {
				if !n.is(v) {
					delete(n.declared, name)
					again = true
					break
				}
			}
		}
	}
}

// is reports whether an expression can only be a number, or nothing.
func (n *numbers) is(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.NumberLiteral:
		return true
	case *ast.Identifier:
		_, ok := n.declared[string(e.Name)]
		return ok
	case *ast.BinaryExpression:
		switch e.Operator {
		case token.MINUS, token.MULTIPLY, token.SLASH, token.REMAINDER, token.EXPONENT, token.AND, token.OR, token.EXCLUSIVE_OR,
			token.SHIFT_LEFT, token.SHIFT_RIGHT, token.UNSIGNED_SHIFT_RIGHT:
			return true
		case token.PLUS:
			return n.is(e.Left) && n.is(e.Right)
		}
	case *ast.UnaryExpression:
		switch e.Operator {
		case token.PLUS, token.MINUS, token.BITWISE_NOT, token.INCREMENT, token.DECREMENT:
			return true
		}
	case *ast.ConditionalExpression:
		return n.is(e.Consequent) && n.is(e.Alternate)
	case *ast.CallExpression:
		return n.fromMath(e)
	}
	return false
}

// declares reports whether a program gives a variable of that name a value.
func (n *numbers) declares(name string) bool { return n.known[name] }

// fromMath reports whether a call is one of a function of Math.
func (n *numbers) fromMath(e *ast.CallExpression) bool {
	dot, ok := e.Callee.(*ast.DotExpression)
	if !ok {
		return false
	}
	of, ok := dot.Left.(*ast.Identifier)
	if !ok || of.Name != "Math" || n.bad["Math"] {
		return false
	}
	_, own := n.declared["Math"] // known is not complete while names settle
	return !own && mathNumbers[string(dot.Identifier.Name)]
}

// mathNumbers are functions of Math that give numbers whatever they get.
var mathNumbers = set("floor", "ceil", "round", "trunc", "random", "abs", "min", "max")
