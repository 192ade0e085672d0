package types

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWriteKeepsWhatPeopleMade(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "jsconfig.json")
	if err := os.WriteFile(config, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "hotreply.d.ts"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(config); string(got) != "{}" {
		t.Errorf("jsconfig.json is %q, want it left alone", got)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "hotreply.d.ts")); string(got) != string(Declarations()) {
		t.Error("hotreply.d.ts was not refreshed")
	}
}

// TestWriteTouchesNothing: watchers see no change at the next start.
func TestWriteTouchesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	path, old := filepath.Join(dir, "hotreply.d.ts"), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("the file was written again: %v, %v", info, err)
	}
}

func TestWriteRespectsTSConfig(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tsconfig.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "jsconfig.json")); !os.IsNotExist(err) {
		t.Errorf("jsconfig.json beside a tsconfig.json: %v", err)
	}
}

// TestWriteRefreshesItsOwn: what an earlier version wrote, and nobody changed
// since, becomes what this one writes.
func TestWriteRefreshesItsOwn(t *testing.T) {
	names, err := fs.Glob(earlier, "earlier/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("earlier/*.json: %v, %v", names, err)
	}
	for _, name := range names {
		old, err := earlier.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]string{
			string(old): string(Config),
			strings.ReplaceAll(string(old), "\n", "\r\n"):    string(Config),
			strings.Replace(string(old), "true", "false", 1): strings.Replace(string(old), "true", "false", 1),
		} {
			config := filepath.Join(t.TempDir(), "jsconfig.json")
			if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := Write(filepath.Dir(config)); err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(config); err != nil || string(got) != want {
				t.Errorf("%s: jsconfig.json is now %q (%v), want %q", name, got, err, want)
			}
		}
	}
}

// TestConfigIsKnownLater: who changes jsconfig.json puts the one before into
// earlier, so that it is refreshed, and its sum here.
func TestConfigIsKnownLater(t *testing.T) {
	const sum = "d8b6f8e06727acae8d6f5f4cee132845aa2d581d47b823ef03381aec000f9052"
	if got := fmt.Sprintf("%x", sha256.Sum256(Config)); got != sum {
		t.Errorf("jsconfig.json has changed to %s: is the one before in earlier?", got)
	}
}
