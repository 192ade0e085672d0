package types

import (
	"os"
	"path/filepath"
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
	if got, _ := os.ReadFile(filepath.Join(dir, "hotreply.d.ts")); string(got) != string(Declarations) {
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
