package wal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// zeros is how much is written at a time when a segment grows.
const zeros = 256 << 10

// room returns a segment that n bytes of records fit into; begins means that
// they are the first of a new use. Nothing of the log has changed then.
func (l *Log) room(n int64) (seg *segment, begins bool, err error) {
	if cur := l.cur; cur != nil && cur.end+n <= max(l.o.Preallocate, cur.size) {
		err := l.grow(cur, cur.end+n)
		if err == nil {
			return cur, false, nil
		}
		if full := new(FullError); !errors.As(err, &full) || !l.spare(headerSize+n) {
			return nil, false, err
		}
	}
	seg, err = l.take(headerSize + n)
	return seg, true, err
}

// spare reports whether a free segment has n bytes without growing.
func (l *Log) spare(n int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.free, func(s *segment) bool { return s.size >= n && l.mayTake(s) })
}

// mayTake reports whether a free segment may be used next. The newest
// generation is not written over before a newer one is on disk: a replay needs
// it whole to tell what was torn from what is damaged.
func (l *Log) mayTake(s *segment) bool { return s.generation == 0 || s.generation != l.generation }

// take returns a free segment of n bytes, the largest there is, or makes one.
// It stays among the free ones until something has been written to it.
func (l *Log) take(n int64) (*segment, error) {
	l.mu.Lock()
	var seg *segment
	for _, s := range l.free {
		if l.mayTake(s) && (seg == nil || s.size > seg.size) {
			seg = s
		}
	}
	l.mu.Unlock()
	if seg == nil {
		var err error
		if seg, err = l.make(); err != nil {
			return nil, err
		}
	}
	return seg, l.grow(seg, n)
}

// drop takes a segment out of the free ones. The lock is held.
func (l *Log) drop(seg *segment) {
	l.free = slices.DeleteFunc(l.free, func(s *segment) bool { return s == seg })
}

// make adds an empty file to the free segments.
func (l *Log) make() (*segment, error) {
	paths, err := l.o.disk.list(l.base)
	if err != nil {
		return nil, l.fail(l.base, err)
	}
	n := 1
	for slices.Contains(paths, segmentPath(l.base, n)) {
		n++
	}
	seg := &segment{path: segmentPath(l.base, n)}
	if err := l.o.Fault(StepGrow, seg.path); err != nil {
		return nil, l.failGrow(seg, err)
	}
	if seg.file, err = l.o.disk.open(seg.path, true); err != nil {
		return nil, l.failGrow(seg, err)
	}
	l.mu.Lock()
	l.free = append(l.free, seg)
	l.mu.Unlock()
	if l.o.NoSync {
		return seg, nil
	}
	if err := l.o.disk.syncDir(seg.path); err != nil {
		return nil, l.failGrow(seg, err)
	}
	return seg, nil
}

// grow makes a segment at least n bytes long.
func (l *Log) grow(seg *segment, n int64) error {
	if n <= seg.size {
		return nil
	}
	n = roundUp(n, roundUp(l.o.Preallocate/4, headerSize))
	if err := l.fill(seg, n); err != nil {
		// Bytes beyond the size count as not there, so a failure to give them
		// back costs room and nothing else.
		_ = seg.file.truncate(seg.size)
		return l.failGrow(seg, err)
	}
	seg.size = n
	return nil
}

// fill writes zeros up to n and syncs them.
func (l *Log) fill(seg *segment, n int64) error {
	if err := l.o.Fault(StepGrow, seg.path); err != nil {
		return err
	}
	empty := make([]byte, min(zeros, n-seg.size))
	for at := seg.size; at < n; at += int64(len(empty)) {
		if _, err := seg.file.WriteAt(empty[:min(int64(len(empty)), n-at)], at); err != nil {
			return err
		}
	}
	if l.o.NoSync {
		return nil
	}
	return seg.file.sync()
}

// failGrow tells a full disk, after which the log can be used, from the rest.
func (l *Log) failGrow(seg *segment, err error) error {
	for _, no := range fullErrnos {
		if errors.Is(err, no) {
			return &FullError{Path: seg.path, Err: err}
		}
	}
	return l.fail(seg.path, err)
}

// remove closes a segment that is in no list and removes its file.
func (l *Log) remove(seg *segment) error {
	if err := seg.file.Close(); err != nil {
		return fmt.Errorf("close %s: %w", seg.path, err)
	}
	if err := l.o.Fault(StepRemove, seg.path); err != nil {
		return fmt.Errorf("remove %s: %w", seg.path, err)
	}
	return l.o.disk.remove(seg.path)
}

// drawNumber returns a number for a use. A generation whose header did not get
// to the disk is begun again by the next life: that the two are told apart is
// left to chance, one in four thousand million.
func drawNumber() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint32(b[:])
}

func roundUp(n, step int64) int64 { return (n + step - 1) / step * step }
