package store

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hotreply/internal/clock"
)

// ofShrinks are options under which a file of some megabytes is worth a copy.
func ofShrinks() Options {
	return Options{
		Clock: clock.NewVirtual(time.Unix(1_800_000_000, 0)), shrinkFree: 100_000,
		checkpointSize: 1 << 30, checkpointMost: 1 << 30, pieceSize: 50_000,
	}
}

// wasted fills a store and takes most of it away again. The file has it all
// when the checkpoint has ended that it asks for.
func wasted(t testing.TB, db *DB, rows int) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("files do not shrink there")
	}
	batch := func(fn func(tx *txn, key string)) {
		for i := 0; i < rows; i += 100 {
			update(t, db, func(tx *txn) error {
				for n := range 100 {
					fn(tx, fmt.Sprintf("%06d", i+n))
				}
				return nil
			})
		}
		checkpointed(t, db)
	}
	batch(func(tx *txn, key string) {
		tx.KVSet("s", key, KVValue{Value: raw(`"` + strings.Repeat(key, 300) + `"`)})
	})
	batch(func(tx *txn, key string) {
		if key[5] != '7' {
			tx.KVDelete("s", key)
		}
	})
}

// checkpointed brings all to the file.
func checkpointed(t testing.TB, db *DB) {
	t.Helper()
	var due atomic.Bool
	due.Store(true)
	for until := time.Now().Add(5 * time.Second); due.Load() && time.Now().Before(until); {
		db.log.makeDue()
		update(t, db, func(tx *txn) error {
			tx.SetNote("checkpointed", []byte("1"))
			due.Store(db.log.frozen != nil || db.log.active.Size() > 1000)
			return nil
		})
	}
}

const patience = 20 * time.Second

func sizeOf(t testing.TB, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// smaller waits until a file has shrunk.
func smaller(t testing.TB, db *DB, than int64) {
	t.Helper()
	for until := time.Now().Add(patience); sizeOf(t, db.path) >= than; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the file still has %d bytes", sizeOf(t, db.path))
		}
		if err := db.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// A file of which most is free gets smaller while it is in use, and has all that
// it had and what was written meanwhile.
func TestShrink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	o := ofShrinks()
	o.OnError = func(err error) { t.Error(err) }
	var db *DB
	o.Probe = func(s Stage) {
		if s == StageShrink {
			db.Mark(Mark{Name: "meanwhile", Value: []byte("1")})
		}
	}
	db = logged(t, path, o)
	wasted(t, db, 3000)
	smaller(t, db, 2<<20)
	update(t, db, func(tx *txn) error { tx.SetNote("behind", []byte("1")); return nil })
	want := dump(t, db)
	if !strings.Contains(want, "behind") || !strings.Contains(want, "meanwhile") || strings.Count(want, "000007") < 1 {
		t.Errorf("the store has\n%.2000s", want)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) > 3 {
		t.Errorf("left: %q", left)
	}
	crash := crashed(t, db, filepath.Join(t.TempDir(), "state.db"))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, crash} {
		if got := dump(t, logged(t, path, o)); got != want {
			t.Errorf("opened again too much is\n%s, missing is\n%s", without(got, want), without(want, got))
		}
	}
}

// A view that is open sees its moment to its end; nobody waits for it, not even
// when so much gathers meanwhile that the copy is thrown away.
func TestShrinkAndViews(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	o := ofShrinks()
	virtual := clock.NewVirtual(time.Unix(1_800_000_000, 0))
	o.Clock, o.checkpointMost = virtual, 1_000_000
	var copied atomic.Int64
	o.Probe = func(s Stage) {
		if s == StageShrink {
			copied.Add(1)
		}
	}
	db := logged(t, path, o)
	begun, goOn, ended := make(chan bool), make(chan bool), make(chan error)
	update(t, db, func(tx *txn) error { tx.SetNote("seen", []byte("before")); return nil })
	go func() {
		ended <- db.view(func(tx *txn) error {
			close(begun)
			<-goOn
			if got := string(tx.Note("seen")); got != "before" {
				t.Errorf("the view sees %q", got)
			}
			return nil
		})
	}()
	<-begun
	wasted(t, db, 300)
	before := sizeOf(t, path)
	for i := range 40 { // more than may gather
		update(t, db, func(tx *txn) error { tx.SetNote("seen", make([]byte, 50_000+i)); return nil })
		update(t, db, func(tx *txn) error { tx.SetNote(fmt.Sprint(i), make([]byte, 50_000)); return nil })
		time.Sleep(time.Millisecond)
	}
	if sizeOf(t, path) < before || copied.Load() == 0 {
		t.Errorf("the file has %d bytes of %d under an open view, %d steps", sizeOf(t, path), before, copied.Load())
	}
	close(goOn)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		update(t, db, func(tx *txn) error { tx.SetNote(fmt.Sprint(i), nil); return nil })
	}
	virtual.Advance(2 * shrinkEvery)
	checkpointed(t, db)
	virtual.Advance(2 * shrinkEvery)
	checkpointed(t, db)
	smaller(t, db, before)
}

// Whoever waits for the lock of a file that is replaced gets the one that has
// its name.
func TestShrinkUnderAWaiter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	db := logged(t, path, ofShrinks())
	update(t, db, func(tx *txn) error { tx.SetNote("n", []byte("before")); return nil })
	go func() {
		time.Sleep(50 * time.Millisecond) // the other waits for the first file
		wasted(t, db, 3000)
		smaller(t, db, 2<<20)
		update(t, db, func(tx *txn) error { tx.SetNote("n", []byte("behind")); return nil })
		time.Sleep(100 * time.Millisecond)
		_ = db.Close()
	}()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	next := logged(t, path, Options{LockTimeout: patience})
	view(t, next, func(tx *txn) {
		if got := string(tx.Note("n")); got != "behind" {
			t.Errorf("the next process reads %q", got)
		}
	})
	if isNamed(file, path) {
		t.Error("the file was not replaced")
	}
}

// A copy that can not be made changes nothing, and is heard of.
func TestShrinkThatFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	o := ofShrinks()
	heard := make(chan error, 100)
	o.OnError = func(err error) { heard <- err }
	o.OnFatal = func(err error) { t.Errorf("fatal: %v", err) }
	db := logged(t, path, o)
	if err := os.MkdirAll(filepath.Join(path+copySuffix, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	wasted(t, db, 3000)
	for until := time.Now().Add(patience); len(heard) == 0 && time.Now().Before(until); time.Sleep(time.Millisecond) {
		if err := db.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(heard) == 0 || !strings.Contains((<-heard).Error(), "smaller") {
		t.Error("nobody hears of it")
	}
	update(t, db, func(tx *txn) error { tx.SetNote("n", []byte("1")); return nil })
}

// At whichever step the process is killed, the file with the name has all that
// was promised.
func TestKilledWhileShrinking(t *testing.T) {
	if path := os.Getenv("STORE_TEST_SHRINK"); path != "" {
		shrinkUntilKilled(t, path)
		return
	}
	if Tested() != EngineLog || runtime.GOOS == "windows" {
		t.Skip("of the engine with a log")
	}
	killed, small := 0, 0
	for step := range 100 {
		path := filepath.Join(t.TempDir(), "state.db")
		out, died := child(t, "TestKilledWhileShrinking", "STORE_TEST_SHRINK", path, step)
		last := -1
		for line := range strings.Lines(out) {
			if n, ok := strings.CutPrefix(strings.TrimSpace(line), "done "); ok {
				last, _ = strconv.Atoi(n)
			}
		}
		if sizeOf(t, path) <= 2<<20 {
			small++
		}
		o := ofShrinks()
		o.shrinkFree = 1 << 40 // it would begin another copy
		db := logged(t, path, o)
		view(t, db, func(tx *txn) {
			if got, _ := strconv.Atoi(string(tx.Note("n"))); got < last {
				t.Errorf("killed at step %d: %d is there, %d was promised", step, got, last)
			}
			n := 0
			_ = tx.scan(tableKV, nil, nil, func(_, _ []byte) error { n++; return nil })
			if n != 300 {
				t.Errorf("killed at step %d: %d values, want 300", step, n)
			}
		})
		if left, _ := filepath.Glob(path + copySuffix); len(left) > 0 {
			t.Errorf("left: %q", left)
		}
		_ = db.Close()
		if !died {
			break
		}
		killed++
	}
	t.Logf("killed at %d steps, %d of them behind the rename", killed, small-1)
	if killed < 5 || small != 3 {
		t.Errorf("killed at %d steps, with a small file at %d", killed, small)
	}
}

// shrinkUntilKilled writes on while the file shrinks, and says what is promised.
func shrinkUntilKilled(t *testing.T, path string) {
	left := stepsLeft()
	o := ofShrinks()
	o.pieceSize = 200_000
	o.Probe = func(s Stage) {
		if s == StageShrink {
			if left--; left < 0 {
				time.Sleep(5 * time.Millisecond) // something is written meanwhile
				die()
			}
		}
	}
	db := logged(t, path, o)
	update(t, db, func(tx *txn) error { tx.SetNote("n", []byte("0")); return nil })
	wasted(t, db, 3000)
	out := bufio.NewWriter(os.Stdout)
	for n := 1; sizeOf(t, path) > 2<<20; n++ {
		update(t, db, func(tx *txn) error { tx.SetNote("n", fmt.Append(nil, n)); return nil })
		_, _ = fmt.Fprintln(out, "done", n)
		_ = out.Flush()
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
