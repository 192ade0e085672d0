package jsregexp

import (
	"reflect"

	"github.com/dop251/goja"

	"hotreply/runtime/regex"
)

// seen is the text of the last match, for those that are matched again and
// again and have to be converted.
type seen struct {
	from goja.String
	text regex.Text
}

var unitsType = reflect.TypeFor[[]uint16]()

// textOf is a string of the engine for the matcher, without a copy if it can
// be: the engine keeps ASCII as a string, other texts as units behind a mark,
// and texts from outside as they came.
func (r *realm) textOf(s goja.String) regex.Text {
	v := reflect.ValueOf(s)
	switch v.Kind() {
	case reflect.String:
		return regex.ASCII(v.String())
	case reflect.Slice:
		if v.CanConvert(unitsType) {
			if list := v.Convert(unitsType).Interface().([]uint16); len(list) == s.Length()+1 && list[0] == 0xFEFF {
				return regex.Units(list[1:])
			}
		}
	case reflect.Pointer:
		if r.text.from == s { // comparable, being pointers
			return r.text.text
		}
		text := regex.String(s.String())
		if text.Len() != s.Length() {
			text = regex.Units(units(s))
		}
		r.text = seen{s, text}
		return text
	}
	return regex.Units(units(s))
}

// toString is the language's conversion; undefined arguments are "undefined".
func toString(v goja.Value) goja.String {
	switch v := v.(type) {
	case goja.String:
		return v
	case *goja.Object:
		return toString(v.ToString())
	case *goja.Symbol:
		_ = v.ToNumber() // throws, as it can not become a text either
	}
	var b goja.StringBuilder
	b.WriteUTF8String(v.String())
	return b.String()
}

// toLength is the language's conversion to a length, cut to what fits.
func toLength(v goja.Value) int {
	if v == nil {
		return 0
	}
	return int(min(max(v.ToInteger(), 0), 1<<31-1))
}

// advance is the place behind the character at i.
func advance(s goja.String, i int, unicode bool) int {
	if unicode && i+1 < s.Length() && s.CharAt(i)&0xFC00 == 0xD800 && s.CharAt(i+1)&0xFC00 == 0xDC00 {
		return i + 2
	}
	return i + 1
}
