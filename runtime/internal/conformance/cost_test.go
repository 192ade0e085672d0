package conformance

import (
	"os"
	"path/filepath"
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// BenchmarkScript is a set of one empty script from New to Close, bare and with
// every name of these packages. The difference is what the names cost a
// script that uses none; a goja runtime with ten eager bindings takes 51 µs and
// 42 KiB, with seventy 115 µs and 105 KiB.
func BenchmarkScript(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "empty.js"), nil, 0o644); err != nil {
		b.Fatal(err)
	}
	fetch, err := web.NewClient(web.Options{})
	if err != nil {
		b.Fatal(err)
	}
	names := append([]runtime.Module{prelude.JSON(), web.Module(fetch), intl.ModuleFor("zh-CN")}, node.Modules(node.Options{})...)
	for _, c := range []struct {
		name string
		o    runtime.Options
	}{
		{"bare", runtime.Options{}},
		{"prelude", runtime.Options{Prelude: prelude.Programs()}},
		{"names", runtime.Options{Modules: names}},
		{"all", runtime.Options{Prelude: prelude.Programs(), Modules: append(names, prelude.Limits())}},
	} {
		c.o.Dir, c.o.Watch = dir, runtime.WatchOff
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				set, err := runtime.New(c.o)
				if err != nil {
					b.Fatal(err)
				}
				if err := set.Start(b.Context()); err != nil {
					b.Fatal(err)
				}
				if err := set.Close(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
