package filestamp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMarkOf holds that a file which was replaced by one of the same size and
// time has another mark, and that one which was not touched has the same.
func TestMarkOf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	then := time.Unix(1_000_000, 0)
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	if MarkOf(path) != (Mark{}) {
		t.Error("nothing has a mark")
	}
	write(path, "one")
	first := MarkOf(path)
	if first == (Mark{}) || MarkOf(path) != first {
		t.Error("a file that was not touched has two marks")
	}
	write(path+".new", "two")
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	if MarkOf(path) == first {
		t.Error("another file of the same size and time has the same mark")
	}
}

// TestSum holds the part for systems that know only size and time.
func TestSum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	sums := map[uint64]string{}
	for _, text := range []string{"one", "two", "", strings.Repeat("x", Readable)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := sum(path)
		if other, ok := sums[s]; ok || s == 0 {
			t.Errorf("sum %x of %.5q is that of %.5q", s, text, other)
		}
		sums[s] = text
	}
	if sum(path+".none") != 0 {
		t.Error("nothing has a sum")
	}
}
