package wal

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
)

// Options tune [Open]. The zero value works.
type Options struct {
	// ID names the file that the log belongs to. A segment with another one is
	// refused, so that no file is read with a stranger's log.
	ID [16]byte
	// Done is the sequence up to which all records are kept elsewhere: they are
	// not replayed, and later ones are numbered from there when the log is empty.
	Done uint64
	// Begun says that groups were written to the log and that it was not ended
	// with Close after all of them had been released: a log of which nothing is
	// there is then damage.
	Begun bool
	// Preallocate is how large a segment grows before another is taken; 0 means
	// 4 MiB. It grows in quarters. A group that is larger has a segment of its size.
	Preallocate int64
	// NoSync leaves out the wait for the disk, for what is thrown away.
	NoSync bool
	// Fault, if set, is called before each step that a disk can refuse, and an
	// error is taken for the step's own. For tests; it may end the process.
	Fault func(step Step, path string) error

	disk disk // nil is the machine's
}

// Step is something that the log asks of the disk.
type Step int

const (
	StepGrow   Step = iota // zeros are written and synced, or a file is made
	StepWrite              // a group is written
	StepSync               // a group is synced
	StepRemove             // a file is removed
)

const (
	defaultPreallocate = 4 << 20
	// keepFree is how many segments wait for another use; a burst needs more of
	// them than the days after it.
	keepFree = 2
	// keepBuffer is the largest buffer that is kept from one group to the next.
	keepBuffer = 4 << 20
)

func (o Options) withDefaults() Options {
	if o.Preallocate <= 0 {
		o.Preallocate = defaultPreallocate
	}
	o.Preallocate = max(roundUp(o.Preallocate, headerSize), 4*headerSize)
	if o.Fault == nil {
		o.Fault = func(Step, string) error { return nil }
	}
	if o.disk == nil {
		o.disk = system{}
	}
	return o
}

// Log is an open log. Append, Rotate and Close are called by one goroutine;
// Release and Size may be called by another one at the same time.
type Log struct {
	base string
	o    Options
	buf  []byte // of the last group
	dead error

	mu         sync.Mutex // guards the rest
	cur        *segment   // where groups go; nil when the next one begins a segment
	live       []*segment // older ones that are not released, in order
	free       []*segment
	last       uint64 // sequence of the last record
	generation uint64 // the highest in use
}

// segment is one file.
type segment struct {
	file        file
	path        string
	generation  uint64 // 0 if it was never used
	use         use
	first, last uint64 // sequences of its records
	size        int64  // how much of it is there and synced
	end         int64  // where the next group goes
}

// Open opens the log whose files are base.1, base.2 and so on, making one if
// there is none, and calls replay for each record beyond [Options.Done], in
// order. The data is replay's to keep. What replay returns ends Open; so does
// damage, of which it may hear after some records. Who has the log open must
// see to it that nobody else has.
//
// Errors: [*DamagedError], [*ForeignError], [*VersionError], [*FullError],
// replay's, or the system's, wrapped.
func Open(base string, o Options, replay func(seq uint64, data []byte) error) (*Log, error) {
	l := &Log{base: filepath.Clean(base), o: o.withDefaults()}
	s, err := openScan(l.base, l.o)
	if err != nil {
		if s != nil {
			s.close()
		}
		return nil, err
	}
	if err := l.recover(s, replay); err != nil {
		s.close()
		return nil, err
	}
	return l, nil
}

// recover takes over what earlier lives have left.
func (l *Log) recover(s *scan, replay func(uint64, []byte) error) error {
	end, err := s.replay(replay)
	if err != nil {
		return err
	}
	if err := l.seal(s, end); err != nil {
		return fmt.Errorf("open log %s: %w", l.base, err)
	}
	l.last, l.generation = max(end.last, l.o.Done), s.generation()
	for _, seg := range s.segments() {
		if seg.generation > 0 && seg.last > l.o.Done {
			l.live = append(l.live, seg)
		} else {
			l.free = append(l.free, seg)
		}
	}
	// The first group should not wait for a file to be made.
	_, err = l.take(headerSize + 1)
	var dead *DeadError
	if errors.As(err, &dead) {
		return fmt.Errorf("open log %s: %w", l.base, dead.Err)
	}
	return err
}

// seal makes durable what the process that wrote it may have died over: the
// names of files, and the last group, which is written again where it stands
// (a sync alone does nothing for what the system failed to write earlier).
func (l *Log) seal(s *scan, end end) error {
	if all := s.segments(); len(all) > 0 && !l.o.NoSync {
		if err := l.o.disk.syncDir(all[0].path); err != nil {
			return err
		}
	}
	if len(end.group) == 0 {
		return nil
	}
	if _, err := end.seg.file.WriteAt(end.group, end.at); err != nil {
		return err
	}
	return l.sync(end.seg)
}

// Append writes a group of records and returns when they are on disk, with the
// sequence of the last one. Nothing of the group is kept.
//
// Errors: [*FullError] (nothing has happened), [*DeadError] (for good), or one
// about a record that is too large.
func (l *Log) Append(group [][]byte) (last uint64, err error) {
	if l.dead != nil {
		return 0, l.dead
	}
	if len(group) == 0 {
		return l.last, nil
	}
	for _, data := range group {
		if len(data) > maxRecord {
			return 0, fmt.Errorf("write %s: a record of %d bytes, at most %d are possible", l.base, len(data), maxRecord)
		}
	}
	seg, begins, err := l.room(groupSize(group))
	if err != nil {
		return 0, err
	}
	at := seg.end
	l.buf = l.buf[:0]
	if begins {
		at = 0
		seg.use = useOf(l.o.ID, drawNumber())
		l.buf = appendHeader(l.buf, header{version, l.o.ID, l.generation + 1, l.last + 1, seg.size, seg.use.number})
	}
	l.buf = appendGroup(l.buf, seg.use, l.last+1, group)
	if err := l.write(seg, at); err != nil {
		return 0, l.fail(seg.path, err)
	}
	return l.wrote(seg, begins, at+int64(len(l.buf)), len(group)), nil
}

// write brings the buffer to the disk.
func (l *Log) write(seg *segment, at int64) error {
	if err := l.o.Fault(StepWrite, seg.path); err != nil {
		return err
	}
	if _, err := seg.file.WriteAt(l.buf, at); err != nil {
		return err
	}
	return l.sync(seg)
}

func (l *Log) sync(seg *segment) error {
	if err := l.o.Fault(StepSync, seg.path); err != nil {
		return err
	}
	if l.o.NoSync {
		return nil
	}
	return seg.file.sync()
}

// fail ends the log's life.
func (l *Log) fail(path string, err error) error {
	l.dead = &DeadError{Path: path, Err: err}
	return l.dead
}

// wrote notes a group that is on disk.
func (l *Log) wrote(seg *segment, begins bool, end int64, n int) (last uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if begins {
		l.generation++
		seg.generation, seg.first = l.generation, l.last+1
		l.drop(seg)
		if l.cur != nil {
			l.live = append(l.live, l.cur)
		}
		l.cur = seg
	}
	l.last += uint64(n)
	seg.last, seg.end = l.last, end
	if cap(l.buf) > keepBuffer {
		l.buf = nil
	}
	return l.last
}

// Rotate lets later groups go to another segment. Records up to upTo are in
// older ones. It costs nothing until the next group is written.
func (l *Log) Rotate() (upTo uint64, err error) {
	if l.dead != nil {
		return 0, l.dead
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cur != nil {
		l.live = append(l.live, l.cur)
		l.cur = nil
	}
	return l.last, nil
}

// Release says that all records up to upTo are kept elsewhere, durably: the
// segments with no others are used again, or removed if there are enough. The
// newest stays: it shows that there is a log ([Options].Begun). The error is of a removal; the log
// can be used further.
func (l *Log) Release(upTo uint64) error {
	for _, seg := range l.release(upTo) {
		if err := l.remove(seg); err != nil {
			return err
		}
	}
	return nil
}

// release moves segments to the free ones and returns those that are too many.
func (l *Log) release(upTo uint64) (remove []*segment) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var live []*segment
	for _, seg := range l.live {
		switch {
		case seg.last > upTo:
			live = append(live, seg)
		case seg.generation != l.generation && (len(l.free) >= keepFree || seg.size > l.o.Preallocate):
			remove = append(remove, seg)
		default:
			l.free = append(l.free, seg)
		}
	}
	l.live = live
	return remove
}

// Size returns how many bytes of records are not released.
func (l *Log) Size() (n int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, seg := range l.live {
		n += seg.end - headerSize
	}
	if l.cur != nil {
		n += l.cur.end - headerSize
	}
	return n
}

// Close closes the files. When every record is released it removes them: what
// the records were brought to is whole without the log.
func (l *Log) Close() (err error) {
	l.mu.Lock()
	all := append(append([]*segment(nil), l.live...), l.free...)
	empty := len(l.live) == 0 && l.cur == nil && l.dead == nil
	if l.cur != nil {
		all = append(all, l.cur)
	}
	l.live, l.free, l.cur = nil, nil, nil
	l.mu.Unlock()
	if l.dead == nil {
		l.dead = &DeadError{Path: l.base, Err: errors.New("the log is closed")}
	}
	for _, seg := range all {
		if empty {
			err = errors.Join(err, l.remove(seg))
		} else {
			err = errors.Join(err, seg.file.Close())
		}
	}
	return err
}
