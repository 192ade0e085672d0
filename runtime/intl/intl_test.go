package intl_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/intl"
	"hotreply/runtime/prelude"
)

func options() runtime.Options {
	return runtime.Options{Prelude: prelude.Programs(), Modules: []runtime.Module{intl.ModuleFor("zh-CN")}}
}

func TestFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files: %v", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) { jstest.File(t, options(), f) })
	}
}

// TestVectors compares with what ICU writes, recorded from Node 20. A line is
// [locale, options, value, text]. Left out are lines on which ICU is not of one
// mind with itself: hours before ten on a 24-hour clock, which get their zero
// from some patterns and not from others, and midnight as "上午0:00".
func TestVectors(t *testing.T) {
	for file, class := range map[string]string{"dates.json": "DateTimeFormat", "numbers.json": "NumberFormat"} {
		text, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		s := jstest.Script(t, options(), "vectors.js", fmt.Sprintf(
			`globalThis.run = () => %s.map(([l, o, v, want]) => [new Intl.%s(l, o).format(v), want, JSON.stringify([l, o, v])]).filter(r => r[0] !== r[1]).map(r => JSON.stringify(r))`,
			text, class))
		v, err := jstest.Value(s, "run()")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range v.([]any) {
			var r [3]string
			if err := json.Unmarshal([]byte(line.(string)), &r); err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s %s: got %q, want %q", class, r[2], r[0], r[1])
		}
	}
}
