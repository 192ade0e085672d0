package runtime

import (
	"fmt"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"

	"hotreply/runtime/bundle"
	"hotreply/runtime/internal/compile"
)

// The engine copies a whole text when something is added to it, so a text that
// grows by += in a loop takes time by the square of its length: 16,000 pieces
// cost seventy times what joining them does. Who runs out of time in such a
// loop is told.

// growingText looks for a text that grows by += in a loop around the place
// where a script was stopped, and returns the hint for it, or "".
func (s *Script) growingText(at bundle.Frame) string {
	if _, ours := s.bundle.Sources[at.File]; !ours {
		return ""
	}
	prg, err := parser.ParseFile(nil, s.bundle.ProgramName(), s.bundle.Code, 0)
	if err != nil {
		return ""
	}
	g := growth{prg: prg, at: at, texts: map[string]bool{}}
	compile.Walk(prg, &compile.Visitor{Enter: g.enter, Leave: g.leave})
	for _, f := range g.found {
		if f.text || g.texts[f.name] {
			return fmt.Sprintf("%s += … in line %d copies the whole text each time: collect the pieces with parts.push(…) in an array and take parts.join(\"\") after the loop. If the text is short, look for a loop that does not end", f.name, f.line)
		}
	}
	return ""
}

// growth is a search for texts that grow.
type growth struct {
	prg   *ast.Program
	at    bundle.Frame
	loops []ast.Node // around what is visited, those around the place
	texts map[string]bool
	found []growing
}

// growing is a += in a loop.
type growing struct {
	name string
	line int
	text bool // something that is a text is added
}

func (g *growth) enter(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Binding:
		if id, ok := n.Target.(*ast.Identifier); ok && isText(n.Initializer) {
			g.texts[id.Name.String()] = true
		}
	case *ast.AssignExpression:
		g.assign(n)
	default:
		if isLoop(n) && g.around(n) {
			g.loops = append(g.loops, n)
		}
	}
	return true
}

func (g *growth) leave(n ast.Node) {
	if k := len(g.loops); k > 0 && g.loops[k-1] == n {
		g.loops = g.loops[:k-1]
	}
}

func (g *growth) assign(n *ast.AssignExpression) {
	name := ""
	switch left := n.Left.(type) {
	case *ast.Identifier:
		name = left.Name.String()
	case *ast.DotExpression:
		name = left.Identifier.Name.String()
	}
	switch {
	case name == "":
	case n.Operator == token.ASSIGN && isText(n.Right):
		g.texts[name] = true
	case n.Operator == token.PLUS && len(g.loops) > 0:
		g.found = append(g.found, growing{name, g.position(n.Idx0()).Line, isText(n.Right)})
	}
}

// around reports whether the place lies in n.
func (g *growth) around(n ast.Node) bool {
	from, to := g.position(n.Idx0()), g.position(n.Idx1()-1)
	return from.Filename == g.at.File && to.Filename == g.at.File && from.Line <= g.at.Line && g.at.Line <= to.Line
}

func (g *growth) position(at file.Idx) file.Position {
	return g.prg.File.Position(int(at) - g.prg.File.Base())
}

// isLoop tells loops, and calls like list.forEach(…).
func isLoop(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ForStatement, *ast.ForInStatement, *ast.ForOfStatement, *ast.WhileStatement, *ast.DoWhileStatement:
		return true
	case *ast.CallExpression:
		f, ok := n.Callee.(*ast.DotExpression)
		return ok && len(n.ArgumentList) > 0 && (f.Identifier.Name == "forEach" || f.Identifier.Name == "map")
	}
	return false
}

// isText tells expressions that are texts for certain.
func isText(e ast.Expression) bool {
	switch n := e.(type) {
	case *ast.StringLiteral, *ast.TemplateLiteral:
		return true
	case *ast.BinaryExpression:
		return n.Operator == token.PLUS && (isText(n.Left) || isText(n.Right))
	}
	return false
}
