package wal

import (
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"testing"
)

// FuzzOpen gives a log two files of any bytes. With mend the checksums are made
// right, so that what stands behind them is met, too.
func FuzzOpen(f *testing.F) {
	for i := range uint64(4) {
		d, _, _, _ := written(f, rand.New(rand.NewPCG(i, 3)))
		paths, _ := d.list("log")
		f.Add(d.files[paths[0]].seen, d.files[paths[len(paths)-1]].seen, uint8(i), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, a, b []byte, done uint8, mend bool) {
		if len(a)+len(b) > 1<<16 {
			return
		}
		d := newFaultDisk(rand.New(rand.NewPCG(0, 0)))
		for i, data := range [][]byte{a, b} {
			data = slices.Clone(data)
			if mend {
				mendSums(data)
			}
			d.files[segmentPath("log", i+1)] = &faultFile{disk: d, seen: data, dirty: map[int][][]byte{}}
		}
		next, total := uint64(done)+1, 0
		l, err := Open("log", Options{ID: crashID, Done: uint64(done), Preallocate: 16 << 10, disk: d}, func(seq uint64, data []byte) error {
			if seq != next {
				t.Errorf("record %d, want %d", seq, next)
			}
			next++
			total += len(data)
			return nil
		})
		if total > len(a)+len(b) {
			t.Errorf("%d bytes of %d", total, len(a)+len(b))
		}
		if err != nil {
			return
		}
		if last, err := l.Append([][]byte{[]byte("new")}); err != nil || last < next {
			t.Errorf("append: %d, %v", last, err)
		}
	})
}

// mendSums makes the checksums of a header and the records behind it right.
func mendSums(b []byte) {
	if len(b) < headerSize {
		return
	}
	copy(b, magic)
	copy(b[16:], crashID[:])
	binary.LittleEndian.PutUint32(b[12:], version)
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(b[12:headerBytes], castagnoli))
	number := binary.LittleEndian.Uint32(b[56:])
	u := useOf(crashID, number)
	for r := b[headerSize:]; len(r) >= recordHead; {
		n := int64(binary.LittleEndian.Uint32(r[8:]))
		if n > int64(len(r)-recordHead) {
			return
		}
		binary.LittleEndian.PutUint32(r[20:], number)
		binary.LittleEndian.PutUint32(r[4:], crc32.Update(u.seed, castagnoli, r[recordHead:recordHead+n]))
		binary.LittleEndian.PutUint32(r, crc32.Update(u.seed, castagnoli, r[4:recordHead]))
		r = r[min(recordSize(int(n)), int64(len(r))):]
	}
}
