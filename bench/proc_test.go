package main

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	const line = "20732 (runtime) (x) 3) S 19 20732 1 0 -1 4194560 9001 0 3 0 151 27 8 9 20 0 12 0 3831 2450857984 30993 18446744073709551615 1 1 0"
	got, err := parseStat(line)
	if err != nil || got.parent != 19 || got.cpu != 1780*time.Millisecond {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "1 (x) S 2 3", "1 x S 2 3 4 5 6 7 8 9 10 11 12 13 14", "1 (x) S a 3 4 5 6 7 8 9 10 11 12 13 14 15"} {
		if got, err := parseStat(bad); err == nil {
			t.Errorf("%q is %+v", bad, got)
		}
	}
}

func TestParseKiB(t *testing.T) {
	const text = "00400000-7fff rw-p 00000000 00:00 0 [rollup]\nRss:    1772 kB\nPss:     284 kB\nPss_Anon:  112 kB\n"
	if got, err := parseKiB(text, "Pss"); err != nil || got != 284<<10 {
		t.Errorf("%d, %v", got, err)
	}
	if _, err := parseKiB(text, "Swap"); err == nil {
		t.Error("no line Swap, no error")
	}
	if _, err := parseKiB("Pss: much kB\n", "Pss"); err == nil {
		t.Error("not a number, no error")
	}
}

// TestFamily looks at a process that this test has started.
func TestFamily(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/proc is Linux's")
	}
	cmd := exec.Command("sleep", "60")
	p, err := start(cmd, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.kill()
	list, err := family(os.Getpid())
	if err != nil || list[0] != os.Getpid() || !slices.Contains(list, p.Process.Pid) {
		t.Errorf("%v, %v: want %d and %d in it", list, err, os.Getpid(), p.Process.Pid)
	}
	if n, err := pssOf(list); err != nil || n < 1<<20 {
		t.Errorf("memory %d, %v", n, err)
	}
	if cpu, err := cpuOf(list); err != nil || cpu < 0 {
		t.Errorf("cpu %v, %v", cpu, err)
	}
	p.kill()
	if _, err := cpuOf([]int{p.Process.Pid}); err == nil {
		t.Error("a process that has ended has processor time")
	}
}
