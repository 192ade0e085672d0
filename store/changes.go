package store

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"
)

// changes: row, number → head | kv key, value: a change that waits for its row
//
// Changes of a row, its end and their settling are handed over together, so
// they nearly always meet in one transaction, which holds them in memory. Only
// what a transaction leaves unsettled is written, to be settled by a later one
// or, after a crash, by the next opening. For as long as the table is not empty
// the file has the number schemaChanges, as a program that knows nothing of the
// table would lose what is in it.

// changeHead is the head of a change on disk.
type changeHead struct {
	Add     bool      `json:"a,omitempty"`
	By      float64   `json:"b,omitempty"`
	Made    time.Time `json:"m"`
	Gone    bool      `json:"g,omitempty"` // it removes the value
	Expires time.Time `json:"x,omitzero"`
	Key     int       `json:"k"` // bytes of the kv key in the body
}

// change does a change that counts at once, or keeps one of a row until it is
// settled.
func (tx *txn) change(c Change) {
	if c.Row == 0 {
		tx.apply(c)
		return
	}
	if tx.staged == nil {
		tx.staged = make(map[uint64][]Change)
	}
	was := tx.staged[c.Row]
	tx.staged[c.Row] = append(was, c)
	tx.undoing(func() { tx.stage(c.Row, was) })
	tx.dirty = true
}

// stage makes a list the changes that wait for a row.
func (tx *txn) stage(row uint64, list []Change) {
	if len(list) == 0 {
		delete(tx.staged, row)
		return
	}
	tx.staged[row] = list
}

// apply does a change to a value.
func (tx *txn) apply(c Change) {
	v := c.Value
	if c.Add {
		old, _ := tx.KVGet(c.Space, c.Key)
		v = c.Do(old)
	}
	tx.setValue(c.Space, c.Key, v)
}

// setValue writes a value, or removes it.
func (tx *txn) setValue(space, key string, v KVValue) {
	if v.Value == nil {
		tx.KVDelete(space, key)
		return
	}
	tx.KVSet(space, key, v)
}

// settleRow does the changes of a row that is final, or gone, and forgets
// those of any.
func (tx *txn) settleRow(row uint64) error {
	list, err := tx.takeChanges(row)
	if was := tx.staged[row]; len(was) > 0 {
		list = append(list, was...)
		delete(tx.staged, row)
		tx.undoing(func() { tx.stage(row, was) })
	}
	if err != nil || len(list) == 0 || !tx.ended(row) {
		return err
	}
	slices.SortStableFunc(list, func(a, b Change) int { return cmp.Compare(a.N, b.N) })
	for i, c := range list {
		if i+1 == len(list) || list[i+1].N != c.N { // of a number that was given again the later counts
			tx.apply(c)
		}
	}
	return nil
}

// ended reports whether a row is final or gone.
func (tx *txn) ended(row uint64) bool {
	if tx.final[row] {
		return true
	}
	v := tx.get(tableInbox, number(row))
	if v == nil {
		return true
	}
	in, err := viewInbox(row, v)
	return err == nil && in.State != InboxPending
}

// takeChanges removes a row's changes from the table and returns them.
func (tx *txn) takeChanges(row uint64) (list []Change, err error) {
	if !tx.hasChanges() {
		return nil, nil
	}
	var keys [][]byte
	err = tx.scan(tableChanges, number(row), nil, func(k, v []byte) error {
		c, err := decodeChange(k, v)
		if err != nil {
			return rowError(tableChanges, k, err)
		}
		keys, list = append(keys, clone(k)), append(list, c)
		return nil
	})
	for _, k := range keys {
		tx.del(tableChanges, k)
	}
	if len(keys) > 0 {
		tx.noteChanges()
	}
	return list, err
}

// leave writes what the transaction has not settled.
func (tx *txn) leave() error {
	if len(tx.staged) == 0 {
		return nil
	}
	tx.err, tx.inside = nil, true
	err := tx.rows.make(tableChanges)
	tx.inside = false
	if err != nil {
		return err
	}
	for row, list := range tx.staged {
		for _, c := range list {
			key, k := append(number(row), number(uint64(c.N))...), kvKey(c.Space, c.Key)
			tx.putRow(tableChanges, key, changeHead{
				Add: c.Add, By: c.By, Made: c.Made,
				Gone: c.Value.Value == nil, Expires: c.Value.Expires, Key: len(k),
			}, append(k, c.Value.Value...))
		}
	}
	tx.noteChanges()
	return tx.err
}

func decodeChange(k, v []byte) (Change, error) {
	var head changeHead
	body, err := decodeRow(v, &head)
	if err != nil {
		return Change{}, err
	}
	if len(k) != 16 || head.Key < 0 || head.Key > len(body) {
		return Change{}, errShortRow
	}
	c := Change{N: int(numberOf(k)), Row: binary.BigEndian.Uint64(k), Add: head.Add, By: head.By, Made: head.Made}
	c.Space, c.Key, _ = splitKV(body[:head.Key])
	if !head.Add && !head.Gone {
		c.Value = KVValue{Value: append([]byte{}, body[head.Key:]...), Expires: head.Expires}
	}
	return c, nil
}

func (tx *txn) hasChanges() bool {
	tx.inside = true
	has := tx.rows.has(tableChanges)
	tx.inside = false
	return has
}

// noteChanges gives the file the schema number that goes with the table.
func (tx *txn) noteChanges() {
	if tx.db.log != nil {
		return // whoever knows such a file knows the table
	}
	schema := uint32(schemaVersion)
	_ = tx.scan(tableChanges, nil, nil, func(_, _ []byte) error {
		schema = schemaChanges
		return errStop
	})
	tx.put(tableMeta, schemaKey, binary.BigEndian.AppendUint32(nil, schema))
}

// settleLeft settles what an earlier life has not.
func (tx *txn) settleLeft() error {
	if !tx.hasChanges() {
		return nil
	}
	var rows []uint64
	_ = tx.scan(tableChanges, nil, nil, func(k, _ []byte) error {
		if row := binary.BigEndian.Uint64(k); len(rows) == 0 || rows[len(rows)-1] != row {
			rows = append(rows, row)
		}
		return nil
	})
	for _, row := range rows {
		if err := tx.settleRow(row); err != nil {
			return err
		}
	}
	return nil
}

// left says whether there are changes that are not settled.
func (db *DB) left() (any bool) {
	if db.log == nil {
		version, err := schemaOf(db.bolt)
		return err == nil && version == schemaChanges
	}
	_ = db.view(func(tx *txn) error {
		return tx.scan(tableChanges, nil, nil, func(_, _ []byte) error { any = true; return errStop })
	})
	return any
}
