package bindings

import (
	"math"

	"github.com/dop251/goja"
)

// Hints for values that JSON would take and lose.
const (
	keepPlain   = "keep plain JSON: strings, numbers, booleans, null, arrays and objects of them"
	keepMap     = "keep plain JSON: Object.fromEntries(map); new Map(Object.entries(value)) brings it back"
	keepSet     = "keep plain JSON: [...set]; new Set(list) brings it back"
	keepBytes   = `keep plain JSON: Buffer.from(bytes).toString("base64"); Buffer.from(text, "base64") brings them back`
	keepError   = "keep plain JSON: error.message, or an object with what you need of it"
	keepFinite  = "JSON has no NaN and no Infinity: look with Number.isFinite(n) first, or keep null"
	keepAwaited = "put await in front of it"
)

// refuseLoss throws when JSON would take v and lose what is in it without a
// word, anywhere inside.
func (a args) refuseLoss(param string, v goja.Value, over map[*goja.Object]bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		if f, isFloat := exported(v).(float64); isFloat && (math.IsNaN(f) || math.IsInf(f, 0)) {
			a.fail(param, v, "a finite number", keepFinite)
		}
		return
	}
	if over[o] {
		return // a circle, which JSON refuses itself, or seen before
	}
	over[o] = true
	if tip := lossOf(o); tip != "" {
		a.fail(param, v, "plain JSON", tip)
	}
	if _, own := goja.AssertFunction(o.Get("toJSON")); own {
		return
	}
	if _, isFunction := goja.AssertFunction(o); isFunction {
		return
	}
	if o.ClassName() == "Array" {
		for i := range length(o) {
			a.refuseLoss(param+"["+itoa(i)+"]", o.Get(itoa(i)), over)
		}
		return
	}
	for _, key := range o.Keys() {
		a.refuseLoss(param+"."+key, o.Get(key), over)
	}
}

func exported(v goja.Value) any {
	if v == nil {
		return nil
	}
	return v.Export()
}

// lossOf is what to keep instead of an object that JSON makes {} of, "" if it
// does not.
func lossOf(o *goja.Object) string {
	switch {
	case isPromise(o):
		return keepAwaited
	case o.ExportType() == mapType:
		return keepMap
	case o.ExportType() == setType && o.ClassName() != "Array":
		return keepSet
	case isBinary(o):
		return keepBytes
	case o.ClassName() == "Error":
		return keepError
	}
	switch o.ClassName() {
	case "Array", "String", "Number", "Boolean", "Date", "Function":
		return ""
	}
	c := className(o)
	_, hasJSON := goja.AssertFunction(o.Get("toJSON"))
	_, isFunction := goja.AssertFunction(o)
	if c == "" || c == "Object" || hasJSON || isFunction || len(o.Keys()) > 0 {
		return ""
	}
	return keepPlain
}
