package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// A chunked reader reads what the reader beneath it does, ends included.
func TestChunkedReads(t *testing.T) {
	for _, size := range []int{0, 1, 4096, chunkSize, chunkSize + 1, 3*chunkSize - 5} {
		whole := make([]byte, size)
		for i := range whole {
			whole[i] = byte(rand.Uint32())
		}
		plain := bytes.NewReader(whole)
		c := &chunked{r: plain, size: int64(size)}
		for range 2000 {
			pos := rand.Int64N(int64(size) + 10)
			p := make([]byte, 1+rand.IntN(9000))
			q := bytes.Clone(p)
			n, err := c.ReadAt(p, pos)
			m, want := plain.ReadAt(q, pos)
			if n != m || !errors.Is(err, want) || !bytes.Equal(p, q) {
				t.Fatalf("%d of %d bytes at %d: %d, %v; want %d, %v", len(p), size, pos, n, err, m, want)
			}
		}
	}
}

// counted counts calls.
type counted struct {
	io.ReaderAt
	calls int
}

func (c *counted) ReadAt(p []byte, pos int64) (int, error) {
	c.calls++
	return c.ReaderAt.ReadAt(p, pos)
}

// filledFile is a file with rows.
func filledFile(tb testing.TB, rows int) *os.File {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "state.db")
	db, err := Open(path, Options{Ephemeral: true})
	if err != nil {
		tb.Fatal(err)
	}
	for i := 0; i < rows; i += 1000 {
		var b Batch
		for k := range 1000 {
			b.Arrivals = append(b.Arrivals, Arrival{Row: InboxRow{Account: "a", User: "u", Key: string(rune('a'+k%26)) + string(rune(i+k)), Raw: []byte(`{"text":"hello, what a day to write to a bot"}`)}})
		}
		if _, err := db.Receive("a", b).Wait(context.Background()); err != nil {
			tb.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		tb.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = f.Close() })
	return f
}

// Looking a file through takes a call for many pages, not one for each.
func TestCheckReadsInChunks(t *testing.T) {
	f := filledFile(t, 5000)
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	c := &counted{ReaderAt: f}
	if err := checkReader(c, info.Size()); err != nil {
		t.Fatal(err)
	}
	if pages := int(info.Size() / 4096); c.calls > pages/4 {
		t.Errorf("%d calls for %d pages", c.calls, pages)
	}
}

func BenchmarkCheckFile(b *testing.B) {
	f := filledFile(b, 50_000)
	for b.Loop() {
		if err := checkFile(f); err != nil {
			b.Fatal(err)
		}
	}
}
