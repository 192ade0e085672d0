package store

import "errors"

// The reads of [Reader] on a [DB].

// read calls fn with what is on disk.
func read[T any](db *DB, fn func(*txn) (T, error)) (T, error) { return reads(db.view, fn) }

// peek is read for an fn that gets a few rows ([DB.look]).
func peek[T any](db *DB, fn func(*txn) (T, error)) (T, error) { return reads(db.look, fn) }

func reads[T any](way func(func(*txn) error) error, fn func(*txn) (T, error)) (value T, err error) {
	err = way(func(tx *txn) (err error) {
		value, err = fn(tx)
		return err
	})
	return value, err
}

// Load returns what an account goes on with.
func (db *DB) Load(account string) (State, error) {
	return read(db, func(tx *txn) (s State, err error) {
		rows, err := tx.PendingInbox(account, 0, noLimit)
		if err != nil {
			return State{}, err
		}
		s.Pending = make([]Pending, len(rows))
		for i, row := range rows {
			s.Pending[i] = Pending{InboxRow: row, Sent: tx.HasOutbox(InboxSource(row.ID))}
		}
		if s.Open, err = tx.OpenOutbox(account); err != nil {
			return State{}, err
		}
		s.Releases = tx.releases(account)
		return s, nil
	})
}

const noLimit = int(^uint(0) >> 1)

// Window returns the window of a user.
func (db *DB) Window(account, user string) (Window, error) {
	return peek(db, func(tx *txn) (Window, error) {
		value, ok := tx.Window(account, user)
		if !ok {
			return Window{}, nil
		}
		return Window{User: user, Value: value}, nil
	})
}

// Windows returns the windows of an account, by user.
func (db *DB) Windows(account string) ([]Window, error) {
	return read(db, func(tx *txn) ([]Window, error) { return tx.windows(account), nil })
}

// Known tells which of an account's rows would not be added.
func (db *DB) Known(account string, rows []InboxRow) ([]bool, error) {
	return peek(db, func(tx *txn) ([]bool, error) {
		known, before := make([]bool, len(rows)), map[string]bool{}
		for i, row := range rows {
			for _, key := range []string{row.Key, row.Identity} {
				if _, seen := tx.seen(account, key); seen || before[key] {
					known[i] = true
				}
			}
			before[row.Key], before[row.Identity] = row.Key != "", row.Identity != ""
		}
		return known, nil
	})
}

// Inbox returns a row of the inbox.
func (db *DB) Inbox(row uint64) (InboxRow, error) {
	return peek(db, func(tx *txn) (InboxRow, error) {
		v := tx.get(tableInbox, number(row))
		if v == nil {
			return InboxRow{}, ErrNoRow
		}
		in, err := decodeInbox(row, v)
		if err != nil {
			return InboxRow{}, rowError(tableInbox, number(row), err)
		}
		return in, nil
	})
}

// History returns rows of every state, newest first.
func (db *DB) History(f Filter) ([]InboxRow, error) {
	return read(db, func(tx *txn) ([]InboxRow, error) {
		return tx.History(f.Before, f.Limit, func(row InboxRow) bool {
			return f.Without == "" || row.Kind != f.Without || row.State != InboxDone
		})
	})
}

// Failed returns failed and dead rows, newest first.
func (db *DB) Failed(limit int) ([]InboxRow, error) {
	return read(db, func(tx *txn) ([]InboxRow, error) { return tx.FailedInbox(limit) })
}

// OutboxOf returns the rows of a source, in its call order.
func (db *DB) OutboxOf(source string) ([]OutboxRow, error) {
	return peek(db, func(tx *txn) ([]OutboxRow, error) { return tx.OutboxOf(source) })
}

// Open returns an account's rows that are to be sent, in order.
func (db *DB) Open(account string) ([]OutboxRow, error) {
	return read(db, func(tx *txn) ([]OutboxRow, error) { return tx.OpenOutbox(account) })
}

// Queued returns the rows that wait for a user's next message, in order.
func (db *DB) Queued(account, user string) ([]OutboxRow, error) {
	return peek(db, func(tx *txn) ([]OutboxRow, error) {
		if user == "" {
			return tx.AllQueued(account)
		}
		return tx.QueuedOutbox(account, user)
	})
}

// CountQueued returns how many rows wait for a user's next message.
func (db *DB) CountQueued(account, user string) int {
	n, _ := peek(db, func(tx *txn) (int, error) { return tx.CountQueued(account, user), nil })
	return n
}

// Quoted returns what a message said, nil if that is not known.
func (db *DB) Quoted(account, messageID string) []byte {
	return db.peekBytes(func(tx *txn) []byte { v, _ := tx.Quote(account, messageID); return v })
}

// Job returns the state of a job.
func (db *DB) Job(key string) []byte {
	return db.peekBytes(func(tx *txn) []byte { return tx.Job(key) })
}

// Bundle returns the bundle kept under a key.
func (db *DB) Bundle(key string) []byte {
	return db.peekBytes(func(tx *txn) []byte { return tx.Bundle(key) })
}

// peekBytes is peek for what can only be missing.
func (db *DB) peekBytes(fn func(*txn) []byte) []byte {
	v, _ := peek(db, func(tx *txn) ([]byte, error) { return fn(tx), nil })
	return v
}

// Marks returns the marks whose names start with prefix.
func (db *DB) Marks(prefix string) ([]Mark, error) {
	return read(db, func(tx *txn) (list []Mark, err error) {
		err = tx.Notes(prefix, func(name string, value []byte) error {
			list = append(list, Mark{name, value})
			return nil
		})
		return list, err
	})
}

// Value returns a script's value, the zero one if there is none.
func (db *DB) Value(space, key string) (KVValue, error) {
	return peek(db, func(tx *txn) (KVValue, error) {
		v, _ := tx.KVGet(space, key)
		return v, nil
	})
}

// Keys returns the keys of a space that start with prefix.
func (db *DB) Keys(space, prefix string) ([]Key, error) {
	return read(db, func(tx *txn) (keys []Key, err error) {
		err = tx.kvKeys(space, prefix, func(key string, v KVValue) {
			keys = append(keys, Key{space, key, v.Expires})
		})
		return keys, err
	})
}

// Values returns values of all spaces behind one.
func (db *DB) Values(behind Key, limit int) ([]Value, error) {
	return read(db, func(tx *txn) (list []Value, err error) {
		var from []byte
		if behind.Space != "" || behind.Key != "" {
			from = append(kvKey(behind.Space, behind.Key), 0)
		}
		err = tx.scan(tableKV, nil, from, func(k, v []byte) error {
			if len(list) >= limit {
				return errStop
			}
			space, key, ok := splitKV(k)
			value, readable := decodeKV(v)
			if !ok || !readable {
				return rowError(tableKV, k, errShortRow)
			}
			list = append(list, Value{space, key, value})
			return nil
		})
		return list, err
	})
}

// ErrNoRow says that there is no row of a number, or none of the account that a
// verb names, or none that the verb is for.
var ErrNoRow = errors.New("there is no such row")
