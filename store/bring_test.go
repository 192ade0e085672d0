package store

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"hotreply/internal/clock"
)

// ofPieces are options under which a checkpoint has many pieces, and comes only
// when it is asked for.
func ofPieces() Options {
	return Options{
		Clock: clock.NewVirtual(time.Unix(1_800_000_000, 0)), History: 20,
		checkpointSize: 1 << 30, checkpointMost: 1 << 30, pieceSize: 3000,
	}
}

// filled does the same verbs whenever it is called.
func filled(t *testing.T, db *DB) *DB {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	for step := range 80 {
		for _, verb := range someVerbs(r, step) {
			_ = db.update(t.Context(), verb) // some fail
		}
		if step == 40 { // so that there are rows to be deleted in the file
			if db.log != nil {
				db.log.makeDue()
			}
			if err := db.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return db
}

// reference is what a store holds after that, and when it is opened again, which
// settles changes.
func reference(t *testing.T) (now, again string) {
	t.Helper()
	o, path := ofPieces(), filepath.Join(t.TempDir(), "bolt.db")
	o.Engine = EngineBolt
	db, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	now = dump(t, filled(t, db))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = Open(path, o); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return now, dump(t, db)
}

// Behind whichever piece of a checkpoint the process is killed, nothing is lost.
func TestKilledBetweenPieces(t *testing.T) {
	if path := os.Getenv("STORE_TEST_PIECES"); path != "" {
		var left atomic.Int64
		left.Store(1 << 40)
		o := ofPieces()
		o.Probe = func(s Stage) {
			if s == StagePiece && left.Add(-1) < 0 {
				die()
			}
		}
		db := filled(t, logged(t, path, o))
		left.Store(stepsLeft())
		_ = db.Close()
		return
	}
	if Tested() != EngineLog {
		t.Skip("of the engine with a log")
	}
	_, want := reference(t)
	killed := 0
	for step := range 100 {
		path := filepath.Join(t.TempDir(), "state.db")
		_, died := child(t, "TestKilledBetweenPieces", "STORE_TEST_PIECES", path, step)
		for range 2 {
			db := logged(t, path, ofPieces())
			if got := dump(t, db); got != want {
				t.Fatalf("killed behind piece %d: too much is\n%s, missing is\n%s", step+1, without(got, want), without(want, got))
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if !died {
			break
		}
		killed++
	}
	if killed < 4 {
		t.Errorf("killed behind %d pieces: there should be more", killed)
	}
}

// What a checkpoint has brought in part, a view sees whole, also when the disk is
// full in between. A disk that fails is the end, and the next life has all.
func TestPieces(t *testing.T) {
	want, again := reference(t)
	path := filepath.Join(t.TempDir(), "state.db")
	var db *DB
	var armed, broken atomic.Bool
	var pieces, refused atomic.Int64
	o := ofPieces()
	o.checkpointFault = func() error {
		if !armed.Load() {
			return nil
		}
		if got := dump(t, db); got != want {
			t.Errorf("before piece %d: too much is\n%s, missing is\n%s", pieces.Load()+1, without(got, want), without(want, got))
		}
		if broken.Load() && pieces.Load() >= 2 {
			return errBad
		}
		if pieces.Load() == 2 && refused.Add(1) < 3 {
			return fullErrnos[0]
		}
		pieces.Add(1)
		return nil
	}
	db = filled(t, logged(t, path, o))
	armed.Store(true)
	for range 4 { // the clock of the test stands still: a full disk is tried again when it is asked for
		db.log.makeDue()
		for range 20 {
			if err := db.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
	}
	if err := db.Close(); err != nil || pieces.Load() < 5 || refused.Load() < 3 {
		t.Errorf("Close = %v after %d pieces, %d refused", err, pieces.Load(), refused.Load())
	}

	path = filepath.Join(t.TempDir(), "state.db")
	armed.Store(false)
	broken.Store(true)
	pieces.Store(0)
	db = filled(t, logged(t, path, o))
	armed.Store(true)
	if err := db.Close(); !errors.As(err, new(*CommitError)) {
		t.Errorf("Close = %v, want *CommitError", err)
	}
	armed.Store(false)
	db = logged(t, path, o)
	if got := dump(t, db); got != again {
		t.Errorf("after a failed disk too much is\n%s, missing is\n%s", without(got, again), without(again, got))
	}
}
