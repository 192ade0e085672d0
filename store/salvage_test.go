package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"hotreply/internal/clock"
	"hotreply/store/internal/wal"
)

// A damaged log stops the start with the numbers. What a salvage brings back has
// no row that goes on by itself.
func TestSalvage(t *testing.T) {
	if Tested() != EngineLog {
		t.Skip("the file has no log")
	}
	path := filepath.Join(t.TempDir(), "state.db")
	db := open(t, path, Options{})
	var ids [4]uint64
	for i := range ids {
		update(t, db, func(tx *txn) error {
			ids[i], _ = add(tx, "default", fmt.Sprint("m", i), `{"text":"hello"}`)
			return nil
		})
	}
	update(t, db, func(tx *txn) error { tx.SetNote("lost", []byte("to be altered")); return nil })
	var sends [2]uint64
	update(t, db, func(tx *txn) error {
		tx.FinishInbox(ids[0], InboxDone, "")
		tx.FinishInbox(ids[1], InboxDone, "")
		sends[0] = tx.PutOutbox(OutboxRow{Account: "default", User: "u", Source: InboxSource(ids[1]), N: 1, State: OutboxOpen})
		sends[1] = tx.PutOutbox(OutboxRow{Account: "default", User: "u", Source: "mine", State: OutboxQueued})
		return nil
	})
	update(t, db, func(tx *txn) error { tx.SetNote("kept", []byte("behind the damage")); return nil })
	crashed := filepath.Join(t.TempDir(), "state.db")
	for _, name := range []string{"", ".log.1"} { // as a crash leaves them
		b, err := os.ReadFile(path + name)
		if err != nil {
			t.Fatal(err)
		}
		if at := bytes.Index(b, []byte("to be altered")); name != "" {
			b[at] ^= 1
		}
		if err := os.WriteFile(crashed+name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Open(crashed, Options{})
	var damaged *DamagedError
	var log *wal.DamagedError
	if !errors.As(err, &damaged) || !errors.As(err, &log) || log.Last != 4 || log.Behind != 2 {
		t.Fatalf("Open = %v, want *DamagedError behind record 4", err)
	}
	got, err := Salvage(crashed, Options{})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got.Inbox)
	if got.Records != 6 || got.Lost != 1 || !slices.Equal(got.Inbox, ids[1:]) || !slices.Equal(got.Outbox, sends[:]) || len(got.Kept) == 0 {
		t.Errorf("Salvage = %+v", got)
	}
	db = open(t, crashed, Options{})
	view(t, db, func(tx *txn) {
		if tx.Note("lost") != nil || string(tx.Note("kept")) != "behind the damage" {
			t.Errorf("notes: %q, %q", tx.Note("lost"), tx.Note("kept"))
		}
		if n := tx.CountInbox("default"); n != 0 {
			t.Errorf("%d rows are pending", n)
		}
		if failed, err := tx.FailedInbox(10); err != nil || len(failed) != 3 || failed[0].Reason != doubtReason {
			t.Errorf("failed: %+v, %v", failed, err)
		}
		open, _ := tx.OpenOutbox("default")
		queued, _ := tx.AllQueued("default")
		if len(open)+len(queued) != 0 {
			t.Errorf("to be sent: %v, %v", open, queued)
		}
	})
	if row, err := db.Retry("default", ids[2]).Wait(context.Background()); err != nil || row.State != InboxPending {
		t.Errorf("Retry = %+v, %v", row, err)
	}
	if left, _ := filepath.Glob(crashed + ".log.*.damaged-*"); len(left) != len(got.Kept) {
		t.Errorf("put aside: %q", left)
	}
}

// A file that was in use is nothing without its log: neither a log that was
// removed or emptied, nor a copy of the file alone, passes for an empty state.
// A salvage goes on with what the file has, and after a clean stop the file
// alone is whole.
func TestLogGone(t *testing.T) {
	c := clock.NewVirtual(time.Unix(1_800_000_000, 0))
	path := filepath.Join(t.TempDir(), "state.db")
	db := logged(t, path, Options{Clock: c, checkpointSize: 1 << 20})
	update(t, db, func(tx *txn) error { add(tx, "default", "in the file", `{}`); return nil })
	c.Advance(checkpointFirst)
	for noted := false; !noted; time.Sleep(time.Millisecond) {
		_ = db.bolt.View(func(btx *bbolt.Tx) error { noted = bucketOf(btx, tableMeta).Get(begunKey) != nil; return nil })
	}
	update(t, db, func(tx *txn) error { add(tx, "default", "in the log", `{}`); return nil })
	for name, change := range map[string]func(path string) error{
		"copied alone":  os.Remove,
		"emptied":       func(path string) error { return os.Truncate(path, 0) },
		"cut short":     func(path string) error { return os.Truncate(path, 20) },
		"under way yet": nil,
	} {
		t.Run(name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "state.db")
			logs, err := filepath.Glob(path + ".log.*")
			if err != nil || len(logs) == 0 {
				t.Fatalf("the log's files: %q, %v", logs, err)
			}
			for _, from := range append(logs, path) {
				to := copied + strings.TrimPrefix(from, path)
				b, err := os.ReadFile(from)
				if err != nil || os.WriteFile(to, b, 0o600) != nil {
					t.Fatal(err)
				}
				if from != path && change != nil {
					if err := change(to); err != nil {
						t.Fatal(err)
					}
				}
			}
			again, err := Open(copied, Options{Engine: EngineLog, Clock: c})
			if change == nil {
				if err != nil || again.Close() != nil {
					t.Fatal(err)
				}
				return
			}
			var damaged *DamagedError
			if !errors.As(err, &damaged) || !strings.Contains(damaged.Hint(), "salvage") {
				t.Fatalf("Open = %v, want *DamagedError", err)
			}
			done, err := Salvage(copied, Options{Engine: EngineLog, Clock: c})
			if err != nil || len(done.Inbox) != 1 {
				t.Fatalf("Salvage = %+v, %v; want one message in doubt", done, err)
			}
			again = logged(t, copied, Options{Clock: c})
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + ".log.*"); len(left) > 0 {
		t.Errorf("after a clean stop %q are there", left)
	}
	db = logged(t, path, Options{Clock: c})
	view(t, db, func(tx *txn) {
		if n := tx.CountInbox("default"); n != 2 {
			t.Errorf("after a clean stop %d rows are pending, want 2", n)
		}
	})
}

// A log whose file is gone is no new state.
func TestFileOfLogGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	if err := os.WriteFile(path+".log.1", []byte("of another life"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(path, Options{})
	var hinted interface{ Hint() string }
	if !errors.As(err, &hinted) || !strings.Contains(err.Error(), "state.db.log.1") {
		t.Fatalf("Open = %v, want an error that names the log, with a hint", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a file was made all the same")
	}
}
