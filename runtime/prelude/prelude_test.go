package prelude_test

import (
	"testing"

	"github.com/dop251/goja"

	"hotreply/runtime/prelude"
)

func BenchmarkInstall(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := prelude.Install(goja.New()); err != nil {
			b.Fatal(err)
		}
	}
}
