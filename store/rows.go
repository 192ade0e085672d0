package store

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// rows are the tables that a transaction works on, as of one moment. What they
// return is valid until the next write. Where the file is damaged calls may
// panic.
type rows interface {
	get(t table, key []byte) []byte // nil: there is none
	put(t table, key, value []byte) error
	del(t table, key []byte) error
	// ascend calls fn with every row from a key on, in byte order, until fn
	// returns an error, which it returns. k is valid until fn returns.
	ascend(t table, from []byte, fn func(k, v []byte) error) error
	// descend is ascend in falling order, from the last key below below (nil: the
	// very last).
	descend(t table, below []byte, fn func(k, v []byte) error) error
	next(t table) (uint64, error)
	last(t table) uint64
	// has says whether there is a table, make makes it: [tableChanges] may be
	// missing.
	has(t table) bool
	make(t table) error
	writable() bool
}

// boltRows are the rows of a transaction of the file, and nothing else.
type boltRows struct {
	tx      *bbolt.Tx
	buckets [tableCount]*bbolt.Bucket
}

func (r *boltRows) bucket(t table) *bbolt.Bucket {
	if b := r.buckets[t]; b != nil {
		return b
	}
	b := bucketOf(r.tx, t)
	r.buckets[t] = b
	return b
}

func (r *boltRows) get(t table, key []byte) []byte       { return r.bucket(t).Get(key) }
func (r *boltRows) put(t table, key, value []byte) error { return r.bucket(t).Put(key, value) }
func (r *boltRows) del(t table, key []byte) error        { return r.bucket(t).Delete(key) }
func (r *boltRows) next(t table) (uint64, error)         { return r.bucket(t).NextSequence() }
func (r *boltRows) last(t table) uint64                  { return r.bucket(t).Sequence() }
func (r *boltRows) has(t table) bool                     { return r.tx.Bucket(tableNames[t]) != nil }
func (r *boltRows) writable() bool                       { return r.tx.Writable() }

func (r *boltRows) make(t table) error {
	_, err := r.tx.CreateBucketIfNotExists(tableNames[t])
	return err
}

func (r *boltRows) ascend(t table, from []byte, fn func(k, v []byte) error) error {
	c := r.bucket(t).Cursor()
	for k, v := c.Seek(from); k != nil; k, v = c.Next() {
		if err := fn(k, v); err != nil {
			return err
		}
	}
	return nil
}

func (r *boltRows) descend(t table, below []byte, fn func(k, v []byte) error) error {
	c := r.bucket(t).Cursor()
	k, v := c.Last()
	if below != nil {
		if k, v = c.Seek(below); k == nil {
			k, v = c.Last()
		}
		for k != nil && bytes.Compare(k, below) >= 0 {
			k, v = c.Prev()
		}
	}
	for ; k != nil; k, v = c.Prev() {
		if err := fn(k, v); err != nil {
			return err
		}
	}
	return nil
}

// bucketOf returns the bucket of a table that every file has.
func bucketOf(tx *bbolt.Tx, t table) *bbolt.Bucket {
	b := tx.Bucket(tableNames[t])
	if b == nil {
		panic("no table " + string(tableNames[t]))
	}
	return b
}
