package store

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"hotreply/internal/clock"
)

func add(tx *txn, account, key, text string) (uint64, bool) {
	return tx.AddInbox(InboxRow{Account: account, User: "u", Key: key, Kind: "message", Raw: json.RawMessage(text)})
}

func TestInboxLife(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{Clock: clock.NewVirtual(time.Unix(1_800_000_000, 0))})
	var first uint64
	update(t, db, func(tx *txn) error {
		for _, key := range []string{"m1", "m2", "m3", "m2"} {
			id, added := add(tx, "a", key, `{"k":"`+key+`"}`)
			if key == "m1" {
				first = id
			}
			if want := id == 0 || !(key == "m2" && id == first+1 && tx.CountInbox("a") == 3); added != want {
				t.Errorf("AddInbox(%s) = %d, %v, want added %v", key, id, added, want)
			}
		}
		add(tx, "ab", "m1", `1`) // same key, another account
		return nil
	})
	update(t, db, func(tx *txn) error {
		row, _ := tx.Inbox(first)
		row.Attempts = 2
		row.Once = map[string]json.RawMessage{"pay": json.RawMessage(`"ok"`)}
		tx.SetInbox(row)
		if !tx.FinishInbox(first+1, InboxFailed, "threw") || tx.FinishInbox(first+1, InboxDone, "") {
			t.Error("a row is finished once, the second time must report false")
		}
		return nil
	})
	view(t, db, func(tx *txn) {
		rows, err := tx.PendingInbox("a", 0, 10)
		if err != nil || len(rows) != 2 || rows[0].ID != first || rows[1].ID != first+2 {
			t.Fatalf("pending = %+v, %v", rows, err)
		}
		if rows[0].Attempts != 2 || string(rows[0].Once["pay"]) != `"ok"` || string(rows[0].Raw) != `{"k":"m1"}` {
			t.Errorf("row read back as %+v", rows[0])
		}
		if n := tx.CountInbox("a"); n != 2 {
			t.Errorf("CountInbox = %d, want 2", n)
		}
		if after, _ := tx.PendingInbox("a", first, 1); len(after) != 1 || after[0].ID != first+2 {
			t.Errorf("pending after the first = %+v", after)
		}
		failed, err := tx.FailedInbox(10)
		if err != nil || len(failed) != 1 || failed[0].Reason != "threw" || failed[0].Finished.IsZero() {
			t.Errorf("failed = %+v, %v", failed, err)
		}
		if h, _ := tx.History(0, 2, nil); len(h) != 2 || h[0].Account != "ab" || h[1].ID != first+2 {
			t.Errorf("history = %+v", h)
		}
	})
	update(t, db, func(tx *txn) error {
		for n := range 3 {
			tx.PutOutbox(OutboxRow{Account: "a", User: "u", Source: InboxSource(first + 1), N: n + 1, State: OutboxConfirmed})
		}
		if !tx.HasOutbox(InboxSource(first+1)) || tx.HasOutbox(InboxSource(first)) {
			t.Error("HasOutbox: want true for the row that sent, false for the other")
		}
		if !tx.RetryInbox(first+1) || tx.RetryInbox(first) {
			t.Error("RetryInbox: want true for the failed row, false for a pending one")
		}
		return nil
	})
	view(t, db, func(tx *txn) {
		if failed, _ := tx.FailedInbox(10); len(failed) != 0 || tx.CountInbox("a") != 3 {
			t.Errorf("after retry: %d failed, %d pending", len(failed), tx.CountInbox("a"))
		}
		if row, _ := tx.Inbox(first + 1); row.Retries != 1 || row.Before != 3 {
			t.Errorf("after retry: %d retries, sends up to %d, want 1 and 3", row.Retries, row.Before)
		}
	})
}

func TestOutboxIndexes(t *testing.T) {
	db := temp(t)
	var a, b uint64
	update(t, db, func(tx *txn) error {
		a = tx.PutOutbox(OutboxRow{Account: "x", User: "u", Source: "7", N: 1, Content: json.RawMessage(`["hi"]`), Parts: []PartState{{ClientID: "c1"}}})
		b = tx.PutOutbox(OutboxRow{Account: "x", User: "u", Source: "77", N: 1, State: OutboxQueued})
		return nil
	})
	count := func(what string, rows []OutboxRow, err error, want ...uint64) {
		t.Helper()
		ok := err == nil && len(rows) == len(want)
		for i := 0; ok && i < len(want); i++ {
			ok = rows[i].ID == want[i]
		}
		if !ok {
			t.Errorf("%s = %+v, %v, want ids %v", what, rows, err, want)
		}
	}
	view(t, db, func(tx *txn) {
		rows, err := tx.OutboxOf("7")
		count("OutboxOf(7)", rows, err, a)
		if string(rows[0].Content) != `["hi"]` || rows[0].Parts[0].ClientID != "c1" || rows[0].Created.IsZero() {
			t.Errorf("row read back as %+v", rows[0])
		}
		rows, err = tx.OpenOutbox("x")
		count("OpenOutbox", rows, err, a)
		rows, err = tx.QueuedOutbox("x", "u")
		count("QueuedOutbox", rows, err, b)
	})
	update(t, db, func(tx *txn) error {
		row, _ := tx.Outbox(b)
		row.State = OutboxConfirmed
		tx.PutOutbox(row)
		tx.DeleteOutbox(a)
		return nil
	})
	view(t, db, func(tx *txn) {
		rows, err := tx.OpenOutbox("x")
		count("OpenOutbox", rows, err)
		rows, err = tx.AllQueued("x")
		count("AllQueued", rows, err)
		rows, err = tx.OutboxHistory(0, 9)
		count("OutboxHistory", rows, err, b)
	})
}

func TestResetAccount(t *testing.T) {
	db := temp(t)
	update(t, db, func(tx *txn) error {
		tx.SetAccount("a", AccountRow{Cursor: "c", BotID: "b1", NeedsLogin: true})
		tx.SetWindow("a", "u1", []byte("{}"))
		tx.SetWindow("ab", "u1", []byte("{}"))
		tx.PutQuote("a", "m", []byte("text"))
		tx.ResetAccount("a", "b2")
		return nil
	})
	view(t, db, func(tx *txn) {
		if got := tx.Account("a"); got != (AccountRow{BotID: "b2"}) {
			t.Errorf("account after reset = %+v", got)
		}
		if _, ok := tx.Window("a", "u1"); ok {
			t.Error("window survived the reset")
		}
		if _, ok := tx.Window("ab", "u1"); !ok {
			t.Error("another account's window was reset")
		}
		if _, ok := tx.Quote("a", "m"); !ok {
			t.Error("quotes must stay")
		}
	})
}
