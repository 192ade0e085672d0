package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
)

// initBytes is what one package may allocate before main. Times depend on the
// machine, bytes do not: what takes long there, such as compiling expressions
// or scripts, allocates as well.
const initBytes = 100_000

// TestInit holds what a start pays for packages that it may never use. Each
// start pays it twice: a host has its supervisor.
func TestInit(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Args = []string{"hotreply", "version"} // see TestMain
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found := 0
	for _, m := range regexp.MustCompile(`(?m)^init (hotreply\S*) .* (\d+) bytes`).FindAllSubmatch(out, -1) {
		found++
		if n, _ := strconv.Atoi(string(m[2])); n > initBytes {
			t.Errorf("%s allocates %d bytes before main, at most %d: make it when it is first used (sync.OnceValue, internal/lazyregexp)", m[1], n, initBytes)
		}
	}
	if found == 0 || !bytes.Contains(out, []byte("hotreply ")) {
		t.Fatalf("no trace of our packages:\n%s", out)
	}
}
