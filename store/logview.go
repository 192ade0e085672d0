package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"hotreply/store/internal/overlay"
)

// There are two ways to read what is on disk. One who reads at length has a
// moment, that is a copy of the sets in front of the file. One who looks at a few
// rows has none, as the writer would have to copy what it shares with it: each
// look takes the newest, for as long as it lasts under the lock.

// moment is everything up to a record.
type moment struct {
	layers  overlay.Layers
	numbers [tableCount]uint64
	last    uint64
}

// moment returns what is on disk now, but for what is in the file.
func (e *logEngine) moment() *moment {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen == nil {
		e.seen = &moment{layers: overlay.Layers{e.active.Copy()}, numbers: e.numbers, last: e.last}
		if e.frozen != nil {
			e.seen.layers = append(e.seen.layers, e.frozen.set)
		}
	}
	return e.seen
}

// now returns the rows that are on disk. The layers are taken before the file,
// so nothing can be missing in between; a file that has got more meanwhile than
// the layers know is left again.
func (e *logEngine) now() (rows, *bbolt.Tx, error) {
	for {
		m := e.moment()
		btx, err := e.db.bolt.Begin(false)
		if err != nil {
			return nil, nil, err
		}
		if e.inFile.Load() <= m.last {
			return &logRows{layers: m.layers, numbers: &m.numbers, file: btx}, btx, nil
		}
		rollback(btx)
	}
}

// lookRows are the rows of who looks at a few. A way through a table makes it one
// who reads at length from then on.
type lookRows struct {
	rows    // of a moment; nil: nobody has gone through a table
	e       *logEngine
	file    *bbolt.Tx // nil: nobody has asked for it
	thawed  uint64    // when it was begun
	buckets [tableCount]*bbolt.Bucket
	gets    getters
	err     error // why the file could not be read
}

func (r *lookRows) get(t table, key []byte) []byte {
	if r.rows != nil {
		return r.rows.get(t, key)
	}
	row, known, thawed := r.e.above(t, key)
	if known {
		return row.Value
	}
	if !r.begin(thawed) {
		return nil
	}
	b := r.buckets[t]
	if b == nil {
		b = bucketOf(r.file, t)
		r.buckets[t] = b
	}
	return r.gets.get(t, b, key)
}

// begin sees that the file is of a time when what the sets had let go of before
// was in it.
func (r *lookRows) begin(thawed uint64) bool {
	if r.file != nil && r.thawed == thawed {
		return true
	}
	r.end()
	r.thawed, r.buckets, r.gets = thawed, [tableCount]*bbolt.Bucket{}, getters{}
	r.file, r.err = r.e.db.bolt.Begin(false)
	return r.err == nil
}

// end ends the transaction of the file, if there is one.
func (r *lookRows) end() {
	if r.file != nil {
		rollback(r.file)
		r.file = nil
	}
}

// none says whether no key of a table starts with a prefix; false is perhaps.
func (r *lookRows) none(t table, prefix []byte) bool {
	p := string(prefix)
	r.e.mu.RLock()
	any := r.e.active.HasPrefix(int(t), p) || r.e.frozen != nil && r.e.frozen.set.HasPrefix(int(t), p)
	thawed := r.e.thawed
	r.e.mu.RUnlock()
	if r.rows != nil || any || !r.begin(thawed) {
		return false
	}
	k, _ := bucketOf(r.file, t).Cursor().Seek(prefix)
	return !bytes.HasPrefix(k, prefix)
}

// above returns what the sets know of a key, and how often one was let go of.
func (e *logEngine) above(t table, key []byte) (row *overlay.Row, known bool, thawed uint64) {
	k := string(key)
	e.mu.RLock()
	defer e.mu.RUnlock()
	if row, known = e.active.Get(int(t), k); !known && e.frozen != nil {
		row, known = e.frozen.set.Get(int(t), k)
	}
	return row, known, e.thawed
}

// stay has the rows be those of a moment.
func (r *lookRows) stay() bool {
	if r.rows == nil {
		r.end()
		moment, file, err := r.e.now()
		if r.err = err; err == nil {
			r.rows, r.file = moment, file
		}
	}
	return r.err == nil
}

func (r *lookRows) ascend(t table, from []byte, fn func(k, v []byte) error) error {
	if !r.stay() {
		return r.err
	}
	return r.rows.ascend(t, from, fn)
}

func (r *lookRows) descend(t table, below []byte, fn func(k, v []byte) error) error {
	if !r.stay() {
		return r.err
	}
	return r.rows.descend(t, below, fn)
}

func (r *lookRows) last(t table) uint64 {
	if !r.stay() {
		return 0
	}
	return r.rows.last(t)
}

func (r *lookRows) has(table) bool { return true }
func (r *lookRows) writable() bool { return false }
