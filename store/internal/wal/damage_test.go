package wal

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// written makes a log of some groups in several segments on a faultDisk. The
// last group, which stands at an offset in the newest, is what can not be told
// from a torn one.
func written(t testing.TB, rnd *rand.Rand) (d *faultDisk, records []string, lastGroup int, at int64) {
	t.Helper()
	d = newFaultDisk(rnd)
	l, err := Open("log", Options{ID: crashID, Preallocate: 16 << 10, disk: d}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 + rnd.IntN(30) {
		var g [][]byte
		lastGroup = 1 + rnd.IntN(4)
		for range lastGroup {
			text := fmt.Sprintf("%d-%0*d", len(records), rnd.IntN(900), 0)
			records = append(records, text)
			g = append(g, []byte(text))
		}
		if _, err := l.Append(g); err != nil {
			t.Fatal(err)
		}
		at = l.cur.end - groupSize(g)
	}
	return d, records, lastGroup, at
}

func replayed(d *faultDisk) (got []string, err error) {
	_, err = Open("log", Options{ID: crashID, Preallocate: 16 << 10, disk: d}, func(_ uint64, data []byte) error {
		got = append(got, string(data))
		return nil
	})
	return got, err
}

// Whatever is done to the files, what comes back is a beginning of what was
// written, and without an error it lacks no more than the last group.
func TestAltered(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 300
	}
	kinds := map[string]int{}
	for i := range rounds {
		rnd := rand.New(rand.NewPCG(uint64(i), 2))
		d, records, lastGroup, end := written(t, rnd)
		paths, _ := d.list("log")
		path := paths[rnd.IntN(len(paths))]
		newest := path == paths[len(paths)-1]
		f := d.files[path]
		from := rnd.IntN(len(f.seen))
		to := min(len(f.seen), from+1+rnd.IntN(sector))
		switch rnd.IntN(6) {
		case 0:
			to = from + 1
			f.seen[from] ^= 1 << rnd.IntN(8)
		case 1:
			to = len(f.seen)
			f.seen = f.seen[:from]
		case 2:
			for n := from; n < to; n++ {
				f.seen[n] = byte(rnd.Uint32())
			}
		case 3:
			clear(f.seen[from:to])
		case 4:
			from, to = 0, 0
			f.seen = append(f.seen, []byte(strings.Repeat("more", 1000))...)
		case 5:
			to = len(f.seen)
			delete(d.files, path)
		}
		reaches := newest && int64(to) > end
		got, err := replayed(d)
		damaged := new(DamagedError)
		switch {
		case len(got) > len(records) || !slices.Equal(got, records[:len(got)]):
			t.Fatalf("seed %d: the %d records that came back are not those written", i, len(got))
		case errors.As(err, &damaged):
			kinds["damage"]++
			if damaged.Last != uint64(len(got)) {
				t.Errorf("seed %d: %d records came back: %v", i, len(got), err)
			}
		case err != nil:
			t.Fatalf("seed %d: %v", i, err)
		case reaches:
			kinds["reaches the end"]++
		case len(got) < len(records)-lastGroup:
			t.Fatalf("seed %d: %d records came back without a word, %d were written, the last group had %d", i, len(got), len(records), lastGroup)
		case len(got) < len(records):
			kinds["taken for torn"]++
		default:
			kinds["whole"]++
		}
	}
	t.Log(kinds)
	if kinds["damage"] == 0 || kinds["whole"] == 0 {
		t.Errorf("the cases are too few: %v", kinds)
	}
}

func TestDamageSaysWhere(t *testing.T) {
	base := filepath.Join(t.TempDir(), "state.db.log")
	l, _ := reopen(t, base, Options{})
	put(t, l, "one", "two")
	put(t, l, "three")
	put(t, l, "four", "five")
	b, err := os.ReadFile(base + ".1")
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(b), "three")
	b[at] = 'T'
	if err := os.WriteFile(base+".1", b, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(base, Options{}, func(uint64, []byte) error { return nil })
	var e *DamagedError
	if !errors.As(err, &e) {
		t.Fatalf("Open = %v, want *DamagedError", err)
	}
	want := DamagedError{Path: base + ".1", Offset: int64(at - recordHead), Last: 2, Behind: 2, Why: e.Why}
	if *e != want {
		t.Errorf("got %+v, want %+v", *e, want)
	}
	// Of what is kept elsewhere no damage counts.
	if _, got := reopen(t, base, Options{Done: 5}); len(got) != 0 {
		t.Errorf("replayed %q", got)
	}
}

func TestMissing(t *testing.T) {
	base := filepath.Join(t.TempDir(), "state.db.log")
	o := Options{Preallocate: 16 << 10}
	l, _ := reopen(t, base, o)
	for range 40 {
		put(t, l, strings.Repeat("m", 1000))
	}
	for _, gone := range []string{".1", ".2"} {
		b, err := os.ReadFile(base + gone)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(base + gone); err != nil {
			t.Fatal(err)
		}
		_, err = Open(base, o, func(uint64, []byte) error { return nil })
		var e *DamagedError
		if !errors.As(err, &e) || e.Behind == 0 {
			t.Errorf("without %s: %v, want *DamagedError", gone, err)
		}
		if err := os.WriteFile(base+gone, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, got := reopen(t, base, o); len(got) != 40 {
		t.Errorf("with all files %d records came back", len(got))
	}
}
