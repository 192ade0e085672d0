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
