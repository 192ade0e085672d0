package store

import (
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"hotreply/internal/clock"
)

// Options tune [Open]. The zero value works.
type Options struct {
	// LockTimeout is how long to wait for another process to let go of the
	// file; 0 means 200 ms.
	LockTimeout time.Duration
	// History is how many finished inbox rows, outbox rows and quotes are
	// kept for looking back; 0 means 10,000.
	History int
	// Keep is how long message ids are remembered against duplicates, and
	// finished sends of callers with keys of their own; 0 means 7 days.
	Keep time.Duration
	// Known is how many keys of messages, two each, are remembered against
	// duplicates per account at most, the newest; 0 means 200,000.
	Known int
	// Clock dates rows and drives compaction; nil is the machine's.
	Clock clock.Clock
	// OnError hears of submitted functions that failed by themselves; their
	// writes did not happen. Called on the writer's goroutine: it must not
	// wait for the store. nil ignores them.
	OnError func(error)
	// OnFull hears of the disk being found full, and with nil of there being room
	// again. Called on the writer's goroutine: it must not wait for the store.
	OnFull func(*FullError)
	// OnFatal hears of a failed commit that was no full disk ([*CommitError],
	// [*DamagedError]); from then on every call fails with it. Called on the
	// goroutine that found out: it must not wait for the store.
	OnFatal func(error)
	// Ephemeral leaves out the wait for the disk: the state outlives the
	// process, not a power cut. For rule tests, which throw it away.
	Ephemeral bool
	// CommitFault, if set, is called before each commit, and an error is
	// taken for the commit's own. For tests of failing disks.
	CommitFault func() error
	// MaxBatch is how many verbs share a commit at most, so that a long queue
	// does not make one caller wait for all of it; 0 means 4096.
	MaxBatch int
	// Engine is how a new file is written, and what an older one is turned into.
	// A file of the log is always written by way of the log. The zero value is
	// [EngineBolt]. [Options.Ephemeral] files are not worth a log.
	Engine Engine
	// Probe, if set, is called at each stage of the writer's work. For tests
	// that kill the process there.
	Probe func(Stage)

	checkpointSize  int          // see the constants; 0 means those
	checkpointMost  int          //
	pieceSize       int          //
	shrinkFree      int          //
	checkpointFault func() error // CommitFault of checkpoints

	doubted func(inbox, outbox []uint64) // hears of the rows that are in doubt after a salvage
}

// Engine is a way of bringing commits to the disk.
type Engine string

const (
	// EngineBolt makes each commit a transaction of the file.
	EngineBolt Engine = "bolt"
	// EngineLog writes each commit to a log beside the file, and to the file
	// later.
	EngineLog Engine = "log"
)

// Stage is a moment in the writer's work.
type Stage int

const (
	StageVerb    Stage = iota // a verb has been done, and nothing of its commit is on disk
	StageCommit               // all verbs of a commit have been done, and it begins
	StageDurable              // a commit is on disk, and nobody has heard of it
	StageTurn                 // a step of turning an older file into one of the log
	StagePiece                // a piece of a checkpoint is in the file
	StageShrink               // a step of making the file smaller
)

func (o Options) withDefaults() Options {
	if o.LockTimeout == 0 {
		o.LockTimeout = 200 * time.Millisecond
	}
	if o.History == 0 {
		o.History = 10_000
	}
	if o.Keep == 0 {
		o.Keep = 7 * 24 * time.Hour
	}
	if o.Known == 0 {
		o.Known = 200_000
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.MaxBatch == 0 {
		o.MaxBatch = 4096
	}
	if o.checkpointSize == 0 {
		o.checkpointSize = checkpointSize
	}
	if o.checkpointMost == 0 {
		o.checkpointMost = checkpointMost
	}
	if o.shrinkFree == 0 {
		o.shrinkFree = shrinkFree
	}
	if o.pieceSize == 0 {
		o.pieceSize = pieceSize
	}
	if o.Probe == nil {
		o.Probe = func(Stage) {}
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
	if o.OnFull == nil {
		o.OnFull = func(*FullError) {}
	}
	if o.OnFatal == nil {
		o.OnFatal = func(error) {}
	}
	return o
}

// DB is an open store. Its methods are safe for use by several goroutines.
type DB struct {
	told // the verbs that nobody waits for, handed over one by one

	path string
	opts Options

	boltMu sync.RWMutex // guards bolt, which is replaced when a mapping was lost, or by a smaller file
	bolt   *bbolt.DB

	log *logEngine // in front of bolt; nil: a commit is a transaction of bolt

	mu             sync.Mutex // guards what follows, up to the next empty line
	queue          []*op
	waited         int       // functions in the queue that somebody waits for
	since          time.Time // how long the others wait for one of those; zero: none does
	late           bool      // they have waited long enough
	patience       *time.Timer
	patient        bool // it runs
	closed         bool
	failed         error       // the fatal error
	stopCompaction func() bool // stops the timer

	compact compactor

	full    atomic.Pointer[FullError]
	wake    chan struct{} // holds one token when queue or closed changed
	retry   chan struct{} // holds one token when writes kept by a full disk are due
	stopped chan struct{} // closed when the writer has ended
}

// op is one function in the queue.
type op struct {
	fn    func(*txn) error
	end   func(error) // hears how it ended, on the writer's goroutine; may be nil
	asked bool        // somebody waits for it: it is not kept when the disk is full
	state atomic.Int32
}

// withdraw takes a function back that does not run yet.
func (o *op) withdraw() bool { return o.state.CompareAndSwap(opWaiting, opWithdrawn) }

// The states of an op: only a waiting one can be withdrawn by its caller.
const (
	opWaiting int32 = iota
	opTaken
	opWithdrawn
)

// file is the file as it is open now.
func (db *DB) file() *bbolt.DB {
	db.boltMu.RLock()
	defer db.boltMu.RUnlock()
	return db.bolt
}

// submit runs fn in the store's next transaction, after everything handed over
// before, without waiting. While the disk is full fn is kept in memory and tried
// again. Its own error undoes its writes alone and goes to [Options.OnError].
//
// fn runs on the store's goroutine and may run more than once (a batch in
// which another function fails is undone and run again without that one), so
// it must have no effects but those on the transaction, and must not call the
// DB or wait.
func (db *DB) submit(fn func(*txn) error) {
	if err := db.enqueue(&op{fn: fn}); err != nil {
		db.opts.OnError(err)
	}
}

// Full returns the error of the last commit if the disk was full then, else
// nil. Told verbs may be waiting in memory while it is not nil.
func (db *DB) Full() error {
	if e := db.full.Load(); e != nil {
		return e
	}
	return nil
}

// Path returns the path of the database file.
func (db *DB) Path() string { return db.path }

// Close writes what is still in the queue, waits for running views and closes
// the file. It returns an error if something could not be written. Closing
// again does nothing.
func (db *DB) Close() error {
	db.mu.Lock()
	again := db.closed
	db.closed = true
	stop := db.stopCompaction
	db.mu.Unlock()
	stop()
	if again {
		<-db.stopped
		return nil
	}
	signal(db.wake)
	<-db.stopped
	return db.closeBolt()
}

// enqueue hands functions over, with nothing between.
func (db *DB) enqueue(ops ...*op) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.failed != nil {
		return db.failed
	}
	if db.closed {
		return ErrClosed
	}
	db.queue = append(db.queue, ops...)
	for _, o := range ops {
		db.waited += o.weight()
	}
	db.stir()
	return nil
}

// stir wakes the writer if it is to take what is in the queue, which else has a
// timer: waking it for every verb that nobody waits for costs more than the verb.
// db.mu is held.
func (db *DB) stir() {
	switch {
	case db.waited > 0 || len(db.queue) >= db.opts.MaxBatch:
		signal(db.wake)
	case db.since.IsZero() && len(db.queue) > 0:
		db.since = time.Now()
		db.await(ride)
	}
}

// await has the timer run, unless it does.
func (db *DB) await(d time.Duration) {
	switch {
	case db.patient:
	case db.patience == nil:
		db.patience = time.AfterFunc(d, db.patienceEnds)
	default:
		db.patience.Reset(d)
	}
	db.patient = true
}

// patienceEnds has the writer take what has waited long enough.
func (db *DB) patienceEnds() {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.patient = false
	if db.since.IsZero() {
		return
	}
	if left := ride - time.Since(db.since); left > 0 { // others have begun to wait meanwhile
		db.await(left)
		return
	}
	db.late = true
	signal(db.wake)
}

// follow queues a function from the writer's own goroutine: work that follows
// from work done, which is accepted also while the store is closing.
func (db *DB) follow(fn func(*txn) error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.failed == nil {
		db.queue = append(db.queue, &op{fn: fn})
		db.stir()
	}
}

// signal leaves a token in a channel of capacity one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
