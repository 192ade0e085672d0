package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// open opens a store that is closed with the test.
func open(t testing.TB, path string, o Options) *DB {
	t.Helper()
	o.Engine = Tested()
	db, err := Open(path, o)
	if err != nil {
		t.Fatalf("Open(%s): %v", path, err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func temp(t testing.TB) *DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "state.db"), Options{})
}

// update runs fn in a transaction of its own and waits for it.
func (db *DB) update(ctx context.Context, fn func(*txn) error) error {
	_, err := ask(db, func(tx *txn) (struct{}, error) { return struct{}{}, fn(tx) }).Wait(ctx)
	return err
}

func update(t testing.TB, db *DB, fn func(*txn) error) {
	t.Helper()
	if err := db.update(context.Background(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func view(t testing.TB, db *DB, fn func(*txn)) {
	t.Helper()
	if err := db.view(func(tx *txn) error { fn(tx); return nil }); err != nil {
		t.Fatalf("View: %v", err)
	}
}

func TestUpdateIsDurable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "state.db")
	db := open(t, path, Options{})
	update(t, db, func(tx *txn) error { tx.SetCursor("default", "c1"); return nil })
	if err := db.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	again := open(t, path, Options{})
	view(t, again, func(tx *txn) {
		if got := tx.Cursor("default"); got != "c1" {
			t.Errorf("cursor after reopening = %q, want c1", got)
		}
	})
}

// What is handed over by one goroutine is applied in that order, waited for or
// not, and a failing function takes none of its neighbours with it.
func TestOrderAndFailures(t *testing.T) {
	var mu sync.Mutex
	var failed []string
	db := open(t, filepath.Join(t.TempDir(), "state.db"), Options{OnError: func(err error) {
		mu.Lock()
		defer mu.Unlock()
		failed = append(failed, err.Error())
	}})
	boom := errors.New("boom")
	for i := range 300 {
		db.submit(func(tx *txn) error {
			was := string(tx.Note("list"))
			tx.SetNote("list", fmt.Appendf(nil, "%s%d ", was, i))
			if i%50 == 7 {
				return boom
			}
			return nil
		})
	}
	if err := db.update(context.Background(), func(*txn) error { panic("mine") }); err == nil {
		t.Error("Update with a panicking function returned nil")
	}
	want := ""
	for i := range 300 {
		if i%50 != 7 {
			want += fmt.Sprintf("%d ", i)
		}
	}
	view(t, db, func(tx *txn) {
		if got := string(tx.Note("list")); got != want {
			t.Errorf("applied %q\nwant    %q", got, want)
		}
	})
	mu.Lock()
	defer mu.Unlock()
	if len(failed) != 6 || failed[0] != "boom" {
		t.Errorf("OnError heard %q, want boom 6 times", failed)
	}
}

func TestUpdateContext(t *testing.T) {
	db := temp(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := db.update(ctx, func(tx *txn) error { tx.SetNote("n", []byte("1")); return nil })
	var got []byte
	if ferr := db.Flush(context.Background()); ferr != nil {
		t.Fatal(ferr)
	}
	view(t, db, func(tx *txn) { got = tx.Note("n") })
	if (err == nil) != (got != nil) {
		t.Errorf("Update with an ended context: error %v, but written = %v", err, got != nil)
	}
}

func TestClosed(t *testing.T) {
	db := temp(t)
	db.submit(func(tx *txn) error { tx.SetNote("last", []byte("1")); return nil })
	if err := db.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if err := db.Flush(context.Background()); !errors.Is(err, ErrClosed) {
		t.Errorf("Flush after Close = %v, want ErrClosed", err)
	}
	if err := db.view(func(*txn) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("View after Close = %v, want ErrClosed", err)
	}
	again := open(t, db.Path(), Options{})
	view(t, again, func(tx *txn) {
		if tx.Note("last") == nil {
			t.Error("what was submitted before Close is not there")
		}
	})
}

func TestLocked(t *testing.T) {
	db := temp(t)
	_, err := Open(db.Path(), Options{LockTimeout: 60 * time.Millisecond})
	var locked *LockedError
	if !errors.As(err, &locked) {
		t.Fatalf("second Open = %v, want *LockedError", err)
	}
	if locked.Hint() == "" {
		t.Error("no hint")
	}
	if locked.PID != 0 && locked.PID != os.Getpid() {
		t.Errorf("held by %d, this process is %d", locked.PID, os.Getpid())
	}
}

func TestWriteInViewPanics(t *testing.T) {
	db := temp(t)
	defer func() {
		if recover() == nil {
			t.Error("a write in a view went by in silence")
		}
	}()
	_ = db.view(func(tx *txn) error { tx.SetCursor("a", "c"); return nil })
}
