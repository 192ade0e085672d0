package blame

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestVersionOfScript: a version is all files of a script, imports included,
// and nothing else.
func TestVersionOfScript(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	dirs := []string{dir}
	files := madeOf([]string{write("_lib/b.js", "b"), write("10-a.js", "a"), write("_lib/b.js", "b")})
	write("20-folder/index.js", "f")
	versions := []string{versionOf(dirs, "10-a.js", files)}
	for _, change := range []struct {
		name string
		do   func()
		same bool
	}{
		{"another script", func() { write("30-b.js", "b") }, true},
		{"another file beside the import", func() { write("_lib/c.js", "c") }, true},
		{"the script", func() { write("10-a.js", "A") }, false},
		{"the import", func() { write("_lib/b.js", "B") }, false},
		{"the import is gone", func() { os.Remove(files[1]) }, false},
		{"it is a folder now", func() { os.Mkdir(files[1], 0o700) }, true},
	} {
		change.do()
		v := versionOf(dirs, "10-a.js", files)
		if before := versions[len(versions)-1]; (v == before) != change.same || !change.same && slices.Contains(versions, v) {
			t.Errorf("%s: version %s after %s", change.name, v, before)
		}
		versions = append(versions, v)
	}
	if v := versionOf(dirs, "99-nowhere.js", files); v != "" {
		t.Errorf("a script that is nowhere has version %q", v)
	}
	folder := versionOf(dirs, "20-folder", nil)
	if os.Symlink("/dev/zero", filepath.Join(dir, "20-folder", "zero")) == nil && versionOf(dirs, "20-folder", nil) != folder {
		t.Error("what is no plain file counts")
	}
	if os.Symlink("20-folder", filepath.Join(dir, "25-link")) == nil && versionOf(dirs, "25-link", nil) == "" {
		t.Error("a script that is a link to a folder has no version")
	}
	write("20-folder/more.js", "m")
	if folder == "" || folder == versionOf(dirs, "20-folder", nil) {
		t.Error("a file more in a script's folder is no change")
	}
}

// TestLoadNotes: the next life reads which files the scripts were made of, and
// a note that was cut off harms no other.
func TestLoadNotes(t *testing.T) {
	state := t.TempDir()
	open := func() (*loadNotes, map[string][]string) {
		t.Helper()
		n, left, err := openLoadNotes(state)
		if err != nil {
			t.Fatal(err)
		}
		return n, left
	}
	first, left := open()
	if len(left) != 0 {
		t.Errorf("the first life finds %v", left)
	}
	for range 2 {
		first.add("a.js", "/规则/a.js")
		first.add("a.js", "/规则/_lib/\"b\".js")
		first.add("b.js", "/规则/b.js")
	}
	first.close()
	if f, err := os.OpenFile(filepath.Join(state, loadsFile), os.O_APPEND|os.O_WRONLY, 0); err == nil {
		_, _ = f.WriteString(`{"script":"a.js","fi`)
		f.Close()
	}
	second, left := open()
	second.close()
	if !slices.Equal(left["a.js"], []string{"/规则/a.js", "/规则/_lib/\"b\".js"}) || !slices.Equal(left["b.js"], []string{"/规则/b.js"}) {
		t.Errorf("the next life finds %q", left)
	}
	third, left := open()
	third.close()
	if len(left) != 0 {
		t.Errorf("the third life finds %q of the first", left)
	}
}
