package wal

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"
)

// scan is what lies on the disk when a log is opened.
type scan struct {
	o      Options
	base   string
	used   []*found // with a header that checks, in the order of generations
	unused []*found
}

// found is one file.
type found struct {
	*segment
	header header
	blank  bool // the header is zeros
}

// end is where the newest generation ends.
type end struct {
	last  uint64
	seg   *segment
	group []byte // the last group, and the header if it is the first
	at    int64  // where that stands
}

// openScan opens the files and reads their headers. With a [*DamagedError] the
// files are open, too.
func openScan(base string, o Options) (*scan, error) {
	s := &scan{o: o, base: base}
	paths, err := o.disk.list(base)
	if err != nil {
		return nil, fmt.Errorf("open log %s: %w", base, err)
	}
	for _, path := range paths {
		if err := s.add(path); err != nil {
			s.close()
			return nil, err
		}
	}
	slices.SortFunc(s.used, func(a, b *found) int { return cmp.Compare(a.generation, b.generation) })
	for i := 1; i < len(s.used); i++ {
		a, b := s.used[i-1], s.used[i]
		if a.generation == b.generation || a.first > b.first {
			return s, &DamagedError{Path: b.path, Last: a.first - 1, Why: fmt.Sprintf("its header contradicts that of %s", a.path)}
		}
	}
	return s, nil
}

// add opens one file.
func (s *scan) add(path string) error {
	file, err := s.o.disk.open(path, false)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	f := &found{segment: &segment{file: file, path: path}}
	s.unused = append(s.unused, f) // closed with the others, whatever comes
	if f.size, err = file.size(); err != nil {
		return fmt.Errorf("open log %s: %w", path, err)
	}
	head := make([]byte, min(headerBytes, f.size))
	if _, err := file.ReadAt(head, 0); err != nil {
		return fmt.Errorf("read log %s: %w", path, err)
	}
	h, ok := parseHeader(head)
	switch {
	case !ok:
		f.blank = len(bytes.Trim(head, "\x00")) == 0
		return nil
	case h.version != version:
		return &VersionError{Path: path, Got: int(h.version), Want: version}
	case h.id != s.o.ID:
		return &ForeignError{Path: path}
	}
	f.header, f.generation, f.first, f.end = h, h.generation, h.first, headerSize
	s.unused = s.unused[:len(s.unused)-1]
	s.used = append(s.used, f)
	return nil
}

func (s *scan) close() {
	for _, seg := range s.segments() {
		_ = seg.file.Close()
	}
}

// segments returns all files, those in use first and in order.
func (s *scan) segments() []*segment {
	var all []*segment
	for _, f := range slices.Concat(s.used, s.unused) {
		all = append(all, f.segment)
	}
	return all
}

// generation returns the highest in use.
func (s *scan) generation() uint64 {
	if len(s.used) == 0 {
		return 0
	}
	return s.used[len(s.used)-1].generation
}

// replay hands all records beyond Done to fn and finds where they end.
func (s *scan) replay(fn func(uint64, []byte) error) (e end, err error) {
	if s.o.Begun && len(s.used) == 0 {
		return e, s.gone()
	}
	next := place{seq: s.o.Done + 1}
	begun := false
	for i, f := range s.used {
		var stop uint64
		if i+1 < len(s.used) {
			if stop = s.used[i+1].first; stop <= s.o.Done+1 {
				f.last = stop - 1
				continue // nothing in it counts, and it may be half written over
			}
		}
		if !begun && f.first > s.o.Done+1 {
			return e, s.missing(i)
		}
		begun = true
		if next, err = s.read(i, stop, fn, &e); err != nil {
			return e, err
		}
	}
	return e, s.strays(max(next.seq, s.o.Done+1))
}

// read replays one segment up to the sequence where the next one begins, or to
// the end if stop is 0.
func (s *scan) read(i int, stop uint64, fn func(uint64, []byte) error, e *end) (next place, err error) {
	f := s.used[i]
	b, err := f.bytes()
	if err != nil {
		return next, err
	}
	u := useOf(s.o.ID, f.header.use)
	next = place{seq: f.first}
	at, group := min(headerSize, len(b)), 0
	for stop == 0 || next.seq < stop {
		p, data, rest, ok := record(b[at:], u)
		if !ok || !next.expects(p) {
			break
		}
		if p.index == 0 {
			group = at
		}
		if p.seq > s.o.Done {
			if err := fn(p.seq, data); err != nil {
				return next, err
			}
		}
		at, next = len(b)-len(rest), p.next()
	}
	f.last, f.end = next.seq-1, int64(at)
	if next.seq < stop {
		return next, s.damage(i, at, next, fmt.Sprintf("the next file begins with record %d", stop))
	}
	if stop == 0 {
		if _, n, ok := head(b[at:], u); f.header.size > f.size || ok && at+int(recordSize(n)) > len(b) {
			// Room is made before anything is written to it.
			return next, s.damage(i, at, next, fmt.Sprintf("the file has been cut to %d bytes", f.size))
		}
		if n := later(b[at:], u, next.group()+1, s.o.Done); n > 0 {
			return next, s.damage(i, at, next, "records that were on disk are altered")
		}
		if f.last > s.o.Done {
			*e = lastGroup(f.segment, b[:at], group)
		}
	}
	return next, nil
}

// lastGroup describes the end of a segment whose records end with b.
func lastGroup(seg *segment, b []byte, group int) end {
	e := end{last: seg.last, seg: seg}
	if group == headerSize {
		group = 0 // the header came with it
	}
	if len(b) > headerSize {
		e.group, e.at = b[group:], int64(group)
	}
	return e
}

// bytes reads the file.
func (f *found) bytes() ([]byte, error) {
	b := make([]byte, f.size)
	if _, err := f.file.ReadAt(b, 0); err != nil {
		return nil, fmt.Errorf("read log %s: %w", f.path, err)
	}
	return b, nil
}

// later counts the records of a use that are beyond done and of groups that
// begin with from or behind it. If from is behind the group that may be torn,
// one of them being there means that all before it were on disk. Damage to what
// is kept elsewhere is none.
func later(b []byte, u use, from, done uint64) (n int) {
	for len(b) >= recordHead {
		p, size, ok := head(b, u)
		if !ok {
			b = b[align:]
			continue
		}
		if p.group() >= from && p.seq > done {
			n++
		}
		b = b[min(recordSize(size), int64(len(b))):]
	}
	return n
}

// whole counts the records of a use beyond done that check.
func whole(b []byte, u use, done uint64) (n int) {
	for len(b) >= recordHead {
		p, _, rest, ok := record(b, u)
		if !ok {
			b = b[align:]
			continue
		}
		if p.seq > done {
			n++
		}
		b = rest
	}
	return n
}

// strays looks at files without a header that checks, where the records end
// before next. A file of zeros was being made, or the first group of its first
// use was torn; any other one had a header on disk.
func (s *scan) strays(next uint64) error {
	for _, f := range s.unused {
		b, err := f.bytes()
		if err != nil {
			return err
		}
		from := next
		if f.blank {
			from++
			f.size = 0 // it may not be on disk as it looks: made again when it is used
		}
		if n := s.stray(b[min(headerSize, len(b)):], from); n > 0 {
			return &DamagedError{Path: f.path, Last: next - 1, Behind: n, Why: "the header is altered"}
		}
	}
	return nil
}

// stray counts records whose use is not known. What an earlier use has left, or
// one that did not get to the disk, is of no group behind from.
func (s *scan) stray(b []byte, from uint64) int {
	for ; len(b) >= recordHead; b = b[align:] {
		if binary.LittleEndian.Uint64(b[24:]) < from {
			continue // cheap, and so for zeros
		}
		u := useOf(s.o.ID, useAt(b))
		if p, _, ok := head(b, u); ok && p.group() >= from && p.seq > s.o.Done {
			return later(b, u, from, s.o.Done)
		}
	}
	return 0
}

// damage describes a bad record at a place in file i.
func (s *scan) damage(i, at int, next place, why string) error {
	e := &DamagedError{Path: s.used[i].path, Offset: int64(at), Last: next.seq - 1, Why: why}
	for _, f := range s.used[i:] {
		b, err := f.bytes()
		if err != nil {
			return err
		}
		e.Behind += whole(b[min(at, len(b)):], useOf(s.o.ID, f.header.use), s.o.Done)
		at = headerSize
	}
	return e
}

// missing describes that file i, the first that counts, begins too late.
func (s *scan) missing(i int) error {
	f := s.used[i]
	e := &DamagedError{Path: f.path, Offset: headerSize, Last: s.o.Done}
	e.Why = fmt.Sprintf("it begins with record %d, and the file with %d to %d is missing", f.first, s.o.Done+1, f.first-1)
	for _, f := range s.used[i:] {
		b, err := f.bytes()
		if err != nil {
			return err
		}
		e.Behind += whole(b[min(headerSize, len(b)):], useOf(s.o.ID, f.header.use), s.o.Done)
	}
	return e
}

// gone says that nothing is there of a log that was begun.
func (s *scan) gone() error {
	e := &DamagedError{Path: s.base + ".1", Last: s.o.Done, Why: "this file of the log, which was in use, is not there"}
	if len(s.unused) > 0 {
		e.Path, e.Why = s.unused[0].path, fmt.Sprintf("the log was in use, and this file of it has %d bytes without a header", s.unused[0].size)
	}
	return e
}

// Files lists the files of a log, in order; none if there is none. Errors are
// the system's.
func Files(base string) ([]string, error) { return system{}.list(filepath.Clean(base)) }
