package overlay

import (
	"strings"

	"github.com/tidwall/btree"
)

// Row is what is known of a key.
type Row struct {
	Value []byte // of a key that is deleted nil, and not looked at
	// Head is what the writer wants to find again beside the value, nil if it is
	// nothing. It must not be changed.
	Head    any
	Deleted bool
}

// Set is the changed rows of some tables. It belongs to one goroutine, or to whom
// its owner's lock lets in; one that nobody writes any more is everybody's.
type Set struct {
	tables []btree.Map[string, *Row]
	size   int // bytes, roughly
	rows   []Row
	keys   strings.Builder
}

// Rows and keys are allocated a few at a time: there are some twenty for every
// message. Few, as all of them stay in memory for as long as one is in a set.
const (
	rowsAtOnce = 8
	keysAtOnce = 512 // bytes
)

// keep returns a row and a key that belong to the set.
func (s *Set) keep(key []byte, row Row) (string, *Row) {
	if len(s.rows) == cap(s.rows) {
		s.rows = make([]Row, 0, rowsAtOnce)
	}
	s.rows = append(s.rows, row)
	if s.keys.Cap()-s.keys.Len() < len(key) {
		s.keys = strings.Builder{}
		s.keys.Grow(max(keysAtOnce, len(key)))
	}
	from := s.keys.Len()
	s.keys.Write(key) // never moves what is there
	return s.keys.String()[from:], &s.rows[len(s.rows)-1]
}

// perRow is about what a row takes in memory besides its key and value.
const perRow = 120

// New returns a set of no rows in tables 0 to n-1.
func New(n int) *Set { return &Set{tables: make([]btree.Map[string, *Row], n)} }

// Undo is what [Set.Undo] needs to take one change back.
type Undo struct {
	table int
	key   string
	was   *Row // nil: the set did not know the key
}

// Put changes a row. The value belongs to the set from then on.
func (s *Set) Put(t int, key []byte, row Row) Undo {
	k, kept := s.keep(key, row)
	return Undo{table: t, key: k, was: s.set(t, k, kept)}
}

func (s *Set) set(t int, key string, row *Row) (was *Row) {
	was, _ = s.tables[t].Set(key, row)
	s.size += len(row.Value)
	if was != nil {
		s.size -= len(was.Value)
	} else {
		s.size += len(key) + perRow
	}
	return was
}

// Undo takes a change back. Changes are taken back in reverse order.
func (s *Set) Undo(u Undo) {
	if u.was != nil {
		s.set(u.table, u.key, u.was)
		return
	}
	now, _ := s.tables[u.table].Delete(u.key)
	s.size -= len(u.key) + len(now.Value) + perRow
}

// Merge makes the changes of a newer set, which stays as it is.
func (s *Set) Merge(newer *Set) {
	for t := range newer.tables {
		if newer.tables[t].Len() > 0 {
			newer.tables[t].Scan(func(key string, row *Row) bool {
				s.set(t, key, row)
				return true
			})
		}
	}
}

// Clear forgets all rows.
func (s *Set) Clear() {
	for t := range s.tables {
		if s.tables[t].Len() > 0 {
			s.tables[t].Clear()
		}
	}
	s.size = 0
}

// Copy returns the set as it is now. Nobody may read it meanwhile. It costs
// little at once, but the set copies what it shares with the copy when it is
// written next.
func (s *Set) Copy() *Set {
	c := &Set{tables: make([]btree.Map[string, *Row], len(s.tables)), size: s.size}
	for t := range s.tables {
		if s.tables[t].Len() > 0 {
			c.tables[t] = *s.tables[t].Copy()
		}
	}
	return c
}

// Get returns what the set knows of a key, false if that is nothing.
func (s *Set) Get(t int, key string) (row *Row, known bool) { return s.tables[t].Get(key) }

// HasPrefix reports whether the set knows a key of a table that starts with a
// prefix.
func (s *Set) HasPrefix(t int, prefix string) (any bool) {
	if s.tables[t].Len() > 0 {
		s.tables[t].Ascend(prefix, func(key string, _ *Row) bool {
			any = strings.HasPrefix(key, prefix)
			return false
		})
	}
	return any
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
