package compile

import "github.com/dop251/goja/ast"

// list walks a list of statements.
func (w walker) list(list []ast.Statement) []ast.Statement {
	for _, s := range list {
		w.statement(s)
	}
	if w.Statements == nil {
		return list
	}
	return w.Statements(list)
}

func (w walker) statement(s ast.Statement) {
	if s == nil || !w.enter(s) {
		return
	}
	switch n := s.(type) {
	case *ast.ExpressionStatement:
		n.Expression = w.value(n.Expression)
	case *ast.BlockStatement:
		n.List = w.list(n.List)
	case *ast.VariableStatement:
		w.bindings(n.List)
	case *ast.LexicalDeclaration:
		w.bindings(n.List)
	case *ast.ReturnStatement:
		if n.Argument != nil {
			n.Argument = w.value(n.Argument)
		}
	case *ast.IfStatement:
		n.Test = w.value(n.Test)
		w.statement(n.Consequent)
		w.statement(n.Alternate)
	case *ast.FunctionDeclaration:
		w.place(n.Function)
	case *ast.ClassDeclaration:
		w.place(n.Class)
	case *ast.ThrowStatement:
		n.Argument = w.value(n.Argument)
	case *ast.TryStatement:
		w.try(n)
	case *ast.SwitchStatement:
		n.Discriminant = w.value(n.Discriminant)
		for _, c := range n.Body {
			w.statement(c)
		}
	case *ast.CaseStatement:
		if n.Test != nil {
			n.Test = w.value(n.Test)
		}
		n.Consequent = w.list(n.Consequent)
	case *ast.CatchStatement:
		if n.Parameter != nil {
			w.place(n.Parameter)
		}
		w.statement(n.Body)
	case *ast.LabelledStatement:
		w.statement(n.Statement)
	case *ast.WithStatement:
		n.Object = w.value(n.Object)
		w.statement(n.Body)
	default:
		w.loop(s)
	}
	w.leave(s)
}

// loop walks what is in a loop. Statements that hold nothing end here too.
func (w walker) loop(s ast.Statement) {
	switch n := s.(type) {
	case *ast.ForStatement:
		if n.Initializer != nil {
			w.initializer(n.Initializer)
		}
		if n.Test != nil {
			n.Test = w.value(n.Test)
		}
		if n.Update != nil {
			n.Update = w.value(n.Update)
		}
		w.statement(n.Body)
	case *ast.ForInStatement:
		w.into(n.Into)
		n.Source = w.value(n.Source)
		w.statement(n.Body)
	case *ast.ForOfStatement:
		w.into(n.Into)
		n.Source = w.value(n.Source)
		w.statement(n.Body)
	case *ast.WhileStatement:
		n.Test = w.value(n.Test)
		w.statement(n.Body)
	case *ast.DoWhileStatement:
		w.statement(n.Body)
		n.Test = w.value(n.Test)
	}
}

func (w walker) try(n *ast.TryStatement) {
	w.statement(n.Body)
	if n.Catch != nil {
		w.statement(n.Catch)
	}
	if n.Finally != nil {
		w.statement(n.Finally)
	}
}

func (w walker) bindings(list []*ast.Binding) {
	for _, b := range list {
		w.place(b)
	}
}

// initializer walks what stands first in a for loop.
func (w walker) initializer(i ast.ForLoopInitializer) {
	if !w.enter(i) {
		return
	}
	switch n := i.(type) {
	case *ast.ForLoopInitializerExpression:
		n.Expression = w.value(n.Expression)
	case *ast.ForLoopInitializerVarDeclList:
		w.bindings(n.List)
	case *ast.ForLoopInitializerLexicalDecl:
		w.statement(&n.LexicalDeclaration)
	}
	w.leave(i)
}

// into walks what a for-in or for-of loop writes to.
func (w walker) into(i ast.ForInto) {
	if !w.enter(i) {
		return
	}
	switch n := i.(type) {
	case *ast.ForIntoVar:
		w.place(n.Binding)
	case *ast.ForDeclaration:
		w.place(n.Target)
	case *ast.ForIntoExpression:
		w.place(n.Expression)
	}
	w.leave(i)
}

// parameters walks what a function takes.
func (w walker) parameters(p *ast.ParameterList) {
	if p == nil || !w.enter(p) {
		return
	}
	w.bindings(p.List)
	w.place(p.Rest)
	w.leave(p)
}

// concise walks the body of an arrow function.
func (w walker) concise(b ast.ConciseBody) {
	switch n := b.(type) {
	case *ast.BlockStatement:
		w.statement(n)
	case *ast.ExpressionBody:
		if w.enter(n) {
			n.Expression = w.value(n.Expression)
			w.leave(n)
		}
	}
}

// class walks a class with all that is in it.
func (w walker) class(n *ast.ClassLiteral) {
	if n.SuperClass != nil {
		n.SuperClass = w.value(n.SuperClass)
	}
	for _, e := range n.Body {
		if !w.enter(e) {
			continue
		}
		switch m := e.(type) {
		case *ast.FieldDefinition:
			w.member(&m.Key, m.Computed)
			if m.Initializer != nil {
				m.Initializer = w.value(m.Initializer)
			}
		case *ast.MethodDefinition:
			w.member(&m.Key, m.Computed)
			w.place(m.Body)
		case *ast.ClassStaticBlock:
			w.statement(m.Block)
		}
		w.leave(e)
	}
}

// member walks the key of a member of a class.
func (w walker) member(key *ast.Expression, computed bool) {
	if computed {
		*key = w.value(*key)
		return
	}
	w.place(*key)
}
