package prelude_test

import (
	"path/filepath"
	"testing"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/prelude"
)

func TestFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files: %v", err)
	}
	o := runtime.Options{Prelude: prelude.Programs(), Modules: []runtime.Module{prelude.JSON(), prelude.Limits()}}
	o.Limits.Allocate, o.Limits.Nesting = 1<<20, 100
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) { jstest.File(t, o, f) })
	}
}

// The programs must be runnable in a bare runtime: the matcher's is one.
func BenchmarkPrograms(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		vm := goja.New()
		for _, p := range prelude.Programs() {
			if _, err := vm.RunProgram(p.Program); err != nil {
				b.Fatal(err)
			}
		}
	}
}
