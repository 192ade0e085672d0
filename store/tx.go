package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// txn is one transaction: all of it reaches the disk, or nothing. It is valid
// only inside the function it was passed to, on that goroutine; in a view the
// methods that write panic. What its methods return are copies.
type txn struct {
	rows     rows
	db       *DB
	onCommit []func()
	dirty    bool                // something was written
	added    int                 // rows that compaction will come to
	inside   bool                // a call into the file is under way: a panic now is damage
	err      error               // first failed write, which fails the function that made it
	staged   map[uint64][]Change // by row: changes that nothing has settled yet
	final    map[uint64]bool     // rows that became final
	undoes   bool                // verbs are taken back alone: what changes memory goes into undo
	undo     []func()
	room     []byte // for heads of rows
}

// OnCommit has f called once the transaction is on disk, on the store's
// goroutine and before any ticket of the transaction ends; f must not wait
// for the store.
func (tx *txn) OnCommit(f func()) { tx.onCommit = append(tx.onCommit, f) }

func (tx *txn) committed() {
	for _, f := range tx.onCommit {
		f()
	}
}

// run calls fn and turns a panic of it, or a write that failed below it, into
// an error.
func (tx *txn) run(fn func(*txn) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	tx.err = nil
	if err := fn(tx); err != nil {
		return err
	}
	return tx.err
}

// undoing notes how a change of the transaction's memory is taken back.
func (tx *txn) undoing(undo func()) {
	if tx.undoes {
		tx.undo = append(tx.undo, undo)
	}
}

// view calls fn with the committed state, on the caller's goroutine and side
// by side with other views and with updates. fn should be short: pages are not
// reused while it runs. It must not call the DB or a [KV].
func (db *DB) view(fn func(*txn) error) error { return db.reading(db.now, fn) }

// look is view for an fn that gets a few rows which have nothing to do with each
// other: each may be of another moment.
func (db *DB) look(fn func(*txn) error) error {
	if db.log == nil {
		return db.view(fn)
	}
	r := &lookRows{e: db.log}
	defer r.end()
	err := db.reading(func() (rows, *bbolt.Tx, error) { return r, nil, nil }, fn)
	if r.err != nil {
		return fmt.Errorf("read %s: %w", db.path, r.err)
	}
	return err
}

func (db *DB) reading(now func() (rows, *bbolt.Tx, error), fn func(*txn) error) (err error) {
	db.boltMu.RLock()
	defer db.boltMu.RUnlock()
	if db.bolt == nil {
		return ErrClosed
	}
	rows, btx, err := now()
	if err != nil {
		return fmt.Errorf("read %s: %w", db.path, err)
	}
	if btx != nil {
		defer rollback(btx)
	}
	tx := &txn{rows: rows, db: db}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			if !tx.inside {
				panic(r) // a bug of fn, not of the file
			}
			err = db.damaged(panicked(r))
			db.fail(err)
		}
	}()
	return fn(tx)
}

// now returns the rows that are on disk at this moment, and the transaction of
// the file that they need until then.
func (db *DB) now() (rows, *bbolt.Tx, error) {
	if db.log != nil {
		return db.log.now()
	}
	btx, err := db.bolt.Begin(false)
	return &boltRows{tx: btx}, btx, err
}

// get returns the value of a key, nil if there is none. The bytes are valid
// until the transaction's next write.
func (tx *txn) get(t table, key []byte) []byte {
	tx.inside = true
	v := tx.rows.get(t, key)
	tx.inside = false
	return v
}

// put sets a key. A failure (a key too long, a view) fails the transaction's
// function when it returns.
func (tx *txn) put(t table, key, value []byte) {
	tx.writes()
	tx.inside = true
	err := tx.rows.put(t, key, value)
	tx.inside = false
	tx.wrote(t, key, err)
}

// del removes a key, if it is there.
func (tx *txn) del(t table, key []byte) {
	tx.writes()
	tx.inside = true
	err := tx.rows.del(t, key)
	tx.inside = false
	tx.wrote(t, key, err)
}

func (tx *txn) writes() {
	if !tx.rows.writable() {
		panic("store: write in a view")
	}
}

func (tx *txn) wrote(t table, key []byte, err error) {
	tx.writes()
	tx.dirty = true
	if err != nil && tx.err == nil {
		tx.err = fmt.Errorf("write %s row %q: %w", tableNames[t], key, err)
	}
}

// errStop ends a scan early.
var errStop = errors.New("stop")

// scan calls fn with every key that starts with prefix, from the key from on
// (or the first, if that is later), in byte order, until fn returns an error;
// errStop ends it without one. fn must not write to the table it scans.
func (tx *txn) scan(t table, prefix, from []byte, fn func(k, v []byte) error) error {
	if bytes.Compare(from, prefix) < 0 {
		from = prefix
	}
	return tx.walk(func(fn func(k, v []byte) error) error { return tx.rows.ascend(t, from, fn) }, func(k, v []byte) error {
		if !bytes.HasPrefix(k, prefix) {
			return errStop
		}
		return fn(k, v)
	})
}

// none says whether no key starts with prefix, false is perhaps: what is cheaper
// to know for who has only a look.
func (tx *txn) none(t table, prefix []byte) bool {
	r, looks := tx.rows.(*lookRows)
	tx.inside = true
	none := looks && r.none(t, prefix)
	tx.inside = false
	return none
}

// back is scan in falling order over a whole table, from the last key below
// below (nil: the very last).
func (tx *txn) back(t table, below []byte, fn func(k, v []byte) error) error {
	return tx.walk(func(fn func(k, v []byte) error) error { return tx.rows.descend(t, below, fn) }, fn)
}

// walk calls fn, which is not inside the file, for what a way through it brings.
func (tx *txn) walk(way func(fn func(k, v []byte) error) error, fn func(k, v []byte) error) error {
	tx.inside = true
	err := way(func(k, v []byte) error {
		tx.inside = false
		err := fn(k, v)
		tx.inside = err == nil
		return err
	})
	tx.inside = false
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

// next returns the next number of a table: 1, 2, 3, …, never twice.
func (tx *txn) next(t table) uint64 {
	tx.writes()
	tx.inside = true
	n, err := tx.rows.next(t)
	tx.inside = false
	tx.added++
	tx.wrote(t, nil, err)
	return n
}

// last returns the highest number that next has given for a table.
func (tx *txn) last(t table) uint64 {
	tx.inside = true
	n := tx.rows.last(t)
	tx.inside = false
	return n
}

// join makes a key of parts, each but the last ended by a zero byte, which no
// account, user or message id contains.
func join(parts ...string) []byte {
	n := len(parts)
	for _, p := range parts {
		n += len(p)
	}
	key := make([]byte, 0, n)
	for i, p := range parts {
		if i > 0 {
			key = append(key, 0)
		}
		key = append(key, p...)
	}
	return key
}

// keyOf is join with a number behind the last part.
func keyOf(n uint64, parts ...string) []byte {
	size := len(parts) + 8
	for _, p := range parts {
		size += len(p)
	}
	key := make([]byte, 0, size)
	for _, p := range parts {
		key = append(append(key, p...), 0)
	}
	return binary.BigEndian.AppendUint64(key, n)
}

// number is a number as a key: 8 bytes, big-endian, so that keys sort by it.
func number(n uint64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 0, 8), n) }

// numberOf reads the number at the end of a key.
func numberOf(key []byte) uint64 {
	if len(key) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(key[len(key)-8:])
}
