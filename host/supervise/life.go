package supervise

import (
	"context"
	"encoding/json"
	"fmt"
	"hotreply/internal/wait"
	"io"
	"os/exec"
	"time"
)

// A life is one child from its start to its end.
type life struct {
	sup    *Supervisor
	ladder *ladder
	began  time.Time
	end    string // how it ended, for the log
	crash  string // what the Go runtime said of it

	crashErr error // why that stands in no file

	asked, renewed, forced bool // what was asked of it
}

// run starts the child and returns when it has ended: nil when that was asked
// for, errDied when it should be started again.
func (l *life) run(ctx context.Context) error {
	s := l.sup
	crash := &crashReport{path: s.CrashLog}
	cmd := &exec.Cmd{Path: s.Executable, Args: s.Command, Stdin: s.Stdin, Stdout: s.Stdout, Stderr: crash, WaitDelay: 2 * time.Second}
	pipes, err := passPipes(cmd)
	if err != nil {
		return fmt.Errorf("make a pipe to the host: %w", err)
	}
	defer pipes.close()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the host process: %w", err)
	}
	pipes.closeChildEnds()

	orders := s.Orders
	orders.SetAside, orders.NoRules = l.ladder.setAside(), l.ladder.noRules()
	line, err := json.Marshal(orders)
	if err != nil {
		return fmt.Errorf("orders to the host: %w", err)
	}
	_, _ = pipes.control.Write(append(line, '\n')) // a child that is gone already shows below

	said := make(chan struct{})
	go func() { // ends when the child's end of the pipe is closed, by its death at the latest
		defer close(said)
		passOn(s.Stderr, pipes.words)
	}()
	notices := make(chan Notice)
	go func() { // ends likewise
		defer close(notices)
		readNotices(pipes.status, notices, s.Notify)
	}()
	l.wait(ctx, cmd, pipes.control, notices)
	<-said
	_ = cmd.Wait() // judge reads how it ended
	l.crash, l.crashErr = crash.end(), crash.err
	return l.judge(cmd)
}

// passOn copies a child's words until it is gone. A supervisor whose own
// stderr is gone keeps the host.
func passOn(to io.Writer, words io.Reader) {
	if to == nil {
		to = io.Discard
	}
	buf := make([]byte, 32<<10)
	for {
		n, err := words.Read(buf)
		_, _ = to.Write(buf[:n])
		if err != nil {
			return
		}
	}
}

// wait passes on what is asked of the child, and returns when its notices end:
// only its death closes that pipe.
func (l *life) wait(ctx context.Context, cmd *exec.Cmd, control io.Writer, notices <-chan Notice) {
	stop, quit, renew := ctx.Done(), l.sup.Quit, l.sup.Renew
	var patience <-chan struct{}
	drain := func() {
		if patience == nil {
			_, _ = io.WriteString(control, "drain\n")
			patience, _ = wait.After(l.sup.Clock, DrainPatience)
		}
	}
	for {
		select {
		case n, alive := <-notices:
			if !alive {
				return
			}
			l.ladder.notice(n)
		case <-stop:
			stop, l.asked = nil, true
			drain()
		case <-l.sup.Accounts:
			_, _ = io.WriteString(control, "accounts\n")
		case <-renew:
			renew, l.renewed = nil, true
			drain()
		case <-quit:
			quit, l.asked, l.forced = nil, true, true
			_ = cmd.Process.Kill()
		case <-patience:
			patience = nil
			l.sup.Logger.Warn("the host did not stop in time, killing it", "limit", DrainPatience)
			_ = cmd.Process.Kill()
		}
	}
}

// judge turns the way the child ended into what Run does next.
func (l *life) judge(cmd *exec.Cmd) error {
	l.end = cmd.ProcessState.String()
	code := cmd.ProcessState.ExitCode()
	switch {
	case l.forced:
		return ErrForced
	case l.asked:
		return nil
	case l.renewed:
		return errRenewed
	case code == childStopped:
		return nil
	case code == childConfig:
		return &EndError{Code: 2}
	case code == childLogin:
		return &EndError{Code: 3}
	case code == childFailed && !l.ladder.everReady:
		return &EndError{Code: 1} // it never worked, so it will not now
	}
	return errDied
}

// readNotices takes the child's notices until it is gone. What is no notice
// ends them, but not the wait for the child's end.
func readNotices(status io.Reader, notices chan<- Notice, tell func(Notice)) {
	d := json.NewDecoder(status)
	for {
		var n Notice
		if err := d.Decode(&n); err != nil {
			_, _ = io.Copy(io.Discard, status)
			return
		}
		notices <- n
		if tell != nil {
			tell(n)
		}
	}
}
