package wal

import (
	"math/rand/v2"
	"testing"
)

// Behind damage everything comes back that it has not met, in order, and what
// is missing is counted.
func TestSalvage(t *testing.T) {
	for i := range uint64(300) {
		rnd := rand.New(rand.NewPCG(i, 4))
		d, records, _, _ := written(t, rnd)
		paths, _ := d.list("log")
		f := d.files[paths[rnd.IntN(len(paths))]]
		from := rnd.IntN(len(f.seen))
		hit := f.seen[from:min(len(f.seen), from+1+rnd.IntN(sector))]
		for n := range hit {
			hit[n] ^= byte(1 + rnd.IntN(255))
		}
		before := uint64(0)
		got, err := Salvage("log", Options{ID: crashID, disk: d}, func(seq uint64, data []byte) error {
			if seq <= before || string(data) != records[seq-1] {
				t.Errorf("seed %d: record %d behind %d is %.40q", i, seq, before, data)
			}
			before = seq
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		lost := len(records) - got.Records
		if lost > 4 || got.Last > uint64(len(records)) || uint64(got.Records)+got.Lost != got.Last || len(got.Files) != len(paths) {
			t.Errorf("seed %d: %d records of %d, %+v", i, got.Records, len(records), got)
		}
	}
}
