package regex

import (
	"fmt"
	"slices"
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
