package store

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// stepEnv tells a child behind how many steps it is to die.
const stepEnv = "STORE_TEST_STEP"

// child runs a test in a process of its own, which finds path in the environment
// as name and kills itself behind a step; killed is false if there is no such
// step any more.
func child(t *testing.T, test, name, path string, step int) (out string, killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+test+"$")
	cmd.Env = append(os.Environ(), name+"="+path, stepEnv+"="+strconv.Itoa(step))
	b, err := cmd.CombinedOutput()
	if err != nil && !errors.As(err, new(*exec.ExitError)) || strings.Contains(string(b), "FAIL") {
		t.Fatalf("step %d: %v\n%s", step, err, b)
	}
	return string(b), err != nil
}

// stepsLeft is what a child was told.
func stepsLeft() int64 {
	n, _ := strconv.ParseInt(os.Getenv(stepEnv), 10, 64)
	return n
}

// die is kill -9.
func die() {
	self, _ := os.FindProcess(os.Getpid())
	_ = self.Kill()
	select {}
}
