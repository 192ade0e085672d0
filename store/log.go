package store

import (
	"errors"
	"fmt"
	"sync"
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
// The verbs of a group change a set of its own, which the active one takes in
// when it is on disk. So readers see nothing else, and a group that fails is
// dropped.
//
// All of it belongs to the writer's goroutine but for the checkpoint that runs
// and what readers see, which the writer alone changes, under mu. There is at
// most one frozen set, and one checkpoint.
type logEngine struct {
	db    *DB
	wal   *wal.Log
	group writing

	mu      sync.RWMutex       // guards what follows, up to the next empty line
	active  *overlay.Set       // what is on disk, but not in the file, of which
	frozen  *frozen            // this is on its way there; nil: nothing is
	numbers [tableCount]uint64 // given by what is on disk
	last    uint64             // newest record on disk
	seen    *moment            // all of this, if somebody has asked since it changed
	thawed  uint64             // how often a frozen set was let go of

	inFile atomic.Uint64 // the newest record of which something may be in the file

	running bool       // a checkpoint or a copy of the file runs, and
	ended   chan error // holds how it has ended
	retry   bool       // the last one found the disk full
	due     atomic.Bool
	timed   bool // the timer that makes one due is set

	begun   bool // the file says that the log is in use
	closing bool // the checkpoints that come are to take that back

	shrinking  bool        // what runs is a copy of the file
	abandon    atomic.Bool // which is to be thrown away
	wastes     bool        // most of the file is free
	shrinkFrom time.Time   // when the next copy may be made
}

// frozen is what a checkpoint brings to the file.
type frozen struct {
	set     *overlay.Set
	numbers [tableCount]uint64
	last    uint64 // the newest record in it
	brought int    // how many of its rows are in the file for good
}

const (
	// checkpointSize is how many bytes of memory the active set may take before
	// it goes to the file.
	checkpointSize = 8 << 20
	// checkpointAfter is when it goes there at the latest.
	checkpointAfter = 15 * time.Second
	// checkpointFirst is when the first one goes there: from then on the file
	// says that it is nothing without its log.
	checkpointFirst = time.Second
	// checkpointMost is how many bytes may wait for the file; then writers wait.
	checkpointMost = 32 << 20
)

var (
	errNoKey     = errors.New("the key is empty")
	errLongKey   = fmt.Errorf("the key is longer than %d bytes", bbolt.MaxKeySize)
	errLongValue = fmt.Errorf("the value is longer than %d bytes", bbolt.MaxValueSize-sumSize)
)

// freezeActive makes the active set the frozen one.
func (e *logEngine) freezeActive() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.frozen = &frozen{set: e.active, numbers: e.numbers, last: e.last}
	e.active, e.seen = overlay.New(int(tableCount)), nil
}

// thaw lets go of the frozen set, which is in the file.
func (e *logEngine) thaw() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.frozen, e.seen = nil, nil
	e.thawed++
}

// attempt does the verbs of a batch and makes one group of what they have
// changed. bad are those that failed by themselves; the others are on disk if
// there is no error.
func (e *logEngine) attempt(batch []*op) (bad []failure, err error) {
	if err := e.room(); err != nil {
		return nil, err
	}
	w := e.begin()
	tx, bad, err := e.run(w, batch)
	if err != nil {
		return nil, err
	}
	if len(w.ends) > 0 {
		if err := e.append(w); err != nil {
			if errors.As(err, new(*FullError)) {
				e.abandon.Store(true) // the copy takes room as well
				if !e.running && !e.active.Empty() {
					e.freeze() // what is in the file needs no room in the log
				}
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
	layers := overlay.Layers{w.set, e.active}
	if e.frozen != nil {
		layers = append(layers, e.frozen.set)
	}
	tx = &txn{rows: &logRows{layers: layers, numbers: &w.numbers, file: file, w: w}, db: e.db, undoes: true}
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
	numbers, record, added, hooks := w.numbers, len(w.record), tx.added, len(tx.onCommit)
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
	w.numbers, w.record, tx.added, tx.onCommit = numbers, w.record[:record], added, tx.onCommit[:hooks]
	return err
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
	e.db.opts.Probe(StageDurable)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.active.Merge(w.set)
	e.numbers, e.last, e.seen = w.numbers, last, nil
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
