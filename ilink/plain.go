package ilink

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// fields is a pointer to what an object is read into.
type fields interface {
	// take stores the value of the member, as its decoding by encoding/json
	// would, and returns a number for the member: below 16, or -1 if it is not
	// known and the value of no interest.
	take(name, value []byte) (member int)
}

// decode is json.Unmarshal into the zero value of something, quickly where the
// text is plain.
func decode(text []byte, into fields) error { return decodeAll(text, into) }

// decodeAll is decode into each of several.
func decodeAll(text []byte, into ...fields) (err error) {
	if readPlain(text, into...) {
		return nil
	}
	for _, v := range into {
		reflect.ValueOf(v).Elem().SetZero() // it may be filled in part
		if err == nil {
			err = json.Unmarshal(text, v)
		}
	}
	return err
}

// readPlain reports whether the text is plain; else what it was read into is
// filled in part.
func readPlain(text []byte, into ...fields) bool {
	p := plain{text: text}
	for p.next() {
		for i, v := range into {
			if member := v.take(p.name, p.value); member >= 0 {
				p.once(16*i + member)
			}
		}
	}
	return p.whole()
}

// plain reads JSON as the service writes nearly all of it: an object whose
// members have plain names in small letters, each at most once. It goes over
// the text once, copies nothing, and gives each value as it stands. Where the
// text is anything else, bad is set, and encoding/json has the word: whatever
// plain accepts, it reads as that would.
//
//	p := plain{text: text}
//	for p.next() {
//		switch string(p.name) { … p.value … }
//	}
//	if !p.whole() { … decode it otherwise … }
type plain struct {
	text  []byte
	at    int
	begun bool
	bad   bool
	ended bool // the closing bracket was read

	name  []byte // of the member, without quotes
	value []byte // of the member, as it stands
	seen  uint64 // see once
}

// plainDepth is how deep plain looks. Messages are nested less.
const plainDepth = 200

// next reads a member and tells whether there was one.
func (p *plain) next() bool {
	if p.bad || p.ended {
		return false
	}
	p.blank()
	if !p.begun {
		p.begun = true
		if !p.take('{') {
			return p.fail()
		}
		p.blank()
		if p.take('}') {
			p.ended = true
			return false
		}
	} else if p.take('}') {
		p.ended = true
		return false
	} else if !p.take(',') {
		return p.fail()
	}
	p.blank()
	from := p.at
	if !p.str() || !plainName(p.text[from+1:p.at-1]) {
		return p.fail()
	}
	p.name = p.text[from+1 : p.at-1]
	p.blank()
	if !p.take(':') {
		return p.fail()
	}
	p.blank()
	from = p.at
	if !p.skip(plainDepth) {
		return p.fail()
	}
	p.value = p.text[from:p.at:p.at]
	return true
}

// whole tells, after the last member, whether the text is the object and
// nothing else.
func (p *plain) whole() bool {
	p.blank()
	return p.ended && !p.bad && p.at == len(p.text)
}

// once notes that the member with this number was there, and gives up at the
// second: of two, what counts depends on how each decodes.
func (p *plain) once(member int) bool {
	bit := uint64(1) << member
	p.bad = p.bad || p.seen&bit != 0
	p.seen |= bit
	return !p.bad
}

func (p *plain) fail() bool {
	p.bad = true
	return false
}

func (p *plain) blank() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return
		}
	}
}

func (p *plain) take(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

// skip goes over one value.
func (p *plain) skip(depth int) bool {
	if p.at >= len(p.text) || depth == 0 {
		return false
	}
	switch c := p.text[p.at]; c {
	case '"':
		return p.str()
	case '{':
		return p.list('}', true, depth)
	case '[':
		return p.list(']', false, depth)
	case 't':
		return p.word("true")
	case 'f':
		return p.word("false")
	case 'n':
		return p.word("null")
	default:
		return p.number()
	}
}

// list goes over the entries of an object or list.
func (p *plain) list(end byte, named bool, depth int) bool {
	p.at++
	p.blank()
	if p.take(end) {
		return true
	}
	for {
		p.blank()
		if named {
			if !p.str() {
				return false
			}
			p.blank()
			if !p.take(':') {
				return false
			}
			p.blank()
		}
		if !p.skip(depth - 1) {
			return false
		}
		p.blank()
		if p.take(end) {
			return true
		}
		if !p.take(',') {
			return false
		}
	}
}

func (p *plain) word(w string) bool {
	if !bytes.HasPrefix(p.text[p.at:], []byte(w)) {
		return false
	}
	p.at += len(w)
	return true
}

// str goes over a string.
func (p *plain) str() bool {
	if !p.take('"') {
		return false
	}
	for b := p.text; p.at < len(b); p.at++ {
		switch c := b[p.at]; {
		case c == '"':
			p.at++
			return true
		case c < ' ':
			return false
		case c == '\\':
			if !p.escape() {
				return false
			}
		}
	}
	return false
}

// escape goes to the last character of what begins with a backslash.
func (p *plain) escape() bool {
	p.at++
	if p.at >= len(p.text) {
		return false
	}
	switch p.text[p.at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			p.at++
			if p.at >= len(p.text) || !isHex(p.text[p.at]) {
				return false
			}
		}
		return true
	}
	return false
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func (p *plain) number() bool {
	p.take('-')
	if !p.take('0') && !p.digits() {
		return false
	}
	if p.take('.') && !p.digits() {
		return false
	}
	if p.take('e') || p.take('E') {
		if !p.take('+') {
			p.take('-')
		}
		return p.digits()
	}
	return true
}

func (p *plain) digits() bool {
	from := p.at
	for p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '9' {
		p.at++
	}
	return p.at > from
}

// plainName tells names that can be compared byte by byte: encoding/json takes
// capital letters, and some beyond ASCII, for small ones.
func plainName(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 || c == '\\' || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

// entries are those of a list that plain has gone over; false if it is none.
func entries(list []byte) (all []json.RawMessage, ok bool) {
	p := plain{text: list}
	if !p.take('[') {
		return nil, false
	}
	p.blank()
	if p.take(']') {
		return nil, true
	}
	for {
		p.blank()
		from := p.at
		if !p.skip(plainDepth) {
			return nil, false
		}
		all = append(all, p.text[from:p.at:p.at])
		p.blank()
		if p.take(']') {
			return all, true
		}
		if !p.take(',') {
			return nil, false
		}
	}
}
