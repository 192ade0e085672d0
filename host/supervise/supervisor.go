package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

// The exit codes by which a host tells its supervisor how it ended. They are
// unlike any code that a dying Go program uses: every other end is a death.
const (
	childStopped = 90 // as asked
	childFailed  = 91 // with an error of its own, already reported
	childConfig  = 92 // bad flag or config: starting again will not help
	childLogin   = 93 // login given up
	childDied    = 94 // of what only a fresh process cures, such as a rule that ignores its interrupt
)

// DrainPatience is how long a host may take to stop before it is killed: the
// grace of running handlers and time to write down the rest.
const DrainPatience = 12 * time.Second

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
	// Accounts, when it delivers, has the child take up the accounts of the
	// config as it is now; nil never does.
	Accounts <-chan struct{}
	// Notify, when set, gets the child's notices, one after another.
	Notify func(Notice)
	Logger hclog.Logger // nil logs nothing
	Clock  clock.Clock  // nil is the machine's
}

// EndError says that the host ended in a way that starting it again does
// not help. The host itself has told why.
type EndError struct{ Code int }

// Error names the code.
func (e *EndError) Error() string { return fmt.Sprintf("the host ended with code %d", e.Code) }

// ExitCode is what the supervisor's own process should end with.
func (e *EndError) ExitCode() int { return e.Code }

// ErrForced is what [Supervisor.Run] returns when Quit ended the child.
var ErrForced = errors.New("forced to stop")

// errDied is a child's death, which is no reason to stop; errRenewed an end
// that makes room for a fresh child.
var (
	errDied    = errors.New("the host died")
	errRenewed = errors.New("the host is renewed")
)

// Run keeps a host running until ctx ends, which drains it, and then returns
// nil. It returns a *[EndError] when the host ended for good, [ErrForced]
// after Quit, and an error when no host could be started.
func (s *Supervisor) Run(ctx context.Context) error {
	if s.Logger == nil {
		s.Logger = hclog.NewNullLogger()
	}
	if s.Clock == nil {
		s.Clock = clock.System{}
	}
	l := &ladder{}
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
			return &EndError{Code: 1}
		}
		rested, _ := wait.After(s.Clock, step.wait)
		select {
		case <-rested:
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
