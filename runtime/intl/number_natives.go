package intl

import (
	"math"
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"golang.org/x/text/language"

	"hotreply/runtime/internal/lazy"
)

// numberNatives is the go of numbers.js.
func (m *module) numberNatives(r *lazy.Realm) *goja.Object {
	o := r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"cents": func(c goja.FunctionCall) goja.Value {
			if money, known := m.words(c.Argument(0)).Numbers.Currencies[c.Argument(1).String()]; known {
				return r.VM.ToValue(money.digits)
			}
			return r.VM.ToValue(2)
		},
		"writer": func(c goja.FunctionCall) goja.Value {
			return numberWriter(r, m.numberFormat(c.Argument(0).String(), readNumberOptions(c.Argument(1).ToObject(r.VM))))
		},
	})
	_ = o.Set("units", texts(r.VM, m.tables.zones().Values["unit"]))
	return o
}

func (m *module) numberFormat(tag string, o numberOptions) *numberFormat {
	f := &numberFormat{words: &m.tables.languages[tag]().Numbers, o: o}
	lang := language.Make(tag)
	f.plural = func(digits string, exponent int) int {
		form := pluralForm(lang, false, digits, exponent)
		for i, name := range f.words.Forms {
			if name == form {
				return i
			}
		}
		return len(f.words.Forms) - 1
	}
	return f
}

func numberWriter(r *lazy.Realm, f *numberFormat) goja.Value {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"format": func(c goja.FunctionCall) goja.Value {
			return r.VM.ToValue(join(f.parts(readNumber(c.Argument(0)))))
		},
		"parts": func(c goja.FunctionCall) goja.Value {
			return partsValue(r.VM, f.parts(readNumber(c.Argument(0))))
		},
		"range": func(c goja.FunctionCall) goja.Value {
			return sourcedValue(r.VM, f.span(readNumber(c.Argument(0)), readNumber(c.Argument(1))))
		},
	})
}

// readNumber takes a number of JavaScript, or decimal digits.
func readNumber(v goja.Value) number {
	text, isText := v.Export().(string)
	if !isText {
		x := v.ToFloat()
		switch {
		case math.IsNaN(x):
			return number{nan: true}
		case math.IsInf(x, 0):
			return number{infinite: true, negative: x < 0}
		}
		text = strconv.FormatFloat(x, 'e', -1, 64)
	}
	text = strings.TrimPrefix(text, "+")
	digits, negative := strings.CutPrefix(text, "-")
	return number{decimal: parseDecimal(digits), negative: negative}
}

func join(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Value)
	}
	return b.String()
}

// partsValue is the result of formatToParts.
func partsValue(vm *goja.Runtime, parts []part) goja.Value {
	list := make([]any, len(parts))
	for i, p := range parts {
		o := vm.NewObject()
		_ = o.Set("type", p.Type) // a new object takes any property
		_ = o.Set("value", p.Value)
		list[i] = o
	}
	return vm.NewArray(list...)
}

// sourcedValue is the result of formatRangeToParts.
func sourcedValue(vm *goja.Runtime, parts []sourced) goja.Value {
	list := make([]any, len(parts))
	for i, p := range parts {
		o := vm.NewObject()
		_ = o.Set("type", p.Type) // a new object takes any property
		_ = o.Set("value", p.Value)
		_ = o.Set("source", p.source)
		list[i] = o
	}
	return vm.NewArray(list...)
}
