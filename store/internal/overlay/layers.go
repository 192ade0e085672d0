package overlay

import "github.com/tidwall/btree"

// Layers are sets on top of each other, the newest first.
type Layers []*Set

// Base is a cursor over a table of the file: a [*bbolt.Cursor] in shape. A nil
// key is the end.
type Base interface {
	Seek(key []byte) (k, v []byte) // the first key that is not below
	Last() (k, v []byte)
	Next() (k, v []byte)
	Prev() (k, v []byte)
}

// Get returns what the layers know of a key, false if that is nothing.
func (l Layers) Get(t int, key []byte) (row *Row, known bool) {
	k := string(key)
	for _, s := range l {
		if row, known := s.Get(t, k); known {
			return row, true
		}
	}
	return nil, false
}

// Ascend calls fn with the rows of a table from the key from on, those of the
// layers and of the file, until fn returns an error, which it returns. Key and row
// are valid until fn returns.
func (l Layers) Ascend(t int, base Base, from []byte, fn func(key []byte, row *Row) error) error {
	w := l.walk(t, base, false)
	for i := range w.layers {
		w.layers[i].ok = w.layers[i].rows.Seek(string(from))
	}
	w.key, w.value = base.Seek(from)
	return w.each(fn)
}

// Descend is Ascend in falling order, from the last key below below (nil: the
// very last).
func (l Layers) Descend(t int, base Base, below []byte, fn func(key []byte, row *Row) error) error {
	w := l.walk(t, base, true)
	for i := range w.layers {
		rows := &w.layers[i].rows
		if below != nil && rows.Seek(string(below)) {
			w.layers[i].ok = rows.Prev()
		} else {
			w.layers[i].ok = rows.Last()
		}
	}
	w.key, w.value = lastBelow(base, below)
	return w.each(fn)
}

func lastBelow(base Base, below []byte) (k, v []byte) {
	if below != nil {
		if k, _ := base.Seek(below); k != nil {
			return base.Prev()
		}
	}
	return base.Last()
}

// walk is a way through a table, in one direction.
type walk struct {
	down   bool
	layers []layer // those that know anything of the table
	base   Base
	key    []byte // where the base is; nil: at its end
	value  []byte
	row    Row    // the base's, while fn has it
	room   []byte // the key that fn has
}

type layer struct {
	rows btree.MapIter[string, *Row]
	ok   bool // it is at a row
}

func (l Layers) walk(t int, base Base, down bool) walk {
	w := walk{down: down, base: base, layers: make([]layer, 0, len(l))}
	for _, s := range l {
		if s.tables[t].Len() > 0 {
			w.layers = append(w.layers, layer{rows: s.tables[t].Iter()})
		}
	}
	return w
}

func (w *walk) each(fn func(key []byte, row *Row) error) error {
	for {
		key, row := w.take()
		switch {
		case key == nil:
			return nil
		case row.Deleted:
			continue
		}
		if err := fn(key, row); err != nil {
			return err
		}
	}
}

// take returns the next key with what the newest that knows it says, and goes on
// everywhere behind it.
func (w *walk) take() ([]byte, *Row) {
	newest := -1
	for i := range w.layers {
		if l := &w.layers[i]; l.ok && (newest < 0 || w.before(l.rows.Key(), w.layers[newest].rows.Key())) {
			newest = i
		}
	}
	if newest < 0 || w.key != nil && w.before(string(w.key), w.layers[newest].rows.Key()) {
		key := w.key
		w.row = Row{Value: w.value}
		if key != nil {
			w.onward()
		}
		return key, &w.row
	}
	key, row := w.layers[newest].rows.Key(), w.layers[newest].rows.Value()
	for i := range w.layers {
		if l := &w.layers[i]; l.ok && l.rows.Key() == key {
			if w.down {
				l.ok = l.rows.Prev()
			} else {
				l.ok = l.rows.Next()
			}
		}
	}
	if w.key != nil && string(w.key) == key {
		w.onward()
	}
	w.room = append(w.room[:0], key...)
	return w.room, row
}

func (w *walk) onward() {
	if w.down {
		w.key, w.value = w.base.Prev()
	} else {
		w.key, w.value = w.base.Next()
	}
}

func (w *walk) before(a, b string) bool {
	if w.down {
		return a > b
	}
	return a < b
}
