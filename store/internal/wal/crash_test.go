package wal

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

// life is a log on a disk that loses what it may, and what the log owes.
type life struct {
	t    *testing.T
	rnd  *rand.Rand
	disk *faultDisk
	log  *Log

	// records[i] is record i+1; the first owed of them were promised, the rest
	// may come back, in front of nothing.
	records []string
	owed    int
	done    uint64 // noted where it is durable
	begun   bool   // likewise
}

var crashID = [16]byte{7}

// Whatever is lost of what was not synced, a log gives back all that it
// promised and at most a beginning of what it was writing.
func TestCrash(t *testing.T) {
	rounds := 300
	if n, err := strconv.Atoi(os.Getenv("WAL_CRASH_ROUNDS")); err == nil {
		rounds = n
	}
	if testing.Short() {
		rounds = 50
	}
	for i := range rounds {
		rnd := rand.New(rand.NewPCG(uint64(i), 1))
		l := &life{t: t, rnd: rnd, disk: newFaultDisk(rnd)}
		l.open()
		for range 60 {
			l.step()
			if t.Failed() {
				t.Fatalf("seed %d", i)
			}
		}
	}
}

func (l *life) open() {
	l.t.Helper()
	got := slices.Clone(l.records[:l.done])
	log, err := Open("log", Options{ID: crashID, Done: l.done, Begun: l.begun, Preallocate: 32 << 10, disk: l.disk}, func(seq uint64, data []byte) error {
		if seq != uint64(len(got))+1 {
			return fmt.Errorf("record %d behind %d", seq, len(got))
		}
		got = append(got, string(data))
		return nil
	})
	if err != nil {
		l.t.Errorf("open: %v", err)
		return
	}
	if len(got) < l.owed || len(got) > len(l.records) || !slices.Equal(got, l.records[:len(got)]) {
		l.t.Errorf("%d records came back, %d were promised, %d written", len(got), l.owed, len(l.records))
	}
	l.log, l.records, l.owed = log, got, len(got)
}

// step does one thing of many.
func (l *life) step() {
	switch n := l.rnd.IntN(20); {
	case n < 12:
		l.append(nil)
	case n < 15:
		l.checkpoint()
	case n < 16:
		l.powerCut()
	case n < 17: // the process dies, its writes stay in memory
		l.open()
	case n < 18: // it dies within a write; perhaps the power goes before or after the next life
		l.append(func(f *faultFile) { f.short = true })
		l.after()
	case n < 19: // the power goes within a write
		l.append(func(f *faultFile) { f.short = l.rnd.IntN(2) == 0; f.lie = true })
		l.after()
	default:
		if l.rnd.IntN(2) == 0 {
			l.checkpoint()
			l.checkpoint()
		}
		if err := l.log.Close(); err != nil {
			l.t.Error(err)
		}
		l.begun = len(l.disk.files) > 0
		l.open()
	}
}

func (l *life) powerCut() {
	l.disk.powerCut()
	l.open()
}

// after goes on after a death, and loses the power of the next life, too.
func (l *life) after() {
	if l.rnd.IntN(2) == 0 {
		l.disk.powerCut()
	}
	l.open()
	if l.rnd.IntN(2) == 0 {
		l.powerCut()
	}
}

// append writes a group; fault prepares the files for it to fail.
func (l *life) append(fault func(*faultFile)) {
	var g [][]byte
	for range 1 + l.rnd.IntN(5) {
		text := fmt.Sprintf("%d-%0*d", len(l.records), l.rnd.IntN(1500), 0)
		l.records = append(l.records, text)
		g = append(g, []byte(text))
	}
	if fault != nil {
		for _, f := range l.disk.files {
			fault(f)
		}
	}
	last, err := l.log.Append(g)
	for _, f := range l.disk.files {
		f.lie, f.short = false, false
	}
	dead := new(DeadError)
	switch {
	case fault == nil && (err != nil || last != uint64(len(l.records))):
		l.t.Errorf("append: %d, %v; want %d", last, err, len(l.records))
	case err != nil && !errors.As(err, &dead):
		l.t.Errorf("append to a failing disk: %v", err)
	case err == nil:
		l.owed, l.begun = len(l.records), true
	}
}

// checkpoint brings all or, as one that runs beside the writer, some elsewhere.
func (l *life) checkpoint() {
	upTo, err := l.log.Rotate()
	if err != nil {
		l.t.Error(err)
		return
	}
	if l.rnd.IntN(2) == 0 {
		l.append(nil)
	}
	l.done = upTo
	if l.rnd.IntN(4) == 0 {
		return // the process may die before the release
	}
	if err := l.log.Release(upTo); err != nil {
		l.t.Error(err)
	}
}
