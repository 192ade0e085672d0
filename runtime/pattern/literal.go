package pattern

import "strings"

// literalOf finds a text that every match of a regular expression begins
// with; anchored means that it must stand at the beginning of the subject.
// It is folded when the expression ignores case. Empty means none was found:
// then the expression has to be tried on every subject.
func literalOf(source, flags string) (literal string, anchored bool) {
	fold := strings.Contains(flags, "i")
	if strings.ContainsAny(flags, "vx") || fold && strings.Contains(flags, "u") || hasAlternative(source) {
		return "", false
	}
	rest := source
	if r, ok := strings.CutPrefix(rest, "^"); ok {
		rest, anchored = r, !strings.Contains(flags, "m")
	}
	var b strings.Builder
	last := 0 // length before the last character
	for rest != "" {
		r, n := nextLiteral(rest)
		if n == 0 {
			break
		}
		if fold && r >= 0x80 && !caseless(r) {
			break
		}
		last = b.Len()
		b.WriteRune(r)
		rest = rest[n:]
	}
	literal = b.String()
	if rest != "" && strings.IndexByte("?*{", rest[0]) >= 0 {
		literal = literal[:last]
	}
	if fold {
		literal = strings.ToLower(literal)
	}
	return literal, anchored && literal != ""
}

// nextLiteral reads a character that stands for itself; n is its length in
// the source, 0 if what follows is not one.
func nextLiteral(s string) (r rune, n int) {
	for _, r = range s {
		break
	}
	n = len(string(r))
	if strings.ContainsRune(`^$.*+?()[]{}|`, r) {
		return 0, 0
	}
	if r != '\\' {
		return r, n
	}
	if len(s) > 1 && strings.IndexByte(`^$.*+?()[]{}|/\-`, s[1]) >= 0 {
		return rune(s[1]), 2
	}
	return 0, 0
}

// hasAlternative reports whether the expression has a | outside of groups and
// classes.
func hasAlternative(s string) bool {
	depth, class := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '|' && depth == 0:
			return true
		}
	}
	return false
}

// caseless reports whether r is of a script that knows no case.
func caseless(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0x3000 && r <= 0x30FF || r >= 0xAC00 && r <= 0xD7A3
}
