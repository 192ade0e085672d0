package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
)

// The exit codes by which a host tells its supervisor how it ended. They are
// unlike any code that a dying Go program uses: every other end is a death.
const (
	childStopped = 90 // as asked
	childFailed  = 91 // with an error of its own, already reported
	childConfig  = 92 // bad flag or config: starting again will not help
	childLogin   = 93 // login given up
	childDied    = 94 // by a rule that ignores its interrupt: a fresh process goes on
)

// drainPatience is how long a host may take to stop before it is killed: the
// grace of running handlers and time to write down the rest.
const drainPatience = 12 * time.Second

// Supervisor runs the host as a child process and starts it again when it
// dies, since a rule can bring down what Go can not catch: the stack, the
// memory, a loop in native code. It holds no state but that of the ladder.
type Supervisor struct {
	// Command is the child's program and arguments: this very binary. Its
	// first element is what the child sees as its own name.
	Command []string
	// Executable is the path of the program.
	Executable string
	// Stdin and Stdout are passed to the child as they are; nil is the null
	// device. Stderr gets the child's Words, at the same time: one writer for
	// both has to bear that, as a file does.
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// CrashLog is the file that takes the Go runtime's report when a child
	// dies: all of the child's own stderr.
	CrashLog string
	// Suspects, when set, names the scripts that were running when the last
	// child died: it reads the turn notes.
	Suspects func() ([]string, error)
	// Orders go to every child; SetAside and NoRules are filled in here.
	Orders Orders
	// Quit, once closed, ends the child at once.
	Quit <-chan struct{}
	// Renew, when it delivers, drains the child and starts a fresh one, which
	// reads the config anew; nil never does.
	Renew <-chan struct{}
	// Notify, when set, gets the child's notices.
	Notify func(Notice)
	Logger hclog.Logger // nil logs nothing
	Clock  clock.Clock  // nil is the machine's
}

// ChildEndError says that the host ended in a way that starting it again does
// not help. The host itself has told why.
type ChildEndError struct{ Code int }

// Error names the code.
func (e *ChildEndError) Error() string { return fmt.Sprintf("the host ended with code %d", e.Code) }

// ExitCode is what the supervisor's own process should end with.
func (e *ChildEndError) ExitCode() int { return e.Code }

// ErrForced is what [Supervisor.Run] returns when Quit ended the child.
var ErrForced = errors.New("forced to stop")

// errDied is a child's death, which is no reason to stop; errRenewed an end
// that makes room for a fresh child.
var (
	errDied    = errors.New("the host died")
	errRenewed = errors.New("the host is renewed")
)

// Run keeps a host running until ctx ends, which drains it, and then returns
// nil. It returns a *[ChildEndError] when the host ended for good, [ErrForced]
// after Quit, and an error when no host could be started.
func (s *Supervisor) Run(ctx context.Context) error {
	if s.Logger == nil {
		s.Logger = hclog.NewNullLogger()
	}
	if s.Clock == nil {
		s.Clock = clock.System{}
	}
	l := newLadder()
	for {
		child := &life{sup: s, ladder: l, began: s.Clock.Now()}
		err := child.run(ctx)
		if errors.Is(err, errRenewed) && ctx.Err() == nil {
			continue
		}
		if !errors.Is(err, errDied) {
			return err
		}
		step := s.afterDeath(l, child)
		if step.giveUp {
			return &ChildEndError{Code: 1}
		}
		select {
		case <-after(s.Clock, step.wait):
		case <-ctx.Done():
			return nil
		case <-s.Quit:
			return ErrForced
		}
	}
}

// afterDeath reads what the child left behind and decides what comes next.
func (s *Supervisor) afterDeath(l *ladder, child *life) ladderStep {
	names, err := s.suspects()
	if err != nil {
		s.Logger.Warn("can not read the notes of the last turn", "err", err)
	}
	step := l.died(names, s.Clock.Now().Sub(child.began))
	facts := []any{"how", child.end}
	if child.crash != "" {
		facts = append(facts, "why", child.crash)
		if child.crashErr == nil {
			facts = append(facts, "details", s.CrashLog)
		} else {
			facts = append(facts, "details", child.crashErr)
		}
	}
	if len(names) > 0 {
		facts = append(facts, "suspects", names)
	}
	s.Logger.Error("the host process died, starting it again", append(facts, "backoff", step.wait)...)
	switch {
	case step.giveUp:
		s.Logger.Error("the host dies even without rules, giving up", "hint", "please report this with the lines above")
	case step.noRules:
		s.Logger.Error("starting without any rule; messages wait", "hint", "save a rule to try again; otherwise after 10 minutes of quiet")
	case len(step.setAside) > 0:
		s.Logger.Error("starting without the suspect rules; their messages wait", "rules", step.setAside, "hint", "save a rule to try again; otherwise after 10 minutes of quiet")
	}
	return step
}

func (s *Supervisor) suspects() ([]string, error) {
	if s.Suspects == nil {
		return nil, nil
	}
	return s.Suspects()
}

// after is a channel that gets closed once d has passed on c.
func after(c clock.Clock, d time.Duration) <-chan struct{} {
	done := make(chan struct{})
	if d <= 0 {
		close(done)
		return done
	}
	c.AfterFunc(d, func() { close(done) })
	return done
}

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

	noted := make(chan struct{})
	go func() { // ends when the child's end of the pipe is closed, by its death at the latest
		defer close(noted)
		l.readNotices(json.NewDecoder(pipes.status))
	}()
	said := make(chan struct{})
	go func() { // ends likewise
		defer close(said)
		passOn(s.Stderr, pipes.words)
	}()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	l.wait(ctx, cmd, pipes.control, ended)
	<-noted
	<-said
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

// wait returns when the child has ended, having passed on what was asked of it.
func (l *life) wait(ctx context.Context, cmd *exec.Cmd, control io.Writer, ended <-chan error) {
	stop, quit, renew := ctx.Done(), l.sup.Quit, l.sup.Renew
	var patience <-chan struct{}
	drain := func() {
		if patience == nil {
			_, _ = io.WriteString(control, "drain\n")
			patience = after(l.sup.Clock, drainPatience)
		}
	}
	for {
		select {
		case <-ended:
			return
		case <-stop:
			stop, l.asked = nil, true
			drain()
		case <-renew:
			renew, l.renewed = nil, true
			drain()
		case <-quit:
			quit, l.asked, l.forced = nil, true, true
			_ = cmd.Process.Kill()
		case <-patience:
			patience = nil
			l.sup.Logger.Warn("the host did not stop in time, killing it", "limit", drainPatience)
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
		return &ChildEndError{Code: 2}
	case code == childLogin:
		return &ChildEndError{Code: 3}
	case code == childFailed && !l.ladder.everReady:
		return &ChildEndError{Code: 1} // it never worked, so it will not now
	}
	return errDied
}

// readNotices takes the child's notices until it is gone.
func (l *life) readNotices(d *json.Decoder) {
	for {
		var n Notice
		if err := d.Decode(&n); err != nil {
			return
		}
		l.ladder.notice(n)
		if l.sup.Notify != nil {
			l.sup.Notify(n)
		}
	}
}
