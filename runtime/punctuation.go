package runtime

import (
	"fmt"
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

// signInCode finds the character that a syntax error is about: the first such
// sign at or before its place that stands in code, not in a text or a comment.
// at is the place in bytes within the line.
func signInCode(line string, at int) (r rune, index int, ok bool) {
	at = min(max(at, 0), len(line))
	if r, _ := utf8.DecodeRuneInString(line[at:]); r != utf8.RuneError {
		if _, _, is := signOf(r); is {
			return r, at, true
		}
	}
	var quote rune
	escaped := false
	for i, r := range line {
		switch {
		case escaped:
			escaped = false
		case quote != 0 && r == '\\':
			escaped = true
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'' || r == '`':
			quote = r
		case strings.HasPrefix(line[i:], "//"):
			return 0, 0, false
		default:
			if _, _, is := signOf(r); is {
				return r, i, true
			}
		}
	}
	return 0, 0, false
}

// explainSign makes the error of a sign in place of another say so.
func (e *ScriptError) explainSign(loc *api.Location, frame func(column int) string) {
	if loc == nil {
		return
	}
	r, at, ok := signInCode(loc.LineText, loc.Column)
	if !ok {
		if i := strings.IndexAny(loc.LineText, "“”‘’"); i >= 0 && i <= loc.Column && e.Advice == "" {
			r, _ := utf8.DecodeRuneInString(loc.LineText[i:])
			e.Advice = fmt.Sprintf("%c in this line is a Chinese quotation mark and ends no text: type %s with the input method off", r, fullWidth[r].want)
		}
		return
	}
	name, want, _ := signOf(r)
	e.Column = utf16Column(loc.LineText, at)
	e.Message = fmt.Sprintf("%c is %s, which code does not know", r, name)
	typed := want
	if want == " " {
		typed = "a plain space"
	}
	e.Advice = fmt.Sprintf("type %s with the input method off", typed)
	e.Frame = frame(e.Column)
}
