package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc/PID/stat: USER_HZ, 100 on every Linux
// that Go runs on.
const tick = time.Second / 100

// procStat is what bench needs of /proc/PID/stat.
type procStat struct {
	parent int
	cpu    time.Duration // user and system, all threads, dead ones too
}

// parseStat reads the line of /proc/PID/stat. The program's name stands in
// brackets and may hold blanks and brackets itself.
func parseStat(line string) (procStat, error) {
	end := strings.LastIndexByte(line, ')')
	if end < 0 {
		return procStat{}, fmt.Errorf("no name in %.80q", line)
	}
	fields := strings.Fields(line[end+1:]) // from the third of proc_pid_stat(5) on
	if len(fields) < 13 {
		return procStat{}, fmt.Errorf("%d fields behind the name in %.80q", len(fields), line)
	}
	parent, err := strconv.Atoi(fields[1])
	user, err2 := strconv.ParseInt(fields[11], 10, 64)
	system, err3 := strconv.ParseInt(fields[12], 10, 64)
	return procStat{parent: parent, cpu: time.Duration(user+system) * tick}, errors.Join(err, err2, err3)
}

// parseKiB finds a line such as "Pss:  284 kB" and returns its bytes.
func parseKiB(text, name string) (int64, error) {
	for line := range strings.Lines(text) {
		rest, found := strings.CutPrefix(line, name+":")
		if !found {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
		return n << 10, err
	}
	return 0, fmt.Errorf("no line %s: in %.80q", name, text)
}

func statOf(pid int) (procStat, error) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return procStat{}, err
	}
	return parseStat(string(line))
}

// family is a process and all that descend from it, parents first.
func family(pid int) ([]int, error) {
	paths, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(paths) == 0 {
		return nil, errors.Join(errors.New("measuring processes needs Linux's /proc"), err)
	}
	children := map[int][]int{}
	for _, path := range paths {
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if st, err := statOf(child); err == nil { // else it has ended meanwhile
			children[st.parent] = append(children[st.parent], child)
		}
	}
	list := []int{pid}
	for i := 0; i < len(list); i++ {
		list = append(list, children[list[i]]...)
	}
	return list, nil
}

// cpuOf is the processor time that processes have used so far, together.
func cpuOf(pids []int) (time.Duration, error) {
	var sum time.Duration
	for _, pid := range pids {
		st, err := statOf(pid)
		if err != nil {
			return 0, err
		}
		sum += st.cpu
	}
	return sum, nil
}

// pssOf is the memory of processes in bytes, what they share counted once.
func pssOf(pids []int) (int64, error) {
	var sum int64
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if errors.Is(err, fs.ErrNotExist) {
			return 0, fmt.Errorf("process %d has ended, or this kernel has no smaps_rollup: %w", pid, err)
		}
		if err != nil {
			return 0, err
		}
		n, err := parseKiB(string(text), "Pss")
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}
