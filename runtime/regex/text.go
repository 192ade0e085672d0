package regex

import (
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// Text is what a pattern looks at: a text of ASCII, or UTF-16. The zero value
// is the empty text.
type Text struct {
	ascii string
	units []uint16 // nil if ascii is the text
}

// String is a text that Go holds. What is no UTF-8 in it becomes U+FFFD.
func String(s string) Text {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return Text{units: utf16.Encode([]rune(s))}
		}
	}
	return Text{ascii: s}
}

// ASCII is a text that is known to be ASCII; it is not looked at. What it gives
// of another text means nothing.
func ASCII(s string) Text { return Text{ascii: s} }

// Units is a text in UTF-16; it must not be changed while it is in use.
func Units(units []uint16) Text { return Text{units: units} }

// Len is how many units the text has.
func (t Text) Len() int {
	if t.units != nil {
		return len(t.units)
	}
	return len(t.ascii)
}

// Slice is a part of the text in UTF-16, between two units.
func (t Text) Slice(from, to int) []uint16 {
	if t.units != nil {
		return t.units[from:to]
	}
	out := make([]uint16, to-from)
	for i := range out {
		out[i] = uint16(t.ascii[from+i])
	}
	return out
}

// Part is a part of the text between two units; whole is false if it holds
// half a pair, which is U+FFFD in the string.
func (t Text) Part(from, to int) (part string, whole bool) {
	if t.units == nil {
		return t.ascii[from:to], true
	}
	whole = true
	units := t.units[from:to]
	for i := 0; i < len(units); i++ {
		switch {
		case isHigh(units[i]) && i+1 < len(units) && isLow(units[i+1]):
			i++
		case isHigh(units[i]) || isLow(units[i]):
			whole = false
		}
	}
	return string(utf16.Decode(units)), whole
}

// bytes is the ASCII text without a copy; it must not be changed.
func (t Text) bytes() []byte { return unsafe.Slice(unsafe.StringData(t.ascii), len(t.ascii)) }
