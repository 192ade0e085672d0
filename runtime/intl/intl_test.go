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
		vectors(t, file, fmt.Sprintf(`([l, o, v, want]) => [new Intl.%s(l, o).format(v), want]`, class))
	}
}

// TestNode compares with what Node 22 says, part by part.
func TestNode(t *testing.T) {
	vectors(t, "node-dates.json", `([l, o, v, want, resolved]) => {
		const f = new Intl.DateTimeFormat(l, o);
		return [JSON.stringify([f.formatToParts(v).map(p => [p.type, p.value]), resolved && f.resolvedOptions()]), JSON.stringify([want, resolved])];
	}`)
	vectors(t, "node-numbers.json", `([l, o, v, want, resolved, range]) => {
		if (v === "throws") { try { new Intl.NumberFormat(l, o); return ["nothing", want]; } catch (e) { return [e.name, want]; } }
		const f = new Intl.NumberFormat(l, o), x = Number(v);
		return [JSON.stringify([f.formatToParts(x).map(p => [p.type, p.value]), resolved && f.resolvedOptions(), range && f.formatRangeToParts(x, range[0]).map(p => [p.type, p.value, p.source])]),
			JSON.stringify([want, resolved, range && range[1]])];
	}`)
	vectors(t, "node-order.json", `([l, o, list, sorted, signs]) => [
		JSON.stringify([[...list].sort(new Intl.Collator(l, o ?? undefined).compare), list.map(a => list.map(b => "<=>"[Math.sign(a.localeCompare(b, l, o ?? undefined)) + 1]).join(""))]), JSON.stringify([sorted, signs])]`)
	vectors(t, "node-words.json", `([code, want]) => [JSON.stringify((0, eval)(code)), JSON.stringify(want)]`)
}

// vectors runs judge, which gives what there is and what there should be, on
// every line of a file.
func vectors(t *testing.T, file, judge string) {
	t.Run(file, func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		s := jstest.Script(t, options(), "vectors.js", fmt.Sprintf(`const judge = %s;
			globalThis.run = () => %s.map(line => {
				try { const [got, want] = judge(line); return got === want ? null : JSON.stringify([got, want, JSON.stringify(line.slice(0, 3))]); }
				catch (e) { return JSON.stringify([String(e) + e.stack, "", JSON.stringify(line.slice(0, 3))]); }
			}).filter(x => x !== null)`, judge, text))
		v, err := jstest.Value(s, "run()")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range v.([]any) {
			var r [3]string
			if err := json.Unmarshal([]byte(line.(string)), &r); err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s: got %s, want %s", r[2], r[0], r[1])
		}
	})
}
