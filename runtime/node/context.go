package node

import (
	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// contextNatives is the go of async_hooks.js: the map of values that goes with
// the code that runs now.
func contextNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"context": func(goja.FunctionCall) goja.Value {
			if v, ok := r.Script.Carried().(goja.Value); ok {
				return v
			}
			return goja.Undefined()
		},
		"enter": func(c goja.FunctionCall) goja.Value {
			if v := c.Argument(0); goja.IsUndefined(v) {
				r.Script.Carry(nil)
			} else {
				r.Script.Carry(v)
			}
			return goja.Undefined()
		},
	})
}
