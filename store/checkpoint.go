package store

import "errors"

// A checkpoint brings the frozen set to the file, on a goroutine of its own that
// ends with it. The writer begins it, hears of its end
// and lets go of the set and of the log's segments then. It waits for one only
// when too much would wait for the file, and when the store is closed.

// checkpointDue begins a checkpoint when much has gathered, and sees that one
// begins later when it is little.
func (e *logEngine) checkpointDue() {
	switch {
	case e.active.Empty():
	case e.active.Size() >= e.db.opts.checkpointSize && !e.running && !e.retry:
		e.freeze()
	case e.shrinking && e.active.Size() >= e.db.opts.checkpointMost/2:
		e.abandon.Store(true)
	case !e.timed:
		e.timed = true
		after := checkpointAfter
		if !e.begun {
			after = checkpointFirst
		}
		e.db.opts.Clock.AfterFunc(after, e.makeDue)
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
		_ = e.took(err) // it is tried again, or all has failed
		e.shrinkDue()
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
	e.wastes = err == nil && e.wasteful()
	e.ended <- err
	signal(e.db.wake)
}

// took takes note of the end of what ran. A copy that came to nothing is no
// error to anybody who waits.
func (e *logEngine) took(err error) error {
	e.running = false
	if e.shrinking {
		e.shrunk(err)
		return e.db.failure()
	}
	if err == nil {
		last := e.frozen.last
		e.begun = !e.closing
		e.thaw()
		if err := e.wal.Release(last); err != nil { // a file is left over
			e.db.opts.OnError(err)
		}
		return nil
	}
	if errors.As(err, new(*FullError)) {
		e.retry = true
		e.db.opts.Clock.AfterFunc(retryFull, e.makeDue)
	}
	return err
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

// wait waits for the end of the checkpoint that runs, or has a copy of the file
// thrown away.
func (e *logEngine) wait() error {
	if !e.running { // it could not begin
		return e.db.failure()
	}
	e.abandon.Store(true)
	return e.took(<-e.ended)
}

// close brings everything to the file and ends the log. On a full disk the rest
// stays in the log.
func (e *logEngine) close() {
	for failed := e.db.failure(); failed == nil && (e.running || e.frozen != nil || !e.active.Empty() || e.begun); failed = e.db.failure() {
		if !e.running {
			e.closing = true
			e.freeze()
		}
		if e.wait() != nil {
			break
		}
	}
	if e.running { // of a store that has failed: it must not meet a closed file
		e.abandon.Store(true)
		<-e.ended
		e.running = false
	}
	if err := e.wal.Close(); err != nil && e.db.failure() == nil {
		e.db.fail(&CommitError{Path: e.db.path, Err: err})
	}
}
