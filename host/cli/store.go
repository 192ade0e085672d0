package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"hotreply/console"
	"hotreply/store"
)

func newStore(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "save or restore what rules keep in store and msg.store",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "dump",
		Short: "write all values as JSON on stdout",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return dumpStore(cmd.Context(), g) },
	}, &cobra.Command{
		Use:   "load [FILE]",
		Short: "set the values of a dump, from FILE or stdin, all or none; others stay",
		Args:  arguments(0, 1, "hotreply store load backup.json"),
		RunE:  func(cmd *cobra.Command, args []string) error { return loadStore(cmd.Context(), g, args) },
	}, newSalvage(g))
	return cmd
}

func dumpStore(ctx context.Context, g *globals) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	online := func(cc *console.Client) error { return cc.Do(ctx, "GET", "/api/store", nil, g.streams.Out) }
	offline := func(db *store.DB) error { return store.NewKV(db, store.KVOptions{}).Dump(ctx, g.streams.Out) }
	return onState(c, online, offline)
}

func loadStore(ctx context.Context, g *globals, args []string) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	from := g.streams.In
	if len(args) == 1 && args[0] != "-" {
		f, err := os.Open(args[0])
		if err != nil {
			return fmt.Errorf("load store: %w", err)
		}
		defer f.Close()
		from = f
	}
	var answer struct{ Loaded, Expired int }
	online := func(cc *console.Client) error { return cc.Do(ctx, "PUT", "/api/store", io.Reader(from), &answer) }
	offline := func(db *store.DB) error {
		done, err := store.NewKV(db, store.KVOptions{}).Load(ctx, from)
		answer.Loaded, answer.Expired = done.Set, done.Expired
		return err
	}
	if err := onState(c, online, offline); err != nil {
		return err
	}
	fmt.Fprintf(g.streams.Err, "%d values set\n", answer.Loaded)
	if answer.Expired > 0 {
		fmt.Fprintf(g.streams.Err, "%d left out, for their time is over\n", answer.Expired)
	}
	return nil
}
