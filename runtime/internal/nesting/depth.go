package nesting

import (
	"strconv"
	"strings"
)

// How deep source text may be nested. The bundler and the compiler recurse,
// and Go ends the process when a stack is full; long before that a chain takes
// them minutes. Both limits are far from what people and minifiers write, and
// a good way from what the smallest stack holds.
const (
	// maxNesting is for brackets and substitutions in template texts.
	maxNesting = 2000
	// maxChain is for all that makes a tree deeper: brackets and, without
	// any, operators, members, calls, prefixes, conditions, branches.
	maxChain = 15_000

	// arrowWeight and statementWeight are what an arrow function and a
	// statement without braces count for, which take the most time each.
	arrowWeight     = 75
	statementWeight = 7
)

// Error says that source text is nested deeper than the compiler may
// be given.
type Error struct {
	Line     int  // from 1
	Brackets bool // it is brackets, not a chain of operators, members or branches
	Limit    int
}

// Error names the limit.
func (e *Error) Error() string {
	if e.Brackets {
		return "brackets are nested deeper than " + strconv.Itoa(e.Limit)
	}
	return "a chain of operators, members or branches is longer than " + strconv.Itoa(e.Limit)
}

// Hint says what to do about it.
func (e *Error) Hint() string {
	if e.Brackets {
		return "read data that is nested so deep with JSON.parse, in parts"
	}
	return "put the parts into an array or a table and go through it in a loop"
}

// Check counts how deep JavaScript, TypeScript or JSON is nested,
// without recursion and without parsing it. What is in strings, comments and
// regular expressions does not count, but for the groups of the latter. nil means that it is not too deep.
func Check(text string) *Error {
	s := depthScan{text: text, levels: []depthLevel{{}}, line: 1}
	for s.at < len(text) && s.found == nil {
		s.token()
	}
	return s.found
}

// depthLevel is an open bracket, or the text itself.
type depthLevel struct {
	kind     byte // its bracket; '`' for a template text, '$' for a substitution in it
	chain    int  // what the expression or statement under way adds to the depth
	branches int  // how many branches of one if came before it
	angles   int  // how many type arguments are open, which a comma does not end
	control  bool // the parenthesis of an if, for, while or with
}

// depthScan reads tokens and keeps the sum of what lies around them.
type depthScan struct {
	text     string
	at, line int
	levels   []depthLevel
	chained  int // the sum of chain, branches and angles of all levels
	found    *Error

	operand bool // the token before ends an operand
	brace   bool // it is the brace that ends a block or an object
	member  bool // it is the dot before a name
	ended   bool // it ended a statement
	control bool // it is if, for, while or with
}

func (s *depthScan) top() *depthLevel { return &s.levels[len(s.levels)-1] }

// deeper adds to the chain of the innermost level.
func (s *depthScan) deeper(n int) {
	s.top().chain += n
	s.chained += n
	s.judge()
}

func (s *depthScan) judge() {
	switch brackets := len(s.levels) - 1; {
	case brackets > maxNesting:
		s.found = &Error{Line: s.line, Brackets: true, Limit: maxNesting}
	case s.chained+brackets > maxChain:
		s.found = &Error{Line: s.line, Limit: maxChain}
	}
}

// restart forgets the chain: another expression or statement begins.
func (s *depthScan) restart(branch bool) {
	l := s.top()
	s.chained -= l.chain + l.angles
	l.chain, l.angles = 0, 0
	if branch {
		l.branches++
		s.chained++
		s.judge()
	} else {
		s.chained -= l.branches
		l.branches = 0
	}
}

func (s *depthScan) push(kind byte) {
	s.levels = append(s.levels, depthLevel{kind: kind, control: s.control})
	s.after(false)
	s.judge()
}

// pop ends the innermost bracket. One too many ends nothing.
func (s *depthScan) pop() (l depthLevel) {
	if len(s.levels) == 1 {
		return depthLevel{}
	}
	l = *s.top()
	s.chained -= l.chain + l.branches + l.angles
	s.levels = s.levels[:len(s.levels)-1]
	return l
}

// after says what the token just read was.
func (s *depthScan) after(operand bool) {
	s.operand, s.brace, s.member, s.ended, s.control = operand, false, false, false, false
}

// begins notes that a token begins an operand: behind another one it begins
// another statement.
func (s *depthScan) begins() {
	if s.operand || s.ended {
		s.restart(false)
	}
}

// token reads one token, or the space or comment before it.
func (s *depthScan) token() {
	c := s.text[s.at]
	switch {
	case c == '\n':
		s.line++
		s.at++
	case c == ' ', c == '\t', c == '\r':
		s.at++
	case isWordByte(c):
		s.word()
	case c == '"', c == '\'':
		s.begins()
		s.quoted(c)
		s.after(true)
	case c == '`':
		s.called()
		s.push('`')
		s.at++
		s.template()
	case c == '/':
		s.slash()
	case strings.IndexByte("([{", c) >= 0:
		s.opens(c)
	case strings.IndexByte(")]}", c) >= 0:
		s.closes()
	default:
		s.operator(c)
	}
}

// called notes that a bracket or template text follows an operand, and so
// lengthens its chain.
func (s *depthScan) called() {
	if s.ended {
		s.restart(false)
	}
	if s.operand {
		s.deeper(1)
	}
}

func (s *depthScan) opens(c byte) {
	if c == '{' {
		if s.brace || s.ended { // a block behind a block
			s.restart(false)
		}
	} else {
		s.called()
	}
	s.push(c)
	s.at++
}

func (s *depthScan) closes() {
	c := s.text[s.at]
	s.at++
	l := s.pop()
	if l.kind == '$' && c == '}' {
		s.template()
		return
	}
	s.after(!l.control)
	s.brace = c == '}'
}
