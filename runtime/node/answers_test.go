package node_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/node"
)

// TestAnswers compares what the cases of testdata/answers give with what Node
// 22 gave, as record.mjs wrote it down.
func TestAnswers(t *testing.T) {
	files, err := filepath.Glob("testdata/answers/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { compareAnswers(t, file) })
	}
}

func compareAnswers(t *testing.T, file string) {
	cases, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := os.ReadFile(file + "on")
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	if err := json.Unmarshal(recorded, &want); err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(cases), "module.exports = {", "const cases = {", 1) + `
globalThis.ask = async () => {
  const out = {};
  for (const [name, f] of Object.entries(cases)) {
    try { out[name] = JSON.stringify(await f()) ?? "undefined"; } catch (e) { out[name] = "throws " + e.stack; }
  }
  return JSON.stringify(out);
};`
	v, err := jstest.Value(jstest.Script(t, options(t, node.Options{}), "answers.js", text), "ask()")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(v.(string)), &got); err != nil {
		t.Fatal(err)
	}
	for name, line := range want {
		if got[name] != line {
			t.Errorf("%s:\n%.700s\nNode has\n%.700s", name, got[name], line)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d answers, %d were recorded", len(got), len(want))
	}
}
