package node

import (
	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// contextNatives is the go of async_hooks.js: the map of values that belongs to
// what runs now.
func contextNatives(r *lazy.Realm) *goja.Object {
	var now goja.Value = goja.Undefined()
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"context": func(goja.FunctionCall) goja.Value { return now },
		"enter": func(c goja.FunctionCall) goja.Value {
			now = c.Argument(0)
			return goja.Undefined()
		},
	})
}
