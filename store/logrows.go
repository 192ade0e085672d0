package store

import (
	"go.etcd.io/bbolt"

	"hotreply/store/internal/overlay"
)

// logRows are the rows of the file with what is above it: those of a moment, or,
// with a writing, those of the writer.
type logRows struct {
	layers  overlay.Layers
	numbers *[tableCount]uint64
	file    *bbolt.Tx
	buckets [tableCount]*bbolt.Bucket
	gets    getters
	w       *writing
}

// getters get rows of the file, each with a cursor of its own that is used again:
// a bucket makes one for every row.
type getters [tableCount]*bbolt.Cursor

func (g *getters) get(t table, b *bbolt.Bucket, key []byte) []byte {
	if g[t] == nil {
		g[t] = b.Cursor()
	}
	k, v := g[t].Seek(key)
	if v == nil || string(k) != string(key) {
		return nil
	}
	return unsealed(t, key, v)
}

// writing is what the verbs of one group have changed so far.
type writing struct {
	set     *overlay.Set       // the top of the layers
	numbers [tableCount]uint64 // given so far
	undo    []overlay.Undo     // of the verb that runs
	record  []byte             // all that was changed, record by record
	ends    []int              // of the records in it
}

// begin begins a group, in the room of the one before.
func (e *logEngine) begin() *writing {
	w := &e.group
	if w.set == nil {
		w.set = overlay.New(int(tableCount))
	}
	if cap(w.record) > 4<<20 {
		w.record = nil
	}
	w.set.Clear()
	w.numbers, w.undo, w.record, w.ends = e.numbers, w.undo[:0], w.record[:0], w.ends[:0]
	return w
}

// end ends a record, if there is anything in it.
func (w *writing) end() {
	n := 0
	if len(w.ends) > 0 {
		n = w.ends[len(w.ends)-1]
	}
	if len(w.record) > n {
		w.ends = append(w.ends, len(w.record))
	}
}

// noValue is the value of a row without one: a row without bytes is there.
var noValue = []byte{}

func (r *logRows) bucket(t table) *bbolt.Bucket {
	if b := r.buckets[t]; b != nil {
		return b
	}
	b := bucketOf(r.file, t)
	r.buckets[t] = b
	return b
}

func (r *logRows) get(t table, key []byte) []byte {
	if row, known := r.layers.Get(int(t), key); known {
		return row.Value
	}
	return r.gets.get(t, r.bucket(t), key)
}

func (r *logRows) put(t table, key, value []byte) error {
	if err := fits(key, value); err != nil {
		return err
	}
	if value == nil {
		value = noValue
	}
	r.w.undo = append(r.w.undo, r.w.set.Put(int(t), key, overlay.Row{Value: value}))
	r.w.record = appendPut(r.w.record, t, key, value)
	return nil
}

func (r *logRows) del(t table, key []byte) error {
	r.w.undo = append(r.w.undo, r.w.set.Put(int(t), key, overlay.Row{Deleted: true}))
	r.w.record = appendDelete(r.w.record, t, key)
	return nil
}

// fits refuses what the file could not take later.
func fits(key, value []byte) error {
	switch {
	case len(key) == 0:
		return errNoKey
	case len(key) > bbolt.MaxKeySize:
		return errLongKey
	case len(value) > bbolt.MaxValueSize-sumSize:
		return errLongValue
	}
	return nil
}

func (r *logRows) ascend(t table, from []byte, fn func(k, v []byte) error) error {
	return r.layers.Ascend(int(t), r.cursor(t), from, func(k []byte, row *overlay.Row) error { return fn(k, row.Value) })
}

func (r *logRows) descend(t table, below []byte, fn func(k, v []byte) error) error {
	return r.layers.Descend(int(t), r.cursor(t), below, func(k []byte, row *overlay.Row) error { return fn(k, row.Value) })
}

func (r *logRows) cursor(t table) overlay.Base { return sumCursor{r.bucket(t).Cursor(), t} }

func (r *logRows) next(t table) (uint64, error) {
	r.numbers[t]++
	r.w.record = appendNumber(r.w.record, t, r.numbers[t])
	return r.numbers[t], nil
}

func (r *logRows) last(t table) uint64 { return r.numbers[t] }
func (r *logRows) has(table) bool      { return true }
func (r *logRows) make(table) error    { return nil }
func (r *logRows) writable() bool      { return r.w != nil }
