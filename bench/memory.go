package main

import (
	"bufio"
	"bytes"
	"cmp"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
)

func newBytes(b []byte) *bytes.Reader { return bytes.NewReader(b) }

// result is what a transfer did in the middle one of its runs.
type result struct {
	speed float64 // bytes a second
	best  float64 // what the bare algorithms did just before
	ratio float64
	grown int64 // anonymous memory, the most of all runs
}

// transfer runs something over n bytes a few times.
func transfer(n int64, best func(floor) float64, run func() error) (result, error) {
	var runs []result
	grown := int64(0)
	for range 5 {
		allowed := best(measureFloor(min(max(n, 16<<20), 256<<20)))
		debug.FreeOSMemory()
		before := anonymous()
		peak := watchPeak()
		start := time.Now()
		err := run()
		took := time.Since(start)
		grown = max(grown, peak()-before)
		if err != nil {
			return result{}, err
		}
		speed := float64(n) / took.Seconds()
		runs = append(runs, result{speed: speed, best: allowed, ratio: speed / allowed})
	}
	slices.SortFunc(runs, func(a, b result) int { return cmp.Compare(a.ratio, b.ratio) })
	middle := runs[len(runs)/2]
	middle.grown = grown
	return middle, nil
}

// watchPeak samples anonymous memory until the returned function is called,
// which returns the most that was seen.
func watchPeak() (peak func() int64) {
	stop, done := make(chan struct{}), make(chan int64)
	go func() {
		most := anonymous()
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				most = max(most, anonymous())
			case <-stop:
				done <- max(most, anonymous())
				return
			}
		}
	}()
	return func() int64 { close(stop); return <-done }
}

// anonymous is the process's anonymous memory in bytes: what Linux says, or
// what the Go runtime got from the system elsewhere.
func anonymous() int64 {
	data, err := os.ReadFile("/proc/self/smaps_rollup")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.Sys - m.HeapReleased)
	}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "Anonymous:"); ok {
			kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kib << 10
		}
	}
	return 0
}
