package pattern

import "strings"

// LooksLikeCommand reports whether a whole text is written like a command.
func (p *Pattern) LooksLikeCommand() bool {
	_, ok := parseCommand(p.source)
	return p.kind == WholeText && ok
}

// NeverMatches finds the commonest regular expressions that match nothing:
// something before ^ or after $ where nothing can be.
func (p *Pattern) NeverMatches() bool {
	if p.kind != RegExp || hasAlternative(p.source) || strings.Contains(p.flags, "m") {
		return false
	}
	runes := []rune(p.source)
	class := false
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '(' || c == ')':
			return false // groups may be optional: not worth a guess
		case c == '$' && i+1 < len(runes) && plainRune(runes[i+1]):
			return i+2 == len(runes) || !optionalRune(runes[i+2])
		case c == '^' && i > 0 && plainRune(runes[i-1]):
			return true
		}
	}
	return false
}

func plainRune(r rune) bool {
	switch r {
	case '^', '$', '.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '\\', '/':
		return false
	}
	return true
}

func optionalRune(r rune) bool { return r == '*' || r == '?' || r == '{' }
