package bindings

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/dop251/goja"
)

// value makes a JavaScript value of plain Go data: strings, booleans, numbers,
// times (Date), nil (null), slices and string maps. Other types become their
// text: nothing reaches scripts by reflection.
func (k *kit) value(v any) goja.Value {
	switch x := v.(type) {
	case nil:
		return goja.Null()
	case goja.Value:
		return x
	case string, bool, int, int32, int64, uint32, float64:
		return k.vm.ToValue(x)
	case time.Duration:
		return k.vm.ToValue(x.Milliseconds())
	case time.Time:
		return k.time(x)
	case []string:
		return k.list(len(x), func(i int) goja.Value { return k.vm.ToValue(x[i]) })
	case []float64:
		return k.list(len(x), func(i int) goja.Value { return k.vm.ToValue(x[i]) })
	case []any:
		return k.list(len(x), func(i int) goja.Value { return k.value(x[i]) })
	case map[string]any:
		return k.object(sortedFields(x)...)
	case map[string]string:
		o := k.vm.NewObject()
		for _, key := range sortedKeys(x) {
			_ = o.Set(key, x[key])
		}
		return o
	}
	return k.vm.ToValue(fmt.Sprint(v))
}

// field is one property of a plain object.
type field struct {
	name  string
	value any
}

// object makes a plain object with its properties in order.
func (k *kit) object(fields ...field) *goja.Object {
	o := k.vm.NewObject()
	for _, f := range fields {
		_ = o.Set(f.name, k.value(f.value))
	}
	return o
}

func (k *kit) list(n int, at func(i int) goja.Value) goja.Value {
	items := make([]any, n)
	for i := range items {
		items[i] = at(i)
	}
	return k.vm.NewArray(items...)
}

// time is a Date, or null for the zero time.
func (k *kit) time(t time.Time) goja.Value {
	if t.IsZero() {
		return goja.Null()
	}
	if k.s != nil { // nil: in a script without these modules
		k.must(k.s.MakeNamed("Date"))
	}
	d, err := k.vm.New(k.vm.Get("Date"), k.vm.ToValue(t.UnixMilli()))
	k.must(err)
	return d
}

// orNull is null for an empty string.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

func sortedFields(m map[string]any) []field {
	fields := make([]field, 0, len(m))
	for _, key := range sortedKeys(m) {
		fields = append(fields, field{key, m[key]})
	}
	return fields
}
