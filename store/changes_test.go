package store

import (
	"errors"
	"path/filepath"
	"testing"
)

// A file with changes that wait for their row has a number that older programs
// refuse; the next opening settles those of rows that had their end, drops the
// others and gives the old number back.
func TestUnsettledChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	db := open(t, path, Options{})
	settled, waiting := schemaVersion, schemaChanges
	if Tested() == EngineLog { // whoever knows such a file knows the table
		settled, waiting = schemaLog, schemaLog
	}
	if got := schema(t, db); got != settled {
		t.Fatalf("a new file has schema %d", got)
	}
	var done, pending uint64
	update(t, db, func(tx *txn) error {
		done, _ = tx.AddInbox(InboxRow{Account: "a"})
		pending, _ = tx.AddInbox(InboxRow{Account: "a"})
		return nil
	})
	db.Change(
		Set("s", "kept", KVValue{Value: raw(`1`)}),
		Set("s", "gone", KVValue{Value: raw(`{"x":1}`)}),
		Incr("s", "n", 2, db.opts.Clock.Now()).With(done, 1),
		Set("s", "kept", KVValue{Value: raw(`"done"`)}).With(done, 2),
		Delete("s", "gone").With(done, 3),
		Incr("s", "n", 100, db.opts.Clock.Now()).With(pending, 1),
	)
	db.Finish("a", End{Row: done, State: InboxDone})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = unsettled(t, path, waiting)
	if got := disk(t, db, "s", "n") + disk(t, db, "s", "kept") + disk(t, db, "s", "gone"); got != `2"done"` {
		t.Errorf("values %s, want those of the row that is done", got)
	}
	if got := schema(t, db); got != settled {
		t.Errorf("with all settled the schema is %d", got)
	}
	update(t, db, func(tx *txn) error { tx.FinishInbox(pending, InboxDone, ""); return nil })
	db.Settle(pending)
	if err := db.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := disk(t, db, "s", "n"); got != "2" {
		t.Errorf("n = %s: a change came true that was dropped", got)
	}
}

// On a full disk what is left is settled when there is room, before all else.
func TestUnsettledOnAFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	db := open(t, path, Options{})
	db.Change(Incr("s", "n", 2, db.opts.Clock.Now()).With(7, 1)) // of a row that is gone
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	full := true
	db = open(t, path, Options{CommitFault: func() error {
		if full {
			full = false
			return fullErrnos[0]
		}
		return nil
	}})
	db.Change(Incr("s", "n", 1, db.opts.Clock.Now()))
	if err := db.Flush(t.Context()); err != nil && !errors.As(err, new(*FullError)) {
		t.Fatal(err)
	}
	if err := db.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := disk(t, db, "s", "n"); got != "3" {
		t.Errorf("n = %s, want 3", got)
	}
}

// unsettled opens a file that an older program must refuse.
func unsettled(t *testing.T, path string, want int) *DB {
	t.Helper()
	bolt, err := openBolt(path, Options{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := schemaOf(bolt); got != want || err != nil {
		t.Errorf("with unsettled changes the schema is %d, %v, want %d", got, err, want)
	}
	if err := bolt.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, path, Options{})
}

func schema(t *testing.T, db *DB) int {
	t.Helper()
	got, err := schemaOf(db.bolt)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
