package scriptjson

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// textOf is what a value reads as. It throws a TypeError for a symbol.
func textOf(vm *goja.Runtime, v goja.Value) string {
	if _, ok := v.(*goja.Symbol); ok {
		panic(vm.NewTypeError("Cannot convert a Symbol value to a string"))
	}
	return stringText(v.ToString())
}

// stringText is the text of a string, halves of pairs kept.
func stringText(v goja.Value) string {
	text := v.String()
	s, ok := v.(goja.String)
	if !ok || !strings.ContainsRune(text, utf8.RuneError) {
		return text
	}
	units := make([]uint16, s.Length())
	for i := range units {
		units[i] = s.CharAt(i)
	}
	return string(appendUnits(make([]byte, 0, len(text)), units))
}

func appendUnits(b []byte, units []uint16) []byte {
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 < len(units) {
				if pair := utf16.DecodeRune(r, rune(units[i+1])); pair != utf8.RuneError {
					b = utf8.AppendRune(b, pair)
					i++
					continue
				}
			}
			b = appendHalf(b, r)
			continue
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}

// appendHalf appends half of a pair, joining the low one to a high one that
// stands before it.
func appendHalf(b []byte, r rune) []byte {
	if n := len(b); r >= 0xDC00 && n >= 3 && b[n-3] == 0xED && b[n-2] >= 0xA0 && b[n-2] < 0xB0 {
		high := 0xD000 | rune(b[n-2]&0x3F)<<6 | rune(b[n-1]&0x3F)
		return utf8.AppendRune(b[:n-3], utf16.DecodeRune(high, r))
	}
	return append(b, 0xED, byte(0x80|r>>6&0x3F), byte(0x80|r&0x3F))
}

// half is the half of a pair that stands at the beginning of s, 0 if none does.
func half(s string) rune {
	if len(s) >= 3 && s[0] == 0xED && s[1] >= 0xA0 {
		return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F)
	}
	return 0
}

// hasHalf reports whether s holds half of a pair.
func hasHalf(s string) bool {
	for i := strings.IndexByte(s, 0xED); i >= 0 && i+1 < len(s); {
		if s[i+1] >= 0xA0 {
			return true
		}
		next := strings.IndexByte(s[i+1:], 0xED)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return false
}

// valueOf is the string for a script.
func valueOf(vm *goja.Runtime, s string) goja.Value {
	if hasHalf(s) {
		return goja.StringFromUTF16(unitsOf(s))
	}
	return vm.ToValue(s)
}

func unitsOf(s string) []uint16 {
	units := make([]uint16, 0, len(s))
	for len(s) > 0 {
		if r := half(s); r != 0 {
			units, s = append(units, uint16(r)), s[3:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		units, s = utf16.AppendRune(units, r), s[n:]
	}
	return units
}
