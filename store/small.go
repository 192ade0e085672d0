package store

import "bytes"

// Rows of one key and one value: notes, bundles and jobs. meta keys of notes
// start with "note/", apart from the schema's.

// Note returns a small value the host keeps under a name, nil if none.
func (tx *txn) Note(name string) []byte { return clone(tx.get(tableMeta, noteKey(name))) }

// SetNote keeps a small value under a name; nil removes it.
func (tx *txn) SetNote(name string, value []byte) { tx.setOrDelete(tableMeta, noteKey(name), value) }

// Notes calls fn with every note whose name starts with prefix.
func (tx *txn) Notes(prefix string, fn func(name string, value []byte) error) error {
	skip := len(noteKey(""))
	return tx.scan(tableMeta, noteKey(prefix), nil, func(k, v []byte) error {
		return fn(string(k[skip:]), clone(v))
	})
}

func (tx *txn) mark(marks []Mark) {
	for _, m := range marks {
		tx.SetNote(m.Name, m.Value)
	}
}

func noteKey(name string) []byte { return []byte("note/" + name) }

// Bundle returns the last good bundle kept under a key, nil if none.
func (tx *txn) Bundle(key string) []byte { return clone(tx.get(tableBundles, []byte(key))) }

// SetBundle keeps a bundle under a key; nil removes it. Unchanged bytes are
// not written again.
func (tx *txn) SetBundle(key string, value []byte) {
	if value != nil && bytes.Equal(tx.get(tableBundles, []byte(key)), value) {
		return
	}
	tx.setOrDelete(tableBundles, []byte(key), value)
}

// Job returns what is kept of a scheduled job (its phase), nil if nothing.
func (tx *txn) Job(key string) []byte { return clone(tx.get(tableJobs, []byte(key))) }

// SetJob keeps a job's state under its key; nil removes it.
func (tx *txn) SetJob(key string, value []byte) { tx.setOrDelete(tableJobs, []byte(key), value) }

func (tx *txn) setOrDelete(t table, key, value []byte) {
	if value == nil {
		tx.del(t, key)
		return
	}
	tx.put(t, key, value)
}
