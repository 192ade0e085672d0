package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/hint"
)

func raw(s string) json.RawMessage { return json.RawMessage(s) }

// settle ends a work as the host does: with the done mark.
func settle(t testing.TB, db *DB, w *Work) {
	t.Helper()
	var row uint64
	update(t, db, func(tx *txn) error { row, _ = tx.AddInbox(InboxRow{Account: "a"}); return nil })
	w.Finish("a", End{Row: row, State: InboxDone})
	if err := db.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// disk is what a process that starts now would find.
func disk(t testing.TB, db *DB, space, key string) string {
	t.Helper()
	var v KVValue
	view(t, db, func(tx *txn) { v, _ = tx.KVGet(space, key) })
	return string(v.Value)
}

func TestKVDeferredUntilDone(t *testing.T) {
	db := temp(t)
	kv := NewKV(db, KVOptions{})
	s, w := kv.Space("todo"), kv.NewWork()
	if err := s.Set(w, "list", raw(`["milk"]`), 0); err != nil {
		t.Fatal(err)
	}
	if err := s.Set(nil, "plain", raw(`1`), 0); err != nil {
		t.Fatal(err)
	}
	if sum, err := s.Incr(w, "n", 2); sum != 2 || err != nil {
		t.Fatalf("Incr = %v, %v", sum, err)
	}
	if v, ok := s.Get("list"); !ok || string(v) != `["milk"]` {
		t.Errorf("own write is not visible: %s, %v", v, ok)
	}
	if got := fmt.Sprint(s.Keys("")); got != "[list n plain]" {
		t.Errorf("Keys = %s", got)
	}
	if err := kv.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := disk(t, db, "todo", "list") + disk(t, db, "todo", "n"); got != "" {
		t.Errorf("deferred changes are on disk before the done mark: %s", got)
	}
	if got := disk(t, db, "todo", "plain"); got != "1" {
		t.Errorf("plain write on disk = %q, want 1", got)
	}
	settle(t, db, w)
	if got := disk(t, db, "todo", "list") + disk(t, db, "todo", "n"); got != `["milk"]2` {
		t.Errorf("on disk after the done mark: %s", got)
	}
	if n := kv.Pending(); n != 0 {
		t.Errorf("%d bytes pending when all is settled", n)
	}
	if err := s.Set(w, "late", raw(`1`), 0); err != nil {
		t.Fatal(err)
	}
	if err := kv.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := disk(t, db, "todo", "late"); got != "1" {
		t.Errorf("a write after the handler's end = %q on disk, want 1", got)
	}
}

// A set wins over increments made before it, whoever settles first.
func TestKVSetAbsorbsDeltas(t *testing.T) {
	for _, setFirst := range []bool{true, false} {
		db := temp(t)
		kv := NewKV(db, KVOptions{})
		s, a, b := kv.Space("x"), kv.NewWork(), kv.NewWork()
		must(s.Incr(a, "n", 5))
		if err := s.Set(b, "n", raw("10"), 0); err != nil {
			t.Fatal(err)
		}
		must(s.Incr(a, "n", 1))
		if v, _ := s.Get("n"); string(v) != "11" {
			t.Errorf("visible = %s, want 11", v)
		}
		first, second := a, b
		if setFirst {
			first, second = b, a
		}
		settle(t, db, first)
		settle(t, db, second)
		if got := disk(t, db, "x", "n"); got != "11" {
			t.Errorf("set settled first %v: on disk %s, want 11", setFirst, got)
		}
	}
}

func must(_ float64, err error) {
	if err != nil {
		panic(err)
	}
}

func TestKVApplyWritesEarlierPlainWrites(t *testing.T) {
	db := temp(t)
	kv := NewKV(db, KVOptions{})
	s, w := kv.Space("x"), kv.NewWork()
	_ = s.Set(nil, "before", raw("1"), 0)
	settle(t, db, w)
	if got := disk(t, db, "x", "before"); got != "1" {
		t.Errorf("plain write after the done mark = %q on disk, want 1", got)
	}
}

func TestKVDiscard(t *testing.T) {
	db := temp(t)
	kv := NewKV(db, KVOptions{})
	s, w := kv.Space("x"), kv.NewWork()
	_ = s.Set(nil, "n", raw("1"), 0)
	must(s.Incr(w, "n", 5))
	_ = s.Set(w, "gone", raw("1"), 0)
	w.Discard()
	if v, _ := s.Get("n"); string(v) != "1" {
		t.Errorf("n = %s after Discard, want 1", v)
	}
	if s.Has("gone") {
		t.Error("a discarded write is visible")
	}
}

func TestKVExpiry(t *testing.T) {
	c := clock.NewVirtual(time.Unix(1_800_000_000, 0))
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{Clock: c})
	kv := NewKV(db, KVOptions{})
	s := kv.Space("x")
	_ = s.Set(nil, "a", raw("1"), time.Hour)
	must(s.Incr(nil, "a", 1))
	_ = kv.Flush(context.Background())
	c.Advance(59 * time.Minute)
	if v, ok := s.Get("a"); !ok || string(v) != "2" {
		t.Errorf("before its time: %s, %v", v, ok)
	}
	c.Advance(time.Minute)
	if s.Has("a") || len(s.Keys("")) != 0 {
		t.Error("an expired value is visible")
	}
	if sum, _ := s.Incr(nil, "a", 1); sum != 1 {
		t.Errorf("incr of an expired value = %v, want 1", sum)
	}
	c.Advance(1000 * time.Hour)
	if !s.Has("a") {
		t.Error("the new value must not have the old one's expiry")
	}
}

func TestKVLimits(t *testing.T) {
	db := temp(t)
	s := NewKV(db, KVOptions{MaxKey: 4, MaxValue: 8, MaxPending: 2000}).Space("x")
	var key, size *hint.Error
	if err := s.Set(nil, "12345", raw("1"), 0); !errors.As(err, &key) || key.Error() != `store key "12345"… has 5 bytes, the limit is 4` {
		t.Errorf("long key: %v", err)
	}
	if err := s.Set(nil, "k", raw(`"1234567"`), 0); !errors.As(err, &size) || size.Error() != `store value of "k" has 9 bytes as JSON, the limit is 8` {
		t.Errorf("large value: %v", err)
	}
	_ = s.Set(nil, "k", raw(`"abc"`), 0)
	var number *NumberError
	if _, err := s.Incr(nil, "k", 1); !errors.As(err, &number) || !strings.Contains(err.Error(), `"abc"`) {
		t.Errorf("incr of a text: %v", err)
	}
	w := NewKV(db, KVOptions{MaxPending: 2000}).NewWork()
	s = w.kv.Space("y")
	var pending *PendingError
	var err error
	for i := 0; err == nil && i < 1000; i++ {
		err = s.Set(w, fmt.Sprint(i), raw("1"), 0)
	}
	if !errors.As(err, &pending) {
		t.Errorf("writing without end into a work: %v, want *PendingError", err)
	}
}

func TestKVUpdateRetries(t *testing.T) {
	db := temp(t)
	s := NewKV(db, KVOptions{}).Space("x")
	_ = s.Set(nil, "n", raw("1"), 0)
	runs := 0
	err := s.Update(nil, "n", func(old json.RawMessage) (json.RawMessage, error) {
		runs++
		if runs == 1 {
			must(s.Incr(nil, "n", 10)) // somebody else is faster
		}
		return raw(string(old) + "0"), nil
	})
	if v, _ := s.Get("n"); err != nil || runs != 2 || string(v) != "110" {
		t.Errorf("Update: %v after %d runs, value %s, want 110 after 2", err, runs, v)
	}
}
