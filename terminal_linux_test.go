package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal: what a program writes to its far end.
func terminal(t *testing.T) (near, far *os.File) {
	t.Helper()
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	t.Cleanup(func() { _ = near.Close() })
	if err := unix.IoctlSetPointerInt(int(near.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(near.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	far, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return near, far
}

// A person at a terminal sees how far a large transfer is, under the
// supervisor as well as without one; a file gets none of it.
func TestTransfersOnATerminal(t *testing.T) {
	hotreply, err := exec.LookPath("hotreply")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	scripts := filepath.Join(dir, "scripts")
	if err := os.MkdirAll(scripts, 0o700); err != nil {
		t.Fatal(err)
	}
	rule := `bot.hear("big", () => ({ file: new Uint8Array(20 << 20), name: "big.bin" }));`
	if err := os.WriteFile(filepath.Join(scripts, "10-big.js"), []byte(rule), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(stderr *os.File, more ...string) {
		t.Helper()
		cmd := exec.Command(hotreply, append([]string{"dev", "--state", filepath.Join(dir, "data"), "--scripts", scripts, "--say", "big"}, more...)...)
		cmd.Dir, cmd.Stderr = dir, stderr
		if out, err := cmd.Output(); err != nil || !bytes.Contains(out, []byte("[file big.bin, 20971520 bytes]")) {
			t.Errorf("dev --say big: %v, %q", err, out)
		}
		_ = stderr.Close()
	}
	for _, more := range [][]string{nil, {"--no-supervise"}} {
		near, far := terminal(t)
		shown := make(chan string, 1)
		go func() {
			var all bytes.Buffer
			_, _ = all.ReadFrom(near) // ends with an error when nobody has the far end any more
			shown <- all.String()
		}()
		run(far, more...)
		select {
		case text := <-shown:
			if !bytes.Contains([]byte(text), []byte("sending")) || !bytes.Contains([]byte(text), []byte("%")) {
				t.Errorf("%v: the terminal shows %q, want a line about the transfer", more, text)
			}
		case <-time.After(patience):
			t.Fatal("the terminal is still in use")
		}
	}
	file, err := os.Create(filepath.Join(dir, "err"))
	if err != nil {
		t.Fatal(err)
	}
	run(file)
	if text, err := os.ReadFile(file.Name()); err != nil || bytes.Contains(text, []byte("sending")) {
		t.Errorf("in a file stands %q, %v", text, err)
	}
}
