package node

import (
	"net/netip"
	goruntime "runtime"
	"runtime/metrics"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// platformNatives is the go of os.js, url.js and navigator.js.
func platformNatives(r *lazy.Realm) *goja.Object {
	o := r.Object(memoryFunctions(r))
	setPlatform(o)
	return o
}

func setPlatform(o *goja.Object) {
	platform, arch := goruntime.GOOS, goruntime.GOARCH
	if platform == "windows" {
		platform = "win32"
	}
	switch arch {
	case "amd64":
		arch = "x64"
	case "386":
		arch = "ia32"
	}
	_ = o.Set("platform", platform) // a new object takes any property
	_ = o.Set("arch", arch)
	_ = o.Set("cpus", goruntime.NumCPU())
}

// memoryFunctions tell how much memory there may be and is: the limit of the
// settings, not the machine's.
func memoryFunctions(r *lazy.Realm) map[string]func(goja.FunctionCall) goja.Value {
	return map[string]func(goja.FunctionCall) goja.Value{
		"memory": func(goja.FunctionCall) goja.Value { return r.VM.ToValue(r.Script.Limits().Memory) },
		"used": func(goja.FunctionCall) goja.Value {
			sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
			metrics.Read(sample)
			return r.VM.ToValue(int64(sample[0].Value.Uint64()))
		},
	}
}

// processNatives is the go of process.js.
func (s *state) processNatives(r *lazy.Realm) *goja.Object {
	functions := memoryFunctions(r)
	functions["require"] = requireFunction(r)
	functions["env"] = func(goja.FunctionCall) goja.Value {
		env := r.VM.NewObject() // the script's own copy, which it may change
		if s.options.Env != nil {
			for name, v := range s.options.Env() {
				_ = env.Set(name, v)
			}
		}
		return env
	}
	o := r.Object(functions)
	setPlatform(o)
	return o
}

// hintNatives is the go of codes.js.
func hintNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"hint": func(c goja.FunctionCall) goja.Value { return r.VM.ToValue(MissingHint(c.Argument(0).String())) },
	})
}

// moduleNatives is the go of module.js.
func moduleNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"require": requireFunction(r),
		"names": func(goja.FunctionCall) goja.Value {
			var list []any
			for _, name := range slices.Sorted(moduleNames()) {
				list = append(list, name)
			}
			return r.VM.NewArray(list...)
		},
	})
}

// requireFunction gives the modules of this package by name.
func requireFunction(r *lazy.Realm) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		bare := strings.TrimPrefix(name, "node:")
		m, ok := modules[bare]
		if !ok || m.prefixed && bare == name {
			e := r.VM.NewTypeError("cannot find module '%s'", name)
			_ = e.Set("name", "Error")
			_ = e.Set("code", "MODULE_NOT_FOUND")
			panic(e)
		}
		return m.object(r)
	}
}

// socketNatives is the go of sockets.js.
func socketNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"family": func(c goja.FunctionCall) goja.Value { return r.VM.ToValue(addressFamily(c.Argument(0).String())) },
	})
}

// addressFamily is 4, 6, or 0 for what is no address.
func addressFamily(text string) int {
	switch a, err := netip.ParseAddr(text); {
	case err != nil:
		return 0
	case a.Is4():
		return 4
	}
	return 6
}
