package store

import (
	"encoding/binary"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"hotreply/store/internal/overlay"
)

// A frozen set goes to the file in pieces, a transaction each, so that none holds
// much memory or keeps the disk busy for long. Between two of them the file is of
// no moment: some rows are newer than others. Nobody reads it like that, since
// the set stands in front of it, and after a death the log does: the row that
// says which records need no replay comes with the last piece.

// doneKey is the row of [tableMeta] with the newest record that is in the file:
// 8 bytes, big-endian.
var doneKey = []byte("log/done")

// begunKey is the row of [tableMeta] that a file has from its first checkpoint on
// until it is closed: without its log it may be missing what was promised.
var begunKey = []byte("log/begun")

const (
	// pieceSize is how many bytes of rows a piece has.
	pieceSize = 2 << 20
	// perPiecedRow is what a row counts besides, since it may touch a page that
	// no other one does.
	perPiecedRow = 200
)

// bringing is the state of a checkpoint.
type bringing struct {
	e    *logEngine
	f    *frozen
	btx  *bbolt.Tx // of the piece
	rows int       // in it
	size int
}

// save brings a set to the file, or what an earlier try has left of it.
func (e *logEngine) save(f *frozen) (err error) {
	debug.SetPanicOnFault(true)
	b := &bringing{e: e, f: f}
	defer func() {
		if r := recover(); r != nil {
			err = e.db.damaged(panicked(r))
		}
		if err != nil && b.btx != nil {
			rollback(b.btx)
		}
	}()
	if err := b.begin(); err != nil {
		return err
	}
	if err := b.numbers(); err != nil {
		return &CommitError{Path: e.db.path, Err: err}
	}
	skip := f.brought
	for _, t := range bringOrder {
		err := f.set.Each(int(t), func(key []byte, row *overlay.Row) error {
			if skip > 0 {
				skip--
				return nil
			}
			return b.row(t, key, row)
		})
		if err != nil {
			return err
		}
	}
	done := sealed(nil, tableMeta, doneKey, number(f.last))
	if err := bucketOf(b.btx, tableMeta).Put(doneKey, done); err != nil {
		return &CommitError{Path: e.db.path, Err: err}
	}
	if err := b.noteLog(); err != nil {
		return &CommitError{Path: e.db.path, Err: err}
	}
	return b.end()
}

// noteLog has the file say that it needs its log, or that it needs none.
func (b *bringing) noteLog() error {
	meta := bucketOf(b.btx, tableMeta)
	switch {
	case b.e.closing:
		return meta.Delete(begunKey)
	case !b.e.begun:
		return meta.Put(begunKey, sealed(nil, tableMeta, begunKey, []byte{1}))
	}
	return nil
}

// bringOrder has rows of the inbox come last: what a message has led to is in the
// file before it counts as handled there, for the day that the log is damaged.
var bringOrder = func() (order [tableCount]table) {
	n := 0
	for t := range tableCount {
		if t != tableInbox {
			order[n] = t
			n++
		}
	}
	order[n] = tableInbox
	return order
}()

// begin begins a piece.
func (b *bringing) begin() (err error) {
	b.rows, b.size = 0, 0
	b.btx, err = b.e.db.begin()
	return err
}

// numbers writes what the tables have given. They come first, so that no table of
// the file has a key above its number.
func (b *bringing) numbers() error {
	for t := range tableCount {
		bucket := bucketOf(b.btx, t)
		if bucket.Sequence() == b.f.numbers[t] {
			continue
		}
		if err := bucket.SetSequence(b.f.numbers[t]); err != nil {
			return err
		}
	}
	return nil
}

// row writes a row, in another piece if there are enough in this one.
func (b *bringing) row(t table, key []byte, row *overlay.Row) error {
	if b.size >= b.e.db.opts.pieceSize {
		if err := b.end(); err != nil {
			return err
		}
		if err := b.begin(); err != nil {
			return err
		}
	}
	b.rows++
	b.size += len(key) + len(row.Value) + perPiecedRow
	bucket, err := bucketOf(b.btx, t), error(nil)
	if row.Deleted {
		err = bucket.Delete(key)
	} else {
		err = bucket.Put(key, sealed(make([]byte, 0, len(row.Value)+sumSize), t, key, row.Value))
	}
	if err != nil {
		return &CommitError{Path: b.e.db.path, Err: err}
	}
	return nil
}

// end commits a piece.
func (b *bringing) end() error {
	btx, db := b.btx, b.e.db
	id := btx.ID()
	b.e.inFile.Store(b.f.last)
	if fault := db.opts.checkpointFault; fault != nil {
		if err := fault(); err != nil {
			return db.judge(err, id)
		}
	}
	if err := btx.Commit(); err != nil {
		return db.judge(err, id)
	}
	b.btx = nil
	b.f.brought += b.rows
	db.opts.Probe(StagePiece)
	return nil
}

// doneIn reads the newest record that a file has.
func doneIn(btx *bbolt.Tx) uint64 {
	v := bucketOf(btx, tableMeta).Get(doneKey)
	if v == nil {
		return 0
	}
	v = unsealed(tableMeta, doneKey, v)
	if len(v) != 8 {
		panic(&sumError{tableMeta, string(doneKey)})
	}
	return binary.BigEndian.Uint64(v)
}
