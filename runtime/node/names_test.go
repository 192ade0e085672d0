package node

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryNameIsTested fails when a global or a module is made that no test
// file uses.
func TestEveryNameIsTested(t *testing.T) {
	var all strings.Builder
	files, _ := filepath.Glob("testdata/*.js")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for _, name := range new(state).catalog().Names() {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(all.String()) {
			t.Errorf("no test file uses %s", name)
		}
	}
	for name := range modules {
		if !regexp.MustCompile(`["(:]` + name + `"`).MatchString(all.String()) {
			t.Errorf("no test file imports %s", name)
		}
	}
}

// TestModulesHaveTypes: what works is typed for editors, under both of its
// names, and what does not is not.
func TestModulesHaveTypes(t *testing.T) {
	text, err := os.ReadFile("../../bindings/types/node.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	typed := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^declare module "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		typed[m[1]] = true
	}
	for name, m := range modules {
		for _, spelled := range (module{name, m}).Specifiers() {
			if works := m.support != stub; works != typed[spelled] {
				t.Errorf("%s works: %v; it is typed: %v", spelled, works, typed[spelled])
			}
			delete(typed, spelled)
		}
	}
	for name := range typed {
		t.Errorf("%s is typed and no module", name)
	}
}

// TestModulesAreDocumented: docs/javascript.md has every module in the row that
// says how much of it there is.
func TestModulesAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/javascript.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Modules of Node")
	rows := strings.SplitN(table, "\n| `", 4)
	if len(rows) != 4 {
		t.Fatal("docs/javascript.md has no table of three rows")
	}
	for name, m := range modules {
		cell, _, _ := strings.Cut("`"+rows[1+int(m.support)], " |")
		if !strings.Contains(cell, "`"+name+"`") {
			t.Errorf("docs/javascript.md has no %s in row %d", name, 1+m.support)
		}
	}
}
