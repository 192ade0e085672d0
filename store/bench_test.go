package store

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A commit of one small row, waited for: what one poll or one send costs.
func BenchmarkCommitAlone(b *testing.B) { benchCommits(b, 0) }

// The same by 64 callers at once: commits are shared.
func BenchmarkCommit64(b *testing.B) { benchCommits(b, 64) }

func benchCommits(b *testing.B, callers int) {
	db := temp(b)
	ctx := context.Background()
	row := InboxRow{Account: "default", User: "u", Raw: json.RawMessage(`{"text":"hello"}`)}
	one := func() {
		if err := db.update(ctx, func(tx *txn) error { tx.AddInbox(row); return nil }); err != nil {
			b.Error(err)
		}
	}
	b.ResetTimer()
	if callers == 0 {
		for b.Loop() {
			one()
		}
	} else {
		b.SetParallelism(callers / max(1, runtime.GOMAXPROCS(0)))
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				one()
			}
		})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

// The work of one message: row in, send out, both done, with only the two
// commits waited for that must be on disk before something leaves.
func BenchmarkMessage64(b *testing.B) {
	db := temp(b)
	kv := NewKV(db, KVOptions{})
	ctx := context.Background()
	b.SetParallelism(64 / max(1, runtime.GOMAXPROCS(0)))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			var in, out uint64
			_ = db.update(ctx, func(tx *txn) error {
				in, _ = tx.AddInbox(InboxRow{Account: "default", User: "u", Raw: make([]byte, 600)})
				return nil
			})
			w := kv.NewWork()
			_, _ = kv.Space("count").Incr(w, "n", 1)
			row := OutboxRow{Account: "default", User: "u", Source: InboxSource(in), N: 1, Content: json.RawMessage(`["hi"]`), Parts: []PartState{{ClientID: "c"}}}
			_ = db.update(ctx, func(tx *txn) error { out = tx.PutOutbox(row); return nil })
			row.ID, row.State = out, OutboxConfirmed
			db.Note("default", row)
			w.Finish("default", End{Row: in, State: InboxDone})
		}
	})
	_ = db.Flush(ctx)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// Opening a file with 100,000 finished messages and reading what is pending.
func BenchmarkRecovery100k(b *testing.B) {
	path := filepath.Join(b.TempDir(), "state.db")
	fill(b, path, 100_000)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		db, err := Open(path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := db.view(func(tx *txn) error {
			rows, err := tx.PendingInbox("default", 0, 100)
			if len(rows) != 100 {
				b.Errorf("%d pending rows", len(rows))
			}
			return err
		}); err != nil {
			b.Fatal(err)
		}
		_ = db.Close()
	}
	b.ReportMetric(float64(info.Size())/(1<<20), "MiB")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/open")
}

// fill writes n messages with their replies, all but the last 100 finished.
func fill(b testing.TB, path string, n int) {
	db := open(b, path, Options{History: 2 * n})
	text := make([]byte, 500)
	for i := range text {
		text[i] = 'x'
	}
	message, _ := json.Marshal(map[string]string{"text": string(text)})
	for from := 0; from < n; from += 1000 {
		db.submit(func(tx *txn) error {
			for i := from; i < from+1000; i++ {
				id, _ := tx.AddInbox(InboxRow{Account: "default", User: fmt.Sprint("user", i%400), Key: fmt.Sprint("message", i), Kind: "message", Raw: message, Received: time.Unix(int64(i), 0)})
				tx.PutOutbox(OutboxRow{Account: "default", User: fmt.Sprint("user", i%400), Source: InboxSource(id), N: 1, State: OutboxConfirmed, Content: json.RawMessage(`["hello"]`), Parts: []PartState{{ClientID: fmt.Sprint("c", i)}}})
				if i < n-100 {
					tx.FinishInbox(id, InboxDone, "")
				}
			}
			return nil
		})
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkKVGet(b *testing.B) {
	db := temp(b)
	kv := NewKV(db, KVOptions{})
	s := kv.Space("x")
	_ = s.Set(nil, "k", raw(`{"a":1}`), 0)
	_ = kv.Flush(context.Background())
	for b.Loop() {
		if !s.Has("k") {
			b.Fatal("gone")
		}
	}
}

func BenchmarkKVIncr(b *testing.B) {
	db := temp(b)
	s := NewKV(db, KVOptions{}).Space("x")
	for b.Loop() {
		if _, err := s.Incr(nil, "n", 1); err != nil {
			b.Fatal(err)
		}
	}
}

// All that the host asks of the store for one message and its reply, of a user
// who has written before, by 64 users at once.
func BenchmarkWhole64(b *testing.B) {
	db := temp(b)
	ctx := context.Background()
	raw, window := json.RawMessage(`{"text":"`+strings.Repeat("x", 600)+`"}`), make([]byte, 150)
	var made atomic.Int64
	b.ReportAllocs()
	b.SetParallelism(64 / max(1, runtime.GOMAXPROCS(0)))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := made.Add(1)
			user := fmt.Sprint("o9cq8user", n%64, "@im.wechat")
			in := InboxRow{
				Account: "default", User: user, Key: fmt.Sprint("message:", 7_000_000_000_000_000+n), Identity: fmt.Sprintf("%064d", n),
				Kind: "message", Raw: raw, Received: time.Now(), State: InboxPending,
			}
			_, _ = db.Known("default", []InboxRow{in})
			received, _ := db.Receive("default", Batch{
				Arrivals: []Arrival{{Row: in, Quotes: []Quote{{MessageID: fmt.Sprint(n), Value: window}}}},
				Windows:  []Window{{User: user, Value: window}}, Cursor: fmt.Sprint("cursor", n),
			}).Wait(ctx)
			row := OutboxRow{
				Account: "default", User: user, Source: InboxSource(received[0].ID), N: 1, State: OutboxOpen, Created: time.Now(),
				Content: json.RawMessage(`{"text":"hello, this is what the rule says"}`), Parts: []PartState{{ClientID: fmt.Sprint("hotreply:", n)}},
			}
			row.ID, _ = db.Persist("default", row, Window{User: user, Value: window}).Wait(ctx)
			row.State, row.Parts = OutboxConfirmed, []PartState{{ClientID: row.Parts[0].ClientID, State: "confirmed", MessageID: fmt.Sprint("m", n), Sends: 1}}
			db.Note("default", row)
			db.Quote("default", Quote{MessageID: fmt.Sprint("m", n), Value: window})
			_ = db.CountQueued("default", user)
			db.Finish("default", End{Row: received[0].ID, State: InboxDone})
		}
	})
	_ = db.Flush(ctx)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
