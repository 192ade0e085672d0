package store

import (
	"encoding/binary"
	"time"
)

// Old rows go in steps of at most a thousand rows per kind, each a function in
// the store's queue like any other, so that nobody waits long behind one. A
// step goes on where the last one ended, so that a row is looked at once; rows
// that had to be kept then are looked at again by a round, which starts from
// the beginning. Steps follow compactAfter added rows, which under load keeps
// the file from growing; rounds begin soon after opening and every hour.
const (
	compactFirst = 30 * time.Second
	compactEvery = time.Hour
	compactAfter = 500
	compactStep  = 1000 // above compactAfter, so that steps keep up
)

// compactor is the state of compaction. The writer's goroutine owns it.
type compactor struct {
	added         int               // rows since the last step was asked for
	inbox, outbox uint64            // rows up to here were looked at
	known         map[string][]byte // by account: ages up to here were looked at
}

// compactEach has a round made now and then for as long as the store is open.
func (db *DB) compactEach(after time.Duration) {
	stop := db.opts.Clock.AfterFunc(after, func() {
		if db.enqueue(&op{fn: db.compactRound}) == nil {
			db.compactEach(compactEvery)
		}
	})
	db.mu.Lock()
	db.stopCompaction = stop
	closed := db.closed
	db.mu.Unlock()
	if closed {
		stop()
	}
}

// compactDue asks for a step when many rows were added since the last.
func (db *DB) compactDue(added int) {
	db.compact.added += added
	if db.compact.added >= compactAfter {
		db.compact.added = 0
		db.follow(db.compactOn)
	}
}

// compactRound is the first step of a round.
func (db *DB) compactRound(tx *txn) error {
	db.compact.inbox, db.compact.outbox = 0, 0
	clear(db.compact.known)
	return db.compactOn(tx)
}

// compactOn is a step; if it ends before a table does, another is queued.
func (db *DB) compactOn(tx *txn) error {
	inbox, more1 := tx.compactInbox(db.compact.inbox)
	outbox, more2 := tx.compactOutbox(db.compact.outbox)
	more := tx.compactDedupe()
	more = tx.compactQuotes() || more
	more = tx.compactValues() || more
	tx.OnCommit(func() {
		db.compact.inbox, db.compact.outbox = inbox, outbox
		if more || more1 || more2 {
			db.follow(db.compactOn)
		}
	})
	return tx.err
}

// ring is the id up to which a table's finished rows are too old to keep.
func (tx *txn) ring(t table) uint64 {
	last, keep := tx.last(t), uint64(tx.db.opts.History)
	return last - min(last, keep)
}

// compactInbox removes final rows beyond the ring; failed ones stay for
// Options.Keep, as people look for them later.
func (tx *txn) compactInbox(after uint64) (seen uint64, more bool) {
	end, old := tx.ring(tableInbox), tx.db.opts.Clock.Now().Add(-tx.db.opts.Keep)
	var drop []InboxRow
	seen, more = tx.look(tableInbox, after, end, func(id uint64, v []byte) {
		row, err := viewInbox(id, v)
		if err != nil {
			return // kept for whoever repairs the file
		}
		if row.State == InboxPending || isFailed(row.State) && row.Finished.After(old) {
			return
		}
		row.Raw = nil
		drop = append(drop, row)
	})
	for _, row := range drop {
		if isFailed(row.State) {
			tx.del(tableFailed, number(row.ID))
		}
		tx.del(tableInbox, number(row.ID))
	}
	return seen, more
}

// compactOutbox removes final rows beyond the ring, but not while a re-run of
// their message could take them over, nor (for Options.Keep) while a caller
// with a key of its own could ask for them again.
func (tx *txn) compactOutbox(after uint64) (seen uint64, more bool) {
	end, old := tx.ring(tableOutbox), tx.db.opts.Clock.Now().Add(-tx.db.opts.Keep)
	var drop []OutboxRow
	seen, more = tx.look(tableOutbox, after, end, func(id uint64, v []byte) {
		row, err := viewOutbox(id, v)
		if err != nil || row.State == OutboxOpen || row.State == OutboxQueued {
			return
		}
		if id, of := InboxOf(row.Source); of {
			if in, err := viewInbox(id, tx.get(tableInbox, number(id))); err == nil && in.State == InboxPending {
				return
			}
		} else if row.Created.After(old) && row.Source != "" {
			return
		}
		row.Content = nil
		drop = append(drop, row)
	})
	for _, row := range drop {
		tx.indexOutbox(row, OutboxRow{ID: row.ID})
		tx.del(tableOutbox, number(row.ID))
	}
	return seen, more
}

// look calls fn with up to a step of rows with ids above after and up to end.
func (tx *txn) look(t table, after, end uint64, fn func(id uint64, v []byte)) (seen uint64, more bool) {
	n := 0
	_ = tx.scan(t, nil, number(after+1), func(k, v []byte) error {
		id := numberOf(k)
		if id > end {
			return errStop
		}
		if n++; n > compactStep {
			more = true
			return errStop
		}
		seen = id
		fn(id, v)
		return nil
	})
	return max(seen, after), more
}

// compactQuotes forgets what the oldest messages said.
func (tx *txn) compactQuotes() (more bool) {
	return tx.compactBy(tableQuotesAge, tx.ring(tableQuotesAge)+1, func(_, v []byte) { tx.del(tableQuotes, v) })
}

// compactValues removes expired values.
func (tx *txn) compactValues() (more bool) {
	now := uint64(max(tx.db.opts.Clock.Now().UnixMilli(), 0))
	return tx.compactBy(tableKVExpiry, now, func(k, _ []byte) { tx.del(tableKV, k[8:]) })
}

// compactBy removes up to a step of rows of an index by number, those below
// end, and calls fn with each for the row it points to.
func (tx *txn) compactBy(index table, end uint64, fn func(k, v []byte)) (more bool) {
	var keys, values [][]byte
	_ = tx.scan(index, nil, nil, func(k, v []byte) error {
		if len(k) < 8 || binary.BigEndian.Uint64(k) >= end {
			return errStop
		}
		if len(keys) == compactStep {
			more = true
			return errStop
		}
		keys, values = append(keys, clone(k)), append(values, clone(v))
		return nil
	})
	for i, k := range keys {
		fn(k, values[i])
		tx.del(index, k)
	}
	return more
}
