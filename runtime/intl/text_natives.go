package intl

import (
	"github.com/dop251/goja"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"hotreply/runtime/internal/lazy"
)

// textNatives is the go of text.js.
func (m *module) textNatives(r *lazy.Realm) *goja.Object {
	o := r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"collator": func(c goja.FunctionCall) goja.Value {
			o := m.tables.newOrder(c.Argument(0).String(), orderOptions{
				sensitivity: c.Argument(1).String(), numeric: c.Argument(2).ToBoolean(), caseFirst: c.Argument(3).String(), punctuation: c.Argument(4).ToBoolean(),
			})
			return r.Script.Func("compare", func(c goja.FunctionCall) goja.Value {
				return r.VM.ToValue(sign(o.compare(c.Argument(0).String(), c.Argument(1).String())))
			})
		},
		"changeCase": func(c goja.FunctionCall) goja.Value {
			change := cases.Lower
			if c.Argument(2).ToBoolean() {
				change = cases.Upper
			}
			return r.VM.ToValue(change(language.Make(c.Argument(1).String())).String(c.Argument(0).String()))
		},
		"collations": func(c goja.FunctionCall) goja.Value { return texts(r.VM, collations(c.Argument(0).String())) },
		"ordered":    func(c goja.FunctionCall) goja.Value { return r.VM.ToValue(ordered(c.Argument(0).String())) },
	})
	segmentNatives(r, o)
	return o
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// texts is a list of texts for JavaScript.
func texts(vm *goja.Runtime, list []string) goja.Value {
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = s
	}
	return vm.NewArray(values...)
}
