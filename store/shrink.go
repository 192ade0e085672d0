package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// bbolt uses free pages again, but never gives them back. When most of the file
// is free, what is in use is copied to a new file, which takes the old one's name
// and place:
//
//	a checkpoint ends ─▶ copy, in pieces ─▶ rename ─▶ old file is closed
//	                         verbs go to the log and to memory, as ever
//
// It runs in place of a checkpoint, so nobody writes the file meanwhile, and both
// files go with the same log: wherever the process dies, the one that has the
// name is whole. The new file is locked before it has the name. The old one is
// let go of at a moment when no view is open. If too much gathers in memory
// before that, the copy is thrown away, and another is made later.
//
// Windows does not rename over a file that is open: there files do not shrink.

const (
	// shrinkFree is how many bytes have to be free in a file, besides more than
	// half of it, to be worth a copy.
	shrinkFree = 16 << 20
	// shrinkEvery is how long after a copy the next may be made, and
	// shrinkAgain how long after one that came to nothing.
	shrinkEvery = time.Hour
	shrinkAgain = 10 * time.Minute
	// copySuffix is what a copy's name ends with until it is whole.
	copySuffix = ".compact"
	// copyPause is how long a copy stands still between two pieces at most.
	copyPause = 50 * time.Millisecond
	// copyFill is how much of a page of a copy has rows.
	copyFill = 0.9
	// swapEach is how often somebody looks whether a view is open.
	swapEach = 200 * time.Microsecond
)

// errAbandoned says that a copy was not worth waiting for.
var errAbandoned = errors.New("the file could not be made smaller yet")

// wasteful reports whether most of the file is free. No checkpoint may run.
func (e *logEngine) wasteful() bool {
	if runtime.GOOS == "windows" {
		return false
	}
	f, err := os.Open(e.db.path)
	if err != nil {
		return false // somebody else will meet it
	}
	defer f.Close()
	free, all, err := freeIn(f)
	return err == nil && free > int64(e.db.opts.shrinkFree) && free > all/2
}

// freeIn returns how many bytes of a file are free, and how many it has.
func freeIn(f *os.File) (free, all int64, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, 0, err
	}
	m, err := readMeta(f, info.Size())
	if err != nil || m.freelist == noFreelist {
		return 0, info.Size(), err
	}
	var b [pageHeader + 8]byte
	if _, err := f.ReadAt(b[:], int64(m.freelist)*int64(m.pageSize)); err != nil {
		return 0, 0, err
	}
	pages := uint64(order.Uint16(b[10:]))
	if pages == 0xffff { // the number stands in front of the list
		pages = order.Uint64(b[pageHeader:])
	}
	return int64(pages) * int64(m.pageSize), info.Size(), nil
}

// shrinkDue begins a copy, if one is due.
func (e *logEngine) shrinkDue() {
	if !e.wastes || e.running || e.frozen != nil || e.db.opts.Clock.Now().Before(e.shrinkFrom) {
		return
	}
	e.wastes = false
	e.running, e.shrinking = true, true
	e.abandon.Store(false)
	go func() {
		err := e.shrink()
		if err != nil && e.db.isFatal(err) {
			e.db.fail(err)
		}
		e.ended <- err
		signal(e.db.wake)
	}()
}

// shrunk takes note of a copy's end.
func (e *logEngine) shrunk(err error) {
	e.shrinking = false
	after := shrinkEvery
	if err != nil {
		after = shrinkAgain
	}
	e.shrinkFrom = e.db.opts.Clock.Now().Add(after)
	if err != nil && !errors.Is(err, errAbandoned) && !e.db.isFatal(err) {
		e.db.opts.OnError(err)
	}
}

func (db *DB) isFatal(err error) bool {
	return errors.As(err, new(*CommitError)) || errors.As(err, new(*DamagedError))
}

// shrink copies the file and puts the copy in its place. A [*CommitError] or
// [*DamagedError] is the end; behind every other error all is as it was.
func (e *logEngine) shrink() (err error) {
	debug.SetPanicOnFault(true)
	path := e.db.path + copySuffix
	defer func() {
		if r := recover(); r != nil {
			err = e.db.damaged(panicked(r))
		}
	}()
	fresh, err := e.copyFile(path)
	if err == nil {
		err = e.swap(fresh, path)
	}
	if err == nil || e.db.isFatal(err) {
		return err
	}
	if fresh != nil {
		_ = fresh.Close()
	}
	err = fmt.Errorf("make %s smaller: %w", e.db.path, err)
	return errors.Join(err, removeCopy(e.db.path))
}

// removeCopy removes what a copy that came to nothing has left.
func removeCopy(path string) error {
	if err := os.Remove(path + copySuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// copyFile writes what is in use to a file of its own, which is on disk when it
// returns.
func (e *logEngine) copyFile(path string) (fresh *bbolt.DB, err error) {
	if err := removeCopy(e.db.path); err != nil {
		return nil, err
	}
	fresh, err = bbolt.Open(path, 0o600, boltOptions(e.db.opts))
	if err != nil {
		return nil, err
	}
	fresh.AllocSize = allocSize
	from, err := e.db.file().Begin(false)
	if err != nil {
		return fresh, err
	}
	defer rollback(from)
	fresh.NoSync = true // each piece is synced once
	c := &copying{e: e, to: fresh, began: time.Now()}
	if err := c.begin(); err != nil {
		return fresh, err
	}
	err = from.ForEach(func(name []byte, b *bbolt.Bucket) error { return c.table(name, b) })
	if err == nil {
		err = c.end()
	} else if c.btx != nil {
		rollback(c.btx)
	}
	fresh.NoSync = false
	return fresh, err
}

// copying is the state of a copy.
type copying struct {
	e     *logEngine
	to    *bbolt.DB
	btx   *bbolt.Tx // of the piece
	size  int       // of it
	began time.Time
}

func (c *copying) begin() (err error) {
	c.size = 0
	c.btx, err = c.to.Begin(true)
	return err
}

// end brings a piece to the disk.
func (c *copying) end() error {
	btx := c.btx
	c.btx = nil
	if err := btx.Commit(); err != nil {
		return err
	}
	if err := c.to.Sync(); err != nil {
		return err
	}
	c.e.db.opts.Probe(StageShrink)
	if c.e.abandon.Load() {
		return errAbandoned
	}
	return nil
}

// table copies a table. Checksums go along as they are.
func (c *copying) table(name []byte, from *bbolt.Bucket) error {
	to, err := c.btx.CreateBucket(name)
	if err != nil {
		return err
	}
	if err := to.SetSequence(from.Sequence()); err != nil {
		return err
	}
	to.FillPercent = copyFill // keys come in order
	rows := from.Cursor()
	for k, v := rows.First(); k != nil; k, v = rows.Next() {
		if c.size >= c.e.db.opts.pieceSize {
			if err := c.end(); err != nil {
				return err
			}
			c.pause()
			if err := c.begin(); err != nil {
				return err
			}
			to = c.btx.Bucket(name)
			to.FillPercent = copyFill
		}
		c.size += len(k) + len(v)
		if err := to.Put(k, v); err != nil {
			return err
		}
	}
	return nil
}

// pause leaves the disk and the processor to others for as long as the copy has
// had them.
func (c *copying) pause() {
	time.Sleep(min(time.Since(c.began), copyPause))
	c.began = time.Now()
}

// swap puts a copy in the place of the file.
func (e *logEngine) swap(fresh *bbolt.DB, path string) error {
	for !e.db.boltMu.TryLock() { // Lock would have new views wait for old ones
		if e.abandon.Load() {
			return errAbandoned
		}
		time.Sleep(swapEach)
	}
	old := e.db.bolt
	err := os.Rename(path, e.db.path)
	if err == nil {
		e.db.bolt = fresh
	}
	e.db.boltMu.Unlock()
	if err != nil {
		return err
	}
	e.db.opts.Probe(StageShrink)
	// Before the name is durable no record of the log may be released.
	if err := syncFolder(e.db.path); err != nil {
		return &CommitError{Path: e.db.path, Err: err}
	}
	e.db.opts.Probe(StageShrink)
	if err := old.Close(); err != nil {
		e.db.opts.OnError(fmt.Errorf("close %s: %w", e.db.path, err))
	}
	return nil
}
