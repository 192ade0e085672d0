package statedir_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"hotreply/host/internal/statedir"
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
		err := statedir.Wrap("lock the state folder", "data", wrapped)
		var folder *statedir.FolderError
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
	same := &statedir.FolderError{Doing: "read", Dir: "rules", Err: &fs.PathError{Op: "open", Path: "rules", Err: syscall.EACCES}}
	if n := strings.Count(same.Error(), "rules"); n != 1 {
		t.Errorf("%q names the folder %d times", same.Error(), n)
	}
}

// TestFolderErrorLeavesBetterOnes: an error with a hint of its own keeps it.
func TestFolderErrorLeavesBetterOnes(t *testing.T) {
	full := &store.FullError{Path: "state.db", Err: &fs.PathError{Op: "write", Path: "state.db", Err: syscall.ENOSPC}}
	if err := statedir.Wrap("open the store", "data", full); err != error(full) {
		t.Errorf("a FullError became %T", err)
	}
	errPlain := errors.New("the host stops")
	if err := statedir.Wrap("open the store", "data", errPlain); err != errPlain {
		t.Errorf("what is not the system's became %T", err)
	}
}
