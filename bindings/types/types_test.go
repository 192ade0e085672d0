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

func TestParse(t *testing.T) {
	blocks := Parse("/** A thing. */\ninterface Thing {\n  /**\n   * Does it.\n   * @example\n   * thing.do(1)\n   */\n  do(n: number): void\n  do(s: string): void\n  readonly name?: string\n}\ntype A = string |\n  number\n")
	if len(blocks) != 2 || blocks[0].Doc.Text != "A thing." || len(blocks[0].Members) != 2 || blocks[1].Header != "type A = string |\n  number" {
		t.Fatalf("blocks %+v", blocks)
	}
	do := blocks[0].Members[0]
	if do.Name != "do" || len(do.Signatures) != 2 || do.Doc.Text != "Does it." || do.Doc.Example != "thing.do(1)" {
		t.Errorf("member %+v", do)
	}
}
