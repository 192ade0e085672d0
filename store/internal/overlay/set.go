package overlay

import "github.com/tidwall/btree"

// Row is what is known of a key.
type Row struct {
	Value []byte // of a key that is deleted nil, and not looked at
	// Head is what the writer wants to find again beside the value, nil if it is
	// nothing. It must not be changed.
	Head    any
	Deleted bool
}

// Set is the changed rows of some tables. It belongs to one goroutine, unless it
// is a snapshot.
type Set struct {
	tables []*btree.Map[string, *Row]
	seen   []*btree.Map[string, *Row] // as of the last snapshot
	dirty  []bool                     // tables that were changed since
	size   int                        // bytes, roughly
	before int                        // size of the last snapshot
}

// degree is that of the trees: a node has up to 23 rows. Each snapshot has the
// nodes copied that are written behind it, so they are small.
const degree = 12

// perRow is about what a row takes in memory besides its key and value.
const perRow = 120

// New returns a set of no rows in tables 0 to n-1.
func New(n int) *Set {
	s := &Set{
		tables: make([]*btree.Map[string, *Row], n),
		seen:   make([]*btree.Map[string, *Row], n),
		dirty:  make([]bool, n),
	}
	for t := range s.tables {
		s.tables[t] = btree.NewMap[string, *Row](degree)
		s.seen[t] = btree.NewMap[string, *Row](degree)
	}
	return s
}

// Undo is what [Set.Undo] needs to take one change back.
type Undo struct {
	table int
	key   string
	was   *Row // nil: the set did not know the key
}

// Put changes a row. The value belongs to the set from then on.
func (s *Set) Put(t int, key []byte, row Row) Undo {
	k := string(key)
	s.dirty[t] = true
	was, _ := s.tables[t].Set(k, &row)
	s.size += len(row.Value)
	if was != nil {
		s.size -= len(was.Value)
	} else {
		s.size += len(k) + perRow
	}
	return Undo{table: t, key: k, was: was}
}

// Undo takes a change back. Changes are taken back in reverse order.
func (s *Set) Undo(u Undo) {
	s.dirty[u.table] = true
	if u.was != nil {
		now, _ := s.tables[u.table].Set(u.key, u.was)
		s.size += len(u.was.Value) - len(now.Value)
		return
	}
	now, _ := s.tables[u.table].Delete(u.key)
	s.size -= len(u.key) + len(now.Value) + perRow
}

// Snapshot returns the set as it is now.
func (s *Set) Snapshot() *Set {
	for t, dirty := range s.dirty {
		if dirty {
			s.seen[t] = s.tables[t].Copy()
			s.dirty[t] = false
		}
	}
	s.before = s.size
	return &Set{tables: append([]*btree.Map[string, *Row](nil), s.seen...), size: s.size}
}

// Reset takes back all changes since the last snapshot.
func (s *Set) Reset() {
	for t, dirty := range s.dirty {
		if dirty {
			s.tables[t] = s.seen[t].Copy()
			s.dirty[t] = false
		}
	}
	s.size = s.before
}

// Size returns about how many bytes of memory the set takes.
func (s *Set) Size() int { return s.size }

// Empty reports whether the set knows no row.
func (s *Set) Empty() bool { return s.size == 0 }

// Each calls fn with every row of a table in the order of keys, also those that
// are deleted, until fn returns an error.
func (s *Set) Each(t int, fn func(key []byte, row *Row) error) (err error) {
	s.tables[t].Scan(func(key string, row *Row) bool {
		err = fn([]byte(key), row)
		return err == nil
	})
	return err
}

// Len returns how many rows of a table the set knows.
func (s *Set) Len(t int) int { return s.tables[t].Len() }
