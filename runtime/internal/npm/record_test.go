package npm

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var (
	record = flag.Bool("record", false, "record Node's answers again")
	node22 = flag.String("node", "node", "the Node to record with, version 22")
)

// mark stands before the answer on Node's output.
const mark = "\x01answer "

// TestRecord writes answers.jsonl.
func TestRecord(t *testing.T) {
	if !*record {
		t.Skip("-record asks Node")
	}
	root := install(t)
	url := stub(t)
	dir := filepath.Join(root, "node")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	answers, all := readAnswers(t), readProbes(t)
	for _, p := range all {
		t.Run(p.String(), func(t *testing.T) {
			p.write(t, dir, p.ext(), url)
			answers[p.String()] = strings.NewReplacer(root, ".", url, "STUB").Replace(askNode(t, dir, p))
		})
	}
	writeAnswers(t, all, answers)
}

// writeAnswers writes answers.jsonl in the order of the probes.
func writeAnswers(t *testing.T, all []probe, answers map[string]string) {
	t.Helper()
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	for _, p := range all {
		if answers[p.String()] == "" {
			continue
		}
		err := e.Encode(struct {
			Probe string `json:"probe"`
			Node  string `json:"node"`
		}{p.String(), answers[p.String()]})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile("testdata/answers.jsonl", []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// askNode returns what Node makes of a probe: "OK …" or "THROW …".
func askNode(t *testing.T, dir string, p probe) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	runner, err := filepath.Abs("testdata/ask.mjs")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, *node22, runner, filepath.Join(dir, p.file()+p.ext()))
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TZ=Asia/Shanghai", "LANG=C", "NO_COLOR=1"}
	out, err := cmd.Output()
	_, text, ok := strings.Cut(string(out), mark)
	if !ok {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("%s: %v\n%s", p, err, exit.Stderr)
		}
		t.Fatalf("%s: no answer: %v\n%s", p, err, out)
	}
	line, _, _ := strings.Cut(text, "\n")
	var answer string
	if err := json.Unmarshal([]byte(line), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}
