package wal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// reopen opens a log and returns what it replays.
func reopen(t *testing.T, base string, o Options) (*Log, []string) {
	t.Helper()
	var got []string
	l, err := Open(base, o, func(seq uint64, data []byte) error {
		if want := o.Done + uint64(len(got)) + 1; seq != want {
			t.Fatalf("replay of record %d, want %d", seq, want)
		}
		got = append(got, string(data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, got
}

// put appends a group of texts.
func put(t *testing.T, l *Log, texts ...string) uint64 {
	t.Helper()
	last, err := l.Append(group(texts...))
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func group(texts ...string) (g [][]byte) {
	for _, text := range texts {
		g = append(g, []byte(text))
	}
	return g
}

func TestLog(t *testing.T) {
	base := filepath.Join(t.TempDir(), "state.db.log")
	l, got := reopen(t, base, Options{})
	if len(got) != 0 {
		t.Fatalf("a new log replays %q", got)
	}
	put(t, l, "one", "two")
	put(t, l, "")
	if last := put(t, l, strings.Repeat("x", 5000)); last != 4 {
		t.Errorf("last = %d, want 4", last)
	}
	l, got = reopen(t, base, Options{})
	want := []string{"one", "two", "", strings.Repeat("x", 5000)}
	if !slices.Equal(got, want) {
		t.Errorf("replayed %.40q", got)
	}
	if last := put(t, l, "five"); last != 5 {
		t.Errorf("last = %d, want 5", last)
	}
	_, got = reopen(t, base, Options{Done: 1})
	if !slices.Equal(got, append(want[1:], "five")) {
		t.Errorf("replayed %.40q", got)
	}
}

// A rotation and a release let segments be used in turn, and a log that has
// been brought elsewhere leaves no file.
func TestRelease(t *testing.T) {
	base := filepath.Join(t.TempDir(), "state.db.log")
	l, _ := reopen(t, base, Options{Preallocate: 64 << 10})
	var upTo uint64
	for i := range 100 {
		for j := range 10 {
			put(t, l, fmt.Sprint(i, j), strings.Repeat("y", 300))
		}
		before := upTo
		var err error
		if upTo, err = l.Rotate(); err != nil {
			t.Fatal(err)
		}
		put(t, l, "on its own")
		if l.Size() == 0 {
			t.Fatal("Size() = 0 with records that are not released")
		}
		if err := l.Release(upTo); err != nil {
			t.Fatal(err)
		}
		_, got := reopen(t, base, Options{Done: upTo, Preallocate: 64 << 10})
		if len(got) != 1 || upTo != before+20+min(before, 1) {
			t.Fatalf("round %d: %d records beyond %d", i, len(got), upTo)
		}
		if paths, _ := filepath.Glob(base + ".*"); len(paths) > 3 {
			t.Fatalf("round %d: %d files", i, len(paths))
		}
		if i%7 == 0 {
			l, _ = reopen(t, base, Options{Done: upTo, Preallocate: 64 << 10})
		}
	}
	upTo, _ = l.Rotate()
	if err := l.Release(upTo); err != nil || l.Size() != 0 {
		t.Errorf("Release = %v, Size() = %d", err, l.Size())
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if paths, _ := filepath.Glob(base + ".*"); len(paths) > 0 {
		t.Errorf("left: %q", paths)
	}
	l, _ = reopen(t, base, Options{Done: upTo})
	if last := put(t, l, "x"); last != upTo+1 {
		t.Errorf("last = %d, want %d", last, upTo+1)
	}
}

// Groups that do not fit go to further segments, and all come back.
func TestManySegments(t *testing.T) {
	base := filepath.Join(t.TempDir(), "state.db.log")
	o := Options{Preallocate: 32 << 10}
	l, _ := reopen(t, base, o)
	var want []string
	for i := range 200 {
		texts := []string{fmt.Sprint(i), strings.Repeat("z", 1000), strings.Repeat("w", i*500)}
		put(t, l, texts...)
		want = append(want, texts...)
	}
	_, got := reopen(t, base, o)
	if !slices.Equal(got, want) {
		t.Errorf("%d records came back, want %d", len(got), len(want))
	}
}

// While the disk has no room for the log to grow it stays usable.
func TestFull(t *testing.T) {
	base := filepath.Join(t.TempDir(), "state.db.log")
	full := false
	o := Options{Preallocate: 32 << 10, Fault: func(step Step, _ string) error {
		if full && step == StepGrow {
			return syscall.ENOSPC
		}
		return nil
	}}
	l, _ := reopen(t, base, o)
	full = true
	var want []string
	var err error
	for err == nil {
		if _, err = l.Append(group("fits", strings.Repeat("f", 500))); err == nil {
			want = append(want, "fits", strings.Repeat("f", 500))
		}
	}
	if e := new(FullError); !errors.As(err, &e) || len(want) == 0 {
		t.Fatalf("after %d records: %v, want *FullError", len(want), err)
	}
	put(t, l, "small")
	full = false
	for range 100 {
		put(t, l, strings.Repeat("g", 700))
	}
	_, got := reopen(t, base, o)
	if len(got) != len(want)+101 {
		t.Errorf("%d records came back, want %d", len(got), len(want)+101)
	}
}

// After a failed write or sync nothing is asked of the disk again.
func TestDead(t *testing.T) {
	for _, bad := range []Step{StepWrite, StepSync} {
		steps, broken := 0, false
		base := filepath.Join(t.TempDir(), "state.db.log")
		l, _ := reopen(t, base, Options{Fault: func(step Step, _ string) error {
			steps++
			if broken && step == bad {
				return syscall.EIO
			}
			return nil
		}})
		put(t, l, "kept")
		broken = true
		_, err := l.Append(group("lost"))
		if e := new(DeadError); !errors.As(err, &e) || !errors.Is(err, syscall.EIO) {
			t.Fatalf("Append = %v, want *DeadError", err)
		}
		broken, steps = false, 0
		if _, again := l.Append(group("later")); again != err || steps != 0 {
			t.Errorf("Append again = %v after %d steps", again, steps)
		}
		if _, again := l.Rotate(); again != err {
			t.Errorf("Rotate = %v", again)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if _, got := reopen(t, base, Options{}); got[0] != "kept" {
			t.Errorf("replayed %q", got)
		}
	}
}

func TestForeign(t *testing.T) {
	base := filepath.Join(t.TempDir(), "state.db.log")
	l, _ := reopen(t, base, Options{ID: [16]byte{1}})
	put(t, l, "x")
	_, err := Open(base, Options{ID: [16]byte{2}}, nil)
	if e := new(ForeignError); !errors.As(err, &e) {
		t.Errorf("another id: %v, want *ForeignError", err)
	}
	b, err := os.ReadFile(base + ".1")
	if err != nil {
		t.Fatal(err)
	}
	h, _ := parseHeader(b)
	h.version = 2
	copy(b, appendHeader(nil, h))
	if err := os.WriteFile(base+".1", b, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(base, Options{ID: [16]byte{1}}, nil)
	if e := new(VersionError); !errors.As(err, &e) || e.Got != 2 {
		t.Errorf("a newer version: %v, want *VersionError", err)
	}
}
