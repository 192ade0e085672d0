package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"hotreply/internal/clock"
)

// logged opens a store with a log of which checkpoints come all the time.
func logged(t testing.TB, path string, o Options) *DB {
	t.Helper()
	if Tested() != EngineLog {
		t.Skip("of the engine with a log")
	}
	o.Engine = EngineLog
	if o.checkpointSize == 0 {
		o.checkpointSize = 1000
	}
	db, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// dump is all that a store holds, table by table.
func dump(t testing.TB, db *DB) string {
	t.Helper()
	var all strings.Builder
	view(t, db, func(tx *txn) {
		for table := range tableCount {
			if !tx.rows.has(table) {
				continue
			}
			_, _ = fmt.Fprintln(&all, string(tableNames[table]), tx.last(table))
			_ = tx.scan(table, nil, nil, func(k, v []byte) error {
				if table == tableMeta && (bytes.HasPrefix(k, []byte("log/")) || bytes.Equal(k, schemaKey)) {
					return nil
				}
				_, _ = fmt.Fprintf(&all, "%q %q\n", k, v)
				return nil
			})
		}
	})
	return all.String()
}

// Whatever is done, both engines hold the same, with checkpoints at any moment,
// verbs that fail, copies as after a crash, and files that are opened again.
func TestEnginesAgree(t *testing.T) {
	for seed := range uint64(2) {
		r := rand.New(rand.NewPCG(seed, 11))
		dir := t.TempDir()
		one, two := filepath.Join(dir, "bolt.db"), filepath.Join(dir, "log.db")
		o := Options{Clock: clock.NewVirtual(time.Unix(1_800_000_000, 0)), History: 20, checkpointSize: 500 + r.IntN(20_000)}
		b := logged(t, two, o)
		a, err := Open(one, o)
		if err != nil {
			t.Fatal(err)
		}
		for step := range 200 {
			verbs := someVerbs(r, step)
			for _, verb := range verbs {
				e1, e2 := a.update(t.Context(), verb), b.update(t.Context(), verb)
				if (e1 == nil) != (e2 == nil) {
					t.Fatalf("step %d: %v and %v", step, e1, e2)
				}
			}
			if r.IntN(12) > 0 {
				continue
			}
			switch r.IntN(3) {
			case 0:
				b.log.makeDue()
			case 1: // as after a crash
				if err := b.Flush(t.Context()); err != nil {
					t.Fatal(err)
				}
				two = crashed(t, b, filepath.Join(dir, fmt.Sprint("crash", step)))
				_ = b.Close()
				b = logged(t, two, o)
				if err := a.Close(); err != nil { // opening settles changes
					t.Fatal(err)
				}
				if a, err = Open(one, o); err != nil {
					t.Fatal(err)
				}
			case 2:
				if err := errors.Join(a.Close(), b.Close()); err != nil {
					t.Fatal(err)
				}
				if logs, _ := filepath.Glob(two + ".log*"); len(logs) > 0 {
					t.Errorf("a clean stop leaves %v", logs)
				}
				if a, err = Open(one, o); err != nil {
					t.Fatal(err)
				}
				b = logged(t, two, o)
			}
			if x, y := dump(t, a), dump(t, b); x != y {
				t.Fatalf("seed %d, step %d: bolt alone has\n%slog alone has\n%s", seed, step, without(x, y), without(y, x))
			}
		}
		_ = a.Close()
	}
}

// without are the lines of one text that another lacks.
func without(text, other string) (list string) {
	have := slices.Collect(strings.Lines(other))
	for line := range strings.Lines(text) {
		if !slices.Contains(have, line) {
			list += line
		}
	}
	return list
}

// crashed copies a store while its writer stands still.
func crashed(t *testing.T, db *DB, to string) string {
	t.Helper()
	_ = db.update(t.Context(), func(*txn) error { copyStore(t, db.path, to); return nil })
	return to
}

var errBad = errors.New("bad")

// someVerbs are verbs that do the same whenever they run.
func someVerbs(r *rand.Rand, step int) (verbs []func(*txn) error) {
	for range 1 + r.IntN(3) {
		kind, n, id := r.IntN(8), r.IntN(30), uint64(1+r.IntN(50))
		fails := r.IntN(6) == 0
		verbs = append(verbs, func(tx *txn) error {
			switch kind {
			case 0, 1:
				tx.AddInbox(InboxRow{Account: "a", User: "u", Key: fmt.Sprint("k", step%40), Raw: json.RawMessage(`1`)})
			case 2:
				tx.PutOutbox(OutboxRow{Account: "a", User: fmt.Sprint(n), Source: InboxSource(id), State: OutboxQueued})
			case 3:
				tx.DeleteOutbox(id)
			case 4:
				tx.KVSet("s", fmt.Sprint(n), KVValue{Value: raw(fmt.Sprint(step))})
			case 5:
				tx.KVDelete("s", fmt.Sprint(n))
			case 6:
				tx.change(Set("s", fmt.Sprint("c", n), KVValue{Value: raw("1")}).With(id, 1))
				tx.SetWindow("a", fmt.Sprint(n), fmt.Append(nil, step))
			case 7:
				if err := tx.settleRow(id); err != nil {
					return err
				}
				tx.mark([]Mark{{fmt.Sprint("m/", n), fmt.Append(nil, step)}})
			}
			if fails {
				return errBad
			}
			return nil
		})
	}
	return verbs
}

// A view sees one moment, whatever checkpoints do meanwhile.
func TestViewsDuringCheckpoints(t *testing.T) {
	db := logged(t, filepath.Join(t.TempDir(), "s.db"), Options{})
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var views atomic.Int64
	for range 3 {
		wg.Go(func() {
			for ctx.Err() == nil {
				_ = db.view(func(tx *txn) error {
					first := string(tx.Note("0"))
					for k := range 20 {
						if got := string(tx.Note(fmt.Sprint(k))); got != first {
							t.Errorf("note %d is %q, the first %q", k, got, first)
						}
					}
					n := 0
					err := tx.scan(tableKV, nil, nil, func(_, v []byte) error {
						if n++; string(v[8:]) != first {
							t.Errorf("a value is %q, the first note %q", v[8:], first)
						}
						return nil
					})
					if n != 0 && n != 20 {
						t.Errorf("%d values", n)
					}
					return err
				})
				views.Add(1)
			}
		})
	}
	for i := range 400 {
		value := strings.Repeat(fmt.Sprint(i), 20)
		update(t, db, func(tx *txn) error {
			for k := range 20 {
				tx.SetNote(fmt.Sprint(k), []byte(value))
				if i%5 == 4 {
					tx.KVDelete("s", fmt.Sprint(k))
				} else {
					tx.KVSet("s", fmt.Sprint(k), KVValue{Value: raw(value)})
				}
			}
			return nil
		})
	}
	stop()
	wg.Wait()
	t.Logf("%d views", views.Load())
}

// While checkpoints find no room the log takes the writes; once too much waits,
// those who ask are told, and all goes on when there is room.
func TestCheckpointOnAFullDisk(t *testing.T) {
	var full atomic.Bool
	full.Store(true)
	path := filepath.Join(t.TempDir(), "s.db")
	db := logged(t, path, Options{
		checkpointSize: 10_000, checkpointMost: 100_000,
		checkpointFault: func() error {
			if full.Load() {
				return fullErrnos[0]
			}
			return nil
		},
		OnFatal: func(err error) { t.Errorf("fatal: %v", err) },
	})
	done := 0
	write := func() error {
		return db.update(t.Context(), func(tx *txn) error {
			tx.AddInbox(InboxRow{Account: "a", Raw: make([]byte, 2000)})
			return nil
		})
	}
	var err error
	for err == nil && done < 1000 {
		if err = write(); err == nil {
			done++
		}
	}
	if !errors.As(err, new(*FullError)) || done < 20 {
		t.Fatalf("after %d rows: %v", done, err)
	}
	db.Mark(Mark{Name: "told", Value: []byte("1")})
	full.Store(false)
	for range 20 {
		if err := write(); err != nil {
			t.Fatal(err)
		}
		done++
	}
	view(t, db, func(tx *txn) {
		if n := tx.CountInbox("a"); n != done || tx.Note("told") == nil {
			t.Errorf("%d rows, want %d; told: %s", n, done, tx.Note("told"))
		}
	})
}

// A value in the file that is not what was written is damage.
func TestAlteredValue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db := logged(t, path, Options{})
	update(t, db, func(tx *txn) error { tx.SetNote("n", []byte("value")); return nil })
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	bolt, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = bolt.Update(func(btx *bbolt.Tx) error {
		b := bucketOf(btx, tableMeta)
		v := slices.Clone(b.Get(noteKey("n")))
		v[0] ^= 1
		return b.Put(noteKey("n"), v)
	})
	if err := errors.Join(err, bolt.Close()); err != nil {
		t.Fatal(err)
	}
	db = logged(t, path, Options{})
	if _, err := db.Marks(""); !errors.As(err, new(*DamagedError)) || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("the value is read: %v", err)
	}
}

// opsOf is a record as it reads.
type opsOf struct{ b []byte }

func (o *opsOf) put(t table, key, value []byte) { o.b = appendPut(o.b, t, key, value) }
func (o *opsOf) del(t table, key []byte)        { o.b = appendDelete(o.b, t, key) }
func (o *opsOf) number(t table, n uint64)       { o.b = appendNumber(o.b, t, n) }

// Arbitrary bytes are a record or an error, and what was read is what was
// written.
func FuzzRecord(f *testing.F) {
	f.Add(appendNumber(appendDelete(appendPut(nil, tableInbox, []byte("k"), []byte("v")), tableKV, []byte("x")), tableOutbox, 300))
	f.Add([]byte{0xff, 1})
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var first, again opsOf
		if readRecord(b, &first) != nil {
			return
		}
		if err := readRecord(first.b, &again); err != nil || !bytes.Equal(first.b, again.b) {
			t.Errorf("%x became %x, %v", first.b, again.b, err)
		}
	})
}

// A table whose count was altered on the disk gives no number that a row has.
func TestNumbersBelowRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	db := logged(t, path, Options{})
	var last uint64
	update(t, db, func(tx *txn) error {
		add(tx, "default", "m1", `{}`)
		last, _ = add(tx, "default", "m2", `{}`)
		return nil
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	bolt, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = bolt.Update(func(btx *bbolt.Tx) error { return bucketOf(btx, tableInbox).SetSequence(0) })
	if err := errors.Join(err, bolt.Close()); err != nil {
		t.Fatal(err)
	}
	db = logged(t, path, Options{})
	update(t, db, func(tx *txn) error {
		if id, _ := add(tx, "default", "m3", `{}`); id <= last {
			t.Errorf("row %d was given behind %d", id, last)
		}
		return nil
	})
}
