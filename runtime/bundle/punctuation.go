package bundle

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"
)

// fullWidth are signs that Chinese input methods type, and what code wants in
// their place. What U+FF01 to U+FF5E stand for follows from their numbers.
var fullWidth = map[rune]struct{ name, want string }{
	'，': {"the Chinese comma", ","}, '、': {"the Chinese enumeration comma", ","}, '。': {"the Chinese full stop", "."},
	'；': {"the Chinese semicolon", ";"}, '：': {"the Chinese colon", ":"}, '？': {"the Chinese question mark", "?"},
	'！': {"the Chinese exclamation mark", "!"}, '“': {"a Chinese quotation mark", `"`}, '”': {"a Chinese quotation mark", `"`},
	'‘': {"a Chinese quotation mark", "'"}, '’': {"a Chinese quotation mark", "'"}, '「': {"a Chinese quotation mark", `"`},
	'」': {"a Chinese quotation mark", `"`}, '『': {"a Chinese quotation mark", `"`}, '』': {"a Chinese quotation mark", `"`},
	'（': {"a Chinese parenthesis", "("}, '）': {"a Chinese parenthesis", ")"}, '【': {"a Chinese bracket", "["},
	'】': {"a Chinese bracket", "]"}, '〔': {"a Chinese bracket", "["}, '〕': {"a Chinese bracket", "]"},
	'《': {"a Chinese title mark", "<"}, '》': {"a Chinese title mark", ">"}, '〈': {"a Chinese title mark", "<"}, '〉': {"a Chinese title mark", ">"},
	'—': {"a long dash", "-"}, '–': {"a long dash", "-"}, '−': {"a minus sign", "-"}, '…': {"an ellipsis", "..."}, '·': {"a middle dot", "`"},
	'￥': {"a yen sign", "$"}, '×': {"a multiplication sign", "*"}, '÷': {"a division sign", "/"},
	'≠': {"an unequal sign", "!=="}, '≤': {"a sign for less or equal", "<="}, '≥': {"a sign for greater or equal", ">="},
}

// signOf tells what a character is and what code wants in its place.
func signOf(r rune) (name, want string, ok bool) {
	if s, known := fullWidth[r]; known {
		return s.name, s.want, true
	}
	switch {
	case r == '\u3000':
		return "the full-width space", " ", true
	case r >= '\uFF01' && r <= '\uFF5E':
		want := string(r - '\uFF01' + '!')
		switch {
		case unicode.IsLetter(r):
			return "a full-width letter", want, true
		case unicode.IsDigit(r):
			return "a full-width digit", want, true
		}
		return "the full-width " + want, want, true
	}
	return "", "", false
}

// signInCode finds the character that a syntax error is about: the one at its
// place, or the first such sign before it in its line that stands in code, not
// in a text, a comment or a regular expression.
func signInCode(source string, line, at int) (r rune, index int, ok bool) {
	stretches := stretchesOf(source)
	inCode := func(i int) bool {
		return !slices.ContainsFunc(stretches, func(s stretch) bool { return s.from <= i && i < s.to })
	}
	if at < len(source) && inCode(at) {
		if r, _ := utf8.DecodeRuneInString(source[at:]); r != utf8.RuneError {
			if _, _, is := signOf(r); is {
				return r, at, true
			}
		}
	}
	for i, r := range source[line:at] {
		if _, _, is := signOf(r); is && inCode(line+i) {
			return r, line + i, true
		}
	}
	return 0, 0, false
}

// signAsQuote finds a Chinese quotation mark in a text that has no end, or
// whose end is directly before the error's place: it was to be the end.
func signAsQuote(source string, at int) (r rune, ok bool) {
	for _, s := range stretchesOf(source) {
		follows := s.to <= at && strings.TrimSpace(source[s.to:at]) == ""
		if s.kind != '"' && s.kind != '\'' || !follows && (s.closed || at < s.from || at > s.to) {
			continue
		}
		for _, r := range source[s.from:s.to] {
			if strings.ContainsRune("“”‘’", r) {
				return r, true
			}
		}
	}
	return 0, false
}

// explainSign makes the error of a sign in place of another say so.
func (e *Error) explainSign(loc *api.Location, source string) {
	if loc == nil {
		return
	}
	line := 0 // where the line begins
	for n := 1; n < loc.Line; n++ {
		line += strings.IndexByte(source[line:], '\n') + 1
	}
	if !strings.HasPrefix(source[line:], loc.LineText) { // of a file that was not read as it is
		source, line = loc.LineText, 0
	}
	place := line + min(max(loc.Column, 0), len(loc.LineText))
	r, at, ok := signInCode(source, line, place)
	if !ok {
		if r, ok := signAsQuote(source, place); ok && e.Advice == "" {
			e.Advice = fmt.Sprintf("%c in this line is a Chinese quotation mark and ends no text: type %s with the input method off", r, fullWidth[r].want)
		}
		return
	}
	name, want, _ := signOf(r)
	e.Column = UTF16Column(loc.LineText, at-line)
	e.Message = fmt.Sprintf("%c is %s, which code does not know", r, name)
	typed := want
	if want == " " {
		typed = "a plain space"
	}
	e.Advice = fmt.Sprintf("type %s with the input method off", typed)
	e.Frame = codeFrame(source, e.Line, e.Column)
}
