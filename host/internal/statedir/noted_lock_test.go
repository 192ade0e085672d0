package statedir

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestNotedLockRemoved: a lock whose file goes with each release is still had
// by one at a time.
func TestNotedLockRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	var inside, most, taken atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 300 {
				l, err := tryNotedLock(path, LockHolder{PID: 1})
				if errors.Is(err, errLockHeld) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				taken.Add(1)
				if n := inside.Add(1); n > most.Load() {
					most.Store(n)
				}
				inside.Add(-1)
				if err := l.remove(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d had the lock at once, want 1", most.Load())
	}
	if taken.Load() < 8 {
		t.Errorf("taken %d times; the test shows nothing", taken.Load())
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestNotedLockSurvivesHalfANote: whatever the note holds, the lock tells.
func TestNotedLockSurvivesHalfANote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	l, err := tryNotedLock(path, LockHolder{PID: 7, Command: "hotreply run"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.release() }()
	if h := readHolder(path); h.PID != 7 || h.Command != "hotreply run" {
		t.Errorf("the note says %+v", h)
	}
	if err := os.WriteFile(notePath(path), []byte(`{"pid":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := tryNotedLock(path, LockHolder{}); !errors.Is(err, errLockHeld) {
		t.Errorf("second taker: %v, want errLockHeld", err)
	}
	if h := readHolder(path); h.process() != "" {
		t.Errorf("half a note names %+v", h)
	}
}

// TestHolderWritesItsNote: whoever finds the lock held in the moment in which
// the other one writes its note learns who that is.
func TestHolderWritesItsNote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	l, err := tryLock(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.release() }()
	time.AfterFunc(30*time.Millisecond, func() {
		if err := os.WriteFile(notePath(path), []byte(`{"pid":7}`), 0o600); err != nil {
			t.Error(err)
		}
	})
	if h := holderOf(path); h.PID != 7 {
		t.Errorf("held by %+v", h)
	}
}

// TestNotedLockWithoutItsNote: where the note can not be written, as on a full
// disk, the lock is had all the same.
func TestNotedLockWithoutItsNote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	if err := os.MkdirAll(filepath.Join(notePath(path), "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := tryNotedLock(path, LockHolder{PID: 7, Command: "hotreply run"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tryNotedLock(path, LockHolder{PID: 8}); !errors.Is(err, errLockHeld) {
		t.Errorf("a second one gets %v, want errLockHeld", err)
	}
	if err := l.release(); err != nil {
		t.Error(err)
	}
}
