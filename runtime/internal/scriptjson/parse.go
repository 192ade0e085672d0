package scriptjson

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// A parser reads one text. What is wrong with it is thrown.
type parser struct {
	vm    *goja.Runtime
	text  string
	pos   int
	depth int // how much deeper it may get
	all   int // what depth was at the start

	keys map[string]string // one copy of each key that has come up

	recording bool   // a reviver wants to know how values were written
	record    record // of the value just read, when recording
}

// document reads the whole text.
func (p *parser) document() goja.Value {
	p.all = p.depth
	v := p.value()
	p.space()
	if p.pos < len(p.text) {
		p.fail("Unexpected non-whitespace character after JSON")
	}
	return v
}

// primitive refuses all but one value that is no object or array, without any
// space around it: what may stand as it is in the text of another value.
func (p *parser) primitive() {
	if p.text == "" || strings.IndexByte(" \t\n\r", p.text[len(p.text)-1]) >= 0 {
		p.throw("Invalid value for JSON.rawJSON")
	}
	if strings.IndexByte(" \t\n\r{[", p.text[0]) >= 0 {
		p.unexpected()
	}
	p.document()
}

func (p *parser) space() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// at reports whether c comes next.
func (p *parser) at(c byte) bool { return p.pos < len(p.text) && p.text[p.pos] == c }

// next reports whether c comes next behind space, and passes it.
func (p *parser) next(c byte) bool {
	p.space()
	if p.at(c) {
		p.pos++
		return true
	}
	return false
}

func (p *parser) value() goja.Value {
	p.space()
	if p.pos == len(p.text) {
		p.unexpected()
	}
	start := p.pos
	var v goja.Value
	switch c := p.text[p.pos]; {
	case c == '{':
		return p.object()
	case c == '[':
		return p.array()
	case c == '"':
		v = p.string()
	case c == '-' || c >= '0' && c <= '9':
		v = p.number()
	case c == 't':
		v = p.word("true", p.vm.ToValue(true))
	case c == 'f':
		v = p.word("false", p.vm.ToValue(false))
	case c == 'n':
		v = p.word("null", goja.Null())
	default:
		p.unexpected()
	}
	if p.recording {
		p.record = record{value: v, text: strings.Clone(p.text[start:p.pos])}
	}
	return v
}

func (p *parser) word(word string, v goja.Value) goja.Value {
	for i := range len(word) {
		if !p.at(word[i]) {
			p.unexpected()
		}
		p.pos++
	}
	return v
}

// deeper notes that a bracket opens.
func (p *parser) deeper() {
	p.pos++
	if p.depth--; p.depth < 0 {
		panic(newError(p.vm, "RangeError", "JSON.parse: the text is nested more than "+strconv.Itoa(p.all)+" deep"))
	}
}

func (p *parser) array() goja.Value {
	p.deeper()
	var items []any
	var records []record
	for closed := p.next(']'); !closed; {
		items = append(items, p.value())
		if p.recording {
			records = append(records, p.record)
		}
		switch {
		case p.next(','):
		case p.at(']'):
			p.pos++
			closed = true
		default:
			p.fail("Expected ',' or ']' after array element")
		}
	}
	p.depth++
	v := p.vm.NewArray(items...)
	if p.recording {
		p.record = record{value: v, items: records}
	}
	return v
}

func (p *parser) object() goja.Value {
	p.deeper()
	o := p.vm.NewObject()
	var records map[string]record
	if p.recording {
		records = make(map[string]record)
	}
	for closed := p.next('}'); !closed; {
		if !p.at('"') {
			p.fail("Expected property name or '}'")
		}
		name := p.name()
		p.put(o, name, p.value())
		if p.recording {
			records[name] = p.record
		}
		switch {
		case p.next(','):
			if p.space(); !p.at('"') {
				p.fail("Expected double-quoted property name")
			}
		case p.at('}'):
			p.pos++
			closed = true
		default:
			p.fail("Expected ',' or '}' after property value")
		}
	}
	p.depth++
	if p.recording {
		p.record = record{value: o, names: records}
	}
	return o
}

// name reads a property's name and the colon behind it.
func (p *parser) name() string {
	raw, plain := p.quoted()
	name, known := p.keys[raw]
	if !known {
		raw = strings.Clone(raw) // or a name would hold on to the whole text
		if name = raw; !plain {
			name = p.unescape(raw)
		}
		if p.keys == nil {
			p.keys = make(map[string]string)
		}
		p.keys[raw] = name
	}
	if !p.next(':') {
		p.fail("Expected ':' after property name")
	}
	return name
}

// put makes an own property, whatever setters the prototype has.
func (p *parser) put(o *goja.Object, name string, v goja.Value) {
	if hasHalf(name) { // which no Go string can say
		call(p.vm, "Object", "defineProperty", o, valueOf(p.vm, name), plain(p.vm, v))
		return
	}
	if err := o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE); err != nil {
		panic(err) // cannot be: the object is new and plain
	}
}
