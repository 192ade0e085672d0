package bundle

import (
	"cmp"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"hotreply/internal/nearest"
	"hotreply/runtime/internal/datafile"
)

// Note is a warning about a script that works.
type Note struct {
	Script       string // file name of the script
	File         string // as errors name it
	Line, Column int
	Text         string
	Hint         string // what to do; may be empty
	Frame        string // lines of the source with a caret; may be empty
}

// buildError makes an error for people of the bundler's first one; what
// follows it is often only its consequence.
func (l *Loader) buildError(m api.Message, read *reading) *Error {
	e := l.explained(m, read)
	if word, ok := strings.CutSuffix(m.Text, dueToFormat); ok {
		e.Message = lowerFirst(word) + " cannot be used here: rules are strict code"
		e.Advice = "write it in another way; a file that ends in .cjs runs as Node runs CommonJS"
	}
	if pkg := packageOf(e.File); pkg != "" && !strings.Contains(e.Advice, pkg) {
		e.Advice = cmp.Or(PackageHint(pkg), "the package "+pkg+" does not load: take another version of it, or another package")
	}
	return e
}

func (l *Loader) explained(m api.Message, read *reading) *Error {
	n := l.note(m, read)
	e := &Error{Name: "SyntaxError", Message: n.Text, File: n.File, Line: n.Line, Column: n.Column,
		Frame: n.Frame, Advice: n.Hint}
	if foreign, ok := m.Detail.(*ImportError); ok {
		e.Name, e.Message, e.Code, e.Advice = "ImportError", foreign.Error(), "ERR_UNSUPPORTED_ESM_URL_SCHEME", foreign.Hint()
		return e
	}
	if unfit, ok := m.Detail.(*unfitError); ok {
		e.Name = "ImportError"
		if e.File == l.Display(filepath.Join(l.dir, hostFiles+"entry")) { // nobody's import asked for it, it is the rule itself
			e.File, e.Line, e.Column, e.Frame, e.Message = "", 0, 0, "", "the file can not be loaded: "+unfit.problem
		}
		return e
	}
	if _, bad := m.Detail.(*datafile.Error); bad {
		return e // of data, in which any sign may stand
	}
	if name, ok := unresolved(m.Text); ok {
		e.Name, e.Message = "ImportError", "cannot find "+strings.TrimSpace(name)
		e.Advice = l.ImportHint(name)
		return e
	}
	if pkg := packageOf(n.File); pkg != "" && strings.HasPrefix(m.Text, "Could not resolve ") { // a pattern of names
		e.Name, e.Message = "ImportError", "the package "+pkg+" finds no file for "+strings.TrimPrefix(m.Text, "Could not resolve ")
		e.Advice = PackageHint(pkg)
		return e
	}
	read.mu.Lock()
	defer read.mu.Unlock()
	e.explainSign(m.Location, read.sources[e.File])
	return e
}

// unresolved reads the name out of the bundler's word for a missing import.
func unresolved(text string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(text, `Could not resolve "`)
	if !ok {
		return "", false
	}
	return strings.TrimSuffix(rest, `"`), true
}

// ImportHint says what to do about an import that is not there.
func (l *Loader) ImportHint(name string) string {
	if l.hint != nil {
		if h := l.hint(name); h != "" {
			return h
		}
	}
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") {
		return "look at the spelling; the path counts from the file that imports it"
	}
	names := make([]string, 0, len(l.modules))
	for n := range l.modules {
		names = append(names, n)
	}
	if near := nearest.Name(name, names); near != "" {
		return "did you mean \"" + near + "\"?"
	}
	return "if it is an npm package, install it in the folder of scripts: npm install " + packageName(name)
}

// packageName is the part of an import that npm knows.
func packageName(name string) string {
	parts := strings.SplitN(name, "/", 3)
	if strings.HasPrefix(name, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// note makes a warning of a message of the bundler.
func (l *Loader) note(m api.Message, read *reading) Note {
	n := Note{Text: lowerFirst(m.Text)}
	if loc := m.Location; loc != nil && loc.File != "" {
		n.File = l.Display(filepath.Join(l.dir, filepath.FromSlash(loc.File)))
		n.Line, n.Column = loc.Line, UTF16Column(loc.LineText, loc.Column)
		read.mu.Lock()
		n.Frame = codeFrame(read.sources[n.File], n.Line, n.Column)
		read.mu.Unlock()
	}
	for _, note := range m.Notes {
		if note.Text != "" && n.Hint == "" {
			n.Hint = lowerFirst(note.Text)
		}
	}
	return n
}

func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && !(s[1] >= 'A' && s[1] <= 'Z') {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// UTF16Column turns a column in bytes from 0 into one in UTF-16 units from 1.
func UTF16Column(line string, bytes int) int {
	column := 1
	for i, r := range line {
		if i >= bytes {
			break
		}
		column++
		if r > 0xFFFF {
			column++
		}
	}
	return column
}
