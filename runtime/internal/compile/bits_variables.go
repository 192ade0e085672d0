package compile

import (
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// A variable is one of the program's, or the private fields of a name.
type variable struct {
	size      int       // of what it is given, see sizes.of
	elements  int       // the same of what the lists in it are given
	other     bool      // it is given something that is no list
	plain     bool      // it is given a list whose elements may be anything
	escapes   bool      // its value comes to others than those who call or index it
	given     int       // how often it is given something
	functions []*scope  // that it is given
	same      *variable // what it is one with
}

// root is what stands for a variable and all that are one with it.
func (v *variable) root() *variable {
	for v.same != nil {
		v = v.same
	}
	return v
}

// join makes two variables one.
func (v *variable) join(w *variable) {
	v, w = v.root(), w.root()
	if v == w {
		return
	}
	w.size, w.elements = max(v.size, w.size), max(v.elements, w.elements)
	w.other, w.plain, w.escapes = w.other || v.other, w.plain || v.plain, w.escapes || v.escapes
	w.given += v.given
	w.functions = append(w.functions, v.functions...)
	v.same = w
}

// anything lets a variable be given anything.
func (vs *variables) anything(v *variable) {
	v.size, v.elements, v.other, v.escapes = vs.unknown, vs.unknown, true, true
	v.given += 2
}

// A scope is a function with what it declares.
type scope struct {
	around *scope
	names  map[unistring.String]*variable
	blocks map[unistring.String]bool // names that a block in it declares
	body   ast.Node
	depth  int         // of blocks around what is visited
	params []*variable // nil for patterns
	result *variable
	holder *variable // the one that it is given to, nil if it goes elsewhere
	arrow  bool
	later  bool // a call gives a promise or an iterator
}

// A gift is a value that comes to a variable.
type gift struct {
	to      *variable
	op      token.Token // of an assignment or of ++
	value   ast.Expression
	element bool // it becomes an element of the list in the variable
}

// variables knows what the names of a program mean, and what is given to them.
type variables struct {
	meant   map[ast.Node]*variable         // by identifiers
	fields  map[unistring.String]*variable // private ones, and where unknown is ordinary all properties
	made    map[ast.Node]*scope
	all     []*scope
	gifts   []gift
	calls   []*ast.CallExpression
	quiet   map[ast.Node]bool // uses by which a value does not escape
	named   map[ast.Node]bool // functions of declarations
	opaque  bool              // eval or with may give anything to anyone
	bits    bool              // there are bit operators
	unknown int               // the size of what comes from outside
	at      *scope
}

// variablesOf finds the variables of a program and their sizes. What comes from
// outside, such as properties and parameters, counts as of the size unknown. A program without bit operators is
// left alone, but for anyway.
func variablesOf(p *ast.Program, unknown int, anyway bool) *variables {
	top := &scope{names: map[unistring.String]*variable{}, blocks: map[unistring.String]bool{}, result: &variable{escapes: true}}
	vs := &variables{
		meant: map[ast.Node]*variable{}, fields: map[unistring.String]*variable{},
		made: map[ast.Node]*scope{}, quiet: map[ast.Node]bool{}, named: map[ast.Node]bool{},
		at: top, unknown: unknown,
	}
	Walk(p, &Visitor{Enter: vs.declare, Leave: vs.out})
	if !vs.bits && !anyway {
		return vs
	}
	// Beside a variable of a block, its name may mean one further out.
	for _, f := range vs.all {
		for name := range f.blocks {
			if v := f.around.find(name); v != nil {
				f.names[name].join(v)
			}
		}
	}
	Walk(p, &Visitor{Enter: vs.refer, Leave: vs.out})
	vs.handOver()
	vs.settle()
	return vs
}

func (vs *variables) out(n ast.Node) {
	switch {
	case vs.made[n] != nil:
		vs.at = vs.at.around
	case vs.isBlock(n):
		vs.at.depth--
	}
}

func (vs *variables) isBlock(n ast.Node) bool {
	switch n.(type) {
	case *ast.BlockStatement:
		return n != vs.at.body
	case *ast.ForStatement, *ast.ForInStatement, *ast.ForOfStatement, *ast.SwitchStatement, *ast.CatchStatement, *ast.ClassStaticBlock:
		return true
	}
	return false
}

// declare is the first visit: it finds the functions and the names.
func (vs *variables) declare(n ast.Node) bool {
	if vs.isBlock(n) {
		vs.at.depth++
	}
	switch n := n.(type) {
	case *ast.FunctionDeclaration:
		vs.named[n.Function] = true
	case *ast.FunctionLiteral:
		vs.function(n)
	case *ast.ArrowFunctionLiteral:
		f := vs.enter(n, n.ParameterList)
		f.body, f.arrow, f.later = n.Body, true, n.Async
	case *ast.VariableStatement:
		vs.bindings(n.List, false)
	case *ast.LexicalDeclaration:
		vs.bindings(n.List, vs.at.depth > 0)
	case *ast.ForLoopInitializerVarDeclList:
		vs.bindings(n.List, false)
	case *ast.ForIntoVar:
		vs.anyIn(n.Binding, false)
	case *ast.ForDeclaration:
		vs.anyIn(n.Target, true)
	case *ast.CatchStatement:
		vs.anyIn(n.Parameter, true)
	case *ast.ClassLiteral:
		if n.Name != nil {
			vs.anyIn(n.Name, true)
		}
	case *ast.WithStatement:
		vs.opaque = true
	case *ast.BinaryExpression:
		vs.bits = vs.bits || isBit(n.Operator)
	case *ast.AssignExpression:
		vs.bits = vs.bits || isBit(n.Operator)
	case *ast.UnaryExpression:
		vs.bits = vs.bits || n.Operator == token.BITWISE_NOT
	case *ast.CallExpression:
		for i := range n.ArgumentList {
			vs.bits = vs.bits || takesBits(n, i) || isSetter(n)
		}
	}
	return true
}

// function declares a function and its name.
func (vs *variables) function(n *ast.FunctionLiteral) {
	around := vs.at
	f := vs.enter(n, n.ParameterList)
	f.body, f.later = n.Body, n.Async || n.Generator
	switch {
	case n.Name == nil:
	case vs.named[n]:
		f.holder = vs.name(around, n.Name.Name, around.depth > 0)
		f.holder.functions = append(f.holder.functions, f)
		f.holder.given++
		f.holder.size, f.holder.other = unbounded, true
	default:
		vs.anything(vs.name(around, n.Name.Name, true))
	}
}

func (vs *variables) enter(n ast.Node, list *ast.ParameterList) *scope {
	f := &scope{around: vs.at, names: map[unistring.String]*variable{}, blocks: map[unistring.String]bool{}, result: &variable{escapes: true}}
	vs.made[n] = f
	vs.all = append(vs.all, f)
	vs.at = f
	if list == nil {
		return f
	}
	for _, b := range list.List {
		if id, ok := b.Target.(*ast.Identifier); ok {
			f.params = append(f.params, vs.name(f, id.Name, false))
			continue
		}
		vs.anyIn(b.Target, false)
		f.params = append(f.params, nil)
	}
	if list.Rest != nil {
		vs.anyIn(list.Rest, false)
	}
	return f
}

// name is the variable of a name that f declares.
func (vs *variables) name(f *scope, name unistring.String, block bool) *variable {
	v := f.names[name]
	if v == nil {
		v = &variable{}
		f.names[name] = v
	}
	if block {
		f.blocks[name] = true
	}
	return v
}

func (vs *variables) bindings(list []*ast.Binding, block bool) {
	for _, b := range list {
		if id, ok := b.Target.(*ast.Identifier); ok {
			vs.name(vs.at, id.Name, block)
			continue
		}
		vs.anyIn(b.Target, block)
	}
}

// anyIn declares what is in a pattern; it may be given anything.
func (vs *variables) anyIn(pattern ast.Node, block bool) {
	places(pattern, func(e ast.Node) {
		if id, ok := e.(*ast.Identifier); ok {
			vs.anything(vs.name(vs.at, id.Name, block))
		}
	})
}

// places calls f for each place that a pattern writes to.
func places(n ast.Node, f func(ast.Node)) {
	switch n := n.(type) {
	case *ast.Binding:
		places(n.Target, f)
	case *ast.AssignExpression:
		places(n.Left, f)
	case *ast.PropertyShort:
		f(&n.Name)
	case *ast.PropertyKeyed:
		places(n.Value, f)
	case *ast.SpreadElement:
		places(n.Expression, f)
	case *ast.ArrayPattern:
		for _, e := range n.Elements {
			if e != nil {
				places(e, f)
			}
		}
		if n.Rest != nil {
			places(n.Rest, f)
		}
	case *ast.ObjectPattern:
		for _, p := range n.Properties {
			places(p, f)
		}
		if n.Rest != nil {
			places(n.Rest, f)
		}
	default:
		f(n)
	}
}

// find is the variable that a name means in f, nil for a global one.
func (f *scope) find(name unistring.String) *variable {
	for ; f != nil; f = f.around {
		if v := f.names[name]; v != nil {
			return v.root()
		}
	}
	return nil
}
