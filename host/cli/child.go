package cli

import (
	"context"
	"errors"
	"os/signal"

	"hotreply/host/supervise"
)

// childVariable makes this process a host under a supervisor.
const childVariable = supervise.Variable

// runChild is Main in a process that a supervisor started: the same arguments,
// but words on the control pipe instead of signals, and private exit codes.
func runChild(args []string, s Streams, value string) int {
	// Ctrl-C reaches the whole group; the supervisor alone counts it. And a
	// supervisor that was killed must not take the host along by its stderr.
	signal.Ignore(append(stopSignals(), brokenPipe()...)...)
	child, err := supervise.OpenChild(value)
	if err != nil {
		report(s.Err, err)
		return supervise.ExitCode(err)
	}
	s.Err, s.OnTerminal = child.Words, child.Orders.Terminal
	ctx, drain := context.WithCancel(context.Background())
	defer drain()
	go child.Obey(drain) // ends with the process: only its reading can tell that the supervisor died
	err = execute(ctx, args, s, child)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = nil
	}
	var quiet silent
	if err != nil && !errors.As(err, &quiet) {
		report(s.Err, err)
	}
	return supervise.ExitCode(err)
}
