package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// While the disk is full those who wait are told, submitted writes are kept in
// their order, and both go on when there is room.
func TestFullDisk(t *testing.T) {
	var full atomic.Bool
	ctx := context.Background()
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{
		OnFatal: func(err error) { t.Errorf("a full disk is not fatal: %v", err) },
		OnError: func(err error) { t.Errorf("OnError(%v)", err) },
		CommitFault: func() error {
			if full.Load() {
				return fmt.Errorf("write: %w", fullErrnos[0])
			}
			return nil
		},
	})
	kv := NewKV(db, KVOptions{})
	s := kv.Space("x")
	_ = s.Set(nil, "n", raw("1"), 0)
	update(t, db, func(tx *txn) error { tx.SetNote("list", []byte("a")); return nil })
	full.Store(true)
	db.submit(func(tx *txn) error { tx.SetNote("list", append(tx.Note("list"), 'b')); return nil })
	_ = s.Set(nil, "n", raw("2"), 0)
	for range 3 {
		err := db.update(ctx, func(tx *txn) error { tx.SetNote("list", append(tx.Note("list"), 'X')); return nil })
		var f *FullError
		if !errors.As(err, &f) || !errors.Is(err, fullErrnos[0]) || f.Hint() == "" {
			t.Fatalf("Update on a full disk = %v, want *FullError", err)
		}
		if db.Full() == nil {
			t.Error("Full() = nil on a full disk")
		}
	}
	view(t, db, func(tx *txn) {
		if got := string(tx.Note("list")); got != "a" {
			t.Errorf("on the full disk the note is %q, want a", got)
		}
	})
	if v, _ := s.Get("n"); string(v) != "2" {
		t.Errorf("a script sees %s on a full disk, want its own write 2", v)
	}
	full.Store(false)
	update(t, db, func(tx *txn) error { tx.SetNote("list", append(tx.Note("list"), 'c')); return nil })
	view(t, db, func(tx *txn) {
		if got := string(tx.Note("list")); got != "abc" {
			t.Errorf("with room again the note is %q, want abc", got)
		}
	})
	if got := disk(t, db, "x", "n"); got != "2" || db.Full() != nil {
		t.Errorf("with room again n is %s on disk, Full() = %v", got, db.Full())
	}
}

// Submitted writes go on by themselves, without anybody asking.
func TestFullDiskRetriesByItself(t *testing.T) {
	var faults atomic.Int32
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{CommitFault: func() error {
		if faults.Add(1) <= 2 {
			return fullErrnos[0]
		}
		return nil
	}})
	done := make(chan struct{})
	db.submit(func(tx *txn) error {
		tx.SetNote("n", []byte("1"))
		tx.OnCommit(func() { close(done) })
		return nil
	})
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("a submitted write was not tried again")
	}
}

func TestOtherCommitErrorsAreFatal(t *testing.T) {
	fatal := make(chan error, 2)
	var broken atomic.Bool
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{
		OnFatal: func(err error) { fatal <- err },
		CommitFault: func() error {
			if broken.Load() {
				return syscall.EIO
			}
			return nil
		},
	})
	update(t, db, func(tx *txn) error { tx.SetNote("n", []byte("1")); return nil })
	broken.Store(true)
	var commit *CommitError
	err := db.update(context.Background(), func(tx *txn) error { tx.SetNote("n", []byte("2")); return nil })
	if !errors.As(err, &commit) || !errors.Is(err, syscall.EIO) {
		t.Fatalf("Update = %v, want *CommitError of EIO", err)
	}
	if got := <-fatal; !errors.As(got, &commit) {
		t.Errorf("OnFatal(%v)", got)
	}
	broken.Store(false)
	if err := db.Flush(context.Background()); !errors.As(err, &commit) {
		t.Errorf("work after a fatal error = %v, want the same error", err)
	}
	if err := db.Close(); !errors.As(err, &commit) {
		t.Errorf("Close = %v, want the same error", err)
	}
	again := open(t, db.Path(), Options{})
	view(t, again, func(tx *txn) {
		if got := string(tx.Note("n")); got != "1" {
			t.Errorf("after opening again n = %q, want 1", got)
		}
	})
}
