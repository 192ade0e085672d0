package regex

import (
	"fmt"
	"unicode/utf16"
)

// Regexp is a compiled pattern. It never changes; several goroutines may use
// it. The zero value is of no use.
type Regexp struct {
	source   []uint16
	text     string // of the flags
	flags    flags
	unicode  bool
	code     []inst
	captures int // with the whole match
	names    []Name
	machine  shape
}

// Name is a name of captures. Several may share one; then at most one of them
// takes part in a match.
type Name struct {
	Name   string
	Groups []int // the numbers of the captures, in the order of the pattern
}

// Taken is the number of the capture of a match that took part under the name;
// if none did, it is one that did not.
func (n Name) Taken(found []int) int {
	for _, g := range n.Groups {
		if found[2*g] >= 0 {
			return g
		}
	}
	return n.Groups[0]
}

// shape is what matching needs besides the code.
type shape struct {
	registers int
	points    []point
	slots     int
	first     *filter // what the first unit must be; nil: anything
	prefix    literal // what every match begins with
	need      literal // what every match contains, if that is not the prefix
	lead      *inst   // see leading
	anchored  bool    // matches begin at 0 only
}

// Check says what [CompileString] would refuse, for a part of its price.
func Check(source, flagText string) error {
	p, err := newParser(utf16.Encode([]rune(source)), flagText)
	if err != nil {
		return err
	}
	p.dry = true
	if _, problem := p.parse(); problem != "" {
		return &SyntaxError{Source: source, Flags: flagText, Problem: problem}
	}
	return nil
}

func newParser(source []uint16, flagText string) (*parser, error) {
	f, ok := parseFlags(flagText)
	if !ok {
		return nil, &SyntaxError{Flags: flagText}
	}
	p := &parser{flags: f, unicode: f.u || f.v}
	if p.unicode {
		p.src = points16(source)
		return p, nil
	}
	p.src = make([]rune, len(source))
	for i, u := range source {
		p.src[i] = rune(u)
	}
	return p, nil
}

// Compile reads a pattern, given as UTF-16. The error is a *[SyntaxError].
func Compile(source []uint16, flagText string) (*Regexp, error) {
	p, err := newParser(source, flagText)
	if err != nil {
		return nil, err
	}
	bad := func(problem string) error {
		return &SyntaxError{Source: string(utf16.Decode(source)), Flags: flagText, Problem: problem}
	}
	given := p.flags
	n, problem := p.parse()
	if problem != "" {
		return nil, bad(problem)
	}
	r := &Regexp{source: source, text: flagText, flags: given, unicode: p.unicode, captures: p.captures + 1}
	for _, name := range p.order {
		r.names = append(r.names, Name{name, p.names[name]})
	}
	if problem := r.compile(n); problem != "" {
		return nil, bad(problem)
	}
	return r, nil
}

// CompileString is [Compile] for a source that is a string of Go.
func CompileString(source, flagText string) (*Regexp, error) {
	return Compile(utf16.Encode([]rune(source)), flagText)
}

// MustCompile is [CompileString] for patterns that are part of a program; it
// panics if the pattern is wrong.
func MustCompile(source, flagText string) *Regexp {
	r, err := CompileString(source, flagText)
	if err != nil {
		panic(fmt.Sprintf("regex: %v", err))
	}
	return r
}

// points16 reads UTF-16 as code points; half pairs stay.
func points16(text []uint16) []rune {
	out := make([]rune, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := rune(text[i])
		if utf16.IsSurrogate(c) && i+1 < len(text) {
			if both := utf16.DecodeRune(c, rune(text[i+1])); both != 0xFFFD {
				c = both
				i++
			}
		}
		out = append(out, c)
	}
	return out
}

func (r *Regexp) compile(n node) (problem string) {
	defer func() {
		switch x := recover().(type) {
		case nil:
		case fail:
			problem = string(x)
		default:
			panic(x)
		}
	}()
	c := &compiler{unicode: r.unicode}
	refers := hasBackReference(n)
	if refers {
		c.unsure++ // failing depends on captures then
	}
	c.node(n)
	c.emit(inst{op: opMatch})
	r.code = c.code
	r.machine = shape{registers: int(c.registers), points: c.points, slots: int(c.slots), first: filterOf(c.code, 0), anchored: anchored(c.code, 0, 0)}
	for i := range r.code {
		switch in := &r.code[i]; in.op {
		case opSplit:
			in.first, in.second, in.sure = filterOf(r.code, in.x), filterOf(r.code, in.y), ends(r.code, in.y)
		case opCount:
			in.first, in.second, in.sure = filterOf(r.code, int32(i+1)), filterOf(r.code, in.x), ends(r.code, in.x)
		case opRun:
			in.second, in.sure = filterOf(r.code, int32(i+1)), ends(r.code, int32(i+1))
		}
	}
	r.machine.setLiterals(&r.code[0], required(n, r.unicode))
	if !refers {
		r.machine.lead = leading(r.code)
	}
	return ""
}

// ends reports whether the code at pc can do nothing but match.
func ends(code []inst, pc int32) bool {
	for {
		switch i := &code[pc]; {
		case i.op == opSave:
			pc++
		case i.op == opJump && i.x > pc:
			pc = i.x
		default:
			return i.op == opMatch
		}
	}
}

func (s *shape) setLiterals(first *inst, need []uint16) {
	var prefix []uint16
	switch {
	case first.op == opText:
		prefix = first.text
	case first.op == opChar && first.c < 0x10000:
		prefix = []uint16{uint16(first.c)}
	}
	s.prefix = literalOf(prefix)
	if !s.anchored && len(need) > len(prefix) {
		s.need = literalOf(need)
	}
}

// anchored reports whether every way through the code passes ^ first.
func anchored(code []inst, pc int32, depth int) bool {
	for depth < 50 {
		switch i := &code[pc]; i.op {
		case opAssert:
			if i.kind == atStart {
				return true
			}
			pc++
		case opSave:
			pc++
		case opJump:
			if i.x <= pc {
				return false
			}
			pc = i.x
		case opSplit:
			return i.x > pc && i.y > pc && anchored(code, i.x, depth+1) && anchored(code, i.y, depth+1)
		default:
			return false
		}
		depth++
	}
	return false
}

func hasBackReference(n node) bool {
	switch n := n.(type) {
	case *backNode:
		return len(n.groups) > 0
	case *seqNode:
		for _, x := range n.list {
			if hasBackReference(x) {
				return true
			}
		}
	case *altNode:
		for _, x := range n.list {
			if hasBackReference(x) {
				return true
			}
		}
	case *groupNode:
		return hasBackReference(n.body)
	case *quantNode:
		return hasBackReference(n.body)
	case *lookNode:
		return hasBackReference(n.body)
	}
	return false
}

// Source is the pattern as it was given; it must not be changed.
func (r *Regexp) Source() []uint16 { return r.source }

// Flags are the flags as they were given.
func (r *Regexp) Flags() string { return r.text }

// Has reports whether the pattern has a flag, a letter of "dgimsuvy".
func (r *Regexp) Has(flag byte) bool {
	for i := range len(r.text) {
		if r.text[i] == flag {
			return true
		}
	}
	return false
}

// Unicode reports whether the pattern goes by code points: flags u and v.
func (r *Regexp) Unicode() bool { return r.unicode }

// Captures is how many captures there are, the whole match included.
func (r *Regexp) Captures() int { return r.captures }

// Names lists the names of captures in the order of the pattern; it must not
// be changed. nil: there are none.
func (r *Regexp) Names() []Name { return r.names }
