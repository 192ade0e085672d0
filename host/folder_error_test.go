package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hotreply/store"
)

// TestFolderErrorHints: each kind of refusal names the folder once, what the
// system says, and a next step of its own.
func TestFolderErrorHints(t *testing.T) {
	for _, c := range []struct {
		err  error
		hint string
	}{
		{syscall.EACCES, "the right to read and write"},
		{syscall.EPERM, "the right to read and write"},
		{syscall.EROFS, "read-only"},
		{syscall.ENOSPC, "full"},
		{syscall.ENOTDIR, "a file stands"},
		{syscall.EEXIST, "a file stands"},
		{syscall.EIO, "choose another folder"},
	} {
		wrapped := fmt.Errorf("note: %w", &fs.PathError{Op: "open", Path: "data/lock", Err: c.err})
		err := inState("lock the state folder", "data", wrapped)
		var folder *FolderError
		if !errors.As(err, &folder) || !errors.Is(err, c.err) {
			t.Errorf("%v: %T is no FolderError around it", c.err, err)
			continue
		}
		if text := err.Error(); !strings.HasPrefix(text, "lock the state folder data: ") || !strings.Contains(text, c.err.Error()) {
			t.Errorf("%v: %s", c.err, text)
		}
		if hint := folder.Hint(); !strings.Contains(hint, c.hint) || !strings.Contains(hint, "--state") {
			t.Errorf("%v: hint %q, want one about %q that names --state", c.err, hint, c.hint)
		}
	}
	same := &FolderError{Doing: "read", Dir: "rules", Err: &fs.PathError{Op: "open", Path: "rules", Err: syscall.EACCES}}
	if n := strings.Count(same.Error(), "rules"); n != 1 {
		t.Errorf("%q names the folder %d times", same.Error(), n)
	}
}

// TestFolderErrorLeavesBetterOnes: an error with a hint of its own keeps it.
func TestFolderErrorLeavesBetterOnes(t *testing.T) {
	full := &store.FullError{Path: "state.db", Err: &fs.PathError{Op: "write", Path: "state.db", Err: syscall.ENOSPC}}
	if err := inState("open the store", "data", full); err != error(full) {
		t.Errorf("a FullError became %T", err)
	}
	if err := inState("open the store", "data", errDraining); err != errDraining {
		t.Errorf("what is not the system's became %T", err)
	}
}

// TestFoldersBelowAFile: each way into a folder that can not be tells so.
func TestFoldersBelowAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(file, "x")
	usable := t.TempDir()
	account := map[string]AccountConfig{"default": {}}
	lock := func() error { _, err := LockState(inside, "test"); return err }
	check := func(c Config) error { _, err := Check(t.Context(), c, nil); return err }
	for name, err := range map[string]error{
		"lock":          lock(),
		"run":           Run(t.Context(), Config{State: inside, Scripts: usable, Accounts: account}),
		"check state":   check(Config{State: inside, Scripts: usable, Accounts: account}),
		"check scripts": check(Config{State: usable, Scripts: inside, Accounts: account}),
		"own scripts":   CheckScripts(Config{Scripts: usable, Accounts: map[string]AccountConfig{"a": {Scripts: file}}}),
	} {
		var folder *FolderError
		if !errors.As(err, &folder) {
			t.Errorf("%s: %v (%T), want a FolderError", name, err, err)
		} else if !strings.HasPrefix(folder.Dir, file) || folder.Hint() == "" {
			t.Errorf("%s: folder %q, hint %q", name, folder.Dir, folder.Hint())
		}
	}
}
