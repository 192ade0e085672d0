package store

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"hotreply/internal/clock"
)

// The oracle keeps every change ever made, in order, and works out states the
// slow way: what readers see is all of them done in order; what a crash leaves
// is those done that count by then.
type oracle struct {
	changes []oracleChange
}

type oracleChange struct {
	key     string
	owner   *Work // nil: a plain write
	add     bool
	by      int
	value   string // "" removes
	expires time.Time
	made    time.Time
}

type oracleValue struct {
	value   string
	expires time.Time
}

func (v oracleValue) alive(now time.Time) bool {
	return v.value != "" && (v.expires.IsZero() || now.Before(v.expires))
}

func (o *oracle) state(counts func(i int, c oracleChange) bool) map[string]oracleValue {
	state := make(map[string]oracleValue)
	for i, c := range o.changes {
		if !counts(i, c) {
			continue
		}
		v := state[c.key]
		switch {
		case !c.add:
			v = oracleValue{c.value, c.expires}
		case !v.alive(c.made):
			v = oracleValue{value: strconv.Itoa(c.by)}
		default:
			if n, err := strconv.Atoi(v.value); err == nil {
				v.value = strconv.Itoa(n + c.by)
			}
		}
		state[c.key] = v
	}
	return state
}

// crash is a copy of the file as it was between two commits.
type crash struct {
	path  string
	rows  map[*Work]uint64 // of the works that had their end by then, which counts if the row is done in the copy
	least int              // plain writes among the first least changes must be there
	made  int              // changes made by then
	at    time.Time
}

// TestKVModel does random changes by several handlers at once and compares
// every read, and every copy of the file taken before a commit, with the
// oracle.
func TestKVModel(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { runModel(t, rand.New(rand.NewPCG(seed, 1))) })
	}
}

func runModel(t *testing.T, r *rand.Rand) {
	dir := t.TempDir()
	c := clock.NewVirtual(time.Unix(1_800_000_000, 0))
	var mu sync.Mutex // guards o, crashes, rows, ends
	o := &oracle{}
	var crashes []crash
	rows := map[*Work]uint64{}
	type end struct {
		made int
		done <-chan struct{}
	}
	var ends []end
	path := filepath.Join(dir, "state.db")
	var db *DB
	snapshot := func() {
		mu.Lock()
		defer mu.Unlock()
		to := filepath.Join(dir, fmt.Sprintf("crash%d.db", len(crashes)))
		copyStore(t, path, to)
		least := 0
		for _, e := range ends {
			select {
			case <-e.done:
				least = max(least, e.made)
			default:
			}
		}
		crashes = append(crashes, crash{to, maps.Clone(rows), least, len(o.changes), c.Now()})
	}
	faults := 0
	// Commits end between a row's changes, its end and its settling.
	db = open(t, path, Options{Clock: c, MaxBatch: 1 + r.IntN(8), CommitFault: func() error {
		snapshot()
		if faults++; faults%7 == 3 {
			return fullErrnos[0] // the disk is full for a moment
		}
		return nil
	}})
	kv := NewKV(db, KVOptions{})
	keys := []string{"a/1", "a/2", "b/1", "b/2"}
	var works []*Work
	begin := func() *Work {
		batch := Batch{Arrivals: []Arrival{{Row: InboxRow{User: "u"}}}}
		for {
			if got, err := db.Receive("a", batch).Wait(t.Context()); err == nil { // else full for a moment: again
				w := kv.NewWork()
				mu.Lock()
				rows[w] = got[0].ID
				mu.Unlock()
				return w
			}
		}
	}
	finish := func(w *Work, wait bool) {
		e := end{made: len(o.changes)}
		w.Finish("a", End{Row: rows[w], State: InboxDone})
		kv.mu.Lock()
		if n := len(kv.way); n > 0 {
			e.done = kv.way[n-1].ticket.Done()
		}
		kv.mu.Unlock()
		mu.Lock()
		ends = append(ends, e)
		mu.Unlock()
		for wait && db.Flush(t.Context()) != nil { //nolint:revive // full for a moment: again
		}
	}
	for step := range 400 {
		if len(works) < 4 && r.IntN(5) == 0 {
			works = append(works, begin())
		}
		var w *Work
		if len(works) > 0 && r.IntN(2) == 0 {
			w = works[r.IntN(len(works))]
		}
		key := keys[r.IntN(len(keys))]
		s := kv.Space(key[:1])
		ch := oracleChange{key: key, owner: w, made: c.Now()}
		seen := o.state(func(int, oracleChange) bool { return true })[key]
		mu.Lock()
		switch r.IntN(10) {
		case 0, 1, 2: // set
			ch.value = strconv.Itoa(r.IntN(1000))
			var ttl time.Duration
			if r.IntN(3) == 0 {
				ttl = time.Duration(1+r.IntN(50)) * time.Second
				ch.expires = ch.made.Add(ttl)
			}
			o.changes = append(o.changes, ch)
			mu.Unlock()
			if err := s.Set(w, key[2:], json.RawMessage(ch.value), ttl); err != nil {
				t.Fatal(err)
			}
		case 3: // delete
			o.changes = append(o.changes, ch)
			mu.Unlock()
			if existed, err := s.Delete(w, key[2:]); err != nil || existed != seen.alive(c.Now()) {
				t.Fatalf("step %d: Delete = %v, %v, oracle says %v", step, existed, err, seen.alive(c.Now()))
			}
		case 4, 5, 6, 7: // incr
			ch.add, ch.by = true, 1+r.IntN(9)
			o.changes = append(o.changes, ch)
			mu.Unlock()
			if _, err := s.Incr(w, key[2:], float64(ch.by)); err != nil {
				t.Fatal(err)
			}
		case 8:
			mu.Unlock()
			c.Advance(time.Duration(r.IntN(5000)) * time.Millisecond)
		case 9:
			mu.Unlock()
			if len(works) > 0 {
				i := r.IntN(len(works))
				finish(works[i], r.IntN(2) == 0)
				works = slices.Delete(works, i, i+1)
			}
		}
		now := o.state(func(int, oracleChange) bool { return true })
		for _, k := range keys {
			got, ok := kv.Space(k[:1]).Get(k[2:])
			if want := now[k]; ok != want.alive(c.Now()) || (ok && string(got) != want.value) {
				t.Fatalf("step %d: %s = %s, %v; oracle says %+v", step, k, got, ok, want)
			}
		}
	}
	for _, w := range works {
		finish(w, true)
	}
	for db.Flush(t.Context()) != nil || db.Full() != nil || kv.Flush(t.Context()) != nil {
	}
	snapshot()
	crashes[len(crashes)-1].least = len(o.changes)
	if kv.Pending() != 0 {
		t.Errorf("%d bytes pending at the end", kv.Pending())
	}
	for i, cr := range crashes {
		checkCrash(t, i, cr, o)
	}
	t.Logf("%d changes, %d crash points", len(o.changes), len(crashes))
}

// checkCrash opens a copy and looks for a number of plain writes that, with
// the works settled by then, explains all of it.
func checkCrash(t *testing.T, i int, cr crash, o *oracle) {
	db, err := Open(cr.path, Options{})
	if err != nil {
		t.Fatalf("crash %d: %v", i, err)
	}
	defer db.Close()
	settled := map[*Work]bool{}
	for w, id := range cr.rows {
		row, err := db.Inbox(id)
		settled[w] = err == nil && row.State == InboxDone
	}
	got := map[string]oracleValue{}
	view(t, db, func(tx *txn) {
		_ = tx.KVAll(func(space, key string, v KVValue) error {
			got[space+"/"+key] = oracleValue{string(v.Value), v.Expires}
			return nil
		})
	})
	for prefix := cr.made; prefix >= cr.least; prefix-- {
		want := o.state(func(i int, c oracleChange) bool {
			return (c.owner == nil && i < prefix) || (c.owner != nil && settled[c.owner])
		})
		if sameState(got, want, cr.at) {
			return
		}
	}
	t.Errorf("crash %d: the file holds %+v, which no %d..%d plain writes and %d settled works explain", i, got, cr.least, cr.made, len(settled))
}

// sameState compares what a file holds with what it should. A value that had
// expired by the time of the copy may be in it or not: compaction takes it out
// at a time of its own.
func sameState(got, want map[string]oracleValue, at time.Time) bool {
	for k, v := range want {
		if _, held := got[k]; !held && !v.alive(at) {
			continue
		}
		if v.value != got[k].value || !v.expires.Equal(got[k].expires) {
			return false
		}
	}
	return true
}

// copyStore copies a file, then its log: all that the file may lack is in it as
// long as the writer stands still.
func copyStore(t testing.TB, from, to string) {
	t.Helper()
	copyFile(t, from, to)
	logs, _ := filepath.Glob(from + ".log*")
	for _, log := range logs {
		copyFile(t, log, to+strings.TrimPrefix(log, from))
	}
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
