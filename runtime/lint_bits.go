package runtime

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"

	"hotreply/internal/lazyregexp"
	"hotreply/runtime/bundle"
	"hotreply/runtime/internal/compile"
)

// bitOperator matches a bit operator in a text, not || and &&.
var bitOperator = lazyregexp.New(`(?:^|[^|])\|(?:[^|]|$)|(?:^|[^&])&(?:[^&]|$)|\^|~|<<|>>`)

// inexactEvals finds texts with bit operators that eval runs: the engine
// compiles those itself, and takes 0 of large numbers there.
func inexactEvals(b *bundle.Bundle) []bundle.Note {
	wanted := false
	for _, text := range b.Sources {
		wanted = wanted || strings.Contains(text, "eval(")
	}
	if !wanted {
		return nil
	}
	prg, err := parser.ParseFile(nil, b.ProgramName(), b.Code, 0)
	if err != nil {
		return nil
	}
	var notes []bundle.Note
	compile.Walk(prg, &compile.Visitor{Enter: func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpression)
		if !ok || !isEvalOfBits(call) {
			return true
		}
		p := prg.File.Position(int(call.Idx0()) - prg.File.Base())
		if _, ours := b.Sources[p.Filename]; ours {
			notes = append(notes, bundle.Note{Script: b.Script, File: p.Filename, Line: p.Line, Column: p.Column,
				Text:  "bit operators in the text of eval take numbers from 2^63 on for 0",
				Hint:  "use new Function(…) in place of eval, or write x % 4294967296 for x in the text",
				Frame: b.CodeFrame(p.Filename, p.Line, p.Column)})
		}
		return true
	}})
	return notes
}

func isEvalOfBits(c *ast.CallExpression) bool {
	f, ok := c.Callee.(*ast.Identifier)
	return ok && f.Name == "eval" && len(c.ArgumentList) > 0 && hasBits(c.ArgumentList[0])
}

// hasBits says whether a text that stands in the program has a bit operator.
func hasBits(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.StringLiteral:
		return bitOperator.MatchString(e.Value.String())
	case *ast.TemplateLiteral:
		for _, part := range e.Elements {
			if bitOperator.MatchString(part.Parsed.String()) {
				return true
			}
		}
	case *ast.BinaryExpression:
		return hasBits(e.Left) || hasBits(e.Right)
	}
	return false
}
