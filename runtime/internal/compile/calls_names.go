package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// key is something under which functions are kept. The zero value is none.
type key struct {
	name unistring.String
	kind keyKind
}

type keyKind int8

const (
	ofVariable keyKind = iota
	ofProperty
	ofGetter // getters and setters of a property
	ofEngine
)

func varKey(name unistring.String) key  { return key{name, ofVariable} }
func propKey(name unistring.String) key { return key{name, ofProperty} }
func getKey(name unistring.String) key  { return key{name, ofGetter} }

// keysOf appends what a function that is the value of e is kept under. It is
// not known if that may be any function; a function literal or something that
// is no function has no keys.
func keysOf(e ast.Expression, list []key) (keys []key, known bool) {
	switch n := e.(type) {
	case nil, *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassLiteral, *ast.ObjectLiteral, *ast.ArrayLiteral,
		*ast.StringLiteral, *ast.NumberLiteral, *ast.BooleanLiteral, *ast.NullLiteral, *ast.RegExpLiteral, *ast.UnaryExpression:
		return list, true
	case *ast.TemplateLiteral:
		return list, n.Tag == nil
	case *ast.Identifier:
		return append(list, varKey(n.Name)), true
	case *ast.DotExpression:
		return append(list, propKey(n.Identifier.Name)), true
	case *ast.PrivateDotExpression:
		return append(list, propKey("#"+n.Identifier.Name)), true
	case *ast.BracketExpression:
		if text, ok := n.Member.(*ast.StringLiteral); ok {
			return append(list, propKey(text.Value)), true
		}
	case *ast.Optional:
		return keysOf(n.Expression, list)
	case *ast.OptionalChain:
		return keysOf(n.Expression, list)
	case *ast.AssignExpression:
		if n.Operator == token.ASSIGN {
			return keysOf(n.Right, list)
		}
	case *ast.SequenceExpression:
		return keysOf(n.Sequence[len(n.Sequence)-1], list)
	case *ast.ConditionalExpression:
		list, a := keysOf(n.Consequent, list)
		list, b := keysOf(n.Alternate, list)
		return list, a && b
	case *ast.BinaryExpression:
		switch n.Operator {
		case token.LOGICAL_AND, token.LOGICAL_OR, token.COALESCE:
			list, a := keysOf(n.Left, list)
			list, b := keysOf(n.Right, list)
			return list, a && b
		}
		return list, true // a number, a text, a boolean
	}
	return list, false
}

// store notes that the value of e is put under k.
func (c *calls) store(k key, e ast.Expression) {
	if k.name == "" || k.kind == ofGetter {
		return
	}
	keys, known := keysOf(e, nil)
	for _, from := range keys {
		if from != k {
			c.same = append(c.same, [2]key{k, from})
		}
	}
	if !known {
		c.unknown[k] = true
	}
}

// anything notes that what e writes to may be any function.
func (c *calls) anything(e ast.Expression) {
	switch n := e.(type) {
	case nil:
	case *ast.Binding:
		c.anything(n.Target)
	case *ast.SpreadElement:
		c.anything(n.Expression)
	case *ast.ArrayPattern:
		for _, e := range n.Elements {
			c.anything(e)
		}
		c.anything(n.Rest)
	case *ast.ObjectPattern:
		for _, p := range n.Properties {
			switch p := p.(type) {
			case *ast.PropertyKeyed:
				c.anything(p.Value)
			case *ast.PropertyShort:
				c.unknown[varKey(p.Name.Name)] = true
			}
		}
		c.anything(n.Rest)
	case *ast.AssignExpression: // with a default
		c.anything(n.Left)
	default:
		if keys, _ := keysOf(e, nil); len(keys) > 0 {
			c.unknown[keys[0]] = true
		}
	}
}

// binding notes a variable, and what it begins with.
func (c *calls) binding(n *ast.Binding) {
	id, ok := n.Target.(*ast.Identifier)
	if !ok {
		if n.Target != nil {
			c.anything(n.Target)
		}
		c.names = append(c.names, c.names[len(c.names)-1])
		return
	}
	c.values[id.Name]--
	k := varKey(id.Name)
	c.names = append(c.names, k)
	c.keep(n.Initializer, k)
	c.store(k, n.Initializer)
}

// keep notes that k is all that holds e, if that is a function or a class.
func (c *calls) keep(e ast.Expression, k key) {
	switch e.(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassLiteral:
		c.direct, c.directKey = e, k
	}
}

func (c *calls) assign(n *ast.AssignExpression) {
	var k key
	switch left := n.Left.(type) {
	case *ast.Identifier:
		c.values[left.Name]--
		k = varKey(left.Name)
	case *ast.ArrayPattern, *ast.ObjectPattern:
		c.anything(left)
	case *ast.DotExpression, *ast.PrivateDotExpression, *ast.BracketExpression:
		if keys, _ := keysOf(left, nil); len(keys) > 0 {
			k = keys[0]
		}
	}
	c.names = append(c.names, k)
	c.store(k, n.Right)
}

// class notes a class. To call it is to call its constructor, what makes its
// fields, and what it extends.
func (c *calls) class(n *ast.ClassLiteral) {
	k := c.names[len(c.names)-1]
	if n.Name != nil {
		if k.name != "" {
			c.same = append(c.same, [2]key{k, varKey(n.Name.Name)})
		}
		k = varKey(n.Name.Name)
	}
	cl := &class{base: n.SuperClass, key: k}
	if c.direct == ast.Node(n) {
		cl.kept = c.directKey
	}
	c.classes = append(c.classes, cl)
	c.names = append(c.names, k)
	c.store(k, n.SuperClass)
}

// field notes a field of a class. It is made whenever the class is called.
func (c *calls) field(n *ast.FieldDefinition) {
	name := c.member(n.Key, n.Computed, ast.PropertyKindValue)
	cl := c.classes[len(c.classes)-1]
	f := function{node: n, around: c.present(), known: true, kept: cl.kept}
	k := cl.key
	if n.Static {
		k = key{}
	}
	c.add(f, k)
	c.names[len(c.names)-1] = name
	c.store(name, n.Initializer)
}

func (c *calls) method(n *ast.MethodDefinition) {
	name := c.member(n.Key, n.Computed, n.Kind)
	if name == propKey("constructor") && !n.Static {
		cl := c.classes[len(c.classes)-1]
		name = cl.key // new A
		c.direct, c.directKey = n.Body, cl.kept
	}
	c.names = append(c.names, name)
}

// member is the key of a member of an object or a class.
func (c *calls) member(name ast.Expression, computed bool, kind ast.PropertyKind) key {
	if text, ok := name.(*ast.StringLiteral); ok && !computed {
		c.written[text.Value]-- // it is no text of its own
	}
	k := propKey(nameOf(name))
	if _, ok := name.(*ast.Identifier); ok && computed {
		k = key{} // [name]
	}
	if kind == ast.PropertyKindGet || kind == ast.PropertyKindSet {
		k.kind = ofGetter
	}
	return k
}

func idName(id *ast.Identifier) unistring.String {
	if id == nil {
		return ""
	}
	return id.Name
}

// nameOf is the last name in e.
func nameOf(e ast.Expression) unistring.String {
	switch n := e.(type) {
	case *ast.Identifier:
		return n.Name
	case *ast.DotExpression:
		return n.Identifier.Name
	case *ast.PrivateDotExpression:
		return "#" + n.Identifier.Name
	case *ast.PrivateIdentifier:
		return "#" + n.Name
	case *ast.StringLiteral:
		return n.Value
	}
	return ""
}
