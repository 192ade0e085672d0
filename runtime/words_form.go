package runtime

import (
	"strings"
	"unicode/utf8"

	"hotreply/internal/lazyregexp"
)

// shortForm is an expression as V8 names it in errors: names and properties as
// they are, calls as f(...), what has no short name as (intermediate value).
// Empty stays empty.
func shortForm(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	first, rest := firstForm(text)
	var b strings.Builder
	b.WriteString(first)
	for rest = strings.TrimLeft(rest, " \t\r\n"); rest != ""; rest = strings.TrimLeft(rest, " \t\r\n") {
		switch {
		case strings.HasPrefix(rest, "?.") || rest[0] == '.':
			dot := strings.TrimLeft(rest, "?")
			b.WriteString(rest[:len(rest)-len(dot)+1])
			rest = strings.TrimLeft(dot[1:], " \t\r\n")
			name := leadingName(strings.TrimPrefix(rest, "#"))
			if strings.HasPrefix(rest, "#") {
				name = "#" + name
			}
			b.WriteString(name)
			rest = rest[len(name):]
			if name == "" && !strings.HasPrefix(rest, "(") && !strings.HasPrefix(rest, "[") {
				return b.String() + rest
			}
		case rest[0] == '(':
			b.WriteString("(...)")
			rest = rest[groupEnd(rest):]
		case rest[0] == '[':
			end := groupEnd(rest)
			b.WriteString(keyForm(rest[1:max(end-1, 1)]))
			rest = rest[end:]
		default:
			return b.String() + rest
		}
	}
	return b.String()
}

var (
	plainName    = lazyregexp.New(`^[\p{L}\p{N}_$.]+$`)
	quotedText   = lazyregexp.New(`^"[^"\\]*"$|^'[^'\\]*'$`)
	anonymousHow = lazyregexp.New(`^(?:new|function|class|async|await|super)\b`)
)

// firstForm is what an expression begins with, and what follows it.
func firstForm(text string) (form, rest string) {
	switch c := text[0]; {
	case strings.HasPrefix(text, "new") && anonymousHow.MatchString(text):
		rest = strings.TrimLeft(text[3:], " \t")
		for rest != "" && rest[0] != '(' {
			r, size := utf8.DecodeRuneInString(rest)
			if !isNamePart(r) && r != '.' {
				break
			}
			rest = rest[size:]
		}
		if strings.HasPrefix(rest, "(") {
			rest = rest[groupEnd(rest):]
		}
		return unnamed, rest
	case anonymousHow.MatchString(text):
		return unnamed, text[len(leadingName(text)):]
	case c == '(':
		end := groupEnd(text)
		inner := strings.TrimSpace(text[1:max(end-1, 1)])
		if plainName.MatchString(inner) || quotedText.MatchString(inner) {
			return shortForm(inner), text[end:]
		}
		return unnamed, text[end:]
	case c == '[':
		end := groupEnd(text)
		inner := strings.TrimSpace(text[1:max(end-1, 1)])
		if strings.HasPrefix(inner, "...") && !strings.Contains(inner, ",") {
			inner = "(" + inner + ")"
		}
		return "[" + inner + "]", text[end:]
	case c == '{':
		end := groupEnd(text)
		if strings.TrimSpace(text[1:max(end-1, 1)]) == "" {
			return "{}", text[end:]
		}
		return "{(intermediate value)}", text[end:]
	case c == '"' || c == '\'' || c == '`':
		end := quoteEnd(text)
		if c == '`' {
			return unnamed, text[end:]
		}
		return `"` + text[1:max(end-1, 1)] + `"`, text[end:]
	}
	if name := leadingName(text); name != "" {
		return name, text[len(name):]
	}
	return text, ""
}

// keyForm is what stands in brackets behind an object.
func keyForm(key string) string {
	key = strings.TrimSpace(key)
	if quotedText.MatchString(key) {
		return "." + key[1:len(key)-1]
	}
	return "[" + shortForm(key) + "]"
}

// groupEnd is where the bracket that text begins with is closed.
func groupEnd(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"', '\'', '`':
			i += quoteEnd(text[i:]) - 1
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// quoteEnd is where the quote that text begins with is closed.
func quoteEnd(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		}
	}
	return len(text)
}

// expressionAt is the short form of the member expression that text begins
// with.
func expressionAt(text string) string {
	return shortForm(memberExpression(strings.TrimLeft(text, " \t")))
}

// memberExpression is the member expression that text begins with.
func memberExpression(text string) string {
	if text == "" || anonymousHow.MatchString(text) {
		return ""
	}
	end := 0
	if c := text[0]; c == '(' || c == '[' || c == '{' {
		end = groupEnd(text)
	} else if end = len(leadingName(text)); end == 0 {
		return ""
	}
	for end < len(text) {
		switch rest := text[end:]; {
		case rest[0] == '(' || rest[0] == '[':
			end += groupEnd(rest)
			continue
		case rest[0] == '.' || strings.HasPrefix(rest, "?."):
			dot := strings.IndexByte(rest, '.') + 1
			if name := leadingName(rest[dot:]); name != "" {
				end += dot + len(name)
				continue
			}
		}
		break
	}
	return text[:end]
}
