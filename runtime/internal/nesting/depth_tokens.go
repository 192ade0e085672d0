package nesting

import "strings"

// template reads the text of a template up to its end or a substitution.
func (s *depthScan) template() {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '\n':
			s.line++
		case c == '\\':
			s.at++
		case c == '`':
			s.at++
			s.pop()
			s.after(true)
			return
		case c == '$' && strings.HasPrefix(s.text[s.at+1:], "{"):
			s.at += 2
			s.push('$')
			return
		}
		s.at++
	}
}

// quoted reads a string, which a line's end ends as well.
func (s *depthScan) quoted(quote byte) {
	for s.at++; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '\\':
			if s.at++; s.at < len(s.text) && s.text[s.at] == '\n' {
				s.line++
			}
		case quote:
			s.at++
			return
		case '\n':
			return
		}
	}
}

// slash reads a comment, a regular expression or a division.
func (s *depthScan) slash() {
	rest := s.text[s.at:]
	switch {
	case strings.HasPrefix(rest, "//"):
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			s.at += i
		} else {
			s.at = len(s.text)
		}
	case strings.HasPrefix(rest, "/*"):
		end := strings.Index(rest[2:], "*/")
		if end < 0 {
			end = len(rest) - 4
		}
		s.line += strings.Count(rest[:max(end+4, 2)], "\n")
		s.at += max(end+4, 2)
	default:
		if n, groups := regexpLength(rest); n > 0 && (!s.operand || s.brace) {
			s.begins()
			if groups+len(s.levels)-1 > maxNesting {
				s.found = &Error{Line: s.line, Brackets: true, Limit: maxNesting}
			}
			s.at += n
			s.after(true)
			return
		}
		s.at++
		s.deeper(1)
		s.after(false)
	}
}

// regexpLength is the length of the regular expression without its flags with
// which a text begins, and how deep its groups are nested; 0 if it is none.
func regexpLength(text string) (n, deepest int) {
	class, depth := false, 0
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			return 0, 0
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '(':
			depth++
			deepest = max(deepest, depth)
		case c == ')':
			depth--
		case c == '/':
			return i + 1, deepest
		}
	}
	return 0, 0
}

// operator reads a sign that is no bracket.
func (s *depthScan) operator(c byte) {
	rest := s.text[s.at+1:]
	s.at++
	switch {
	case c == ';':
		s.after(false)
		s.ended = true
		return
	case c == ',':
		s.chained -= s.top().chain
		s.top().chain = 0
		s.after(false)
		return
	case c == '@':
		s.begins()
	case c == '.', c == '?' && strings.HasPrefix(rest, ".") && !startsWithDigit(rest[1:]):
		s.dot(c, rest)
		return
	case c == '=' && strings.HasPrefix(rest, ">"):
		s.at++
		s.deeper(arrowWeight)
	case s.operand && (c == '+' || c == '-') && rest != "" && rest[0] == c:
		s.at++ // a++ is still an operand
		return
	case s.operand && c == '!' && !strings.HasPrefix(rest, "=") && !s.brace:
		s.deeper(1) // a! of TypeScript is, too
		return
	case c == '!' || c == '~' || !s.operand:
		if !strings.HasPrefix(rest, "=") {
			s.begins()
		}
		s.deeper(1)
	default:
		from := s.at - 1
		for s.at < len(s.text) && strings.IndexByte("=&|*<>?", s.text[s.at]) >= 0 && !strings.HasPrefix(s.text[s.at:], "=>") {
			s.at++
		}
		s.angle(s.text[from:s.at])
		s.deeper(1)
	}
	s.after(false)
}

// angle notes that an operator may open type arguments, or end some. A
// comparison looks the same until its statement ends.
func (s *depthScan) angle(sign string) {
	l := s.top()
	n := -min(strings.Count(sign, ">"), l.angles)
	if sign == "<" {
		n = 1
	}
	l.angles += n
	s.chained += n
}

// dot reads what comes before the name of a member, or the dots of a spread.
func (s *depthScan) dot(c byte, rest string) {
	switch {
	case c == '.' && strings.HasPrefix(rest, ".."):
		s.at += 2
		s.after(false)
		return
	case c == '.' && startsWithDigit(rest):
		s.at--
		s.word()
		return
	case c == '?':
		s.at++
	}
	s.deeper(1)
	s.after(false)
	s.member = true
}

// word reads a name, a keyword or a number.
func (s *depthScan) word() {
	from := s.at
	for s.at++; s.at < len(s.text) && isWordByte(s.text[s.at]) || s.at < len(s.text) && s.text[s.at] == '.' && '0' <= s.text[from] && s.text[from] <= '9'; s.at++ {
	}
	word := s.text[from:s.at]
	role := wordRoles[word]
	if s.member {
		role = plainWord
	}
	switch {
	case role == elseWord:
		s.restart(true)
		s.after(false)
	case role == betweenWord && s.operand && !s.brace, word == "extends":
		s.deeper(1)
		s.after(false)
	case role == caseWord:
		s.restart(false)
		s.after(false)
	case role == prefixWord, role == controlWord, role == blockWord:
		s.begins()
		if role == prefixWord {
			s.deeper(1)
		} else {
			s.deeper(statementWeight)
		}
		s.after(false)
		s.control = role == controlWord
	case role == quietWord:
		s.begins()
		s.after(false)
	case role == voidWord:
		s.begins()
		s.deeper(1)
		s.after(s.typeEnds())
	default:
		if !s.member {
			s.begins()
		}
		s.after(true)
	}
}

// typeEnds reports whether void, which was just read, is a type rather than an
// operator: nothing follows that could be its operand.
func (s *depthScan) typeEnds() bool {
	rest := strings.TrimLeft(s.text[s.at:], " \t\r")
	return rest == "" || strings.IndexByte("\n;,)]}|&>={", rest[0]) >= 0 || strings.HasPrefix(rest, "//")
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c == '#' || c == '\\' || c >= 0x80
}

func startsWithDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

// wordRole is what a keyword does to the expression or statement around it.
type wordRole int

const (
	plainWord   wordRole = iota
	prefixWord           // stands before its operand
	betweenWord          // stands between two
	controlWord          // begins a statement, with a parenthesis
	blockWord            // begins a statement, without
	elseWord
	caseWord
	quietWord // is no operand and adds nothing
	voidWord  // a prefix, or a type
)

var wordRoles = map[string]wordRole{
	"typeof": prefixWord, "void": voidWord, "delete": prefixWord, "await": prefixWord, "yield": prefixWord, "new": prefixWord,
	"class": prefixWord, "function": prefixWord, "keyof": prefixWord, "infer": prefixWord,
	"in": betweenWord, "instanceof": betweenWord, "of": betweenWord, "as": betweenWord, "satisfies": betweenWord, "is": betweenWord,
	"if": controlWord, "for": controlWord, "while": controlWord, "with": controlWord,
	"do": blockWord, "else": elseWord, "case": caseWord, "default": caseWord,
	"return": quietWord, "throw": quietWord, "async": quietWord, "let": quietWord, "const": quietWord, "var": quietWord,
	"import": quietWord, "export": quietWord,
}
