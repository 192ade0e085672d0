package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"hotreply/host"
	"hotreply/store"
)

func newSalvage(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "salvage",
		Short: "keep what can be read of a damaged log beside state.db",
		Long: `salvage is for a start that stops because the log beside state.db is damaged.

All that can be read goes to state.db, and the log is put aside under other
names. Messages and sends of which the end may be lost are in doubt: nothing of
them is sent until you say so.

  hotreply inbox --failed        lists them
  hotreply inbox --retry 1234    handles that one again`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return salvage(g) },
	}
}

func salvage(g *globals) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	if !stored(c) {
		return failed("is this the right folder? see --state and --config", "nothing was stored in %s yet", c.State)
	}
	lock, err := host.LockState(c.State, commandLine())
	if errors.As(err, new(*host.StateBusyError)) {
		return failed("a log that a running hotreply writes to is not damaged; stop it first if you think otherwise", "%s is in use", c.State)
	}
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	done, err := store.Salvage(filepath.Join(c.State, "state.db"), store.Options{LockTimeout: 6 * time.Second})
	if err != nil {
		return err
	}
	w := g.streams.Err
	fmt.Fprintf(w, "%d records of the log are in state.db now, %d could not be read\n", done.Records, done.Lost)
	for _, name := range done.Kept {
		fmt.Fprintf(w, "the log is kept as %s\n", name)
	}
	fmt.Fprintf(w, "in doubt: %d messages, %d sends\n", len(done.Inbox), len(done.Outbox))
	for _, id := range done.Inbox {
		fmt.Fprintf(w, "  message %d: hotreply inbox --retry %d handles it again\n", id, id)
	}
	for _, id := range done.Outbox {
		fmt.Fprintf(w, "  send %d is not sent\n", id)
	}
	return nil
}
