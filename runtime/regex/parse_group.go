package regex

import (
	"math"
	"unicode/utf16"
)

// group reads what begins with a parenthesis: groups of all kinds and looks.
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
