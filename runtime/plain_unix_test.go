//go:build unix

package runtime_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hotreply/runtime"
)

// inTime holds that a step comes back.
func inTime(t *testing.T, what string, step func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); step() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("%s hangs", what)
	}
}

// TestOddFilesInTheFolder holds that nothing which lies in the folder stops
// start, reload or edits, and that each thing left out is named.
func TestOddFilesInTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "scripts")
	write(t, dir, map[string]string{"10-a.js": hear("a", "1"), "99-large.js": strings.Repeat("//0123456789abcd\n", 600_000)})
	pipe := func(name string) {
		os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o644); err != nil {
			t.Skip(err)
		}
	}
	pipe("20-pipe.js")
	pipe("21-folder/index.js")
	for name, to := range map[string]string{"30-zero.js": "/dev/zero", "40-root": "/", "50-self": ".", "60-loop.js": "60-loop.js", "70-none.js": "nowhere.js"} {
		os.Symlink(to, filepath.Join(dir, name))
	}
	f := &folder{t: t, dir: dir}
	inTime(t, "the start", func() {
		f.set = start(t, nil, runtime.Options{Dir: dir, OnReport: func(r runtime.Report) {
			f.mu.Lock()
			f.reports = append(f.reports, r)
			f.mu.Unlock()
		}})
	})
	for _, want := range []string{"20-pipe.js: passed over: it is a named pipe", "21-folder/index.js: passed over: it is a named pipe", "30-zero.js: passed over: it is a device",
		"40-root: passed over: it leads to a folder that holds", "50-self: passed over: it leads to a folder that holds", "60-loop.js: passed over: the link leads to no file",
		"70-none.js: passed over: the link leads to no file"} {
		f.warned("scripts/"+want, 1)
	}
	list := f.set.Failed()
	if len(list) != 1 || !strings.Contains(list[0].Error(), "larger than 8 MB (10200000 bytes)") || list[0].Hint() == "" {
		t.Errorf("failed: %v", list)
	}
	inTime(t, "an edit", func() { f.replace("10-a.js", hear("a", "2")); f.becomes("a", "2") })
	inTime(t, "a reload", func() { f.set.Reload(context.Background()) })
	f.warned("passed over", 7)
}

// TestImportsOfDevices holds that what is imported, and what the bundler reads
// unasked, is a plain file.
func TestImportsOfDevices(t *testing.T) {
	for _, c := range []struct{ name, device, imports, want string }{
		{"code", "lib/x.js", `import "./lib/x.js";`, "scripts/10-a.js:1:8: ImportError: "},
		{"data", "lib/x.json", `import "./lib/x.json";`, "it is a device"},
		{"no extension", "lib/x", `import "./lib/x";`, "it is a device"},
		{"package", "node_modules/p/index.js", `import "p";`, "it is a device"},
		{"package.json", "package.json", "", "package.json is no plain file"},
		{"tsconfig.json", "tsconfig.json", "", "tsconfig.json is no plain file"},
		{"package.json of a package", "node_modules/p/package.json", `import "p";`, "package.json is no plain file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "scripts")
			write(t, dir, map[string]string{"10-a.js": c.imports + hear("a", "1")})
			path := filepath.Join(dir, c.device)
			os.MkdirAll(filepath.Dir(path), 0o755)
			if err := os.Symlink(os.DevNull, path); err != nil {
				t.Fatal(err)
			}
			f := &folder{t: t, dir: dir}
			f.set = start(t, nil, runtime.Options{Dir: dir, Watch: runtime.WatchAuto})
			list := f.set.Failed()
			if len(list) != 1 || !strings.Contains(list[0].Error(), c.want) || list[0].Hint() == "" {
				t.Fatalf("failed: %v, want %q", list, c.want)
			}
			os.Remove(path)
			f.write("10-a.js", hear("a", "2"))
			f.becomes("a", "2")
		})
	}
}
