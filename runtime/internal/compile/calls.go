package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"
)

// calls is who may call whom in a program. A function calls every function of
// a name that it calls, and those that are written in it. What a name stands
// for is what is ever put under it. If that can not be told (a parameter, the
// result of a call, a computed member), it stands for the unknown, which is
// each function that is used as a value somewhere.
//
// That finds more than there is where two things share a name, which costs
// such a function a check.
//
// calls_names.go says what is put under names, calls_known.go what the
// language's own functions do, calls_choice.go chooses the functions.
type calls struct {
	functions []function
	made      []use                    // which function is called what
	used      []use                    // names that functions call
	read      []use                    // properties that they take, any of which may be a getter
	same      [][2]key                 // what is under the second may be under the first
	unknown   map[key]bool             // anything may be under them
	written   map[unistring.String]int // texts in the program; names of properties are none
	values    map[unistring.String]int // how often variables are taken as values
	stack     []int32                  // the functions around what is visited
	names     []key                    // what a function literal met here would be called
	classes   []*class                 // around what is visited
	direct    ast.Node                 // a function or class that is all that directKey will hold
	directKey key
	getters   map[ast.Node]bool // functions that are given to become getters or setters
	text      bool              // what stands first in the program can be called from elsewhere
}

// function is a function of the program, which is the first itself. What
// creates a field of a class counts as one, too.
type function struct {
	node     ast.Node
	around   int32
	known    bool // it has a name
	kept     key  // unless this variable is used as a value, nobody else can call it
	implicit bool // the engine calls it where no call is written
	getter   bool // or a setter
	busy     bool // it calls something, or does what may call any getter
	active   bool // it does more than to give a value
	wild     bool // it calls something unknown
}

// called is the variable of functions that are called where they are written.
var called = varKey("()")

type class struct {
	base      ast.Expression
	key, kept key
}

// use is a name that has to do with a function.
type use struct {
	function int32
	key
}

// recursive lists the functions of a program that need a check of the depth. A
// program that is text is no function that is called once: others see what is
// in it.
func recursive(p *ast.Program, text bool) []ast.Node {
	c := &calls{text: text, names: []key{{}}, functions: []function{{node: p}}, stack: []int32{0}, getters: map[ast.Node]bool{},
		unknown: map[key]bool{}, written: map[unistring.String]int{}, values: map[unistring.String]int{}}
	Walk(p, &Visitor{Enter: func(n ast.Node) bool { c.enter(n); return true }, Leave: c.leave})
	var list []ast.Node
	for at, chosen := range c.choose() {
		if chosen {
			list = append(list, c.functions[at].node)
		}
	}
	return list
}

func (c *calls) enter(n ast.Node) {
	switch n := n.(type) {
	case *ast.FunctionDeclaration:
		c.direct, c.directKey = n.Function, varKey(idName(n.Function.Name))
	case *ast.FunctionLiteral:
		c.function(n, n.Name)
	case *ast.ArrowFunctionLiteral:
		c.function(n, nil)
	case *ast.ClassDeclaration:
		c.direct, c.directKey = n.Class, varKey(idName(n.Class.Name))
	case *ast.ClassLiteral:
		c.class(n)
	case *ast.FieldDefinition:
		c.field(n)
	case *ast.MethodDefinition:
		c.method(n)
	case *ast.Binding:
		c.binding(n)
	case *ast.AssignExpression:
		c.act(false)
		c.assign(n)
	case *ast.PropertyKeyed:
		name := c.member(n.Key, n.Computed, n.Kind)
		c.names = append(c.names, name)
		c.store(name, n.Value)
	case *ast.PropertyShort:
		c.values[n.Name.Name]++
		c.same = append(c.same, [2]key{propKey(n.Name.Name), varKey(n.Name.Name)})
	case *ast.ParameterList:
		for _, b := range n.List {
			c.anything(b.Target)
		}
		c.anything(n.Rest)
	default:
		c.code(n)
	}
}

// code notes what a function does.
func (c *calls) code(n ast.Node) {
	switch n := n.(type) {
	case *ast.Identifier:
		c.values[n.Name]++
	case *ast.StringLiteral:
		c.written[n.Value]++
	case *ast.DotExpression:
		c.act(false)
		c.read = append(c.read, use{c.present(), getKey(n.Identifier.Name)})
	case *ast.PrivateDotExpression:
		c.act(false)
		c.read = append(c.read, use{c.present(), getKey("#" + n.Identifier.Name)})
	case *ast.BracketExpression:
		text, written := n.Member.(*ast.StringLiteral)
		c.act(!written)
		if written {
			c.read = append(c.read, use{c.present(), getKey(text.Value)})
		}
	case *ast.CallExpression:
		switch n.Callee.(type) {
		case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral: // called here and nowhere else
			c.direct, c.directKey = n.Callee, called
		}
		c.call(n.Callee, n.ArgumentList)
	case *ast.NewExpression:
		c.call(n.Callee, n.ArgumentList)
	case *ast.TemplateLiteral:
		c.act(n.Tag != nil)
		if n.Tag != nil {
			c.callee(n.Tag)
		}
	case *ast.SpreadElement, *ast.ObjectPattern, *ast.ArrayPattern, *ast.ForOfStatement, *ast.WithStatement:
		c.act(true)
	case *ast.BinaryExpression, *ast.UnaryExpression, *ast.YieldExpression, *ast.AwaitExpression, *ast.ForInStatement:
		c.act(false)
	case *ast.CatchStatement:
		c.anything(n.Parameter)
	case *ast.ForIntoVar:
		c.anything(n.Binding.Target)
	case *ast.ForDeclaration:
		c.anything(n.Target)
	case *ast.ForIntoExpression:
		c.anything(n.Expression)
	}
}

func (c *calls) leave(n ast.Node) {
	switch n.(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.FieldDefinition:
		c.stack = c.stack[:len(c.stack)-1]
		c.names = c.names[:len(c.names)-1]
	case *ast.ClassLiteral:
		c.classes = c.classes[:len(c.classes)-1]
		c.names = c.names[:len(c.names)-1]
	case *ast.Binding, *ast.AssignExpression, *ast.PropertyKeyed, *ast.MethodDefinition:
		c.names = c.names[:len(c.names)-1]
	}
}

func (c *calls) present() int32 { return c.stack[len(c.stack)-1] }

// act notes that the present function, and with it those around it, does
// something; calling: which may call any function that the engine calls.
func (c *calls) act(calling bool) {
	for _, at := range c.stack {
		f := &c.functions[at]
		f.active, f.busy = true, f.busy || calling
	}
}

// call notes a call, with or without new.
func (c *calls) call(callee ast.Expression, arguments []ast.Expression) {
	c.act(true)
	c.callee(callee)
	c.handedOn(callee, arguments)
}

// callee notes that the present function calls e.
func (c *calls) callee(e ast.Expression) {
	switch n := e.(type) {
	case *ast.Identifier:
		c.values[n.Name]-- // it is no value here
	case *ast.SuperExpression:
		if len(c.classes) > 0 {
			c.calls(c.classes[len(c.classes)-1].base)
			return
		}
	case *ast.DotExpression:
		switch n.Identifier.Name {
		case "call", "apply", "bind":
			c.calls(n.Left)
		}
	case *ast.Optional:
		c.callee(n.Expression)
		return
	case *ast.OptionalChain:
		c.callee(n.Expression)
		return
	}
	c.calls(e)
}

// calls notes that the present function calls, sooner or later, what e is.
func (c *calls) calls(e ast.Expression) {
	keys, known := keysOf(e, nil)
	for _, k := range keys {
		c.used = append(c.used, use{c.present(), k})
	}
	if !known {
		c.functions[c.present()].wild = true
	}
}

// function notes a function, with its names.
func (c *calls) function(n ast.Node, own *ast.Identifier) {
	name := c.names[len(c.names)-1]
	f := function{node: n, around: c.present(), known: name.name != "" || own != nil}
	f.implicit = name.kind == ofProperty && implicit[name.name] || c.getters[n]
	f.getter = name.kind == ofGetter
	if c.direct == n {
		f.kept = c.directKey
	}
	at := c.add(f, name)
	if own != nil {
		c.made = append(c.made, use{at, varKey(own.Name)})
	}
}

// add begins a function.
func (c *calls) add(f function, name key) int32 {
	at := int32(len(c.functions))
	c.functions = append(c.functions, f)
	if name.name != "" {
		c.made = append(c.made, use{at, name})
	}
	c.stack = append(c.stack, at)
	c.names = append(c.names, key{})
	return at
}
