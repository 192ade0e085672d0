package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotreply/console"
	"hotreply/host"
	"hotreply/store"
)

type inboxFlags struct {
	failed bool
	ticks  bool
	retry  string
	limit  int
	asJSON bool
}

func newInbox(g *globals) *cobra.Command {
	var f inboxFlags
	cmd := &cobra.Command{
		Use:   "inbox",
		Short: "list messages, or handle a failed one again",
		Long: `inbox lists the newest messages and what became of them.

  hotreply inbox --failed        those whose rule failed, and why, and the
                                 slow patterns that long texts pass now
  hotreply inbox --retry 1234    handle that one again, with the rules of now;
                                 what the user got already is not sent twice`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := g.load()
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("retry") {
				id, err := strconv.ParseUint(f.retry, 10, 64)
				if err != nil {
					return usage("hotreply inbox --failed lists them", "--retry takes the number of a row, got %q", f.retry)
				}
				return retry(cmd.Context(), g, c, id)
			}
			return inbox(cmd.Context(), g, c, f)
		},
	}
	cmd.Flags().BoolVar(&f.failed, "failed", false, "only messages whose rule failed, and dead letters")
	cmd.Flags().BoolVar(&f.ticks, "ticks", false, "also ticks of bot.cron and bot.every that are done")
	cmd.Flags().StringVar(&f.retry, "retry", "", "handle the message of this `row` again")
	cmd.Flags().IntVar(&f.limit, "limit", 50, "how many to list, at most 1000")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

func inbox(ctx context.Context, g *globals, c host.Config, f inboxFlags) error {
	if f.limit < 1 || f.limit > 1000 {
		return usage("", "--limit is %d, want a number from 1 to 1000", f.limit)
	}
	var list []console.Message
	var status struct {
		SlowPatterns []console.SlowPattern `json:"slowPatterns"`
	}
	online := func(cc *console.Client) error {
		err := cc.Do(ctx, "GET", fmt.Sprintf("/api/messages?failed=%v&ticks=%v&limit=%d", f.failed, f.ticks, f.limit), nil, &list)
		if err == nil && f.failed {
			err = cc.Do(ctx, "GET", "/api/status", nil, &status)
		}
		return err
	}
	offline := func(db *store.DB) (err error) {
		list, err = host.ListMessages(db, console.MessageFilter{Failed: f.failed, Ticks: f.ticks, Limit: f.limit})
		if err == nil && f.failed {
			status.SlowPatterns, err = host.ListSlow(db, time.Now())
		}
		return err
	}
	if err := onState(c, online, offline); err != nil {
		return err
	}
	if f.asJSON {
		return g.printJSON(list)
	}
	for _, p := range status.SlowPatterns {
		fmt.Fprintln(g.streams.Err, p)
	}
	if len(list) == 0 {
		fmt.Fprintln(g.streams.Err, "no messages")
		return nil
	}
	t := newTable(g.streams.Out, "ROW", "RECEIVED", "ACCOUNT", "USER", "KIND", "STATE", "TEXT")
	for _, m := range list {
		text := m.Text
		if m.Reason != "" {
			text = strings.TrimSpace(text + "  (" + m.Reason + ")")
		}
		t.row(m.ID, m.Received.Local().Format("01-02 15:04:05"), m.Account, m.User, m.Kind, m.State, text)
	}
	return t.end()
}

func retry(ctx context.Context, g *globals, c host.Config, id uint64) error {
	when := "now"
	online := func(cc *console.Client) error {
		return cc.Do(ctx, "POST", "/api/messages/"+strconv.FormatUint(id, 10)+"/retry", nil, nil)
	}
	offline := func(db *store.DB) error {
		when = "at the next start"
		_, err := host.RetryMessage(ctx, db, id)
		return err
	}
	if err := onState(c, online, offline); err != nil {
		return err
	}
	fmt.Fprintf(g.streams.Err, "message %d is handled again %s\n", id, when)
	return nil
}
