package intl

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/dop251/goja"
	"golang.org/x/text/language"

	"hotreply/runtime/internal/lazy"
)

// wordNatives is the go of words.js.
func (m *module) wordNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"recorded": func(c goja.FunctionCall) goja.Value {
			w := m.words(c.Argument(0))
			return r.VM.ToValue(string(map[string]json.RawMessage{"relative": w.Relative, "lists": w.Lists}[c.Argument(1).String()]))
		},
		"plural": func(c goja.FunctionCall) goja.Value {
			o := readNumberOptions(c.Argument(3).ToObject(r.VM))
			text := o.format(parseDecimal(strconv.FormatFloat(math.Abs(c.Argument(2).ToFloat()), 'e', -1, 64)))
			return r.VM.ToValue(pluralForm(language.Make(c.Argument(0).String()), c.Argument(1).ToBoolean(), text, 0))
		},
		"pluralForms": func(c goja.FunctionCall) goja.Value {
			return texts(r.VM, pluralForms(language.Make(c.Argument(0).String()), c.Argument(1).ToBoolean()))
		},
		"plurals": func(c goja.FunctionCall) goja.Value { return r.VM.ToValue(hasPlurals(c.Argument(0).String())) },
		"currency": func(c goja.FunctionCall) goja.Value {
			money, known := m.words(c.Argument(0)).Numbers.Currencies[c.Argument(1).String()]
			if !known {
				return goja.Undefined()
			}
			return r.VM.ToValue(money.title)
		},
		"name": func(c goja.FunctionCall) goja.Value {
			name, known := m.codeNames(c.Argument(0))[c.Argument(1).String()][c.Argument(2).String()]
			if !known {
				return goja.Undefined()
			}
			return r.VM.ToValue(name)
		},
		"values": func(c goja.FunctionCall) goja.Value {
			list, known := m.tables.zones().Values[c.Argument(0).String()]
			if !known {
				return goja.Undefined()
			}
			return texts(r.VM, list)
		},
	})
}

// words are those of a recorded language.
func (m *module) words(tag goja.Value) *words { return m.tables.languages[tag.String()]() }

// codeNames are what a language calls languages, regions and scripts.
func (m *module) codeNames(tag goja.Value) map[string]map[string]string {
	w := m.words(tag)
	if w.Names == nil { // a region calls things as its language does
		base, _ := language.Make(tag.String()).Base()
		w = m.tables.languages[base.String()]()
	}
	return w.Names
}

// readNumberOptions reads what numbers.js has settled.
func readNumberOptions(o *goja.Object) numberOptions {
	text := func(name string) string {
		if v := o.Get(name); v != nil && !goja.IsUndefined(v) {
			return v.String()
		}
		return ""
	}
	count := func(name string) int {
		if v := o.Get(name); v != nil && !goja.IsUndefined(v) {
			return int(v.ToInteger())
		}
		return -1
	}
	return numberOptions{
		Style: text("style"), Currency: text("currency"), CurrencyDisplay: text("currencyDisplay"), CurrencySign: text("currencySign"),
		Unit: text("unit"), UnitDisplay: text("unitDisplay"), Notation: text("notation"), CompactDisplay: text("compactDisplay"),
		SignDisplay: text("signDisplay"), UseGrouping: text("useGrouping"),
		rounding: rounding{
			MinInt: count("minimumIntegerDigits"), MinFrac: count("minimumFractionDigits"), MaxFrac: count("maximumFractionDigits"),
			MinSig: count("minimumSignificantDigits"), MaxSig: count("maximumSignificantDigits"),
			Priority: text("roundingPriority"), Mode: text("roundingMode"), Increment: count("roundingIncrement"), Strip: text("trailingZeroDisplay") == "stripIfInteger",
		},
	}
}

// pluralForms are the forms of a language in the order that Node has.
func pluralForms(tag language.Tag, ordinal bool) []string {
	seen := map[string]bool{}
	for _, digits := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "20", "21", "22", "23", "40", "60", "80", "90",
		"100", "101", "102", "103", "111", "500", "800", "1000", "1001", "1000000", "0.0", "0.1", "1.0", "1.1", "1.2", "1.5", "2.5", "5.1", "10.0"} {
		if ordinal && len(digits) > 1 && digits[1] == '.' {
			continue
		}
		seen[pluralForm(tag, ordinal, digits, 0)] = true
	}
	var list []string
	for form := range seen {
		if form != "other" {
			list = append(list, form)
		}
	}
	slices.Sort(list)
	return append(list, "other")
}

// hasPlurals tells the languages whose rules are known: all but those that the
// tables leave to the root.
func hasPlurals(tag string) bool {
	_, confidence := language.Make(tag).Base()
	return confidence != language.No
}
