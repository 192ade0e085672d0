package compile

import (
	"errors"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"

	"hotreply/internal/lazyregexp"
)

// TextCount is the global variable that functions of compiled text count down,
// DepthEvery at first. Who runs such text defines it.
const TextCount = "__hotreply_text__"

// textName is the name that the engine gives to such text, too.
const textName = "<eval>"

// ErrParts is the error of [Function] for parts that are no function each but
// become one when they are put together.
var ErrParts = errors.New("the parameters or the body end before their text does")

// Function compiles what the constructor of functions makes of parameters and a
// body. head is "function", "async function" or "function*". The program's value
// is the function. An error is ErrParts or a *goja.CompilerSyntaxError.
func Function(head, parameters, body string) (*goja.Program, error) {
	before := "(" + head + " anonymous(" + parameters + "\n) "
	source := before + "{\n" + body + "\n})"
	return text(source, func(p *ast.Program) error {
		if len(p.Body) == 1 {
			if s, ok := p.Body[0].(*ast.ExpressionStatement); ok {
				f, ok := s.Expression.(*ast.FunctionLiteral)
				if ok && len(f.Source) == len(source)-2 && int(f.Body.LeftBrace)-p.File.Base() == len(before) {
					return nil
				}
			}
		}
		return ErrParts
	})
}

// text compiles what a running program has made.
func text(source string, check func(*ast.Program) error) (*goja.Program, error) {
	tree, err := goja.Parse(textName, source)
	if err != nil {
		return nil, err
	}
	if err := check(tree); err != nil {
		return nil, err
	}
	if err := cure(source, tree); err != nil {
		return nil, err
	}
	apply(passes, source, tree)
	for _, f := range recursive(tree, true) {
		guard(f, TextCount)
	}
	return goja.CompileAST(tree, false)
}

// engineWords is what the engine puts around the message of an error in text.
var engineWords = lazyregexp.New(`^(?:SyntaxError: )?(?:<eval>: Line \d+:\d+ )?(.*?)(?: \(and \d+ more errors?\))?(?: at <eval>:\d+:\d+)?$`)

// TextError says what an error of compiled text is to the script, in V8's words
// where the engine's are near.
func TextError(err error) string {
	var e *goja.CompilerSyntaxError
	if errors.As(err, &e) && strings.HasPrefix(e.Message, "Invalid regular expression") {
		return e.Message
	}
	message := err.Error()
	if m := engineWords.FindStringSubmatch(message); m != nil {
		message = m[1]
	}
	token, ok := strings.CutPrefix(message, "Unexpected token ")
	switch {
	case !ok:
		return message
	case token == "ILLEGAL":
		return "Invalid or unexpected token"
	}
	return "Unexpected token '" + token + "'"
}
