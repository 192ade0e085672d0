package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"
)

// calls is who may call whom in a program, as far as names tell: a function
// calls every function of a name that it calls or hands on, and those that
// are written in it. That finds more than there is where two functions share a
// name, which costs such a function a check; it misses functions that are
// only reached through parameters and variables.
type calls struct {
	functions []function
	made      []reference        // names of functions
	used      []reference        // names that functions call
	read      []reference        // properties that they take, any of which may be a getter
	stack     []int32            // the functions around what is visited
	names     []unistring.String // what a function literal met here would be called
}

// function is a function of the program, which is the first itself.
type function struct {
	node     ast.Node
	around   int32
	known    bool // it has a name; every cycle goes through such a function
	implicit bool // the engine calls it where no call is written
}

// reference is a name that has to do with a function.
type reference struct {
	function int32
	name     unistring.String
}

// recursive lists the functions of a program that may call themselves.
func recursive(p *ast.Program) []ast.Node {
	c := &calls{names: []unistring.String{""}, functions: []function{{node: p}}, stack: []int32{0}}
	Walk(p, &Visitor{Enter: func(n ast.Node) bool { c.enter(n); return true }, Leave: c.leave})
	inCycle := c.graph().cycles()
	var list []ast.Node
	for at, f := range c.functions {
		if inCycle[at] && f.known || f.implicit {
			list = append(list, f.node)
		}
	}
	return list
}

// graph makes nodes of the functions and, behind them, of their names. Names
// of other things are left out.
func (c *calls) graph() graph {
	nodes := make(map[unistring.String]int32, len(c.made))
	var ways []way
	for at, f := range c.functions[1:] {
		ways = append(ways, way{f.around, int32(at + 1)})
	}
	for _, r := range c.made {
		n, ok := nodes[r.name]
		if !ok {
			n = int32(len(c.functions) + len(nodes))
			nodes[r.name] = n
		}
		ways = append(ways, way{n, r.function})
	}
	for _, r := range c.used {
		if n, ok := nodes[r.name]; ok {
			ways = append(ways, way{r.function, n})
		}
	}
	for _, r := range c.read {
		if n, ok := nodes[accessor(r.name)]; ok {
			ways = append(ways, way{r.function, n})
		}
	}
	return makeGraph(len(c.functions)+len(nodes), ways)
}

// call notes that the present function calls name.
func (c *calls) call(name unistring.String) {
	c.used = append(c.used, reference{c.stack[len(c.stack)-1], name})
}

func (c *calls) enter(n ast.Node) {
	switch n := n.(type) {
	case *ast.FunctionLiteral:
		c.function(n, n.Name)
	case *ast.ArrowFunctionLiteral:
		c.function(n, nil)
	case *ast.ClassLiteral:
		c.names = append(c.names, c.nameOr(n.Name))
	case *ast.Binding:
		id, _ := n.Target.(*ast.Identifier)
		c.names = append(c.names, c.nameOr(id))
	case *ast.AssignExpression:
		c.names = append(c.names, nameOf(n.Left))
	case *ast.PropertyKeyed:
		c.names = append(c.names, memberName(n.Key, n.Kind))
	case *ast.FieldDefinition:
		c.names = append(c.names, nameOf(n.Key))
	case *ast.MethodDefinition:
		if name := nameOf(n.Key); name == "constructor" && !n.Static {
			c.names = append(c.names, c.names[len(c.names)-1]) // new A
		} else {
			c.names = append(c.names, memberName(n.Key, n.Kind))
		}
	case *ast.DotExpression:
		c.read = append(c.read, reference{c.stack[len(c.stack)-1], n.Identifier.Name})
	case *ast.CallExpression:
		c.callee(n.Callee)
		c.handedOn(n.ArgumentList)
	case *ast.NewExpression:
		c.callee(n.Callee)
		c.handedOn(n.ArgumentList)
	case *ast.TemplateLiteral:
		if n.Tag != nil {
			c.callee(n.Tag)
		}
	}
}

func (c *calls) leave(n ast.Node) {
	switch n.(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		c.stack = c.stack[:len(c.stack)-1]
		c.names = c.names[:len(c.names)-1]
	case *ast.ClassLiteral, *ast.Binding, *ast.AssignExpression, *ast.PropertyKeyed, *ast.FieldDefinition, *ast.MethodDefinition:
		c.names = c.names[:len(c.names)-1]
	}
}

// function notes a function, with its names.
func (c *calls) function(n ast.Node, own *ast.Identifier) {
	at := int32(len(c.functions))
	known := c.names[len(c.names)-1]
	c.functions = append(c.functions, function{node: n, around: c.stack[len(c.stack)-1], known: known != "" || own != nil, implicit: implicit[known]})
	for _, name := range [...]unistring.String{known, idName(own)} {
		if name != "" {
			c.made = append(c.made, reference{at, name})
		}
	}
	c.stack = append(c.stack, at)
	c.names = append(c.names, "")
}

// callee notes a call of e.
func (c *calls) callee(e ast.Expression) {
	switch n := e.(type) {
	case *ast.Optional:
		c.callee(n.Expression)
	case *ast.OptionalChain:
		c.callee(n.Expression)
	case *ast.DotExpression:
		switch n.Identifier.Name {
		case "call", "apply", "bind":
			c.callee(n.Left)
		}
		c.call(n.Identifier.Name)
	default:
		if name := nameOf(e); name != "" {
			c.call(name)
		}
	}
}

// handedOn notes the functions that are given to a call by name: who gets one
// calls it.
func (c *calls) handedOn(list []ast.Expression) {
	for _, e := range list {
		if name := nameOf(e); name != "" {
			c.call(name)
		}
	}
}

// accessor is the name under which getters and setters of a property are kept.
func accessor(property unistring.String) unistring.String { return property + " " }

func memberName(key ast.Expression, kind ast.PropertyKind) unistring.String {
	name := nameOf(key)
	if kind == ast.PropertyKindGet || kind == ast.PropertyKindSet {
		return accessor(name)
	}
	return name
}

func (c *calls) nameOr(id *ast.Identifier) unistring.String {
	if id != nil {
		return id.Name
	}
	return c.names[len(c.names)-1]
}

func idName(id *ast.Identifier) unistring.String {
	if id == nil {
		return ""
	}
	return id.Name
}

// nameOf is what a function kept in e would be called by.
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
	case *ast.BracketExpression:
		return nameOf(n.Member)
	case *ast.StringLiteral:
		return n.Value
	}
	return ""
}
