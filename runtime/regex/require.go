package regex

import (
	"bytes"
	"slices"
	"unicode/utf16"
)

// required is the longest text that every match of a node contains, as far as
// that is easy to see; nil: none.
func required(n node, unicode bool) []uint16 {
	switch n := n.(type) {
	case *charNode:
		return charUnits(nil, n.c, unicode)
	case *groupNode:
		return required(n.body, unicode)
	case *quantNode:
		if n.min > 0 {
			return required(n.body, unicode)
		}
	case *seqNode:
		var best, text []uint16
		for _, x := range n.list {
			if c, ok := x.(*charNode); ok && charUnits(nil, c.c, unicode) != nil {
				text = charUnits(text, c.c, unicode)
			} else if _, ok := x.(*assertNode); !ok { // these consume nothing
				text = nil
				if inner := required(x, unicode); len(inner) > len(best) {
					best = inner
				}
			}
			if len(text) > len(best) {
				best = slices.Clone(text)
			}
		}
		return best
	}
	return nil
}

// charUnits appends a character; nil for half a pair that must not be found in
// a whole one.
func charUnits(text []uint16, c rune, unicode bool) []uint16 {
	if utf16.IsSurrogate(c) {
		if unicode {
			return nil
		}
		return append(text, uint16(c))
	}
	return utf16.AppendRune(text, c)
}

// literal is a text to look for.
type literal struct {
	units []uint16
	ascii []byte // the same, if it is ASCII; else nil
}

func literalOf(units []uint16) literal {
	l := literal{units: units}
	for _, u := range units {
		if u >= 128 {
			l.ascii = nil
			return l
		}
		l.ascii = append(l.ascii, byte(u))
	}
	return l
}

// find is the first place of a literal from at on, -1 if there is none.
func (m *machine[T]) find(l *literal, at int) int {
	if text, ok := any(m.in).([]byte); ok {
		if l.ascii == nil {
			return -1
		}
		if i := bytes.Index(text[at:], l.ascii); i >= 0 {
			return at + i
		}
		return -1
	}
	first, last := T(l.units[0]), len(m.in)-len(l.units)
	for at <= last {
		i := slices.Index(m.in[at:last+1], first)
		if i < 0 {
			return -1
		}
		if at += i; m.hasText(at, l.units) {
			return at
		}
		at++
	}
	return -1
}

// leading is the run that a pattern begins with, if it has no end: a start
// behind another one in the same run can not do better than that one did.
func leading(code []inst) *inst {
	for i := range code {
		switch in := &code[i]; {
		case in.op == opSave:
		case in.op == opRun && in.max < 0:
			return in
		default:
			return nil
		}
	}
	return nil
}

// behindRun is the last of the starts that are as hopeless as the one at.
func (m *machine[T]) behindRun(at int) int {
	for at < len(m.in) {
		c, next := m.next(int32(at))
		if !m.shape.lead.set.has(c) {
			break
		}
		at = int(next)
	}
	return at
}
