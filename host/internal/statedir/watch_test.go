package statedir_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/statedir"
)

// A folder that goes or is another one is told of once, and so is its return.
func TestWatch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(dir, "state.db")
	put := func() {
		t.Helper()
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put()
	var log bytes.Buffer
	w := statedir.NewWatch(hclog.New(&hclog.LoggerOptions{Output: &log}), dir)
	look := func(want string) {
		t.Helper()
		log.Reset()
		w.Look()
		first := log.String()
		w.Look()
		if got := log.String(); got != first || want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("log %q, want once %q", got, want)
		}
	}
	look("")
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	look("was removed")
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	look("the state folder is back")
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	put()
	look("was exchanged")
}

// Only a store of no bytes was emptied; one that was never there is new.
func TestEmptyStore(t *testing.T) {
	dir := t.TempDir()
	var log bytes.Buffer
	tell := func() bool {
		log.Reset()
		statedir.TellEmptyStore(hclog.New(&hclog.LoggerOptions{Output: &log}), dir)
		return strings.Contains(log.String(), "state.db is empty (0 bytes)")
	}
	if statedir.EmptyStore(dir) || tell() {
		t.Error("a new folder counts as emptied")
	}
	for content, want := range map[string]bool{"": true, "x": false} {
		if err := os.WriteFile(filepath.Join(dir, "state.db"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if statedir.EmptyStore(dir) != want || tell() != want {
			t.Errorf("%d bytes: emptied is not %v", len(content), want)
		}
	}
}

// A secret that others can read is told of.
func TestTellReadable(t *testing.T) {
	if os.PathSeparator == '\\' {
		t.Skip("modes tell nothing here")
	}
	path := filepath.Join(t.TempDir(), "token.json")
	for mode, want := range map[os.FileMode]bool{0o600: false, 0o640: true, 0o604: true} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		statedir.TellReadable(hclog.New(&hclog.LoggerOptions{Output: &log}), path)
		if told := strings.Contains(log.String(), "chmod 600 '"+path+"'"); told != want {
			t.Errorf("mode %o: told is %v", mode, told)
		}
	}
	statedir.TellReadable(hclog.NewNullLogger(), path+".none")
}
