package scriptjson

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// quoted passes a string and returns what stands between its quotes; plain
// says that nothing in it is escaped.
func (p *parser) quoted() (raw string, plain bool) {
	p.pos++
	start := p.pos
	plain = true
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == '"':
			p.pos++
			return p.text[start : p.pos-1], plain
		case c == '\\':
			plain = false
			p.escape()
		case c < 0x20:
			p.fail("Bad control character in string literal")
		default:
			p.pos++
		}
	}
	p.fail("Unterminated string")
	return "", false
}

// escape passes a backslash and what it stands before.
func (p *parser) escape() {
	p.pos++
	if p.pos == len(p.text) {
		p.unexpected()
	}
	c := p.text[p.pos]
	if c != 'u' {
		if strings.IndexByte(`"\/bfnrt`, c) < 0 {
			p.fail("Bad escaped character")
		}
		p.pos++
		return
	}
	p.pos++
	for range 4 {
		if p.pos == len(p.text) || hexDigit(p.text[p.pos]) < 0 {
			p.fail("Bad Unicode escape")
		}
		p.pos++
	}
}

func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return -1
}

// unescape is what raw, which quoted has found to be right, stands for.
func (p *parser) unescape(raw string) string {
	b := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			b = append(b, raw[i])
			continue
		}
		i++
		switch c := raw[i]; c {
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r := hexDigit(raw[i+1])<<12 | hexDigit(raw[i+2])<<8 | hexDigit(raw[i+3])<<4 | hexDigit(raw[i+4])
			i += 4
			if r >= 0xD800 && r < 0xE000 {
				b = appendHalf(b, r)
			} else {
				b = utf8.AppendRune(b, r)
			}
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

func (p *parser) string() goja.Value {
	raw, plain := p.quoted()
	if plain {
		return valueOf(p.vm, strings.Clone(raw)) // or a word would hold on to the whole text
	}
	return valueOf(p.vm, p.unescape(raw))
}

func (p *parser) digits() bool {
	start := p.pos
	for p.pos < len(p.text) && p.text[p.pos] >= '0' && p.text[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > start
}

func (p *parser) number() goja.Value {
	start := p.pos
	if p.at('-') {
		p.pos++
	}
	first := p.pos
	if !p.digits() {
		p.fail("No number after minus sign")
	}
	if p.text[first] == '0' && p.pos > first+1 {
		p.pos = first + 1
		p.fail("Unexpected number")
	}
	whole := true
	if p.at('.') {
		whole = false
		p.pos++
		if !p.digits() {
			p.fail("Unterminated fractional number")
		}
	}
	if p.at('e') || p.at('E') {
		whole = false
		p.pos++
		if p.at('+') || p.at('-') {
			p.pos++
		}
		if !p.digits() {
			p.fail("Exponent part is missing a number")
		}
	}
	text := p.text[start:p.pos]
	if whole && len(text) < 16 && text != "-0" {
		n, _ := strconv.ParseInt(text, 10, 64) // of digits alone, and few
		return p.vm.ToValue(n)
	}
	f, _ := strconv.ParseFloat(text, 64) // too large is infinite
	return p.vm.ToValue(f)
}
