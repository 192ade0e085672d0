package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

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
