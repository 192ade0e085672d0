package regex

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// escape reads what begins with a backslash outside of classes.
func (p *parser) escape() (n node, names map[string]bool, quantifiable bool) {
	switch c := p.ahead(1); {
	case c == eof:
		p.fail(`\ at end of pattern`)
	case c == 'b':
		p.pos += 2
		return p.wordAssert(atWord), nil, false
	case c == 'B':
		p.pos += 2
		return p.wordAssert(notAtWord), nil, false
	case c >= '1' && c <= '9':
		if n, ok := p.backReference(); ok {
			return n, nil, true
		}
	case c == 'k' && (p.unicode || p.named):
		p.pos += 2
		if !p.take('<') {
			p.fail("Invalid named reference")
		}
		b := &backNode{name: p.groupName(), fold: p.flags.i, within: slices.Clone(p.open)}
		p.backs = append(p.backs, b)
		return b, nil, true
	}
	p.pos++
	if s, strings, ok := p.classEscape(); ok {
		return p.setOrStrings(s, strings), nil, true
	}
	return p.char(p.characterEscape(false)), nil, true
}

func (p *parser) wordAssert(kind assertion) node {
	if p.unicode && p.flags.i {
		kind += atWordFold - atWord
	}
	return &assertNode{kind}
}

// backReference reads \12. Without u a number beyond the captures is an octal
// escape or a digit.
func (p *parser) backReference() (node, bool) {
	at := p.pos
	p.pos++
	n, _ := p.number()
	if slices.Contains(p.open, n) {
		return &seqNode{}, true // inside of it, it has no text yet
	}
	if n <= p.total {
		return &backNode{groups: []int{n}, fold: p.flags.i}, true
	}
	if p.unicode {
		p.fail("Invalid escape")
	}
	p.pos = at
	return nil, false
}

// classEscape reads \d and its like, the backslash of which is behind; ok is
// false if it is something else. Under i the set is closed already.
func (p *parser) classEscape() (s *set, strings []string, ok bool) {
	c := p.peek()
	switch c {
	case 'd', 'D':
		s = digits()
	case 's', 'S':
		s = spaces()
	case 'w', 'W':
		s = words()
		if p.unicode && p.flags.i {
			s = p.closed(s)
		}
	case 'p', 'P':
		if !p.unicode {
			return nil, nil, false
		}
		p.pos++
		return p.property(c == 'P')
	default:
		return nil, nil, false
	}
	p.pos++
	if c < 'a' {
		s = s.not()
	}
	return s, nil, true
}

// property reads {Name} or {Name=Value} behind \p.
func (p *parser) property(negated bool) (s *set, list []string, ok bool) {
	end := p.pos
	for end < len(p.src) && p.src[end] != '}' {
		end++
	}
	if p.peek() != '{' || end == len(p.src) {
		p.failProperty()
	}
	key, value, both := strings.Cut(string(p.src[p.pos+1:end]), "=")
	if !both {
		key, value = "", key
	} else if key == "" {
		p.failProperty()
	}
	p.pos = end + 1
	if s, ok = property(key, value); !ok && key == "" && p.flags.v && !negated {
		if list, ok = propertyStrings(value); ok {
			return &set{}, list, true
		}
	}
	if !ok {
		p.failProperty()
	}
	if negated {
		if p.flags.v && p.flags.i {
			s = p.closed(s) // the complement is that of the closed set
		}
		s = s.not()
	}
	if p.flags.i {
		s = p.closed(s)
	}
	return s, nil, true
}

func (p *parser) failProperty() {
	if p.inClass > 0 {
		p.fail("Invalid property name in character class")
	}
	p.fail("Invalid property name")
}

// characterEscape reads an escape that stands for one character; the backslash
// is behind.
func (p *parser) characterEscape(inClass bool) rune {
	c := p.peek()
	p.pos++
	switch c {
	case eof:
		p.fail(`\ at end of pattern`)
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'v':
		return '\v'
	case 'c':
		return p.control(inClass)
	case 'x':
		if r, ok := p.hex(2); ok {
			return r
		}
		if p.unicode {
			p.fail("Invalid escape")
		}
		return 'x'
	case 'u':
		if r, ok := p.unicodeEscape(p.unicode); ok {
			return r
		}
		if p.unicode {
			p.fail("Invalid Unicode escape")
		}
		return 'u'
	case '0', '1', '2', '3', '4', '5', '6', '7':
		return p.octal(c, inClass)
	}
	if p.unicode && !strings.ContainsRune(`^$\.*+?()[]{}|/`, c) && !(inClass && c == '-') && !(p.flags.v && inClass && strings.ContainsRune("&-!#%,:;<=>@`~", c)) {
		p.fail("Invalid escape")
	}
	if c == 'k' && p.named {
		p.fail("Invalid escape")
	}
	return c
}

// control reads the letter of \cA. Without u a \c without letter is itself.
func (p *parser) control(inClass bool) rune {
	c := p.peek()
	switch {
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		p.pos++
		return c & 31
	case p.unicode:
		p.fail("Invalid Unicode escape")
	case inClass && (c >= '0' && c <= '9' || c == '_'):
		p.pos++
		return c & 31
	}
	p.pos-- // the c is an ordinary one, behind a backslash
	return '\\'
}

// octal reads \0 and, without u, \101.
func (p *parser) octal(first rune, inClass bool) rune {
	next := p.peek()
	if p.unicode {
		switch {
		case first == '0' && (next < '0' || next > '9'):
			return 0
		case inClass:
			p.fail("Invalid class escape")
		}
		p.fail("Invalid decimal escape")
	}
	n := first - '0'
	for range 2 {
		c := p.peek()
		if c < '0' || c > '7' || n*8+c-'0' > 255 {
			break
		}
		n = n*8 + c - '0'
		p.pos++
	}
	return n
}

// hex reads exactly n hexadecimal digits, or nothing.
func (p *parser) hex(n int) (r rune, ok bool) {
	for i := range n {
		d, ok := hexDigit(p.ahead(i))
		if !ok {
			return 0, false
		}
		r = r<<4 | d
	}
	p.pos += n
	return r, true
}

func hexDigit(c rune) (rune, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// unicodeEscape reads what follows \u. With code points two halves are one,
// and braces may hold any number.
func (p *parser) unicodeEscape(points bool) (r rune, ok bool) {
	at := p.pos
	if points && p.take('{') {
		for !p.take('}') {
			d, ok := hexDigit(p.peek())
			if r = r<<4 | d; !ok || r > lastRune {
				p.pos = at
				return 0, false
			}
			p.pos++
		}
		return r, p.pos > at+2
	}
	if r, ok = p.hex(4); !ok || !points || !utf16.IsSurrogate(r) || p.ahead(0) != '\\' || p.ahead(1) != 'u' {
		return r, ok
	}
	at = p.pos
	p.pos += 2
	if low, ok := p.hex(4); ok {
		if both := utf16.DecodeRune(r, low); both != 0xFFFD {
			return both, true
		}
	}
	p.pos = at
	return r, true
}
