package store_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"hotreply/store"
)

func journal(t *testing.T) store.Journal {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "state.db"), store.Options{Engine: store.Tested()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// must is the answer of a verb that is to succeed.
func must[T any](t *testing.T, ticket *store.Ticket[T]) T {
	t.Helper()
	v, err := ticket.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A change with a row counts from the row's end on, and not before.
func TestChangesOfARow(t *testing.T) {
	j := journal(t)
	row := must(t, j.Receive("a", store.Batch{Arrivals: []store.Arrival{{Row: store.InboxRow{User: "u"}}}}))[0].ID
	j.Change(store.Set("s", "k", store.KVValue{Value: json.RawMessage(`1`)}), store.Incr("s", "k", 5, time.Now()).With(row, 1))
	if err := j.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v, err := j.Value("s", "k"); err != nil || string(v.Value) != "1" {
		t.Errorf("before the end: %s, %v", v.Value, err)
	}
	j.Finish("a", store.End{Row: row, State: store.InboxDone})
	j.Settle(row)
	j.Settle(row)
	if err := j.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v, err := j.Value("s", "k"); err != nil || string(v.Value) != "6" {
		t.Errorf("behind the end: %s, %v", v.Value, err)
	}
}

// A verb touches no row of another account, and one that fails changes nothing.
func TestOneOwner(t *testing.T) {
	j := journal(t)
	row := must(t, j.Receive("a", store.Batch{Arrivals: []store.Arrival{{Row: store.InboxRow{User: "u"}}}}))[0].ID
	g := j.Together()
	g.Finish("b", store.End{Row: row, State: store.InboxDone})
	g.NoteWindow("b", store.Window{User: "u", Value: []byte("w")})
	must(t, g.Hand())
	if in, err := j.Inbox(row); err != nil || in.State != store.InboxPending {
		t.Errorf("%+v, %v", in, err)
	}
	if _, err := j.Retry("a", row).Wait(t.Context()); !errors.Is(err, store.ErrNoRow) {
		t.Errorf("retry of a pending row: %v", err)
	}
	if list, err := j.Windows("b"); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}
