package bundle

import (
	"slices"
	"strings"
	"unicode"
)

// stretch is a piece of a source that is no code: a text, a template's text, a
// comment or a regular expression. Its places are in bytes.
type stretch struct {
	kind     byte // its first character: " ' ` / ; '*' and '\n' are comments
	from, to int
	closed   bool
}

// stretcher walks over a source that may be broken, as one that a syntax error
// is about is.
type stretcher struct {
	source    string
	at        int
	depth     int
	templates []int // depths of braces at which ${…} ends
	last      int   // the last byte of code that is no space, -1 before any
	found     []stretch
}

// stretchesOf finds what is no code in a source.
func stretchesOf(source string) []stretch {
	w := &stretcher{source: source, last: -1}
	for w.at < len(source) {
		w.step()
	}
	return w.found
}

func (w *stretcher) step() {
	rest := w.source[w.at:]
	switch c := rest[0]; {
	case strings.HasPrefix(rest, "//"):
		w.comment('\n', "\n")
		return
	case strings.HasPrefix(rest, "/*"):
		w.comment('*', "*/")
		return
	case c == '"' || c == '\'':
		w.quoted(c)
	case c == '`':
		w.template()
	case c == '/' && w.patternMayBegin():
		w.quoted(c)
	case c == '}' && len(w.templates) > 0 && w.templates[len(w.templates)-1] == w.depth:
		w.templates = w.templates[:len(w.templates)-1]
		w.template()
	default:
		switch c {
		case '{':
			w.depth++
		case '}':
			w.depth--
		}
		if c > ' ' {
			w.last = w.at
		}
		w.at++
		return
	}
	w.last = w.at - 1
}

// comment passes over one.
func (w *stretcher) comment(kind byte, end string) {
	from, closed := w.at, true
	if i := strings.Index(w.source[from+2:], end); i >= 0 {
		w.at = from + 2 + i + len(end)
	} else {
		w.at, closed = len(w.source), false
	}
	w.found = append(w.found, stretch{kind, from, w.at, closed})
}

// quoted passes over a text or a regular expression, which end with their line
// at the latest.
func (w *stretcher) quoted(quote byte) {
	from, class := w.at, false
	for w.at++; w.at < len(w.source) && w.source[w.at] != '\n'; w.at++ {
		switch c := w.source[w.at]; {
		case c == '\\':
			w.at++
		case quote == '/' && c == '[':
			class = true
		case quote == '/' && c == ']':
			class = false
		case c == quote && !class:
			w.at++
			w.found = append(w.found, stretch{quote, from, w.at, true})
			return
		}
	}
	w.at = min(w.at, len(w.source))
	w.found = append(w.found, stretch{quote, from, w.at, false})
}

// template passes over a template's text up to its end or its next ${.
func (w *stretcher) template() {
	from := w.at
	for w.at++; w.at < len(w.source); w.at++ {
		switch {
		case w.source[w.at] == '\\':
			w.at++
		case w.source[w.at] == '`':
			w.at++
			w.found = append(w.found, stretch{'`', from, w.at, true})
			return
		case strings.HasPrefix(w.source[w.at:], "${"):
			w.at += 2
			w.templates = append(w.templates, w.depth)
			w.found = append(w.found, stretch{'`', from, w.at, true})
			return
		}
	}
	w.at = min(w.at, len(w.source))
	w.found = append(w.found, stretch{'`', from, w.at, false})
}

// patternMayBegin says whether a slash begins a regular expression, by what
// stands before it: an operator or nothing, and not a value.
func (w *stretcher) patternMayBegin() bool {
	if w.last < 0 || strings.IndexByte("(,=:[!&|?{};+-*%^~<>", w.source[w.last]) >= 0 {
		return true
	}
	word := w.source[:w.last+1]
	word = word[strings.LastIndexFunc(word, func(r rune) bool { return !inName(r) })+1:]
	return slices.Contains([]string{"return", "typeof", "case", "in", "of", "void", "delete", "await", "yield", "throw"}, word)
}

func inName(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}
