package sim

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestEverythingIsDocumented compares docs/simulator.md with the code: every
// option, fault and control call has its place there.
func TestEverythingIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/simulator.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	wanted := func(what, name string) {
		t.Helper()
		if !strings.Contains(page, name) {
			t.Errorf("docs/simulator.md does not name the %s %s", what, name)
		}
	}
	set, err := json.Marshal(defaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(set, &keys); err != nil {
		t.Fatal(err)
	}
	for key := range keys {
		wanted("option", "`"+key+"`")
	}
	for kind := range stages {
		wanted("fault", "`"+kind+"`")
	}
	for _, op := range ops() {
		wanted("endpoint", "`"+op+"`")
	}
	for path := range new(Server).controls() {
		_, path, _ = strings.Cut(path, " ")
		wanted("call", path)
	}
}
