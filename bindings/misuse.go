package bindings

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"hotreply/internal/nearest"
)

// MisuseError is a call with arguments that a name does not take. Scripts see
// a TypeError with the same text and a hint property.
type MisuseError struct {
	Func  string // "bot.hear"
	Param string // "pattern", "opts.timeout"; "" when it is about the call
	Got   string // "the number 3"
	Want  string // "a string or a RegExp"
	Tip   string // what to do, "" if Want says it all
}

func (e *MisuseError) Error() string {
	if e.Param == "" {
		return e.Func + ": " + e.Got
	}
	if e.Want == "" {
		return fmt.Sprintf("%s: %s %s", e.Func, e.Param, e.Got)
	}
	return fmt.Sprintf("%s: %s is %s, wanted %s", e.Func, e.Param, e.Got, e.Want)
}

// Hint says what to write instead.
func (e *MisuseError) Hint() string { return e.Tip }

// describe names a value in a message: what came, short enough for one line.
func describe(v goja.Value) string {
	switch {
	case v == nil || goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "null"
	}
	if o, ok := v.(*goja.Object); ok {
		return describeObject(o)
	}
	switch x := v.Export().(type) {
	case string:
		if x == "" {
			return "an empty string"
		}
		return "the string " + strconv.Quote(shorten(x, 40))
	case bool:
		return strconv.FormatBool(x)
	case int64, float64:
		return "the number " + v.String()
	}
	if _, ok := v.(*goja.Symbol); ok {
		return "a symbol"
	}
	return "the value " + shorten(v.String(), 40)
}

func describeObject(o *goja.Object) string {
	if _, ok := goja.AssertFunction(o); ok {
		if n := plainName(o); n != "" {
			return "the function " + n
		}
		return "a function"
	}
	if isPromise(o) {
		return "a Promise"
	}
	switch o.ClassName() {
	case "Array":
		return "an array"
	case "RegExp":
		return "a RegExp"
	case "Date":
		return "a Date"
	case "Error":
		return "an Error"
	}
	if c := className(o); c != "" && c != "Object" {
		return article(c)
	}
	return "an object"
}

// className is the name of the constructor on an object's prototype, read
// without running getters.
func className(o *goja.Object) string {
	p := o.Prototype()
	if p == nil {
		return ""
	}
	c, ok := p.Get("constructor").(*goja.Object)
	if !ok {
		return ""
	}
	return plainName(c)
}

func plainName(fn *goja.Object) string {
	if n, ok := fn.Get("name").(goja.String); ok {
		return shorten(n.String(), 40)
	}
	return ""
}

func article(noun string) string {
	if noun != "" && strings.ContainsRune("AEIOUaeiou", rune(noun[0])) && !strings.HasPrefix(noun, "Uint") {
		return "an " + noun
	}
	return "a " + noun
}

func shorten(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	r := []rune(s)
	return string(r[:runes-1]) + "…"
}

// near is the known name that was probably meant, "" if none is close: two
// letters may differ, but not more than half of them. Aliases map what other
// frameworks say to our names.
func near(got string, known []string, aliases map[string]string) string {
	if to, ok := aliases[got]; ok {
		return to
	}
	return nearest.Within(got, known, min(2, utf8.RuneCountInString(got)/2))
}

// didYouMean is the hint for a misspelt name, or the list of the known ones.
func didYouMean(got string, known []string, aliases map[string]string) string {
	if n := near(got, known, aliases); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return "known are " + strings.Join(known, ", ")
}
