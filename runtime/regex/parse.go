package regex

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf16"
)

// SyntaxError says that a pattern is no regular expression, in the words of
// the engine of Node. The zero value says nothing.
type SyntaxError struct {
	Source, Flags string // as they were given
	Problem       string // "Unterminated group"; empty: the flags are wrong
}

// Error is the message of JavaScript's SyntaxError.
func (e *SyntaxError) Error() string {
	if e.Problem == "" {
		return fmt.Sprintf("Invalid flags supplied to RegExp constructor '%s'", e.Flags)
	}
	return fmt.Sprintf("Invalid regular expression: /%s/%s: %s", e.Source, e.Flags, e.Problem)
}

// Name is the name of the JavaScript error.
func (e *SyntaxError) Name() string { return "SyntaxError" }

// maxDepth is how deep groups may be nested; the parser and the compiler
// recurse into them.
const maxDepth = 1000

// maxCaptures is how many captures a pattern may have.
const maxCaptures = 1 << 15

// flags are the letters behind a pattern.
type flags struct{ d, g, i, m, s, u, v, y bool }

func parseFlags(text string) (f flags, ok bool) {
	for _, c := range text {
		var at *bool
		switch c {
		case 'd':
			at = &f.d
		case 'g':
			at = &f.g
		case 'i':
			at = &f.i
		case 'm':
			at = &f.m
		case 's':
			at = &f.s
		case 'u':
			at = &f.u
		case 'v':
			at = &f.v
		case 'y':
			at = &f.y
		default:
			return f, false
		}
		if *at {
			return f, false
		}
		*at = true
	}
	return f, !(f.u && f.v)
}

// parser reads a pattern. In mode u or v src is code points, else code units.
type parser struct {
	src      []rune
	pos      int
	flags    flags // i, m and s change inside (?i:…)
	unicode  bool  // u or v
	dry      bool  // only the errors are wanted
	depth    int
	inClass  int // how many classes are open
	captures int
	total    int              // all captures, counted before
	named    bool             // there is a group with a name, so \k is a reference
	names    map[string][]int // the captures of each name
	order    []string         // of the names
	backs    []*backNode      // references by name, resolved at the end
	open     []int            // the captures around the present place
}

// fail is how the parser gives up; parse recovers it.
type fail string

func (p *parser) fail(problem string) { panic(fail(problem)) }

// parse reads the whole pattern.
func (p *parser) parse() (n node, problem string) {
	defer func() {
		switch x := recover().(type) {
		case nil:
		case fail:
			problem = string(x)
		default:
			panic(x)
		}
	}()
	p.names = map[string][]int{}
	p.count()
	n, _ = p.disjunction()
	if p.pos < len(p.src) {
		p.fail("Unmatched ')'")
	}
	for _, b := range p.backs {
		groups := p.names[b.name]
		if groups == nil {
			p.fail("Invalid named capture referenced")
		}
		for _, g := range groups {
			if !slices.Contains(b.within, g) {
				b.groups = append(b.groups, g)
			}
		}
	}
	return n, ""
}

// count looks ahead for captures: what \2 and \k mean depends on them.
func (p *parser) count() {
	class := 0
	for i := 0; i < len(p.src); i++ {
		switch c := p.src[i]; {
		case c == '\\':
			i++
		case c == '[':
			if class == 0 || p.flags.v {
				class++
			}
		case c == ']' && class > 0:
			class--
		case c == '(' && class == 0:
			if i+1 >= len(p.src) || p.src[i+1] != '?' {
				p.total++
			} else if i+3 < len(p.src) && p.src[i+2] == '<' && p.src[i+3] != '=' && p.src[i+3] != '!' {
				p.total++
				p.named = true
			}
		}
	}
}

const eof = -1

func (p *parser) peek() rune { return p.ahead(0) }

func (p *parser) ahead(n int) rune {
	if p.pos+n < len(p.src) {
		return p.src[p.pos+n]
	}
	return eof
}

// take skips c if it comes next.
func (p *parser) take(c rune) bool {
	if p.peek() == c {
		p.pos++
		return true
	}
	return false
}

// disjunction reads alternatives up to ")" or the end, and the names in them.
// A name may stand in several alternatives, but not twice in one.
func (p *parser) disjunction() (node, map[string]bool) {
	if p.depth++; p.depth > maxDepth {
		p.fail("Regular expression too large")
	}
	defer func() { p.depth-- }()
	var list []node
	var names map[string]bool
	for {
		n, in := p.alternative()
		list = append(list, n)
		for name := range in {
			if names == nil {
				names = map[string]bool{}
			}
			names[name] = true
		}
		if !p.take('|') {
			break
		}
	}
	if len(list) == 1 {
		return list[0], names
	}
	return alternatives(list), names
}

// alternatives joins single characters into a class, which is faster.
func alternatives(list []node) node {
	all := &set{}
	for _, n := range list {
		switch n := n.(type) {
		case *charNode:
			all.ranges = append(all.ranges, n.c, n.c)
		case *setNode:
			all.add(n.set)
		default:
			return &altNode{list}
		}
	}
	return &setNode{all.tidy()}
}

func (p *parser) alternative() (node, map[string]bool) {
	seq := &seqNode{}
	var names map[string]bool
	for c := p.peek(); c != eof && c != '|' && c != ')'; c = p.peek() {
		first := p.captures
		n, in, quantifiable := p.term()
		for name := range in {
			if names[name] {
				p.fail("Duplicate capture group name")
			}
			if names == nil {
				names = map[string]bool{}
			}
			names[name] = true
		}
		seq.list = append(seq.list, p.quantified(n, first, quantifiable))
	}
	if len(seq.list) == 1 {
		return seq.list[0], names
	}
	return seq, names
}

// term reads what a quantifier may follow, or may not.
func (p *parser) term() (n node, names map[string]bool, quantifiable bool) {
	c := p.peek()
	switch c {
	case '^':
		p.pos++
		return p.assert(atStart, p.flags.m), nil, false
	case '$':
		p.pos++
		return p.assert(atEnd, p.flags.m), nil, false
	case '(':
		return p.group()
	case '.':
		p.pos++
		if p.flags.s {
			return &setNode{span(0, lastRune)}, nil, true
		}
		return &setNode{lineEnds().not()}, nil, true
	case '[':
		p.pos++
		return p.class(), nil, true
	case '\\':
		return p.escape()
	case '*', '+', '?':
		p.fail("Nothing to repeat")
	case '{':
		at := p.pos
		if _, _, ok := p.braces(); ok {
			p.fail("Nothing to repeat")
		}
		if p.pos = at; p.unicode {
			p.fail("Lone quantifier brackets")
		}
	case '}', ']':
		if p.unicode {
			p.fail("Lone quantifier brackets")
		}
	}
	p.pos++
	return p.char(c), nil, true
}

func (p *parser) assert(kind assertion, lines bool) node {
	if lines {
		kind++ // atLineStart, atLineEnd
	}
	return &assertNode{kind}
}

// char is a character as it stands; under i it is all that are like it.
func (p *parser) char(c rune) node {
	if !p.flags.i {
		return &charNode{c}
	}
	return &setNode{p.closed(span(c, c))}
}

// closed adds the letters that the flag i makes alike.
func (p *parser) closed(s *set) *set {
	if p.dry {
		return s
	}
	return closeOver(s, p.unicode)
}

func (p *parser) group() (n node, names map[string]bool, quantifiable bool) {
	p.pos++ // (
	first := p.captures
	if !p.take('?') {
		index := p.capture()
		body, names := p.inside(index)
		return &groupNode{index, body}, names, true
	}
	look := &lookNode{first: first}
	switch c := p.peek(); {
	case p.take('='):
	case p.take('!'):
		look.negative = true
	case c == '<' && (p.ahead(1) == '=' || p.ahead(1) == '!'):
		look.behind, look.negative = true, p.ahead(1) == '!'
		p.pos += 2
	case p.take('<'):
		return p.namedGroup()
	case p.take(':'):
		body, names := p.body()
		return body, names, true
	default:
		old := p.flags
		p.modifiers()
		body, names := p.body()
		p.flags = old
		return body, names, true
	}
	look.body, names = p.body()
	look.last = p.captures
	return look, names, !look.behind && !p.unicode
}

func (p *parser) namedGroup() (n node, names map[string]bool, quantifiable bool) {
	name := p.groupName()
	index := p.capture()
	if p.names[name] == nil {
		p.order = append(p.order, name)
	}
	p.names[name] = append(p.names[name], index)
	body, names := p.inside(index)
	if names[name] {
		p.fail("Duplicate capture group name")
	}
	if names == nil {
		names = map[string]bool{}
	}
	names[name] = true
	return &groupNode{index, body}, names, true
}

func (p *parser) capture() int {
	if p.captures++; p.captures >= maxCaptures {
		p.fail("Too many captures")
	}
	return p.captures
}

// body reads up to the end of a group.
func (p *parser) body() (node, map[string]bool) {
	n, names := p.disjunction()
	if !p.take(')') {
		p.fail("Unterminated group")
	}
	return n, names
}

// inside reads the body of a capture.
func (p *parser) inside(index int) (node, map[string]bool) {
	p.open = append(p.open, index)
	n, names := p.body()
	p.open = p.open[:len(p.open)-1]
	return n, names
}

// modifiers reads "i-ms:".
func (p *parser) modifiers() {
	off, seen := false, map[rune]bool{}
	for n := 0; ; n++ {
		c := p.peek()
		p.pos++
		switch c {
		case ':':
			if n == 1 && off {
				p.fail("Invalid flag group")
			}
			return
		case '-':
			if off {
				p.fail("Multiple dashes in flag group")
			}
			off = true
			continue
		case 'i':
			p.flags.i = !off
		case 'm':
			p.flags.m = !off
		case 's':
			p.flags.s = !off
		default:
			p.fail("Invalid group")
		}
		if seen[c] {
			p.fail("Repeated flag in flag group")
		}
		seen[c] = true
	}
}

// quantified reads the quantifier of n, if there is one.
func (p *parser) quantified(n node, first int, quantifiable bool) node {
	if _, look := n.(*lookNode); !quantifiable && !look {
		return n // what follows ^ stands for itself
	}
	q := &quantNode{body: n, first: first, last: p.captures}
	switch c := p.peek(); c {
	case '*':
		q.max = -1
	case '+':
		q.min, q.max = 1, -1
	case '?':
		q.max = 1
	case '{':
		var ok bool
		at := p.pos
		if q.min, q.max, ok = p.braces(); !ok {
			if p.unicode {
				p.fail("Incomplete quantifier")
			}
			p.pos = at
			return n
		}
		if q.max >= 0 && q.max < q.min {
			p.fail("numbers out of order in {} quantifier")
		}
		p.pos--
	default:
		return n
	}
	if !quantifiable {
		p.fail("Invalid quantifier")
	}
	p.pos++
	q.lazy = p.take('?')
	return q
}

// braces reads {2}, {2,} or {2,5}; ok is false if it is something else.
func (p *parser) braces() (low, high int, ok bool) {
	p.pos++ // {
	if low, ok = p.number(); !ok {
		return 0, 0, false
	}
	high = low
	if p.take(',') {
		if high, ok = p.number(); !ok {
			high = -1
		}
	}
	return low, high, p.take('}')
}

// number reads a decimal number; a giant one is cut, since no text is so long.
func (p *parser) number() (n int, ok bool) {
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		n, ok = min(n*10+int(c-'0'), math.MaxInt32), true
		p.pos++
	}
	return n, ok
}

// groupName reads a name and the ">" behind it.
func (p *parser) groupName() string {
	var name []rune
	for {
		c := p.peek()
		p.pos++
		switch {
		case c == '>' && len(name) > 0:
			return string(name)
		case c == '\\':
			if !p.take('u') {
				p.fail("Invalid capture group name")
			}
			var ok bool
			if c, ok = p.unicodeEscape(true); !ok {
				p.fail("Invalid Unicode escape")
			}
		case utf16.IsSurrogate(c) && utf16.IsSurrogate(p.peek()):
			if c = utf16.DecodeRune(c, p.peek()); c != 0xFFFD {
				p.pos++
			}
		}
		if !isNameRune(c, len(name) == 0) {
			p.fail("Invalid capture group name")
		}
		name = append(name, c)
	}
}

func isNameRune(c rune, first bool) bool {
	switch {
	case c == '$' || c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		return true
	case c < 128:
		return !first && c >= '0' && c <= '9'
	case !first && (c == 0x200C || c == 0x200D):
		return true
	case first:
		s, _ := property("", "ID_Start")
		return s.find(c)
	}
	s, _ := property("", "ID_Continue")
	return s.find(c)
}
