package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
)

// Guarded is source text in which functions that may call themselves check the
// depth of the stack. Lines stay where they are. Text without such functions,
// and what is no program, is given back as it is.
func Guarded(source string) string {
	if !strings.Contains(source, "function") && !strings.Contains(source, "=>") && !strings.Contains(source, "(") {
		return source
	}
	tree, err := goja.Parse(textName, source)
	if err != nil {
		return source // the engine says so better
	}
	w := writer{source: source, base: tree.File.Base()}
	for _, f := range recursive(tree, true) {
		w.guard(f)
	}
	out := w.text()
	if _, err := goja.Parse(textName, out); err != nil {
		return source
	}
	return out
}

var (
	checkText = fmt.Sprintf("--%s||(%[1]s=%d,%s())", TextCount, DepthEvery, DepthCheck)
	openText  = "(" + checkText + ","
)

// writer puts pieces into a text.
type writer struct {
	source string
	base   int
	pieces []piece
}

type piece struct {
	at   int
	text string
}

func (w *writer) text() string {
	slices.SortStableFunc(w.pieces, func(a, b piece) int { return cmp.Compare(a.at, b.at) })
	var b strings.Builder
	from := 0
	for _, p := range w.pieces {
		b.WriteString(w.source[from:p.at])
		b.WriteString(p.text)
		from = p.at
	}
	b.WriteString(w.source[from:])
	return b.String()
}

func (w *writer) put(at int, text string) {
	if at >= 0 && at <= len(w.source) {
		w.pieces = append(w.pieces, piece{at, text})
	}
}

func (w *writer) offset(at file.Idx) int { return int(at) - w.base }

// guard writes what the function guard puts into the tree.
func (w *writer) guard(f ast.Node) {
	switch f := f.(type) {
	case *ast.FieldDefinition:
		switch f.Initializer.(type) {
		case nil, *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassLiteral:
		default:
			w.around(w.behind(w.offset(f.Key.Idx1()), "="), f.Initializer)
		}
	case *ast.FunctionLiteral:
		w.parameters(f.ParameterList)
		w.body(f.Body)
	case *ast.ArrowFunctionLiteral:
		w.parameters(f.ParameterList)
		switch body := f.Body.(type) {
		case *ast.BlockStatement:
			w.body(body)
		case *ast.ExpressionBody:
			w.around(w.behind(w.endOf(f.ParameterList), "=>"), body.Expression)
		}
	}
}

// body writes the check first in a body, behind its directives.
func (w *writer) body(b *ast.BlockStatement) {
	at, text := w.offset(b.LeftBrace)+1, checkText+";"
	for _, s := range b.List {
		e, ok := s.(*ast.ExpressionStatement)
		if !ok {
			break
		}
		directive, ok := e.Expression.(*ast.StringLiteral)
		if !ok {
			break
		}
		at, text = w.offset(directive.Idx1()), ";"+checkText+";"
	}
	w.put(at, text)
}

// around writes a check that begins at a place and whose value is e. What
// stands between e and the end of its place are closing parentheses and
// comments, so one more of them does at the end of e.
func (w *writer) around(at int, e ast.Expression) {
	if at < 0 {
		return
	}
	w.put(at, openText)
	w.put(w.offset(e.Idx1()), ")")
}

// behind is the place behind the next of a sign, -1 if something else than the
// end of parentheses and comments stands before it.
func (w *writer) behind(from int, sign string) int {
	if from < 0 || from > len(w.source) {
		return -1
	}
	for at := from; at < len(w.source); {
		rest := w.source[at:]
		switch {
		case strings.HasPrefix(rest, sign):
			return at + len(sign)
		case strings.HasPrefix(rest, "/*"):
			at += strings.Index(rest, "*/") + len("*/")
		case strings.HasPrefix(rest, "//"):
			at += strings.Index(rest+"\n", "\n") + 1
		case strings.ContainsRune(" \t\r\n)]", rune(rest[0])):
			at++
		default:
			return -1
		}
	}
	return -1
}

// endOf is where the last of a list of parameters ends.
func (w *writer) endOf(list *ast.ParameterList) int {
	if list == nil {
		return -1
	}
	end := list.Closing
	for _, b := range list.List {
		end = max(end, b.Idx1())
	}
	if list.Rest != nil {
		end = max(end, list.Rest.Idx1())
	}
	return w.offset(end)
}

// parameters writes checks around the calls in a list of parameters, which are
// made before the body begins. Methods in parentheses are left out, as they
// would lose their this, and chains with ?. as they would lose their end.
func (w *writer) parameters(list *ast.ParameterList) {
	if list == nil {
		return
	}
	walker{&Visitor{
		Enter: func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassLiteral, *ast.OptionalChain:
				return false
			case *ast.CallExpression:
				if _, name := n.Callee.(*ast.Identifier); name || !w.inParentheses(n) {
					w.around(w.offset(n.Idx0()), n)
				}
			case *ast.NewExpression:
				w.around(w.offset(n.Idx0()), n)
			}
			return true
		},
	}}.parameters(list)
}

// inParentheses reports whether one stands in front of e.
func (w *writer) inParentheses(e ast.Expression) bool {
	at := w.offset(e.Idx0())
	return at < 0 || at > len(w.source) || strings.HasSuffix(strings.TrimRight(w.source[:at], " \t\r\n"), "(")
}
