package bundle_test

import (
	"fmt"
	"testing"

	"hotreply/runtime/bundle"
)

// TestAmbiguous: an import that several files fit says which one it takes, once.
func TestAmbiguous(t *testing.T) {
	l := folder(t, map[string]string{
		"a.js":       `import x from "./lib/x"; import y from "./lib/y"; import z from "./lib/z.js"; import "./b.js"; say(x + y + z)`,
		"b.js":       `import x from "./lib/x"; import one from "./lib/one";`,
		"lib/x.js":   `export default "x.js "`,
		"lib/x.ts":   `export default "x.ts "`,
		"lib/x.json": `"x.json "`,
		"lib/y.js":   `export default "y.js "`, "lib/y/index.js": `export default "y/index.js "`,
		"lib/z.js": `export default "z.js"`, "lib/z.ts": `export default "z.ts"`,
		"lib/one.js": ``,
	}, bundle.Options{})
	b, err := load(l, "a.js")
	if err != nil {
		t.Fatal(err)
	}
	if got := run(t, b); got != "x.ts y.js z.js" {
		t.Errorf("said %s", got)
	}
	var notes []string
	for _, n := range b.Notes {
		notes = append(notes, fmt.Sprintf("%s: %s", n.File, n.Text))
	}
	want := []string{
		`scripts/a.js: import of "./lib/x" takes scripts/lib/x.ts, not scripts/lib/x.js or scripts/lib/x.json`,
		`scripts/a.js: import of "./lib/y" takes scripts/lib/y.js, not scripts/lib/y/index.js`,
		`scripts/b.js: import of "./lib/x" takes scripts/lib/x.ts, not scripts/lib/x.js or scripts/lib/x.json`,
	}
	if fmt.Sprint(notes) != fmt.Sprint(want) {
		t.Errorf("notes\n%q\nwant\n%q", notes, want)
	}
}

// TestBinaries: what holds a program for a machine is refused by its kind.
func TestBinaries(t *testing.T) {
	l := folder(t, map[string]string{"a.js": `import "./x.wasm"`, "x.wasm": "\x00asm"}, bundle.Options{})
	_, err := load(l, "a.js")
	if e, ok := err.(*bundle.Error); !ok || e.Message != "scripts/x.wasm can not be imported: it is WebAssembly, which can not run here" || e.Hint() == "" {
		t.Errorf("got %v", err)
	}
}
