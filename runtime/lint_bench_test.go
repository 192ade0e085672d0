package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"hotreply/runtime"
)

// BenchmarkLint is what check adds to the load of one script of 2,000 lines.
func BenchmarkLint(b *testing.B) {
	var text strings.Builder
	for i := range 500 {
		fmt.Fprintf(&text, "async function work%d(a, { b = 1 } = {}) {\n  const list = [a, b].map(x => x + %d);\n  return list.filter(x => x > 1 ? true : a.b?.c).join(`,${a}`);\n}\n", i, i)
	}
	set := start(b, map[string]string{"a.js": text.String()}, runtime.Options{Watch: runtime.WatchOff})
	b.ReportAllocs()
	for b.Loop() {
		set.Lint()
	}
}
