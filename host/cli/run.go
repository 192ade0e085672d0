package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"hotreply/host"
	"hotreply/host/config"
	"hotreply/host/internal/heap"
	"hotreply/host/supervise"
)

func newRun(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "log in where needed and answer messages (the default)",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runBot(cmd.Context(), g) },
	}
}

// runBot is `hotreply run`, on whichever side of the supervisor it finds
// itself.
func runBot(ctx context.Context, g *globals) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	if g.child != nil {
		return g.runHost(ctx, c)
	}
	if err := c.Runnable(); err != nil {
		return err
	}
	lock, err := host.LockState(c.State, commandLine())
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	if err := host.CheckPollers(c); err != nil {
		return err
	}
	if err := prepareScripts(c, g.streams.Err); err != nil {
		return err
	}
	if g.noSupervise {
		return g.runAlone(ctx, c)
	}
	var watch sync.WaitGroup
	defer watch.Wait() // stop below ends it
	ctx, quit, stop := watchSignals(ctx)
	defer stop()
	saves := newSaves()
	watch.Go(func() { g.watchConfig(ctx, c, host.Config.Runnable, saves) })
	return g.supervise(ctx, quit, c, supervise.Orders{State: c.State}, g.streams.In, saves, nil)
}

// runAlone runs the host in this very process. The second signal ends it here,
// since nobody else can.
func (g *globals) runAlone(ctx context.Context, c host.Config) error {
	ctx, _, _, stop := watchInterrupts(ctx, func() { os.Exit(exitForced) })
	defer stop()
	return g.runHost(ctx, c)
}

// runHost is the host itself.
func (g *globals) runHost(ctx context.Context, c host.Config) error {
	takeStandardLog(c.Logger)
	c.Login = newLoginTerminal(g.streams, c.State)
	c.Stdout = g.streams.Out
	c.Modules = g.streams.Modules
	c.MatchDelay = g.streams.MatchDelay
	if g.line != nil {
		c.Transfer = g.line.begin
	}
	if g.child != nil {
		c.SetAside, c.NoRules = g.child.Orders.SetAside, g.child.Orders.NoRules
		c.Notify = g.child.Notify
		c.AccountsSaved = g.child.Accounts()
		c.ReadAccounts = func() (map[string]config.Account, error) {
			c, err := g.load()
			return c.Accounts, err
		}
	}
	defer heap.Tend(heap.Options{Limit: c.Rules.MemoryLimit})()
	return host.Run(ctx, c)
}

// supervise keeps the host running as a child until ctx ends.
func (g *globals) supervise(ctx context.Context, quit <-chan struct{}, c host.Config, orders supervise.Orders, in any, saves saves, notify func(supervise.Notice)) error {
	exe, err := os.Executable()
	if err != nil {
		return failed("--no-supervise runs without a second process", "find this program's own file: %v", err)
	}
	orders.Terminal = g.streams.errOnTerminal()
	s := &supervise.Supervisor{
		Command:    os.Args,
		Executable: exe,
		Stdout:     g.streams.Out,
		Stderr:     g.streams.Err,
		CrashLog:   filepath.Join(c.State, "crash.log"),
		Suspects:   func() ([]string, error) { return suspectScripts(c.State) },
		Orders:     orders,
		Quit:       quit,
		Renew:      saves.renew,
		Accounts:   saves.accounts,
		Notify:     notify,
		Logger:     c.Logger.Named("supervisor"),
	}
	if f, ok := in.(*os.File); ok {
		s.Stdin = f // a terminal for the verify code; anything else would need a copying goroutine
	}
	err = s.Run(ctx)
	var ended *supervise.EndError
	switch {
	case errors.As(err, &ended):
		return silent(ended.Code) // the host has said why
	case errors.Is(err, supervise.ErrForced):
		return silent(exitForced)
	}
	return err
}

// suspectScripts names the scripts that the turn notes of a dead host name.
func suspectScripts(state string) ([]string, error) {
	suspects, err := host.Suspects(state)
	names := make([]string, 0, len(suspects))
	for _, s := range suspects {
		names = append(names, s.Script)
	}
	return names, err
}

// commandLine is how this process was started, as a person would say it.
func commandLine() string {
	return strings.Join(append([]string{filepath.Base(os.Args[0])}, os.Args[1:]...), " ")
}
