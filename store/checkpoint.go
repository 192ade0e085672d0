package store

import (
	"encoding/binary"
	"errors"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"hotreply/store/internal/overlay"
)

// A checkpoint brings the frozen set to the file in one transaction, on a
// goroutine of its own that ends with it. The writer begins it, hears of its end
// and lets go of the set and of the log's segments then. It waits for one only
// when too much would wait for the file, and when the store is closed.

// doneKey is the row of [tableMeta] with the newest record that is in the file:
// 8 bytes, big-endian.
var doneKey = []byte("log/done")

// checkpointDue begins a checkpoint when much has gathered, and sees that one
// begins later when it is little.
func (e *logEngine) checkpointDue() {
	switch {
	case e.active.Empty():
	case e.active.Size() >= e.db.opts.checkpointSize && !e.running && !e.retry:
		e.freeze()
	case !e.timed:
		e.timed = true
		e.db.opts.Clock.AfterFunc(checkpointAfter, e.makeDue)
	}
}

// makeDue has the writer begin a checkpoint.
func (e *logEngine) makeDue() {
	e.due.Store(true)
	signal(e.db.wake)
}

// poll looks whether a checkpoint has ended, or is due.
func (e *logEngine) poll() {
	select {
	case err := <-e.ended:
		e.took(err)
		e.checkpointDue()
	default:
	}
	if e.due.Load() && !e.running {
		e.due.Store(false)
		e.timed = false
		if e.frozen != nil || !e.active.Empty() {
			e.freeze()
		}
	}
}

// freeze begins a checkpoint: of the active set, or once more of the one that
// found the disk full.
func (e *logEngine) freeze() {
	if e.frozen == nil {
		// Without room for another segment the log goes on in this one.
		if _, err := e.wal.Rotate(); err != nil && !errors.As(err, new(*FullError)) {
			if err := e.judge(err); !errors.As(err, new(*FullError)) {
				e.db.fail(err)
				return
			}
		}
		e.freezeActive()
	}
	e.running, e.retry = true, false
	go e.checkpoint(e.frozen)
}

func (e *logEngine) checkpoint(f *frozen) {
	err := e.save(f)
	if err != nil && !errors.As(err, new(*FullError)) {
		e.db.fail(err)
	}
	e.ended <- err
	signal(e.db.wake)
}

// took takes note of a checkpoint's end.
func (e *logEngine) took(err error) {
	e.running = false
	if err == nil {
		last := e.frozen.last
		e.thaw()
		if err := e.wal.Release(last); err != nil { // a file is left over
			e.db.opts.OnError(err)
		}
		return
	}
	if errors.As(err, new(*FullError)) {
		e.retry = true
		e.db.opts.Clock.AfterFunc(retryFull, e.makeDue)
	}
}

// room waits until what is to come may wait for the file, too.
func (e *logEngine) room() error {
	for e.waiting() > e.db.opts.checkpointMost {
		if !e.running {
			e.freeze()
		}
		if err := e.wait(); err != nil {
			return err
		}
	}
	return nil
}

// waiting is how many bytes are not in the file.
func (e *logEngine) waiting() int {
	n := e.active.Size()
	if e.frozen != nil {
		n += e.frozen.set.Size()
	}
	return n
}

// wait waits for the end of the checkpoint that runs.
func (e *logEngine) wait() error {
	if !e.running { // it could not begin
		return e.db.failure()
	}
	err := <-e.ended
	e.took(err)
	return err
}

// close brings everything to the file and ends the log. On a full disk the rest
// stays in the log.
func (e *logEngine) close() {
	for failed := e.db.failure(); failed == nil && (e.running || e.frozen != nil || !e.active.Empty()); failed = e.db.failure() {
		if !e.running {
			e.freeze()
		}
		if e.wait() != nil {
			break
		}
	}
	if e.running { // of a store that has failed: it must not meet a closed file
		<-e.ended
		e.running = false
	}
	if err := e.wal.Close(); err != nil && e.db.failure() == nil {
		e.db.fail(&CommitError{Path: e.db.path, Err: err})
	}
}

// save makes one transaction of a set.
func (e *logEngine) save(f *frozen) (err error) {
	debug.SetPanicOnFault(true)
	btx, err := e.db.begin()
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			rollback(btx)
			err = e.db.damaged(panicked(r))
		}
	}()
	for t := range tableCount {
		if err := f.saveTable(btx, t); err != nil {
			rollback(btx)
			return &CommitError{Path: e.db.path, Err: err}
		}
	}
	done := number(f.last)
	if err := bucketOf(btx, tableMeta).Put(doneKey, sealed(nil, tableMeta, doneKey, done)); err != nil {
		rollback(btx)
		return &CommitError{Path: e.db.path, Err: err}
	}
	id := btx.ID()
	e.inFile.Store(f.last)
	if fault := e.db.opts.checkpointFault; fault != nil {
		if err := fault(); err != nil {
			rollback(btx)
			return e.db.judge(err, id)
		}
	}
	if err := btx.Commit(); err != nil {
		return e.db.judge(err, id)
	}
	return nil
}

// saveTable writes the rows of a table.
func (f *frozen) saveTable(btx *bbolt.Tx, t table) error {
	b := bucketOf(btx, t)
	if b.Sequence() != f.numbers[t] {
		if err := b.SetSequence(f.numbers[t]); err != nil {
			return err
		}
	}
	return f.set.Each(int(t), func(key []byte, row *overlay.Row) error {
		if row.Deleted {
			return b.Delete(key)
		}
		return b.Put(key, sealed(make([]byte, 0, len(row.Value)+sumSize), t, key, row.Value))
	})
}

// doneIn reads the newest record that a file has.
func doneIn(btx *bbolt.Tx) uint64 {
	v := bucketOf(btx, tableMeta).Get(doneKey)
	if v == nil {
		return 0
	}
	v = unsealed(tableMeta, doneKey, v)
	if len(v) != 8 {
		panic(&sumError{tableMeta, string(doneKey)})
	}
	return binary.BigEndian.Uint64(v)
}
