package npm

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A probe is one module with a function run. Its name is empty where a package
// has one probe, or for the first of several.
type probe struct {
	Package, Name, Code string
}

// String is how tests and answers name it: package, or package/name.
func (p probe) String() string { return strings.TrimSuffix(p.Package+"/"+p.Name, "/") }

// file is the name of its script.
func (p probe) file() string { return strings.NewReplacer("/", "-", "@", "").Replace(p.String()) }

// ext is what Node wants its file to be called.
func (p probe) ext() string {
	if strings.HasPrefix(p.Code, "const ") && strings.Contains(p.Code, "require(") {
		return ".cjs"
	}
	return ".mjs"
}

// A pack is one line of packages.tsv.
type pack struct {
	Name, Version string
	Instead       string // what to use where it does not work, or what of it does not
}

// readProbes returns the probes in their order, which is that of the packages.
func readProbes(t *testing.T) []probe {
	t.Helper()
	var list []probe
	for _, part := range regexp.MustCompile(`(?m)^=== `).Split(read(t, "testdata/probes.txt"), -1)[1:] {
		head, code, _ := strings.Cut(part, "\n")
		name, sub, _ := strings.Cut(head, " ")
		list = append(list, probe{name, sub, code})
	}
	return list
}

func readPackages(t *testing.T) []pack {
	t.Helper()
	var list []pack
	for _, f := range readTable(t, "testdata/packages.tsv", 3) {
		list = append(list, pack{f[0], f[1], f[2]})
	}
	return list
}

// readTable returns the lines of a table after its head, each with n fields.
func readTable(t *testing.T, path string, n int) [][]string {
	t.Helper()
	var rows [][]string
	for i, line := range strings.Split(strings.TrimRight(read(t, path), "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != n {
			t.Fatalf("%s:%d has %d fields instead of %d", path, i+1, len(f), n)
		}
		if i > 0 {
			rows = append(rows, f)
		}
	}
	return rows
}

// readAnswers returns Node's answers by probe.
func readAnswers(t *testing.T) map[string]string {
	t.Helper()
	answers := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(read(t, "testdata/answers.jsonl")))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a struct{ Probe, Node string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatalf("answers.jsonl: %v in %s", err, lines.Text())
		}
		answers[a.Probe] = a.Node
	}
	return answers
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// write puts the probe and its tail into dir, with the server at stub.
func (p probe) write(t *testing.T, dir, ext, stub string) {
	t.Helper()
	set := fmt.Sprintf("globalThis.STUB = %q;\nglobalThis.RSS = %q;\n", stub, feed)
	text := p.Code + set + read(t, "testdata/tail.js")
	if err := os.WriteFile(filepath.Join(dir, p.file()+ext), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestLists: the lists speak of the same packages and probes, and the versions
// are pinned.
func TestLists(t *testing.T) {
	var pinned struct {
		Dependencies, DevDependencies map[string]string
	}
	if err := json.Unmarshal([]byte(read(t, "testdata/package.json")), &pinned); err != nil {
		t.Fatal(err)
	}
	answers, probed := readAnswers(t), map[string]bool{}
	for _, p := range readProbes(t) {
		probed[p.Package] = true
		if answers[p.String()] == "" {
			t.Errorf("%s has no answer of Node: record it", p)
		}
		delete(answers, p.String())
	}
	for name := range answers {
		t.Errorf("an answer of Node is about %s, and there is no such probe", name)
	}
	for _, p := range readPackages(t) {
		if pinned.Dependencies[p.Name] != p.Version {
			t.Errorf("%s is %q in package.json instead of %s", p.Name, pinned.Dependencies[p.Name], p.Version)
		}
		delete(pinned.Dependencies, p.Name)
		if !probed[p.Name] {
			t.Errorf("%s has no probe", p.Name)
		}
	}
	for name := range pinned.Dependencies {
		t.Errorf("%s is a dependency in package.json and not in packages.tsv", name)
	}
	for name, version := range pinned.DevDependencies {
		if strings.ContainsAny(version, "^~*> ") {
			t.Errorf("%s is not pinned: %s", name, version)
		}
	}
}
