package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// Reach is what a program can come to use: the names that stand in it, as
// variables, properties or texts. The zero value is that of a program that
// may use any name, since it makes names while it runs or can ask what names
// an object has.
type Reach struct {
	names map[string]bool // nil: any
}

// Any reports whether the program may use any name.
func (r Reach) Any() bool { return r.names == nil }

// Has reports whether the program may use one of the names.
func (r Reach) Has(names ...string) bool {
	if r.names == nil {
		return true
	}
	for _, n := range names {
		if r.names[n] {
			return true
		}
	}
	return false
}

// Generators is what Reach has where a program has generator functions, and
// Literals where it has literals of regular expressions; no program can write
// these names.
const (
	Generators = " generators"
	Literals   = " regexps"
)

// reveals are names by which a program comes to names that do not stand in it,
// or to source that it makes of text.
var reveals = set("eval", "Function", "constructor", "prototype", "__proto__", "Reflect", "Proxy", "globalThis", "self", "window", "global",
	"require", "module", "exports", "arguments", "__dynamic", "__require", "getPrototypeOf", "setPrototypeOf", "getOwnPropertyNames", "getOwnPropertyDescriptor", "getOwnPropertyDescriptors",
	"getOwnPropertySymbols", "hasOwn", "hasOwnProperty", "propertyIsEnumerable", "isPrototypeOf", "defineProperty", "defineProperties",
	"__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__")

// builtins are objects that a program must not get hold of otherwise than to
// call them or to take a property of a name that stands in it.
var builtins = set("Object", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Math", "JSON", "Promise", "Map", "Set", "WeakMap", "WeakSet",
	"Date", "RegExp", "Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError", "AggregateError", "Iterator",
	"ArrayBuffer", "DataView", "Uint8Array", "Int8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
	"Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "Intl")

// errors are builtins that classes may extend.
var errorNames = set("Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError")

// listMethods call a function and do nothing else with it, and converters are
// what they are often given.
var (
	listMethods = set("map", "filter", "some", "every", "find", "findIndex")
	converters  = set("String", "Number", "Boolean")
)

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// ReachOf looks at the part of a program behind an offset in its source. It is
// for trees that no pass has changed. calls are functions that may be called
// with one of the texts beside them and with no other.
func ReachOf(p *ast.Program, from int, calls map[string]string) Reach {
	r := &reacher{from: from, calls: calls, names: map[string]bool{}, covered: map[ast.Node]bool{}, numbers: numbersOf(p)}
	Walk(p, &Visitor{Enter: r.enter})
	if r.any {
		return Reach{}
	}
	return Reach{r.names}
}

type reacher struct {
	from    int
	calls   map[string]string
	names   map[string]bool
	covered map[ast.Node]bool // nodes that stand where they do no harm
	numbers numbers
	any     bool
}

// enter looks at a node before what is in it.
func (r *reacher) enter(n ast.Node) bool {
	if r.any {
		return false
	}
	switch n := n.(type) {
	case *ast.WithStatement:
		r.any = true
	case *ast.BlockStatement, *ast.ExpressionStatement, *ast.VariableStatement, *ast.LexicalDeclaration:
		// Statements of the bundler's head have none of the user's in them.
		return n.(ast.Statement).Idx1() == 0 || int(n.(ast.Statement).Idx1())-1 > r.from
	case *ast.ThisExpression:
		r.any = r.any || !r.covered[n] // it may be the global object
	case *ast.Identifier:
		if int(n.Idx)-1 < r.from {
			return true // of the bundler's
		}
		r.mention(string(n.Name))
		if builtins[string(n.Name)] && !r.covered[n] || r.calls[string(n.Name)] != "" && !r.covered[n] {
			r.any = true
		}
	case *ast.StringLiteral:
		if !r.covered[n] {
			r.mention(n.Value.String())
		}
	case *ast.RegExpLiteral:
		r.names[Literals] = true
	case *ast.FunctionLiteral:
		if n.Generator {
			r.names[Generators] = true
		}
	case *ast.MethodDefinition:
		if key, ok := n.Key.(*ast.StringLiteral); ok && !n.Computed {
			r.covered[key] = true // it only defines
		}
		r.computed(n.Key, n.Computed)
	case *ast.FieldDefinition:
		r.computed(n.Key, n.Computed)
	case *ast.ClassLiteral:
		if id, ok := n.SuperClass.(*ast.Identifier); ok && errorNames[string(id.Name)] {
			r.covered[id] = true
		}
	case *ast.PropertyKeyed:
		r.computed(n.Key, n.Computed)
	case *ast.PropertyShort:
		r.mention(string(n.Name.Name))
		r.any = r.any || builtins[string(n.Name.Name)]
	default:
		r.expression(n)
	}
	return !r.any
}

// expression is enter for expressions made of others.
func (r *reacher) expression(n ast.Node) {
	switch n := n.(type) {
	case *ast.DotExpression:
		r.cover(n.Left)
		if r.ofObject(n) {
			return
		}
		r.mention(string(n.Identifier.Name))
		if id, ok := n.Left.(*ast.Identifier); ok && builtins[string(id.Name)] && n.Identifier.Name == "valueOf" {
			r.any = true // it gives the object itself
		}
	case *ast.BracketExpression:
		r.cover(n.Left)
		r.computed(n.Member, true)
	case *ast.CallExpression:
		r.call(n)
	case *ast.NewExpression:
		r.cover(n.Callee)
	case *ast.BinaryExpression:
		switch n.Operator {
		case token.INSTANCEOF:
			r.cover(n.Right)
		case token.IN:
			if _, private := n.Left.(*ast.PrivateIdentifier); !private {
				r.computed(n.Left, true)
			}
		}
	case *ast.AssignExpression:
		r.written(n.Left)
	case *ast.UnaryExpression:
		switch n.Operator {
		case token.TYPEOF:
			r.cover(n.Operand)
		case token.DELETE, token.INCREMENT, token.DECREMENT:
			r.written(n.Operand)
		}
	}
}

// ofObject reports whether a name is one of these functions of Object, which
// share it with methods that give iterators.
func (r *reacher) ofObject(n *ast.DotExpression) bool {
	id, ok := n.Left.(*ast.Identifier)
	if !ok || id.Name != "Object" || r.numbers.declares("Object") {
		return false
	}
	switch n.Identifier.Name {
	case "keys", "values", "entries":
		return true
	}
	return false
}

// call lets a callee be a builtin, and arguments where they are only called.
func (r *reacher) call(n *ast.CallExpression) {
	r.cover(n.Callee)
	switch callee := n.Callee.(type) {
	case *ast.Identifier:
		if callee.Name == "__name" && len(n.ArgumentList) > 0 { // of the bundler: it sets the name of a class
			r.cover(n.ArgumentList[0])
		}
		if want := r.calls[string(callee.Name)]; want != "" {
			first, ok := firstText(n)
			r.any = r.any || !ok || first != want
		}
	case *ast.DotExpression:
		if !listMethods[string(callee.Identifier.Name)] {
			return
		}
		for _, a := range n.ArgumentList {
			if id, ok := a.(*ast.Identifier); ok && converters[string(id.Name)] {
				r.covered[id] = true
			}
		}
	}
}

func firstText(n *ast.CallExpression) (string, bool) {
	if len(n.ArgumentList) == 0 {
		return "", false
	}
	text, ok := n.ArgumentList[0].(*ast.StringLiteral)
	if !ok {
		return "", false
	}
	return text.Value.String(), true
}

func (r *reacher) cover(e ast.Expression) {
	switch e.(type) {
	case *ast.Identifier, *ast.ThisExpression:
		r.covered[e] = true
	}
}

// written refuses a builtin that gets another value or property.
func (r *reacher) written(e ast.Expression) {
	if dot, ok := e.(*ast.DotExpression); ok {
		e = dot.Left
		_, this := e.(*ast.ThisExpression)
		r.any = r.any || this && builtins[string(dot.Identifier.Name)]
	} else if bracket, ok := e.(*ast.BracketExpression); ok {
		e = bracket.Left
	}
	if id, ok := e.(*ast.Identifier); ok && builtins[string(id.Name)] {
		r.any = true
	}
}

func (r *reacher) mention(name string) {
	r.names[name] = true
	if reveals[name] {
		r.any = true
	}
}

// computed judges a key: texts are mentioned anyway, numbers name nothing.
func (r *reacher) computed(key ast.Expression, computed bool) {
	if !computed {
		return
	}
	if _, text := key.(*ast.StringLiteral); !text && !r.numbers.is(key) {
		r.any = true
	}
}
