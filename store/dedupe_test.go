package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"hotreply/internal/clock"
)

// TestKnownMessagesAreBounded: an account that gets more messages than are
// remembered forgets its oldest, in both their names; one beside it forgets
// nothing. The numbers hold over a restart, and in a file without them.
func TestKnownMessagesAreBounded(t *testing.T) {
	c := clock.NewVirtual(time.Unix(1_800_000_000, 0))
	path := filepath.Join(t.TempDir(), "s.db")
	o := Options{Clock: c, History: 10, Known: 1000, Ephemeral: true}
	db := open(t, path, o)
	take := func(account string, from, to int) (copies int) {
		t.Helper()
		for ; from < to; from += 100 {
			c.Advance(time.Second)
			update(t, db, func(tx *txn) error {
				for i := from; i < min(from+100, to); i++ {
					id, added := tx.AddInbox(InboxRow{Account: account, User: "u", Key: fmt.Sprint("id:", i), Identity: fmt.Sprint("same:", i)})
					tx.FinishInbox(id, InboxDone, "")
					if !added {
						copies++
					}
				}
				return nil
			})
		}
		flushAll(t, db)
		return copies
	}
	count := func(account string) (keys, ages, noted int) {
		view(t, db, func(tx *txn) {
			_ = tx.scan(tableDedupe, join(account, ""), nil, func(_, _ []byte) error { keys++; return nil })
			_ = tx.scan(tableDedupeAge, nil, nil, func(_, v []byte) error {
				if string(v[:len(account)+1]) == account+"\x00" {
					ages++
				}
				return nil
			})
			noted = int(numberOf(tx.get(tableMeta, knownKey(account))))
		})
		return
	}
	check := func(when, account string, least, most int) {
		t.Helper()
		if keys, ages, noted := count(account); keys < least || keys > most || ages != keys || noted != keys {
			t.Errorf("%s: %s has %d keys, %d ages, noted %d; want %d to %d of each", when, account, keys, ages, noted, least, most)
		}
	}
	const slack = 2 * compactAfter // keys that a step may be late for
	take("quiet", 0, 300)
	take("busy", 0, 3000)
	check("under load", "busy", 1000, 1000+slack)
	check("under load", "quiet", 600, 600)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, path, o)
	if n := take("busy", 2600, 3000) + take("quiet", 0, 300); n != 700 {
		t.Errorf("after a restart %d of 700 messages that are remembered are known", n)
	}
	if n := take("busy", 0, 100); n != 0 {
		t.Errorf("%d of 100 messages that should be forgotten are known", n)
	}
	update(t, db, func(tx *txn) error { // as an earlier program left it
		tx.del(tableMeta, knownKey("busy"))
		tx.del(tableMeta, knownKey("quiet"))
		return nil
	})
	take("busy", 3000, 3300)
	take("quiet", 300, 301)
	c.Advance(compactEvery + compactFirst)
	flushAll(t, db)
	check("after a round", "busy", 1000, 1000)
	check("after a round", "quiet", 602, 602)
	c.Advance(8 * 24 * time.Hour)
	flushAll(t, db)
	check("a week later", "busy", 0, 0)
	check("a week later", "quiet", 0, 0)
}
