// Package filestamp tells versions of a file apart without reading it, as far
// as the system can.
package filestamp

import (
	"hash/fnv"
	"io"
	"os"
	"time"
)

// Stamp is what the system says of a file without reading it. Two that differ
// are reason to read; two that are equal prove little where Changed is 0 or
// the file is young.
type Stamp struct {
	Size, Modified int64  // bytes, nanoseconds
	Changed        int64  // nanoseconds; 0 where the system does not say
	Device, Node   uint64 // 0 where the system does not say
}

// Of is the stamp of a file.
func Of(info os.FileInfo) Stamp {
	s := Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
	s.system(info)
	return s
}

// Racy is how long a file is young: coarse clocks give two quick saves one
// time.
const Racy = 2 * time.Second

// Settled reports whether the file was old enough at a time that a change
// after it has another stamp.
func (s Stamp) Settled(at time.Time) bool {
	return at.UnixNano()-max(s.Modified, s.Changed) > int64(Racy)
}

// Readable is the size up to which a file is read where the system says
// nothing of changes but size and time, in bytes.
const Readable = 1 << 20

// Mark is one version of what lies at a path. Marks are compared with ==; the
// zero value is that of a path that leads nowhere.
type Mark struct {
	stamp Stamp
	sum   uint64
}

// MarkOf follows links. It reads plain files up to [Readable] where the stamp
// alone proves little.
func MarkOf(path string) Mark {
	info, err := os.Stat(path)
	if err != nil {
		return Mark{}
	}
	m := Mark{stamp: Of(info)}
	if m.stamp.Changed == 0 && info.Mode().IsRegular() && m.stamp.Size <= Readable {
		m.sum = sum(path)
	}
	return m
}

// sum is a hash of a file's content, 0 if it can not be read.
func sum(path string) uint64 {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	h := fnv.New64a()
	if _, err := io.Copy(h, io.LimitReader(f, Readable)); err != nil {
		return 0
	}
	return h.Sum64()
}
