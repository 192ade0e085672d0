package intl

import (
	"github.com/dop251/goja"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"hotreply/runtime/internal/lazy"
)

// newCollator orders text as people of a language do; Chinese by pinyin.
func newCollator(lang, sensitivity string, numeric bool) *collate.Collator {
	tag := language.English
	if lang == "zh" {
		tag = language.MustParse("zh-u-co-pinyin")
	}
	var o []collate.Option
	switch sensitivity {
	case "base":
		o = append(o, collate.Loose)
	case "accent":
		o = append(o, collate.IgnoreCase)
	case "case":
		o = append(o, collate.IgnoreDiacritics)
	}
	if numeric {
		o = append(o, collate.Numeric)
	}
	return collate.New(tag, o...)
}

// collatorNatives is the go of intl.js. A collator is for one goroutine, and
// so is a script.
func collatorNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"collator": func(c goja.FunctionCall) goja.Value {
			col := newCollator(c.Argument(0).String(), c.Argument(1).String(), c.Argument(2).ToBoolean())
			return r.Script.Func("compare", func(c goja.FunctionCall) goja.Value {
				return r.VM.ToValue(col.CompareString(c.Argument(0).String(), c.Argument(1).String()))
			})
		},
	})
}
