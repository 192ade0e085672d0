package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Sides and simulator must not share the pages of one file, even where they are
// the same program.
func TestBinariesAreCopies(t *testing.T) {
	self, err := executable()
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{dir: t.TempDir()}
	var files []os.FileInfo
	for _, name := range []string{"simulator", "old"} {
		path, err := l.copied(self, name)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode()&0o100 == 0 || filepath.Dir(path) != l.dir {
			t.Errorf("%s: %v", path, info.Mode())
		}
		files = append(files, info)
	}
	if os.SameFile(files[0], files[1]) {
		t.Error("one file for two")
	}
	want, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(l.dir, "hotreply-old"))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
	}
}
