package store

import (
	"errors"
	"runtime/debug"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// retryFull is how long writes wait in memory before a full disk is tried
// again by itself; an asked verb tries at once.
const retryFull = time.Second

// write is the writer: the only goroutine that commits. It ends when the
// store is closed or has failed, and all that was queued has its answer.
func (db *DB) write() {
	defer close(db.stopped)
	if db.log != nil {
		defer db.log.close()
	}
	// Reading a page of a damaged file can fault; as a panic it becomes an
	// error, otherwise it would be the end of the process without a word.
	debug.SetPanicOnFault(true)
	var held []*op // submitted functions that found the disk full
	for {
		batch, more := db.take(held)
		if !more {
			return
		}
		held = db.commit(batch)
		if len(held) > 0 {
			db.opts.Clock.AfterFunc(retryFull, func() { signal(db.retry) })
		}
	}
}

// take waits for work and returns it: what is held from before, then the
// queue. With held functions it waits for somebody who wants an answer, the
// retry timer or the end. more is false when there is nothing left to do.
func (db *DB) take(held []*op) (batch []*op, more bool) {
	for due := false; ; {
		if db.log != nil {
			db.log.poll()
		}
		db.mu.Lock()
		closed, failed := db.closed, db.failed
		ready := len(db.queue) > 0 && (len(held) == 0 || db.waited > 0)
		alone := db.waited == 0 && len(held) == 0 && len(db.queue) < db.opts.MaxBatch && !db.late
		if ready && !alone || due || closed || failed != nil {
			n := min(len(db.queue), db.opts.MaxBatch)
			if failed != nil {
				n = len(db.queue) // nothing is added any more: answer all of it
			}
			if batch = db.queue[:n:n]; len(held) > 0 {
				batch = append(held, batch...)
			}
			for _, o := range db.queue[:n] {
				db.waited -= o.weight()
			}
			db.queue = db.queue[n:]
			if len(db.queue) == 0 {
				db.queue = nil
			}
			db.since, db.late = time.Time{}, false
			db.stir()
			db.mu.Unlock()
			return db.ready(batch, closed, failed)
		}
		db.mu.Unlock()
		select {
		case <-db.wake:
		case <-db.retry:
			due = true
		}
	}
}

// ride is how long verbs that nobody waits for wait for one that somebody waits
// for, to share its commit.
const ride = 3 * time.Millisecond

// weight is 1 if somebody waits for the function's end.
func (o *op) weight() int {
	if o.asked {
		return 1
	}
	return 0
}

// ready drops withdrawn functions from a batch, and answers all of it when
// the store has failed.
func (db *DB) ready(batch []*op, closed bool, failed error) ([]*op, bool) {
	live := batch[:0]
	for _, o := range batch {
		if o.state.CompareAndSwap(opWaiting, opTaken) || o.state.Load() == opTaken {
			live = append(live, o)
		}
	}
	if failed != nil {
		db.answer(live, failed)
		return nil, false
	}
	return live, len(live) > 0 || !closed
}

// failure is a function that failed by itself.
type failure struct {
	o   *op
	err error
}

// commit runs the functions of a batch in one transaction, without those that
// fail by themselves; these hear of it when the others are on disk, so that an
// answer of any kind means that all before it is durable. It returns the
// functions to be tried again.
func (db *DB) commit(batch []*op) (held []*op) {
	var failures []failure
	defer func() {
		for _, f := range failures {
			db.answer([]*op{f.o}, f.err)
		}
	}()
	for len(batch) > 0 {
		bad, again, err := db.attempt(batch)
		failures = append(failures, bad...)
		for _, f := range bad {
			i := slices.Index(batch, f.o)
			batch = append(batch[:i:i], batch[i+1:]...)
		}
		if again {
			continue
		}
		var full *FullError
		switch {
		case err == nil:
			if db.full.Swap(nil) != nil {
				db.opts.OnFull(nil)
			}
			db.answer(batch, nil)
		case errors.As(err, &full):
			if db.full.Swap(full) == nil {
				db.opts.OnFull(full)
			}
			return db.hold(batch, full)
		default:
			db.fail(err)
			db.answer(batch, err)
		}
		return nil
	}
	return nil
}

// hold answers those who wait for a commit that found the disk full and keeps
// the others, unless the store is closing.
func (db *DB) hold(batch []*op, full *FullError) (held []*op) {
	db.mu.Lock()
	closed := db.closed
	db.mu.Unlock()
	for _, o := range batch {
		if !o.asked && !closed {
			held = append(held, o)
			continue
		}
		db.answer([]*op{o}, full)
	}
	return held
}

// attempt brings what a batch does to the disk. bad are functions that failed by
// themselves. After one of them everything may have to be done again, without it.
func (db *DB) attempt(batch []*op) (bad []failure, again bool, err error) {
	if db.log != nil {
		bad, err = db.log.attempt(batch)
		return bad, false, err
	}
	btx, err := db.begin()
	if err != nil {
		return nil, false, err
	}
	tx := &txn{rows: &boltRows{tx: btx}, db: db}
	for _, o := range batch {
		if err := tx.run(o.fn); err != nil {
			damaged := tx.inside
			rollback(btx)
			if damaged {
				return nil, false, db.damaged(err)
			}
			return []failure{{o, err}}, true, nil
		}
		db.opts.Probe(StageVerb)
	}
	if err := tx.run((*txn).leave); err != nil {
		damaged := tx.inside
		rollback(btx)
		if damaged {
			return nil, false, db.damaged(err)
		}
		return nil, false, &CommitError{Path: db.path, Err: err}
	}
	if !tx.dirty {
		rollback(btx)
		tx.committed()
		return nil, false, nil
	}
	id := btx.ID()
	db.opts.Probe(StageCommit)
	if err := db.sync(btx); err != nil {
		return nil, false, db.judge(err, id)
	}
	db.opts.Probe(StageDurable)
	tx.committed()
	db.compactDue(tx.added)
	return nil, false, nil
}

// begin starts a transaction, opening the file again if an earlier commit
// could not map it.
func (db *DB) begin() (*bbolt.Tx, error) {
	bolt := db.file()
	btx, err := bolt.Begin(true)
	if errors.Is(err, berrors.ErrInvalidMapping) {
		if err := db.reopen(bolt); err != nil {
			return nil, err
		}
		btx, err = db.file().Begin(true)
	}
	if err != nil {
		return nil, &CommitError{Path: db.path, Err: err}
	}
	return btx, nil
}

// sync commits; a panic of bbolt is an error.
func (db *DB) sync(btx *bbolt.Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &panicError{value: r, stack: debug.Stack()}
		}
	}()
	if db.opts.CommitFault != nil {
		if err := db.opts.CommitFault(); err != nil {
			rollback(btx)
			return err
		}
	}
	return btx.Commit()
}

// judge tells a full disk from every other failure of a commit. A commit that
// failed only after its meta page was written may be on disk or not: that is
// no full disk, whatever the system called it.
func (db *DB) judge(err error, id int) error {
	var p *panicError
	if errors.As(err, &p) {
		return db.damaged(err)
	}
	if !isFull(err) {
		return &CommitError{Path: db.path, Err: err}
	}
	if btx, viewErr := db.file().Begin(false); viewErr == nil {
		now := btx.ID()
		rollback(btx)
		if now >= id {
			return &CommitError{Path: db.path, Err: err}
		}
	}
	return &FullError{Path: db.path, Err: err}
}

// fail makes err the answer to everything from now on.
func (db *DB) fail(err error) {
	db.mu.Lock()
	again := db.failed != nil
	if !again {
		db.failed = err
	}
	db.mu.Unlock()
	if !again {
		signal(db.wake)
		db.opts.OnFatal(err)
	}
}

// failure is the error that is the answer to everything, nil if there is none.
func (db *DB) failure() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.failed
}

// answer tells callers how their functions ended.
func (db *DB) answer(ops []*op, err error) {
	for _, o := range ops {
		if err != nil && !o.asked {
			db.opts.OnError(err)
		}
		if o.end != nil {
			o.end(err)
		}
	}
}

// rollback ends a transaction whose outcome no longer matters; on a damaged
// file even that may panic.
func rollback(btx *bbolt.Tx) {
	defer func() { _ = recover() }()
	_ = btx.Rollback()
}
