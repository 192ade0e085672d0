package blame

import (
	"os"
	"runtime/debug"

	"github.com/edsrzf/mmap-go"
)

const (
	// slotSize is the room for one script's note, large enough for any names.
	slotSize = 512
	// segment is how much of the file is mapped at a time: Windows maps at
	// multiples of it.
	segment = 64 << 10
)

// slotFile is a file of slots that are written as memory: what was written is
// in the page cache, where it outlives the process. It is no more durable than
// that, and needs not be.
//
// Where a file can not be mapped its slots are written by calls.
type slotFile struct {
	file   *os.File
	mapped []mmap.MMap
	free   []byte // of the last segment
	size   int64  // of all slots given away
	plain  bool   // the file can not be mapped
	closed bool
}

// slot is a place in the file. What is put into the zero slot is lost.
type slot struct {
	file   *os.File
	offset int64
	memory []byte // nil: it is written by calls
}

// openSlotFile makes an empty file, whatever is there.
func openSlotFile(path string) (*slotFile, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	return &slotFile{file: f}, nil
}

// next is a slot that nobody has.
func (f *slotFile) next() slot {
	if f.closed {
		return slot{}
	}
	s := slot{file: f.file, offset: f.size}
	if len(f.free) == 0 && !f.plain {
		f.grow()
	}
	if !f.plain {
		s.memory, f.free = f.free[:slotSize:slotSize], f.free[slotSize:]
	}
	f.size += slotSize
	return s
}

// grow maps one more segment. Its zeros are written before: memory for which a
// full disk has no room could not be written later.
func (f *slotFile) grow() {
	_, err := f.file.WriteAt(make([]byte, segment), f.size)
	var m mmap.MMap
	if err == nil {
		m, err = mmap.MapRegion(f.file, segment, mmap.RDWR, 0, f.size)
	}
	if err != nil {
		f.plain = true
		return
	}
	f.mapped, f.free = append(f.mapped, m), m
}

// close empties the file if that is wanted. Nobody may put anything into a slot
// of it any more.
func (f *slotFile) close(empty bool) {
	f.closed = true
	for i := range f.mapped {
		_ = f.mapped[i].Unmap()
	}
	if empty {
		_ = f.file.Truncate(0)
	}
	_ = f.file.Close()
}

// put writes b at the slot's beginning. Errors are nobody's: without a note
// nobody is blamed.
func (s *slot) put(b []byte) {
	if s.memory != nil && copied(s.memory, b) || s.file == nil {
		return
	}
	s.memory = nil
	_, _ = s.file.WriteAt(b, s.offset)
}

// copied is false where the memory can not be written: somebody cut the file
// short, or the disk failed.
func copied(to, b []byte) (ok bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() { ok = recover() == nil }()
	copy(to, b)
	return true
}
