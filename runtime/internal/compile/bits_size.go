package compile

import (
	"math"
	"math/bits"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// A size is the least n known for which a number is between -2**n and 2**n.
// Bit operators of the engine are right below 63.
const (
	// unbounded is the size of a number of which nothing is known, and of what
	// may be no number.
	unbounded = 1 << 20
	// counted is the size of what grows by small steps, in days.
	counted = 54
	// step is the size of a small step.
	step = 16
)

// results are how large the results of methods are that are called by these
// names. Objects of a script's own with such a method are taken at their name.
var results = map[unistring.String]int{
	"charCodeAt": 16, "codePointAt": 21, "indexOf": 53, "lastIndexOf": 53, "findIndex": 53,
	"getUint8": 8, "getInt8": 8, "getUint16": 16, "getInt16": 16, "getUint32": 32, "getInt32": 32,
	"readUInt8": 8, "readInt8": 8, "readUInt16LE": 16, "readUInt16BE": 16, "readUInt32LE": 32, "readUInt32BE": 32, "readInt32LE": 32, "readInt32BE": 32,
	"getTime": 53, "getFullYear": 20, "getMonth": 4, "getDate": 5, "getDay": 3, "getHours": 5, "getMinutes": 6, "getSeconds": 6, "getMilliseconds": 10,
}

// typed are lists of which all elements are at most 32 bits.
var typed = map[unistring.String]bool{
	"Int8Array": true, "Uint8Array": true, "Uint8ClampedArray": true, "Int16Array": true, "Uint16Array": true, "Int32Array": true, "Uint32Array": true,
}

// settle finds the sizes of all variables: it begins with the least and lets
// each grow with what it is given, until none does.
func (vs *variables) settle() {
	vs.at = nil
	for round := 0; ; round++ {
		changed := false
		for i := range vs.gifts {
			changed = vs.receive(&vs.gifts[i], round > 40 || round > 12 && !vs.byName()) || changed
		}
		if !changed {
			return
		}
		if round == 100 {
			vs.opaque = true
			return
		}
	}
}

// receive lets a variable grow with a gift, and without limit when it has
// grown too often. It reports whether it has.
func (vs *variables) receive(g *gift, often bool) bool {
	v := g.to.root()
	have, s := &v.size, 0
	if g.element {
		have = &v.elements
	}
	if *have >= unbounded && (g.element || v.other && v.plain) {
		return false
	}
	switch {
	case g.value == nil:
	case g.op == token.ASSIGN:
		s = vs.grown(v, g)
	default:
		s = vs.compound(g.op, *have, g.value)
	}
	s = min(s, unbounded)
	changed := false
	if !g.element {
		list, plain := vs.list(g)
		changed = !list && !v.other || plain && !v.plain
		v.other, v.plain = v.other || !list, v.plain || plain
	}
	if s <= *have {
		return changed
	}
	if *have = s; often || s >= 63 {
		*have = unbounded
	}
	return true
}

// grown is the size of what an assignment gives: x = x + 1 is x += 1.
func (vs *variables) grown(v *variable, g *gift) int {
	if b, ok := g.value.(*ast.BinaryExpression); ok && !g.element && (b.Operator == token.PLUS || b.Operator == token.MINUS) {
		if w := vs.variable(b.Left); w != nil && w.root() == v {
			return vs.compound(b.Operator, v.size, b.Right)
		}
	}
	return vs.of(g.value)
}

// compound is the size of what an operator with an assignment gives.
func (vs *variables) compound(op token.Token, have int, value ast.Expression) int {
	switch op {
	case token.INCREMENT:
		return max(min(have, unbounded), 53)
	case token.PLUS, token.MINUS:
		s := vs.of(value)
		if s <= step {
			return max(have, counted)
		}
		if vs.byName() {
			return max(have, s)
		}
		return unbounded
	}
	return vs.binary(op, have, vs.of(value), value)
}

// list says whether a gift is a list of which something is known, and whether
// it is one of which any element may be anything.
func (vs *variables) list(g *gift) (list, plain bool) {
	if g.op != token.ASSIGN {
		return false, false
	}
	switch x := g.value.(type) {
	case *ast.ArrayLiteral:
		return true, true
	case *ast.NullLiteral:
		return true, false
	case *ast.NewExpression:
		if f, ok := x.Callee.(*ast.Identifier); ok && vs.meant[f] == nil {
			return f.Name == "Array" || typed[f.Name], f.Name == "Array"
		}
	case *ast.Identifier:
		if v := vs.meant[x]; v != nil {
			v = v.root()
			return !v.other && !v.plain && v.given > 0, false
		}
	}
	return false, false
}

// of is the size of the value of e, as a number.
func (vs *variables) of(e ast.Expression) int {
	switch n := e.(type) {
	case *ast.NumberLiteral:
		return literal(n)
	case *ast.BooleanLiteral, *ast.NullLiteral:
		return 1
	case *ast.Identifier, *ast.PrivateDotExpression:
		if v := vs.variable(n); v != nil && !vs.opaque {
			return v.root().size
		}
		if id, ok := n.(*ast.Identifier); ok && (id.Name == "undefined" || id.Name == "NaN") {
			return 0
		}
		return vs.unknown
	case *ast.OptionalChain:
		if _, call := n.Expression.(*ast.CallExpression); !call {
			return vs.unknown
		}
	case *ast.BracketExpression:
		if v := vs.variable(n.Left); v != nil && !vs.opaque {
			return vs.element(v.root())
		}
		return vs.unknown
	case *ast.BinaryExpression:
		if n.Comparison {
			return 1
		}
		return vs.binary(n.Operator, vs.of(n.Left), vs.of(n.Right), n.Right)
	case *ast.UnaryExpression:
		return vs.unary(n)
	case *ast.AssignExpression:
		if n.Operator == token.ASSIGN {
			return vs.of(n.Right)
		}
		if isBit(n.Operator) {
			return 32
		}
		return max(vs.of(n.Left), vs.compound(n.Operator, vs.of(n.Left), n.Right))
	case *ast.ConditionalExpression:
		return max(vs.of(n.Consequent), vs.of(n.Alternate))
	case *ast.SequenceExpression:
		return vs.of(n.Sequence[len(n.Sequence)-1])
	case *ast.DotExpression:
		if n.Identifier.Name == "length" {
			return 53
		}
		if v := vs.variable(n); v != nil {
			return max(vs.unknown, v.size)
		}
		return vs.unknown
	case *ast.CallExpression:
		return vs.callSize(n)
	}
	return unbounded
}

// element is the size of the elements of the lists in a variable.
func (vs *variables) element(v *variable) int {
	switch {
	case v.other || v.given == 0:
		return max(v.elements, vs.unknown)
	case !v.plain:
		return 32
	case v.escapes:
		return max(v.elements, vs.unknown)
	}
	return v.elements
}

func literal(n *ast.NumberLiteral) int {
	switch v := n.Value.(type) {
	case int64:
		return bits.Len64(uint64(max(v, -v)))
	case float64:
		if _, exp := math.Frexp(v); !math.IsInf(v, 0) {
			return max(exp, 0)
		}
		return unbounded
	}
	return 0 // a BigInt, which is right as it is
}

// binary is the size of what an operator gives; value is its right operand.
func (vs *variables) binary(op token.Token, left, right int, value ast.Expression) int {
	switch op {
	case token.AND:
		if n, ok := value.(*ast.NumberLiteral); ok && literal(n) < 32 {
			return literal(n)
		}
		return 32
	case token.OR, token.EXCLUSIVE_OR, token.SHIFT_LEFT, token.SHIFT_RIGHT, token.UNSIGNED_SHIFT_RIGHT:
		return 32
	case token.PLUS, token.MINUS:
		if vs.byName() {
			return max(left, right)
		}
		return max(left, right) + 1
	case token.MULTIPLY:
		return left + right
	case token.REMAINDER:
		return min(left, right)
	case token.SLASH:
		if d, ok := value.(*ast.NumberLiteral); ok && literal(d) > 0 {
			return left
		}
	case token.LOGICAL_AND, token.LOGICAL_OR, token.COALESCE:
		return max(left, right)
	}
	return unbounded
}

func (vs *variables) unary(n *ast.UnaryExpression) int {
	switch n.Operator {
	case token.BITWISE_NOT:
		return 32
	case token.NOT:
		return 1
	case token.PLUS, token.MINUS, token.INCREMENT, token.DECREMENT:
		return vs.of(n.Operand)
	}
	return unbounded
}

func (vs *variables) callSize(n *ast.CallExpression) int {
	if f, ok := n.Callee.(*ast.DotExpression); ok {
		if s, ok := results[f.Identifier.Name]; ok {
			return s
		}
		if of, ok := f.Left.(*ast.Identifier); ok && vs.meant[of] == nil {
			if s := vs.global(of.Name, f.Identifier.Name, n.ArgumentList); s < unbounded {
				return s
			}
		}
	}
	v := vs.variable(n.Callee)
	if v == nil || vs.opaque {
		return unbounded
	}
	if v = v.root(); len(v.functions) == 0 || !vs.byName() && (v.given != 1 || len(v.functions) != 1) {
		return unbounded
	}
	most := 0
	for _, f := range v.functions {
		if f.later {
			return unbounded
		}
		most = max(most, f.result.size)
	}
	return most
}

// global is the size of what functions of global objects give.
func (vs *variables) global(of, name unistring.String, args []ast.Expression) int {
	switch {
	case of == "Date" && name == "now", of == "performance" && name == "now":
		return 53
	case of != "Math":
		return unbounded
	}
	switch name {
	case "imul":
		return 32
	case "clz32", "random", "sin", "cos", "sign", "atan2":
		return 6
	case "floor", "ceil", "round", "trunc", "abs", "max", "min", "sqrt", "cbrt", "log", "log2", "log10":
		most := 0
		for _, a := range args {
			most = max(most, vs.of(a))
		}
		return most + 1
	}
	return unbounded
}
