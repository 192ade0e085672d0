package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hotreply/host"
)

type sendFlags struct {
	account string
	queue   bool
}

func newSend(g *globals) *cobra.Command {
	var f sendFlags
	cmd := &cobra.Command{
		Use:   "send USER TEXT",
		Short: "write to a user through the running bot",
		Long: `send writes to a user who wrote to the bot within the last 24 hours. It goes
through the running bot, with the same limits as a rule's bot.send.

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
	client, err := host.DialConsole(c)
	if err != nil {
		return err
	}
	var receipt struct {
		Status    string
		Parts     int
		Remaining int
	}
	body := map[string]any{"to": to, "text": text, "queue": f.queue, "account": f.account}
	if err := client.Do(ctx, "POST", "/api/send", body, &receipt); err != nil {
		return err
	}
	_, err = fmt.Fprintf(g.streams.Out, "%s, %d left before the user has to write again\n", receipt.Status, receipt.Remaining)
	return err
}
