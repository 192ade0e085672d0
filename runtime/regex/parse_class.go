package regex

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// class reads a class; its "[" is behind.
func (p *parser) class() node {
	p.inClass++
	defer func() { p.inClass-- }()
	if p.flags.v {
		all := p.classV()
		return p.setOrStrings(all.set, all.list)
	}
	negated := p.take('^')
	all := &set{}
	for !p.take(']') {
		if p.peek() == eof {
			p.fail("Unterminated character class")
		}
		p.classRange(all)
	}
	all.tidy()
	if p.flags.i {
		all = p.closed(all)
	}
	if negated {
		all = all.not()
	}
	return &setNode{all}
}

// classRange reads one character or class, or two with a dash between.
func (p *parser) classRange(all *set) {
	lo, first := p.classAtom()
	if p.peek() != '-' || p.ahead(1) == ']' || p.ahead(1) == eof {
		all.add(first)
		return
	}
	p.pos++ // -
	hi, second := p.classAtom()
	switch {
	case lo >= 0 && hi >= 0:
		if lo > hi {
			p.fail("Range out of order in character class")
		}
		all.ranges = append(all.ranges, lo, hi)
	case p.unicode:
		p.fail("Invalid character class")
	default: // the dash is one of the characters
		all.add(first, span('-', '-'), second)
	}
}

// classAtom reads a character, which is c too, or an escape of a class, for
// which c is less than 0.
func (p *parser) classAtom() (c rune, s *set) {
	c = p.peek()
	if c == eof {
		p.fail("Unterminated character class")
	}
	p.pos++
	if c != '\\' {
		return c, span(c, c)
	}
	if p.take('b') {
		return '\b', span('\b', '\b')
	}
	if s, _, ok := p.classEscape(); ok {
		return -1, s
	}
	if p.unicode && p.take('-') {
		return '-', span('-', '-')
	}
	if n := p.peek(); p.unicode && n >= '1' && n <= '7' {
		p.fail("Invalid class escape")
	}
	c = p.characterEscape(true)
	return c, span(c, c)
}

// operand is a part of a class under v: characters, and sequences of them.
type operand struct {
	set     *set
	list    []string
	strings bool // it may hold sequences, as it is written
}

// classV reads a class under v up to its "]".
func (p *parser) classV() operand {
	if p.depth++; p.depth > maxDepth {
		p.fail("Regular expression too large")
	}
	defer func() { p.depth-- }()
	negated := p.take('^')
	all := p.classOperations()
	if !p.take(']') {
		p.fail("Unterminated character class")
	}
	if negated {
		if all.strings {
			p.fail("Negated character class may contain strings")
		}
		all.set = all.set.not()
	}
	return all
}

func (p *parser) atOperator(op rune) bool { return p.peek() == op && p.ahead(1) == op }

// classOperations reads a union, or operands with one kind of operator.
func (p *parser) classOperations() operand {
	all := operand{set: &set{}}
	if p.peek() == ']' {
		return all
	}
	if p.atOperator('&') {
		p.fail("Invalid set operation in character class")
	}
	first, simple := p.operand()
	for _, op := range "-&" {
		if p.atOperator(op) {
			if simple == rangeOperand {
				p.fail("Invalid set operation in character class")
			}
			return p.chain(first, op)
		}
	}
	all.join(first)
	for p.peek() != ']' {
		if p.peek() == eof {
			p.fail("Unterminated character class")
		}
		if p.atOperator('-') || p.atOperator('&') {
			p.fail("Invalid set operation in character class")
		}
		next, _ := p.operand()
		all.join(next)
	}
	all.set.tidy()
	return all
}

// chain reads "&&x&&y" or "--x--y" behind the first operand.
func (p *parser) chain(left operand, op rune) operand {
	for p.peek() != ']' {
		if !p.atOperator(op) {
			if p.peek() == eof {
				p.fail("Unterminated character class")
			}
			p.fail("Invalid set operation in character class")
		}
		p.pos += 2
		if op == '&' && p.peek() == '&' {
			p.fail("Invalid character in character class")
		}
		right, kind := p.operand()
		if kind == rangeOperand {
			p.fail("Invalid set operation in character class")
		}
		if op == '&' {
			left.set = left.set.and(right.set)
			left.list = slices.DeleteFunc(slices.Clone(left.list), func(s string) bool { return !p.holds(right.list, s) })
			left.strings = left.strings && right.strings
		} else {
			left.set = left.set.without(right.set)
			left.list = slices.DeleteFunc(slices.Clone(left.list), func(s string) bool { return p.holds(right.list, s) })
		}
	}
	return left
}

// holds compares sequences as the flag i wants.
func (p *parser) holds(list []string, s string) bool {
	if !p.flags.i {
		return slices.Contains(list, s)
	}
	return slices.ContainsFunc(list, func(x string) bool { return foldString(x) == foldString(s) })
}

func foldString(s string) string { return strings.Map(foldingFor(true).canonical, s) }

func (o *operand) join(other operand) {
	o.set.add(other.set)
	o.list = append(o.list, other.list...)
	o.strings = o.strings || other.strings
}

type operandKind uint8

const (
	otherOperand operandKind = iota
	rangeOperand             // a-z
)

// operand reads a nested class, an escape of a class, \q{…}, a character or a
// range.
func (p *parser) operand() (operand, operandKind) {
	if p.take('[') {
		return p.classV(), otherOperand
	}
	if p.peek() == '\\' {
		if p.ahead(1) == 'q' && p.ahead(2) == '{' {
			p.pos += 3
			return p.quoted(), otherOperand
		}
		p.pos++
		if s, list, ok := p.classEscape(); ok {
			return operand{s.tidy(), list, list != nil}, otherOperand
		}
		p.pos--
	}
	c := p.classCharacter()
	if p.peek() == '-' && p.ahead(1) != '-' {
		p.pos++
		if p.peek() == '[' || p.peek() == '\\' && strings.ContainsRune("dDsSwWpPq", p.ahead(1)) {
			p.operand() // its own faults go first
			p.fail("Invalid character class")
		}
		hi := p.classCharacter()
		if c > hi {
			p.fail("Range out of order in character class")
		}
		return operand{set: p.folded(span(c, hi))}, rangeOperand
	}
	return operand{set: p.folded(span(c, c))}, otherOperand
}

func (p *parser) folded(s *set) *set {
	if p.flags.i {
		return p.closed(s)
	}
	return s
}

// classCharacter reads one character of a class under v, where many must be
// escaped.
func (p *parser) classCharacter() rune {
	c := p.peek()
	if c == eof {
		p.fail("Unterminated character class")
	}
	p.pos++
	if c == '\\' {
		if p.take('b') {
			return '\b'
		}
		if n := p.peek(); n >= '1' && n <= '7' {
			p.fail("Invalid class escape")
		}
		return p.characterEscape(true)
	}
	if strings.ContainsRune("()[]{}/-|", c) {
		p.fail("Invalid character in character class")
	}
	if c == p.peek() && strings.ContainsRune("&!#$%*+,.:;<=>?@^`~", c) {
		p.fail("Invalid set operation in character class")
	}
	return c
}

// quoted reads the sequences of \q{a|bc} up to the brace.
func (p *parser) quoted() operand {
	out := operand{set: &set{}}
	var word []rune
	for {
		c := p.peek()
		if c == eof {
			p.fail("Unterminated character class")
		}
		if c == '|' || c == '}' {
			p.pos++
			if len(word) == 1 {
				out.set.add(p.folded(span(word[0], word[0])))
			} else {
				out.list, out.strings = append(out.list, wtf8(word)), true
			}
			word = nil
			if c == '}' {
				out.set.tidy()
				return out
			}
			continue
		}
		word = append(word, p.classCharacter())
	}
}

// wtf8 is a string that keeps half pairs apart, in a private form.
func wtf8(word []rune) string {
	var b strings.Builder
	for _, r := range word {
		if utf16.IsSurrogate(r) {
			r += privateHalves
		}
		b.WriteRune(r)
	}
	return b.String()
}

// privateHalves moves half pairs, which strings can not hold, to the last
// plane, which has no meaning of its own.
const privateHalves = 0x100000

// setOrStrings is a node for characters and sequences; longer ones go first.
func (p *parser) setOrStrings(s *set, list []string) node {
	if s = s.tidy(); len(list) == 0 {
		return &setNode{s}
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b string) int { return len([]rune(b)) - len([]rune(a)) })
	list = slices.Compact(list)
	alt := &altNode{}
	for _, text := range list {
		if text == "" {
			continue
		}
		seq := &seqNode{}
		for _, r := range text {
			if r-privateHalves >= 0xD800 && r-privateHalves <= 0xDFFF {
				r -= privateHalves
			}
			seq.list = append(seq.list, p.char(r))
		}
		alt.list = append(alt.list, seq)
	}
	alt.list = append(alt.list, &setNode{s})
	if slices.Contains(list, "") {
		alt.list = append(alt.list, &seqNode{})
	}
	return alt
}
