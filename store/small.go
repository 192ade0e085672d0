package store

import "bytes"

// Rows of one key and one value: notes, bundles and jobs. meta keys of notes
// start with "note/", apart from the schema's.

// Note returns a small value the host keeps under a name, nil if none.
func (tx *Tx) Note(name string) []byte { return clone(tx.get(tableMeta, noteKey(name))) }

// SetNote keeps a small value under a name; nil removes it.
func (tx *Tx) SetNote(name string, value []byte) { tx.setOrDelete(tableMeta, noteKey(name), value) }

// Notes calls fn with every note whose name starts with prefix.
func (tx *Tx) Notes(prefix string, fn func(name string, value []byte) error) error {
	skip := len(noteKey(""))
	return tx.scan(tableMeta, noteKey(prefix), nil, func(k, v []byte) error {
		return fn(string(k[skip:]), clone(v))
	})
}

func (tx *Tx) mark(marks []Mark) {
	for _, m := range marks {
		tx.SetNote(m.Name, m.Value)
	}
}

func noteKey(name string) []byte { return []byte("note/" + name) }

// Bundle returns the last good bundle kept under a key, nil if none.
func (tx *Tx) Bundle(key string) []byte { return clone(tx.get(tableBundles, []byte(key))) }

// SetBundle keeps a bundle under a key; nil removes it. Unchanged bytes are
// not written again.
func (tx *Tx) SetBundle(key string, value []byte) {
	if value != nil && bytes.Equal(tx.get(tableBundles, []byte(key)), value) {
		return
	}
	tx.setOrDelete(tableBundles, []byte(key), value)
}

// Bundles calls fn with every bundle, by key.
func (tx *Tx) Bundles(fn func(key string, value []byte) error) error {
	return tx.scan(tableBundles, nil, nil, func(k, v []byte) error { return fn(string(k), clone(v)) })
}

// Job returns what is kept of a scheduled job (its phase), nil if nothing.
func (tx *Tx) Job(key string) []byte { return clone(tx.get(tableJobs, []byte(key))) }

// SetJob keeps a job's state under its key; nil removes it.
func (tx *Tx) SetJob(key string, value []byte) { tx.setOrDelete(tableJobs, []byte(key), value) }

// Jobs calls fn with every job, by key.
func (tx *Tx) Jobs(fn func(key string, value []byte) error) error {
	return tx.scan(tableJobs, nil, nil, func(k, v []byte) error { return fn(string(k), clone(v)) })
}

func (tx *Tx) setOrDelete(t table, key, value []byte) {
	if value == nil {
		tx.del(t, key)
		return
	}
	tx.put(t, key, value)
}
