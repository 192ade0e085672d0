package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// machine measures what the machine and others do without hotreply.
func machine(l *lab) (readings, error) {
	found := readings{}
	var err error
	if found["disk.fsync"], err = syncTime(l.dir); err != nil {
		return nil, err
	}
	f := measureFloor(64 << 20)
	found["core.md5"], found["core.aes"] = f.md5/1e6, f.seal/1e6
	if found["goja.fib"], err = gojaTime(); err != nil {
		return nil, err
	}
	node, err := nodeTime(l)
	if errors.Is(err, exec.ErrNotFound) {
		return found, nil
	}
	found["node.fib"] = node
	return found, err
}

// syncTime is the median of writing 4 KiB to a file and syncing it, in
// milliseconds.
func syncTime(dir string) (float64, error) {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	block := make([]byte, 4<<10)
	var took []float64
	for i := range 200 {
		began := time.Now()
		if _, err := f.WriteAt(block, int64(i%16)*4<<10); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		took = append(took, time.Since(began).Seconds()*1000)
	}
	return quantile(took, 0.5), nil
}

// fib is work for an engine of JavaScript that allocates nothing.
const fib = `function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }`

const fibRounds = 20

// gojaTime is the median of fib(20) in goja alone, in milliseconds.
func gojaTime() (float64, error) {
	vm := goja.New()
	if _, err := vm.RunString(fib); err != nil {
		return 0, err
	}
	var took []float64
	for range fibRounds {
		began := time.Now()
		if _, err := vm.RunString("fib(20)"); err != nil {
			return 0, err
		}
		took = append(took, time.Since(began).Seconds()*1000)
	}
	return quantile(took, 0.5), nil
}

// nodeTime is the same in Node, which measures itself. The error is
// [exec.ErrNotFound] where there is no Node.
func nodeTime(l *lab) (float64, error) {
	path, err := exec.LookPath("node")
	if err != nil {
		return 0, exec.ErrNotFound
	}
	program := fib + fmt.Sprintf(`
const took = [];
for (let i = 0; i < %d; i++) { const began = performance.now(); fib(20); took.push(performance.now() - began); }
console.log(took.sort((a, b) => a - b)[%d]);`, fibRounds, fibRounds/2)
	out, err := exec.CommandContext(l.ctx, path, "-e", program).Output()
	if err != nil {
		return 0, fmt.Errorf("node: %w", err)
	}
	return strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
}
