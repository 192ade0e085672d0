package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// process is a program that bench has started. It ends by stop, or with bench.
type process struct {
	*exec.Cmd
	ended  chan struct{} // closed when it has ended and err is set
	err    error
	errors *tail // what it has written to standard error
}

// start starts a program. Its standard output goes to out unless that is nil.
func start(cmd *exec.Cmd, out io.Writer) (*process, error) {
	p := &process{Cmd: cmd, ended: make(chan struct{}), errors: &tail{}}
	cmd.Stdout, cmd.Stderr = out, p.errors
	cmd.WaitDelay = time.Second
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() { // ends with the program
		p.err = cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// startTelling starts a program that writes one line when it is ready, and
// returns that line.
func startTelling(ctx context.Context, cmd *exec.Cmd) (*process, string, error) {
	r, w := io.Pipe()
	p, err := start(cmd, w)
	if err != nil {
		return nil, "", err
	}
	go func() { // ends with the program
		<-p.ended
		_ = w.Close()
	}()
	line := make(chan string, 1)
	go func() { // ends with the pipe
		lines := bufio.NewReader(r)
		text, _ := lines.ReadString('\n')
		line <- strings.TrimSpace(text)
		_, _ = io.Copy(io.Discard, lines)
	}()
	defer context.AfterFunc(ctx, func() { _ = w.CloseWithError(ctx.Err()) })()
	select {
	case text := <-line:
		if text == "" { // the pipe has ended
			p.kill()
			return nil, "", p.died()
		}
		return p, text, nil
	case <-p.ended:
		return nil, "", p.died()
	case <-time.After(10 * time.Second):
		p.kill()
		return nil, "", fmt.Errorf("%s said nothing for 10 s", cmd.Path)
	}
}

// died is the error of a process that should still run.
func (p *process) died() error {
	return fmt.Errorf("%s ended: %v\n%s", strings.Join(p.Args, " "), p.err, p.errors)
}

// stop asks the program to end and, when it does not within seconds, ends it
// and all it has started.
func (p *process) stop() {
	pids, _ := family(p.Process.Pid)
	_ = p.Process.Signal(os.Interrupt)
	select {
	case <-p.ended:
	case <-time.After(8 * time.Second):
	}
	p.end(pids)
}

// kill ends the program and all it has started, at once.
func (p *process) kill() {
	pids, _ := family(p.Process.Pid)
	p.end(pids)
}

func (p *process) end(pids []int) {
	for _, pid := range pids {
		if pid != p.Process.Pid {
			killOrphan(pid, p.Path)
		}
	}
	_ = p.Process.Kill()
	<-p.ended
}

// killOrphan ends a process that has outlived its parent, unless its number
// belongs to another program by now.
func killOrphan(pid int, path string) {
	if now, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err != nil || now != path {
		return
	}
	if q, err := os.FindProcess(pid); err == nil {
		_ = q.Kill()
	}
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex // guards text: a program's errors are read while it runs
	text []byte
}

const tailLength = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - tailLength; over > 0 {
		t.text = bytes.Clone(t.text[over:])
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text))
}

// executable is the path of this very program, for processes of its own kind.
func executable() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", errors.Join(errors.New("bench can not start itself again"), err)
	}
	return path, nil
}
