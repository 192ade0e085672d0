package statedir_test

import (
	"errors"
	"hotreply/host/internal/statedir"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLockState(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "data")
	first, err := statedir.Lock(dir, "hotreply run")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the state folder has mode %v, want nothing for others", info.Mode())
	}
	_, err = statedir.Lock(dir, "hotreply run")
	var busy *statedir.StateBusyError
	if !errors.As(err, &busy) || busy.Holder.PID != os.Getpid() || !strings.Contains(err.Error(), `in use by "hotreply run"`) {
		t.Errorf("second LockState = %v, want who holds it", err)
	}
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := statedir.Lock(dir, "hotreply dev")
	if err != nil {
		t.Fatalf("LockState after Unlock: %v", err)
	}
	if err := again.Unlock(); err != nil {
		t.Error(err)
	}
}
