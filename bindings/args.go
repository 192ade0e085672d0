package bindings

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"

	"hotreply/internal/units"
)

// args decodes the arguments of one call. Its methods panic with the
// JavaScript TypeError of a [MisuseError]; so they may be called only where a
// panic becomes an exception, below [kit.method].
type args struct {
	k    *kit
	fn   string // the name as scripts write it: "bot.hear"
	call goja.FunctionCall
}

// at is the i-th argument, undefined when missing.
func (a args) at(i int) goja.Value { return a.call.Argument(i) }

// given says whether the i-th argument is there and not undefined.
func (a args) given(i int) bool { return !goja.IsUndefined(a.at(i)) }

// fail throws a misuse of a parameter.
func (a args) fail(param string, v goja.Value, want, tip string) {
	if tip == "" && isThenable(v) {
		tip = "put await in front of it"
	}
	a.k.throw(&MisuseError{Func: a.fn, Param: param, Got: describe(v), Want: want, Tip: tip})
}

// failSaying throws a misuse that is not about what kind of value came.
func (a args) failSaying(param, what, tip string) {
	a.k.throw(&MisuseError{Func: a.fn, Param: param, Got: what, Tip: tip})
}

// text is a string argument that is not empty.
func (a args) text(i int, param, tip string) string {
	s, ok := asString(a.at(i))
	if !ok || s == "" {
		a.fail(param, a.at(i), "a string", tip)
	}
	return s
}

// optionalText is a string argument that may be missing.
func (a args) optionalText(i int, param, tip string) string {
	if !a.given(i) {
		return ""
	}
	return a.text(i, param, tip)
}

// handler is a function argument.
func (a args) handler(i int, param, example string) goja.Callable {
	fn, ok := goja.AssertFunction(a.at(i))
	if !ok {
		tip := "for example " + example
		if isPromise(a.at(i)) {
			tip = "the function was called here; pass the function itself, without ()"
		}
		a.fail(param, a.at(i), "a function", tip)
	}
	return fn
}

// number is a finite number argument, or missing when it is undefined.
func (a args) number(i int, param string, missing float64) float64 {
	if !a.given(i) {
		return missing
	}
	f, ok := asNumber(a.at(i))
	if !ok {
		a.fail(param, a.at(i), "a finite number", "")
	}
	return f
}

// flag is a boolean argument, or missing when it is undefined.
func (a args) flag(i int, param string, missing bool) bool {
	if !a.given(i) {
		return missing
	}
	b, ok := a.at(i).Export().(bool)
	if !ok {
		a.fail(param, a.at(i), "true or false", "")
	}
	return b
}

// duration is a duration argument.
func (a args) duration(i int, param string) time.Duration {
	return a.toDuration(param, a.at(i))
}

func (a args) toDuration(param string, v goja.Value) time.Duration {
	if n, ok := asNumber(v); ok {
		tip := "units are ms, s, m, h, d"
		if n > 0 {
			tip = "milliseconds are written " + strconv.Quote(units.FormatDuration(time.Duration(n*float64(time.Millisecond)))) + "; " + tip
		}
		a.fail(param, v, `a duration like "90s", "10m" or "2d"`, tip)
	}
	s, ok := asString(v)
	if !ok {
		a.fail(param, v, `a duration like "90s", "10m" or "2d"`, "")
	}
	d, err := units.ParseDuration(s)
	if err != nil || d <= 0 {
		a.fail(param, v, `a duration like "90s", "10m" or "2d"`, "units are ms, s, m, h, d")
	}
	return d
}

// options is an object argument of which only the named keys are known; a
// missing one is empty. Values are read through the returned options.
func (a args) options(i int, param string, known ...string) options {
	v := a.at(i)
	if goja.IsUndefined(v) || goja.IsNull(v) {
		return options{args: a, param: param}
	}
	o, ok := v.(*goja.Object)
	if !ok || !isPlain(o) {
		a.fail(param, v, "an object like {"+known[0]+": …}", "")
	}
	for _, key := range o.Keys() {
		if !contains(known, key) {
			a.failSaying(param, "has no option "+quoted(key), didYouMean(key, known, optionAliases))
		}
	}
	return options{args: a, param: param, o: o}
}

// optionAliases are options as other frameworks or hands call them.
var optionAliases = map[string]string{
	"tz": "timezone", "timeZone": "timezone", "timeout_ms": "timeout", "expires": "ttl", "expire": "ttl",
	"EX": "ttl", "progress": "onProgress", "enqueue": "queue", "validate": "match", "pattern": "match",
}

// options are the decoded keys of one options object.
type options struct {
	args
	param string
	o     *goja.Object // nil: none given
}

// get is an option's value and whether it is there.
func (o options) get(key string) (goja.Value, bool) {
	if o.o == nil {
		return nil, false
	}
	v := o.o.Get(key)
	return v, v != nil && !goja.IsUndefined(v)
}

func (o options) path(key string) string { return o.param + "." + key }

func (o options) text(key string) string {
	v, ok := o.get(key)
	if !ok {
		return ""
	}
	s, ok := asString(v)
	if !ok || s == "" {
		o.fail(o.path(key), v, "a string", "")
	}
	return s
}

func (o options) flag(key string) *bool {
	v, ok := o.get(key)
	if !ok {
		return nil
	}
	b, ok := v.Export().(bool)
	if !ok {
		o.fail(o.path(key), v, "true or false", "")
	}
	return &b
}

func (o options) duration(key string) time.Duration {
	v, ok := o.get(key)
	if !ok {
		return 0
	}
	return o.toDuration(o.path(key), v)
}

func (o options) function(key string) goja.Callable {
	v, ok := o.get(key)
	if !ok {
		return nil
	}
	fn, ok := goja.AssertFunction(v)
	if !ok {
		o.fail(o.path(key), v, "a function", "")
	}
	return fn
}

// asString is the value of a JavaScript string, primitive or wrapped.
func asString(v goja.Value) (string, bool) {
	if s, ok := v.(goja.String); ok {
		return s.String(), true
	}
	if o, ok := v.(*goja.Object); ok && o.ClassName() == "String" {
		return o.String(), true
	}
	return "", false
}

// asNumber is the value of a finite JavaScript number.
func asNumber(v goja.Value) (float64, bool) {
	if v == nil {
		return 0, false
	}
	if _, ok := v.(*goja.Object); ok {
		return 0, false
	}
	switch x := v.Export().(type) {
	case int64:
		return float64(x), true
	case float64:
		return x, !math.IsNaN(x) && !math.IsInf(x, 0)
	}
	return 0, false
}

func isPromise(v goja.Value) bool {
	o, ok := v.(*goja.Object)
	return ok && o.ExportType() == promiseType
}

// isThenable says whether await would wait for v: a Promise, or an object with
// a function then, as query builders return.
func isThenable(v goja.Value) bool {
	o, ok := v.(*goja.Object)
	if !ok || isPromise(v) {
		return ok
	}
	_, ok = goja.AssertFunction(o.Get("then"))
	return ok
}

var promiseType = reflect.TypeFor[*goja.Promise]()

// isPlain says whether an object can be read as {key: value}: no array, no
// function, no Date and so on.
func isPlain(o *goja.Object) bool {
	if _, ok := goja.AssertFunction(o); ok {
		return false
	}
	return o.ClassName() == "Object"
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func quoted(s string) string { return `"` + strings.ReplaceAll(shorten(s, 40), `"`, `\"`) + `"` }
