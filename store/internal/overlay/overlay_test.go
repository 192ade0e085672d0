package overlay

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

// file is a base of keys in order.
type file struct {
	keys []string
	at   int
}

func (f *file) now() (k, v []byte) {
	if f.at < 0 || f.at >= len(f.keys) {
		return nil, nil
	}
	return []byte(f.keys[f.at]), []byte("file")
}

func (f *file) Seek(key []byte) (k, v []byte) {
	f.at, _ = slices.BinarySearch(f.keys, string(key))
	return f.now()
}
func (f *file) Last() (k, v []byte) { f.at = len(f.keys) - 1; return f.now() }
func (f *file) Next() (k, v []byte) { f.at++; return f.now() }
func (f *file) Prev() (k, v []byte) { f.at--; return f.now() }

// model is a set the slow way.
type model map[string]string // "" is deleted

func (m model) put(r *rand.Rand, s *Set) Undo {
	key := fmt.Sprint("k", r.IntN(60))
	if r.IntN(3) == 0 {
		m[key] = ""
		return s.Put(0, []byte(key), Row{Deleted: true})
	}
	m[key] = fmt.Sprint("v", r.IntN(1000))
	return s.Put(0, []byte(key), Row{Value: []byte(m[key])})
}

// Sets, their copies, groups and what is taken back are what a map says, read by key
// and in both directions over a file.
func TestLayers(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		want := map[string]string{}
		base := &file{}
		for i := range 60 {
			if r.IntN(3) == 0 {
				key := fmt.Sprint("k", i)
				base.keys, want[key] = append(base.keys, key), "file"
			}
		}
		slices.Sort(base.keys)
		var layers Layers
		for range r.IntN(4) {
			s, m, group := New(1), model{}, New(1)
			for range r.IntN(80) {
				switch r.IntN(8) {
				case 0: // several changes and back
					was, size := maps.Clone(m), s.Size()
					var undo []Undo
					for range 1 + r.IntN(5) {
						undo = append(undo, m.put(r, s))
					}
					for _, u := range slices.Backward(undo) {
						s.Undo(u)
					}
					if m = was; s.Size() != size {
						t.Fatalf("seed %d: size %d, was %d", seed, s.Size(), size)
					}
				case 1: // a group that is merged or dropped, over a copy that stays
					was, copied, size := maps.Clone(m), s.Copy(), s.Size()
					for range r.IntN(9) {
						m.put(r, group)
					}
					if r.IntN(2) == 0 {
						s.Merge(group)
					} else {
						m = was
					}
					if group.Clear(); !group.Empty() || group.Len(0) > 0 {
						t.Fatalf("seed %d: cleared, the size is %d", seed, group.Size())
					}
					compare(t, r, Layers{copied}, &file{}, maps.Clone(was))
					if copied.Size() != size {
						t.Fatalf("seed %d: the copy has %d, was %d", seed, copied.Size(), size)
					}
				default:
					m.put(r, s)
				}
			}
			layers = append(Layers{s.Copy()}, layers...)
			for range 5 { // a copy stays as it is
				maps.Clone(m).put(r, s)
			}
			maps.Copy(want, m)
		}
		compare(t, r, layers, base, want)
	}
}

func compare(t *testing.T, r *rand.Rand, layers Layers, base *file, want map[string]string) {
	t.Helper()
	keys := []string{}
	for key, value := range want {
		if value != "" {
			keys = append(keys, key)
		}
		row, known := layers.Get(0, []byte(key))
		if known && (row.Deleted != (value == "") || !row.Deleted && string(row.Value) != value) || !known && value != "file" {
			t.Errorf("%s is %+v, want %q", key, row, value)
		}
	}
	slices.Sort(keys)
	walk := func(way func(int, Base, []byte, func([]byte, *Row) error) error, at []byte) (list []string) {
		_ = way(0, base, at, func(key []byte, row *Row) error {
			if string(row.Value) != want[string(key)] {
				t.Errorf("%s is %q, want %q", key, row.Value, want[string(key)])
			}
			list = append(list, string(key))
			return nil
		})
		return list
	}
	from := fmt.Sprint("k", r.IntN(70))
	i, _ := slices.BinarySearch(keys, from)
	if got := walk(layers.Ascend, []byte(from)); !slices.Equal(got, keys[i:]) {
		t.Errorf("from %s up: %v, want %v", from, got, keys[i:])
	}
	below := slices.Clone(keys[:i])
	slices.Reverse(below)
	if got := walk(layers.Descend, []byte(from)); !slices.Equal(got, below) {
		t.Errorf("below %s: %v, want %v", from, got, below)
	}
	slices.Reverse(keys)
	if got := walk(layers.Descend, nil); !slices.Equal(got, keys) {
		t.Errorf("down: %v, want %v", got, keys)
	}
}

// Copies are read while the set is written.
func TestCopiesAreRead(t *testing.T) {
	s := New(2)
	var wg sync.WaitGroup
	for i := range 200 {
		value := []byte(strings.Repeat("x", i))
		for k := range 50 {
			s.Put(k%2, fmt.Append(nil, k), Row{Value: value})
		}
		copied := s.Copy()
		wg.Go(func() {
			for k := range 50 {
				if row, known := (Layers{copied}).Get(k%2, fmt.Append(nil, k)); !known || !bytes.Equal(row.Value, value) {
					t.Errorf("row %d of copy %d: %v", k, i, row)
				}
			}
		})
	}
	wg.Wait()
}

// A group of ten rows in ten tables.
func BenchmarkMerge(b *testing.B) {
	s, group := New(10), New(10)
	for i := range b.N {
		group.Clear()
		for t := range 10 {
			group.Put(t, fmt.Appendf(nil, "%08d", i), Row{Value: make([]byte, 100)})
		}
		s.Merge(group)
	}
}
