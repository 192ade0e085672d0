package npm

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestMain puts the tests in China, as Node was when it was recorded.
func TestMain(m *testing.M) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	time.Local = zone
	os.Exit(m.Run())
}

func TestPackages(t *testing.T) {
	root := install(t)
	url, answers := stub(t), readAnswers(t)
	listed := map[string]pack{}
	for _, p := range readPackages(t) {
		listed[p.Name] = p
	}
	all := readProbes(t)
	found := outcomes{}
	for i := 0; i < len(all); {
		name, from := all[i].Package, i
		for i < len(all) && all[i].Package == name {
			i++
		}
		t.Run(name, func(t *testing.T) {
			for _, p := range all[from:i] {
				runProbe(t, p.Name, func(t *testing.T) {
					o := try(t, root, url, p, answers[p.String()])
					found[p.String()] = o
					t.Log(o.Kind, o.Text)
					if o.Kind == "wrong" {
						t.Errorf("%s: Node gives\n%s\nand a rule\n%s", p, answers[p.String()], o.Text)
					}
				})
			}
		})
	}
	found.compare(t)
}

// runProbe is t.Run, but for a probe without a name.
func runProbe(t *testing.T, name string, f func(*testing.T)) {
	if name == "" {
		name = "first"
	}
	t.Run(name, f)
}

// install puts the locked versions into a folder and returns it.
func install(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("HOTREPLY_NPM")
	switch dir {
	case "":
		t.Skip("set HOTREPLY_NPM=1 to install and load packages of npm")
	case "1":
		dir = t.TempDir()
	}
	lock := []byte(read(t, "testdata/package-lock.json"))
	if have, err := os.ReadFile(filepath.Join(dir, "package-lock.json")); err == nil && bytes.Equal(have, lock) {
		if _, err := os.Stat(filepath.Join(dir, "installed")); err == nil {
			return dir
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(read(t, "testdata/"+name)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--silent")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "installed"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}
