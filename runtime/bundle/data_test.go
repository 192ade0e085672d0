package bundle_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/runtime/bundle"
)

// TestDataFiles: what an import of a file of data gives, from a script and from
// a folder below.
func TestDataFiles(t *testing.T) {
	l := folder(t, map[string]string{
		"a.js": `import menu from "./menu.csv"; import shop from "./shop.toml"; import faq, { 退货 } from "./faq.yaml"; import { odd } from "./odd.yml";
			import rules from "./群规.txt"; import page from "./page.md"; import { more } from "./sub/more.js";
			say(JSON.stringify([menu, shop.open, faq.退货 === 退货, odd === Infinity, rules, page, more, require("./shop.toml").open]))`,
		"menu.csv": "\ufeff名称,价格\n面,12\n", "shop.toml": "open = 09:00:00\n", "faq.yaml": "退货: 七天\n", "odd.yml": "odd: .inf\n",
		"群规.txt": "\xc4\xe3\xba\xc3", "page.md": "# hi", "sub/more.js": `import rows from "./more.tsv"; export const more = rows`, "sub/more.tsv": "a\tb\n1\t2\n",
	}, bundle.Options{})
	b, err := load(l, "a.js")
	if err != nil {
		t.Fatal(err)
	}
	want := `[[{"名称":"面","价格":"12"}],"09:00:00",true,true,"你好","# hi",[{"a":"1","b":"2"}],"09:00:00"]`
	if got := run(t, b); got != want {
		t.Errorf("said %s, want %s", got, want)
	}
	if len(b.Notes) != 1 || b.Notes[0].File != "scripts/群规.txt" || !strings.Contains(b.Notes[0].Text, "GBK") || b.Notes[0].Script != "a.js" {
		t.Errorf("notes %+v", b.Notes)
	}
	menu := filepath.Join(l.Dir(), "menu.csv")
	put(t, menu, "名称,价格\n面,13\n")
	l.Files().Begin()
	l.Files().Doubt(menu)
	changed := 0
	for _, in := range b.Inputs {
		if l.Files().Now(in) != in.Hash {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("%d inputs changed, want the table", changed)
	}
}

// TestDataErrors: a mistake in a file of data is told with its place.
func TestDataErrors(t *testing.T) {
	l := folder(t, map[string]string{
		"a.js": `import "./a.csv"`, "a.csv": "名称,价格\n面,“大”,12\n",
		"b.js": `import "./b.toml"`, "b.toml": "a = 1\nb = hello\n",
		"c.js": `import "./c.yaml"`, "c.yaml": "a:\n  id: 12345678901234567890\n",
		"d.js": `import "./d.json"`, "d.json": "{\n  a: 1}",
	}, bundle.Options{})
	for script, want := range map[string]string{
		"a.js": "scripts/a.csv:2:7: SyntaxError: cell 3 has no name",
		"b.js": "scripts/b.toml:2:5: SyntaxError: ",
		"c.js": "scripts/c.yaml:2:7: SyntaxError: 12345678901234567890 is larger",
		"d.js": "scripts/d.json:2:3: SyntaxError: ",
	} {
		_, err := load(l, script)
		var e *bundle.Error
		if !errors.As(err, &e) || !strings.HasPrefix(e.Error(), want) || !strings.Contains(e.Frame, "^") {
			t.Errorf("%s: %v\n%s", script, err, e.Frame)
		}
	}
	if err := os.Remove(filepath.Join(l.Dir(), "a.csv")); err != nil {
		t.Fatal(err)
	}
	if _, err := load(l, "a.js"); err == nil || !strings.Contains(err.Error(), "cannot find ./a.csv") {
		t.Errorf("a table that is gone: %v", err)
	}
}
