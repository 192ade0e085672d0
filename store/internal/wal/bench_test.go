package wal

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkAppend is a group of records of 300 bytes, beside the same bytes
// written and synced without a log: into zeros that are there, and to the end
// of a growing file.
func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 16, 256} {
		g := make([][]byte, n)
		for i := range g {
			g[i] = make([]byte, 300)
		}
		b.Run(fmt.Sprintf("log/%d", n), func(b *testing.B) {
			l, err := Open(filepath.Join(b.TempDir(), "log"), Options{}, nil)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				upTo, err := l.Append(g)
				if err != nil {
					b.Fatal(err)
				}
				if l.Size() > 3<<20 {
					_, _ = l.Rotate()
					_ = l.Release(upTo)
				}
			}
		})
		b.Run(fmt.Sprintf("plain/%d", n), func(b *testing.B) { plain(b, 300*n, true) })
		b.Run(fmt.Sprintf("grow/%d", n), func(b *testing.B) { plain(b, 300*n, false) })
	}
}

func plain(b *testing.B, n int, allocate bool) {
	f, err := os.Create(filepath.Join(b.TempDir(), "plain"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const size = 4 << 20
	if allocate {
		if _, err := f.Write(make([]byte, size)); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	data := make([]byte, n)
	at := int64(0)
	for b.Loop() {
		if allocate && at+int64(n) > size {
			at = 0
		}
		if _, err := f.WriteAt(data, at); err != nil {
			b.Fatal(err)
		}
		if err := syncData(f); err != nil {
			b.Fatal(err)
		}
		at += int64(n)
	}
}
