package wal

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
)

const sector = 512

// faultDisk is a disk in memory that a test can take the power from. What was
// written is seen at once, and durable when it was synced; at a power cut each
// sector keeps what it had or any later version of it.
type faultDisk struct {
	rnd   *rand.Rand
	files map[string]*faultFile
	gone  map[string]*faultFile // removed, which no sync of the folder has made durable
}

type faultFile struct {
	disk    *faultDisk
	named   bool // its name is durable
	seen    []byte
	durable []byte
	dirty   map[int][][]byte // versions of sectors, oldest first
	lie     bool             // the next sync fails after some sectors, and the others are forgotten
	short   bool             // the process dies within the next write
}

var errPower = errors.New("the process has died")

func newFaultDisk(rnd *rand.Rand) *faultDisk {
	return &faultDisk{rnd: rnd, files: map[string]*faultFile{}, gone: map[string]*faultFile{}}
}

func (d *faultDisk) list(base string) ([]string, error) {
	var paths []string
	for path := range d.files {
		if segmentNumber(base, path) > 0 {
			paths = append(paths, path)
		}
	}
	slices.SortFunc(paths, func(a, b string) int { return segmentNumber(base, a) - segmentNumber(base, b) })
	return paths, nil
}

func (d *faultDisk) open(path string, create bool) (file, error) {
	f := d.files[path]
	switch {
	case f == nil && !create:
		return nil, fs.ErrNotExist
	case f != nil && create:
		return nil, fs.ErrExist
	case create:
		f = &faultFile{disk: d, dirty: map[int][][]byte{}}
		d.files[path] = f
		delete(d.gone, path)
	}
	return f, nil
}

func (d *faultDisk) remove(path string) error {
	d.gone[path] = d.files[path]
	delete(d.files, path)
	return nil
}

func (d *faultDisk) syncDir(string) error {
	for _, f := range d.files {
		f.named = true
	}
	clear(d.gone)
	return nil
}

// powerCut loses what a disk may lose.
func (d *faultDisk) powerCut() {
	for path, f := range d.gone {
		if f.named && d.rnd.IntN(2) == 0 {
			d.files[path] = f
		}
	}
	clear(d.gone)
	for path, f := range d.files {
		if !f.named && d.rnd.IntN(2) == 0 {
			delete(d.files, path)
			continue
		}
		f.named = true
		f.forget(d.rnd.IntN(3))
	}
}

// forget makes some versions of sectors durable: of mode 0 any, of mode 1 the
// newest of some, of mode 2 the later sectors rather than the earlier.
func (f *faultFile) forget(mode int) {
	numbers := slices.Sorted(maps.Keys(f.dirty))
	for i, n := range numbers {
		versions := f.dirty[n]
		v := len(versions)
		switch {
		case mode == 0:
			v = f.disk.rnd.IntN(len(versions) + 1)
		case mode == 1 && f.disk.rnd.IntN(2) == 0, mode == 2 && i < len(numbers)/2:
			v = 0
		}
		if v > 0 {
			f.durable = patch(f.durable, n*sector, versions[v-1])
		}
	}
	f.seen = slices.Clone(f.durable)
	clear(f.dirty)
	f.lie, f.short = false, false
}

func patch(b []byte, at int, p []byte) []byte {
	if n := at + len(p); n > len(b) {
		b = append(b, make([]byte, n-len(b))...)
	}
	copy(b[at:], p)
	return b
}

func (f *faultFile) ReadAt(p []byte, at int64) (int, error) {
	if at >= int64(len(f.seen)) && len(p) > 0 {
		return 0, io.EOF
	}
	n := copy(p, f.seen[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *faultFile) WriteAt(p []byte, at int64) (int, error) {
	whole := len(p)
	if f.short {
		n := f.disk.rnd.IntN(len(p) + 1) // a system stops between pages, never within a sector
		p = p[:max(0, n-int(at+int64(n))%sector)]
	}
	f.seen = patch(f.seen, int(at), p)
	for n := int(at) / sector; len(p) > 0 && n <= (int(at)+len(p)-1)/sector; n++ {
		f.dirty[n] = append(f.dirty[n], slices.Clone(f.seen[n*sector:min((n+1)*sector, len(f.seen))]))
	}
	if f.short {
		f.short = false
		return len(p), errPower
	}
	return whole, nil
}

func (f *faultFile) sync() error {
	if f.lie {
		f.lie = false
		seen := f.seen
		f.forget(1)
		f.seen = seen // what is read still comes from memory
		return errors.New("input/output error")
	}
	for n, versions := range f.dirty {
		f.durable = patch(f.durable, n*sector, versions[len(versions)-1])
	}
	clear(f.dirty)
	f.durable = patch(f.durable, len(f.seen), nil)
	return nil
}

func (f *faultFile) truncate(n int64) error {
	f.seen = f.seen[:min(int64(len(f.seen)), n)]
	f.durable = f.durable[:min(int64(len(f.durable)), n)]
	for k := range f.dirty {
		if int64(k*sector) >= n {
			delete(f.dirty, k)
		}
	}
	return nil
}

func (f *faultFile) size() (int64, error) { return int64(len(f.seen)), nil }
func (f *faultFile) Close() error         { return nil }
