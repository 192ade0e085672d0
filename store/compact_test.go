package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"hotreply/internal/clock"
)

// flushAll waits until compaction has nothing queued any more.
func flushAll(t testing.TB, db *DB) {
	t.Helper()
	for range 50 {
		if err := db.Flush(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCompactionKeepsRingAndPending(t *testing.T) {
	c := clock.NewVirtual(time.Unix(1_800_000_000, 0))
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{Clock: c, History: 100, Keep: 24 * time.Hour})
	const n = 3000
	for i := range n {
		db.submit(func(tx *txn) error {
			id, _ := add(tx, "a", fmt.Sprint("m", i), "1")
			source := InboxSource(id)
			if i == 7 {
				source = "api:order-7"
			}
			tx.PutOutbox(OutboxRow{Account: "a", User: "u", Source: source, State: OutboxConfirmed})
			tx.PutQuote("a", fmt.Sprint("m", i), []byte("x"))
			switch i {
			case 3: // stays pending
			case 5:
				tx.FinishInbox(id, InboxFailed, "threw")
			default:
				tx.FinishInbox(id, InboxDone, "")
			}
			return nil
		})
	}
	flushAll(t, db)
	sizes := func() (inbox, outbox, quotes, dedupe int) {
		view(t, db, func(tx *txn) {
			for table, n := range map[table]*int{tableInbox: &inbox, tableOutbox: &outbox, tableQuotes: &quotes, tableDedupe: &dedupe} {
				_ = tx.scan(table, nil, nil, func(_, _ []byte) error { *n++; return nil })
			}
		})
		return
	}
	inbox, outbox, quotes, dedupe := sizes()
	if inbox > 100+2+compactAfter || inbox < 102 || outbox > 102+compactAfter || quotes > 100+compactAfter {
		t.Errorf("under load: %d inbox, %d outbox rows, %d quotes kept of %d with a ring of 100", inbox, outbox, quotes, n)
	}
	if dedupe != n {
		t.Errorf("%d of %d message ids known", dedupe, n)
	}
	c.Advance(compactEvery + compactFirst)
	flushAll(t, db)
	if inbox, outbox, quotes, _ = sizes(); inbox != 102 || outbox != 102 || quotes != 100 {
		t.Errorf("after a round: %d inbox, %d outbox rows, %d quotes, want 102 (with one pending, one failed), 102 (their reply, one with a key of its own), 100", inbox, outbox, quotes)
	}
	view(t, db, func(tx *txn) {
		if rows, _ := tx.OutboxOf(InboxSource(4)); len(rows) != 1 {
			t.Errorf("the pending message's reply is gone: %+v", rows)
		}
		if rows, _ := tx.OutboxOf("api:order-7"); len(rows) != 1 {
			t.Errorf("a send with a key of its own is gone: %+v", rows)
		}
	})
	c.Advance(25 * time.Hour)
	flushAll(t, db)
	if inbox, outbox, _, dedupe = sizes(); inbox != 101 || outbox != 101 || dedupe != 0 {
		t.Errorf("a day later: %d inbox, %d outbox rows, %d ids, want 101, 101, 0", inbox, outbox, dedupe)
	}
}

func TestCompactionOfExpiredValues(t *testing.T) {
	c := clock.NewVirtual(time.Unix(1_800_000_000, 0))
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{Clock: c})
	s := NewKV(db, KVOptions{}).Space("x")
	_ = s.Set(nil, "short", raw("1"), time.Minute)
	_ = s.Set(nil, "renewed", raw("1"), time.Minute)
	_ = s.Set(nil, "for ever", raw("1"), 0)
	if err := s.kv.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	_ = s.Set(nil, "renewed", raw("1"), 10*time.Hour)
	c.Advance(compactEvery + compactFirst)
	flushAll(t, db)
	if got := disk(t, db, "x", "short") + disk(t, db, "x", "renewed") + disk(t, db, "x", "for ever"); got != "11" {
		t.Errorf("after expiry %q is on disk, want the renewed and the lasting value", got)
	}
}
