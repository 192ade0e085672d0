package store

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"hotreply/store/internal/overlay"
	"hotreply/store/internal/wal"
)

// logEngine puts a write-ahead log in front of the file. A group of verbs is one
// write to the log and one sync; what it has changed stands in memory, in front
// of the file, until a checkpoint has brought it there.
//
//	verbs ──▶ active ──(freeze)──▶ frozen ──(checkpoint)──▶ file
//	   └────▶ log                                             │
//	             └────────────── released ◀───────────────────┘
//
// All of it belongs to the writer's goroutine but for what readers see (seen)
// and the checkpoint that runs. There is at most one frozen set, and one
// checkpoint.
type logEngine struct {
	db      *DB
	wal     *wal.Log
	active  *overlay.Set
	frozen  *frozen            // nil: all but the active set is in the file
	numbers [tableCount]uint64 // given so far
	last    uint64             // newest record on disk
	changed []byte             // room for the records of a group

	seen   atomic.Pointer[moment]
	inFile atomic.Uint64 // the newest record of which something may be in the file

	running bool       // a checkpoint runs, and
	ended   chan error // holds how it has ended
	retry   bool       // the last one found the disk full
	due     atomic.Bool
	timed   bool // the timer that makes one due is set
}

// frozen is what a checkpoint brings to the file.
type frozen struct {
	set     *overlay.Set
	numbers [tableCount]uint64
	last    uint64 // the newest record in it
}

// moment is what readers see: everything up to a record.
type moment struct {
	layers  overlay.Layers
	numbers [tableCount]uint64
	last    uint64
}

const (
	// checkpointSize is how many bytes of memory the active set may take before
	// it goes to the file.
	checkpointSize = 8 << 20
	// checkpointAfter is when it goes there at the latest.
	checkpointAfter = 15 * time.Second
	// checkpointMost is how many bytes may wait for the file; then writers wait.
	checkpointMost = 32 << 20
)

var (
	errNoKey     = errors.New("the key is empty")
	errLongKey   = fmt.Errorf("the key is longer than %d bytes", bbolt.MaxKeySize)
	errLongValue = fmt.Errorf("the value is longer than %d bytes", bbolt.MaxValueSize-sumSize)
)

// publish shows readers what is on disk.
func (e *logEngine) publish() {
	m := &moment{layers: overlay.Layers{e.active.Snapshot()}, numbers: e.numbers, last: e.last}
	if e.frozen != nil {
		m.layers = append(m.layers, e.frozen.set)
	}
	e.seen.Store(m)
}

// now returns the rows that are on disk. The layers are taken before the file,
// so nothing can be missing in between; a file that has got more meanwhile than
// the layers know is left again.
func (e *logEngine) now() (rows, *bbolt.Tx, error) {
	for {
		m := e.seen.Load()
		btx, err := e.db.bolt.Begin(false)
		if err != nil {
			return nil, nil, err
		}
		if e.inFile.Load() <= m.last {
			return &logRows{layers: m.layers, numbers: &m.numbers, file: btx}, btx, nil
		}
		rollback(btx)
	}
}

// attempt does the verbs of a batch and makes one group of what they have
// changed. bad are those that failed by themselves; the others are on disk if
// there is no error.
func (e *logEngine) attempt(batch []*op) (bad []failure, err error) {
	if err := e.room(); err != nil {
		return nil, err
	}
	w := &writing{set: e.active, record: e.changed[:0]}
	tx, bad, err := e.run(w, batch)
	if e.changed = w.record; cap(e.changed) > 4<<20 {
		e.changed = nil
	}
	if err != nil {
		e.reset()
		return nil, err
	}
	if len(w.ends) > 0 {
		if err := e.append(w); err != nil {
			e.reset()
			if !e.running && !e.active.Empty() && errors.As(err, new(*FullError)) {
				e.freeze() // what is in the file needs no room in the log
			}
			return bad, err
		}
	}
	tx.committed()
	e.db.compactDue(tx.added)
	e.checkpointDue()
	return bad, nil
}

// run does the verbs. The file is held no longer than that.
func (e *logEngine) run(w *writing, batch []*op) (tx *txn, bad []failure, err error) {
	e.db.boltMu.RLock()
	defer e.db.boltMu.RUnlock()
	file, err := e.db.bolt.Begin(false)
	if err != nil {
		return nil, nil, &CommitError{Path: e.db.path, Err: err}
	}
	defer rollback(file)
	layers := overlay.Layers{e.active}
	if e.frozen != nil {
		layers = append(layers, e.frozen.set)
	}
	tx = &txn{rows: &logRows{layers: layers, numbers: &e.numbers, file: file, w: w}, db: e.db, undoes: true}
	for _, o := range batch {
		if err := e.verb(tx, w, o.fn); err != nil {
			if tx.inside {
				return nil, nil, e.db.damaged(err)
			}
			bad = append(bad, failure{o, err})
			continue
		}
		if len(tx.staged) == 0 { // else the next belongs to it: one may not be on disk without the other
			w.end()
		}
		e.db.opts.Probe(StageVerb)
	}
	if err := e.verb(tx, w, (*txn).leave); err != nil {
		if tx.inside {
			return nil, nil, e.db.damaged(err)
		}
		return nil, nil, &CommitError{Path: e.db.path, Err: err}
	}
	w.end()
	return tx, bad, nil
}

// verb does one verb. What one that fails has changed is taken back.
func (e *logEngine) verb(tx *txn, w *writing, fn func(*txn) error) error {
	w.undo, tx.undo = w.undo[:0], tx.undo[:0]
	numbers, record, added, hooks := e.numbers, len(w.record), tx.added, len(tx.onCommit)
	err := tx.run(fn)
	if err == nil || tx.inside {
		return err
	}
	for i := len(w.undo) - 1; i >= 0; i-- {
		w.set.Undo(w.undo[i])
	}
	for i := len(tx.undo) - 1; i >= 0; i-- {
		tx.undo[i]()
	}
	e.numbers, w.record, tx.added, tx.onCommit = numbers, w.record[:record], added, tx.onCommit[:hooks]
	return err
}

// end ends a record, if there is anything in it.
func (w *writing) end() {
	n := 0
	if len(w.ends) > 0 {
		n = w.ends[len(w.ends)-1]
	}
	if len(w.record) > n {
		w.ends = append(w.ends, len(w.record))
	}
}

// reset forgets what is not on disk.
func (e *logEngine) reset() {
	e.active.Reset()
	e.numbers = e.seen.Load().numbers
}

// append brings a group to the disk and shows it.
func (e *logEngine) append(w *writing) error {
	group, from := make([][]byte, len(w.ends)), 0
	for i, end := range w.ends {
		group[i], from = w.record[from:end], end
	}
	e.db.opts.Probe(StageCommit)
	if e.db.opts.CommitFault != nil {
		if err := e.db.opts.CommitFault(); err != nil {
			return e.judge(err)
		}
	}
	last, err := e.wal.Append(group)
	if err != nil {
		return e.judge(err)
	}
	e.last = last
	e.db.opts.Probe(StageDurable)
	e.publish()
	return nil
}

// judge tells a full disk from every other failure of the log.
func (e *logEngine) judge(err error) error {
	var dead *wal.DeadError
	if !errors.As(err, &dead) && isFull(err) {
		return &FullError{Path: e.db.path, Err: err}
	}
	return &CommitError{Path: e.db.path, Err: err}
}
