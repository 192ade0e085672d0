package store

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// The kernel's own refusal to let the file grow, in a process of its own as
// the limit is the process's.
func TestFileSizeLimit(t *testing.T) {
	if os.Getenv("STORE_TEST_FSIZE") == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestFileSizeLimit$", "-test.v")
		cmd.Env = append(os.Environ(), "STORE_TEST_FSIZE=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "s.db")
	db := open(t, path, Options{OnFatal: func(err error) { t.Errorf("fatal: %v", err) }})
	limit := func(n uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: 1 << 40}); err != nil {
			t.Fatal(err)
		}
	}
	limit(map[Engine]uint64{EngineBolt: 3 << 20, EngineLog: 5 << 20}[Tested()]) // the log has its first steps already
	ctx := context.Background()
	write := func() error {
		return db.update(ctx, func(tx *txn) error {
			tx.AddInbox(InboxRow{Account: "a", Raw: make([]byte, 100_000)})
			return nil
		})
	}
	done := 0
	var err error
	for err == nil && done < 1000 {
		if err = write(); err == nil {
			done++
		}
	}
	var full *FullError
	if !errors.As(err, &full) {
		t.Fatalf("after %d rows: %v, want *FullError", done, err)
	}
	switch err := write(); {
	case err == nil && Tested() == EngineLog: // the file had room for what the log holds
		done++
	case !errors.As(err, &full):
		t.Errorf("again: %v, want *FullError", err)
	}
	count := func() (n int) {
		view(t, db, func(tx *txn) { n = tx.CountInbox("a") })
		return n
	}
	if got := count(); got != done || done < 5 {
		t.Errorf("%d rows are there, %d were confirmed", got, done)
	}
	update(t, db, func(tx *txn) error { tx.SetNote("small", []byte("fits")); return nil })
	limit(1 << 30)
	for range 50 {
		if err := write(); err != nil {
			t.Fatalf("with room again: %v", err)
		}
		done++
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, path, Options{})
	if got := count(); got != done {
		t.Errorf("after opening again %d rows, want %d", got, done)
	}
}
