package cli

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestFingerprint holds that rule tests run again after any save, also one of
// the same size and time.
func TestFingerprint(t *testing.T) {
	path, then := filepath.Join(t.TempDir(), "a.test.js"), time.Unix(1_000_000, 0)
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	roots := []string{filepath.Dir(path)}
	write(path, "one")
	before := fingerprint(roots)
	if fingerprint(roots) != before {
		t.Error("a folder that was not touched has two fingerprints")
	}
	write(path+".new", "two")
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	if fingerprint(roots) == before {
		t.Error("a save of the same size and time is not seen")
	}
}
