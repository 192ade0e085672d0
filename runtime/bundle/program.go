package bundle

import (
	"strconv"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"

	"hotreply/internal/lazyregexp"
	"hotreply/runtime/internal/compile"
)

// The program is a function of the host's module table: so top-level await
// works, and a program can be shared. It holds an async function in which all
// code is strict. Modules in which Node would not be strict are moved out of
// that one into the outer function, see sloppy.go. Both texts stand on lines of
// their own.
const (
	bannerText = `(function(__hotreply, require, __dynamic) { return (async function() { "use strict";`
	footerText = `})() ` + footerEnd
	footerEnd  = `})`
)

// compile makes the program of the code.
func (b *Bundle) compile() (err error) {
	b.name = programName(b.Sources)
	if !strings.HasPrefix(b.Code, bannerText) { // of an older version: strict as a whole
		b.program, err = compile.Program(b.name, b.Code, true)
		return err
	}
	if err = b.compileBoth(); err != nil {
		if quoted := quoteFields(b.Code); quoted != b.Code {
			b.Code = quoted
			err = b.compileBoth()
		}
	}
	return err
}

// compileBoth makes the program of the two functions.
func (b *Bundle) compileBoth() (err error) {
	names := newNaming()
	look := compile.Pass{Name: "reach", Change: func(p *ast.Program) { b.reach = reachOf(p, b.Code) }}
	b.program, err = compile.Program(b.name, b.Code, false, look, compile.CatchClauses,
		compile.Pass{Name: "own names", Change: names.change}, compile.BitOperators(b.isOwn),
		compile.Pass{Name: "sloppy modules", Change: func(p *ast.Program) { loosen(p, b.Code) }},
		compile.Pass{Name: "names of places", Last: true, Change: names.place})
	b.renamed = names.table()
	return err
}

// knownHelpers are functions that the bundler puts before the code, which do
// nothing with objects of the engine that they are not given.
var knownHelpers = map[string]bool{"__create": true, "__defProp": true, "__getOwnPropDesc": true, "__getOwnPropNames": true, "__getProtoOf": true,
	"__hasOwnProp": true, "__name": true, "__commonJS": true, "__copyProps": true, "__toESM": true, "__toCommonJS": true, "__export": true, "__esm": true, "__modules": true}

// helper matches what one of them is called.
var helper = lazyregexp.New(`(?:^| )var (\w+) =|\nvar (\w+) =`)

// reachOf is what the code of a bundle may use. The head that the bundler
// writes ends where the first file begins.
func reachOf(p *ast.Program, code string) compile.Reach {
	head := strings.Index(code, "\n\n// ")
	if head < 0 || !strings.HasPrefix(code, bannerText) {
		return compile.Reach{}
	}
	for _, m := range helper.FindAllStringSubmatch(strings.TrimPrefix(code[:head], bannerText), -1) {
		if !knownHelpers[m[1]+m[2]] {
			return compile.Reach{}
		}
	}
	return compile.ReachOf(p, head, map[string]string{"__hotreply": ExportsName})
}

// isOwn reports whether a file is the user's own, by the name errors use.
func (b *Bundle) isOwn(file string) bool {
	_, own := b.Sources[file]
	return own && !strings.HasPrefix(file, hostFiles)
}

// accessorNames matches fields that the engine's parser takes for the beginning
// of an accessor or a method, as the bundler writes them.
var accessorNames = lazyregexp.New(`(?m)^(\s*(?:static )?)(get|set|async) = `)

// quoteFields puts the names of class fields called get, set and async that
// have a value in quotes, which the engine's parser needs. No character moves.
// Assignments to variables of these names look alike, so the parser says which
// line is one.
func quoteFields(code string) string {
	if !accessorNames.MatchString(code) {
		return code
	}
	lines := strings.Split(code, "\n")
	for range len(lines) {
		_, err := parser.ParseFile(nil, "", strings.Join(lines, "\n"), 0, parser.WithDisableSourceMaps)
		list, _ := err.(parser.ErrorList)
		if len(list) == 0 {
			break
		}
		n := list[0].Position.Line - 1 // the others may follow from it
		if n < 0 || n >= len(lines) || !accessorNames.MatchString(lines[n]) {
			break
		}
		lines[n] = accessorNames.ReplaceAllString(lines[n], `$1"$2"=`)
	}
	return strings.Join(lines, "\n")
}

// engineSays matches what the engine says of source that it can not compile.
var engineSays = lazyregexp.New(`^SyntaxError: (?:SyntaxError: )?(.*): Line (\d+):(\d+) (.*?)(?: \(and \d+ more errors?\))?$`)

// compilerSays matches what it says where it has parsed the source.
var compilerSays = lazyregexp.New(`^SyntaxError: (?:SyntaxError: )?(.*) at (.*):(\d+):(\d+)$`)

// syntaxError is an error of the engine about what the bundler let pass.
func (b *Bundle) syntaxError(err error) *Error {
	e := &Error{File: b.Entry, Name: "SyntaxError", Message: err.Error(), Err: err,
		Advice: "write it in another way: it is wrong, or JavaScript that the engine does not know"}
	var file, message, line, column string
	if m := engineSays.FindStringSubmatch(err.Error()); m != nil {
		file, line, column, message = m[1], m[2], m[3], m[4]
	} else if m := compilerSays.FindStringSubmatch(err.Error()); m != nil {
		message, file, line, column = m[1], m[2], m[3], m[4]
	}
	if file == "" || strings.HasPrefix(file, programDir) {
		return e
	}
	e.File, e.Message = file, message
	e.Line, _ = strconv.Atoi(line)
	e.Column, _ = strconv.Atoi(column)
	e.Frame = b.CodeFrame(e.File, e.Line, e.Column)
	if pkg := packageOf(e.File); pkg != "" {
		e.Advice = "the package " + pkg + " uses a form of JavaScript that the engine does not know: take another version of it, or another package"
	}
	return e
}
