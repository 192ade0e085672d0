package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hotreply/bot"
	"hotreply/console"
	"hotreply/host"
	"hotreply/store"
)

type sendFlags struct {
	account string
	queue   bool
}

func newSend(g *globals) *cobra.Command {
	var f sendFlags
	cmd := &cobra.Command{
		Use:   "send USER TEXT",
		Short: "write to a user through the running bot, or at its next start",
		Long: `send writes to a user who wrote to the bot within the last 24 hours. It goes
through the running bot, with the same limits as a rule's bot.send. When no bot
runs, the message waits in the state folder and the next start sends it, under
the limits of then.

  hotreply send abc@im.wechat 早上好`,
		Args: arguments(2, -1, "hotreply send abc@im.wechat 早上好"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return send(cmd.Context(), g, f, args[0], strings.Join(args[1:], " "))
		},
	}
	cmd.Flags().StringVar(&f.account, "account", "", "`name` of the account that sends (default: the one that knows the user)")
	cmd.Flags().BoolVar(&f.queue, "queue", false, "if it can not be sent now, send it when the user writes again")
	return cmd
}

func send(ctx context.Context, g *globals, f sendFlags, to, text string) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	if !stored(c) { // so nobody has written to the bot yet
		return &console.NotRunningError{Dir: c.State}
	}
	online := func(cc *console.Client) error {
		var receipt struct {
			Status    string
			Parts     int
			Remaining int
		}
		body := map[string]any{"to": to, "text": text, "queue": f.queue, "account": f.account}
		if err := cc.Do(ctx, "POST", "/api/send", body, &receipt); err != nil {
			return err
		}
		fmt.Fprintf(g.streams.Out, "%s, %d left before the user has to write again\n", receipt.Status, receipt.Remaining)
		return nil
	}
	offline := func(db *store.DB) error {
		s := host.OfflineSend{To: to, Text: text, Account: f.account}
		if f.queue {
			s.Queue = bot.QueueDefault
		}
		kept, err := host.KeepSend(ctx, db, c, s)
		if err != nil {
			return err
		}
		fmt.Fprintf(g.streams.Err, "no hotreply is running on the state folder %s: the message waits there\n", c.State)
		if kept.Refusal != nil {
			fmt.Fprintf(g.streams.Err, "it can not be sent before the user writes again: %s\n", oneLine(kept.Refusal.Error()))
			fmt.Fprintln(g.streams.Out, "queued, sent when the user writes again")
			return nil
		}
		fmt.Fprintln(g.streams.Out, "queued, sent at the next start")
		return nil
	}
	return onState(c, online, offline)
}
