package node

import (
	goruntime "runtime"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// platformNatives is the go of extras.js.
func platformNatives(r *lazy.Realm) *goja.Object {
	o := r.VM.NewObject()
	setPlatform(o)
	return o
}

func setPlatform(o *goja.Object) {
	platform, arch := goruntime.GOOS, goruntime.GOARCH
	if platform == "windows" {
		platform = "win32"
	}
	if arch == "amd64" {
		arch = "x64"
	}
	_ = o.Set("platform", platform) // a new object takes any property
	_ = o.Set("arch", arch)
}

// processNatives is the go of process.js.
func (s *state) processNatives(r *lazy.Realm) *goja.Object {
	o := r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"env": func(goja.FunctionCall) goja.Value {
			env := r.VM.NewObject() // the script's own copy, which it may change
			if s.options.Env != nil {
				for name, v := range s.options.Env() {
					_ = env.Set(name, v)
				}
			}
			return env
		},
	})
	setPlatform(o)
	return o
}
