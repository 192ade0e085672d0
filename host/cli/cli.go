package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotreply/host/supervise"
	"hotreply/runtime"
)

// Streams are what commands read and write: a terminal, pipes, or a test's
// buffers.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// OnTerminal says that Err is shown on a terminal although it is a pipe:
	// that of a host to its supervisor.
	OnTerminal bool
	// Modules give scripts names of the calling program's own.
	Modules []runtime.Module
	// MatchDelay, for tests, is that of [host.Config].
	MatchDelay func(pattern, text string) time.Duration
	// Plain says that the terminal does not obey escape sequences.
	Plain bool
}

// errOnTerminal tells whether what goes to Err is read by a person now, on a
// terminal that can draw: a QR code, colours, how far a transfer is.
func (s Streams) errOnTerminal() bool { return s.OnTerminal || isTerminal(s.Err) && !s.Plain }

// Main runs one command and returns the exit code of the process. It handles
// the process's signals while a command that stays is running.
func Main(args []string, s Streams) int {
	if orders := os.Getenv(childVariable); orders != "" {
		return runChild(args, s, orders)
	}
	obeys, restore := enableANSI(s.Out, s.Err)
	defer restore()
	s.Plain = !obeys
	err := execute(context.Background(), args, s, nil)
	var quiet silent
	if err != nil && !errors.As(err, &quiet) {
		report(s.Err, err)
	}
	holdWindow(s, err)
	return exitCode(err)
}

// execute parses args and runs the command they name; child is set in the host
// process under a supervisor.
func execute(ctx context.Context, args []string, s Streams, child *supervise.Child) error {
	root := newRoot(newGlobals(s, child))
	root.SetArgs(args)
	return root.ExecuteContext(ctx)
}

// newRoot builds the command tree: fresh for each call, since cobra keeps the
// values of flags in it.
func newRoot(g *globals) *cobra.Command {
	root := &cobra.Command{
		Use:   "hotreply",
		Short: "WeChat bots in JavaScript: edit a rule, save, and the next message is answered by it",
		Long: `hotreply keeps a WeChat session and answers messages with rules written in
JavaScript. Without a command it runs the bot.

  hotreply dev      try your rules in the terminal, without a phone
  hotreply          log in with a QR code and answer
  hotreply new hi   write a first rule`,
		Args:                       noArguments,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return runBot(cmd.Context(), g) },
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		SilenceUsage:               true,
	}
	g.register(root)
	root.SetIn(g.streams.In)
	root.SetOut(g.streams.Out)
	root.SetErr(g.streams.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("see "+cmd.CommandPath()+" --help", "%v", err)
	})
	root.AddCommand(
		newRun(g), newDev(g), newSim(g), newCheck(g), newTest(g), newNew(g), newSend(g), newInbox(g), newStore(g),
		newLogin(g), newLogout(g), newAccounts(g),
		newVersion(g),
	)
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Short = "print a completion script for your shell"
		}
	}
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	return root
}

// noArguments refuses arguments; a word after the program's own name was meant
// as a command.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return usage("see "+cmd.CommandPath()+" --help", "%s takes no argument, got %q", cmd.CommandPath(), args[0])
	}
	hint := "hotreply --help lists the commands"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean hotreply " + near[0] + "?"
	}
	return usage(hint, "unknown command %q", args[0])
}

// arguments asks for a number of arguments and shows how they are written.
func arguments(least, most int, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		_, wanted, _ := strings.Cut(cmd.Use, " ")
		return usage("for example: "+example, "%s takes %s", cmd.CommandPath(), wanted)
	}
}
