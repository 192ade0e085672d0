package cli

import (
	"context"
	"fmt"
	"time"

	"hotreply/host/supervise"
)

const (
	// sayPatience is how long `dev --say` waits for its message to be done.
	sayPatience = 10 * time.Second
	// startPatience is how long it waits for the rules to be loaded.
	startPatience = 30 * time.Second
)

// sayOnce is `dev --say`: one message, its replies, the end.
func (c *chat) sayOnce(ctx context.Context) error {
	starting, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	select {
	case <-c.ready:
	case <-starting.Done():
		if ctx.Err() != nil {
			return nil // the host has ended and says why
		}
		return failed("the log above may say why", "the rules were not loaded within %s", startPatience)
	}
	id, err := c.say(c.flags.say)
	if err != nil {
		return err
	}
	end, err := c.awaitEnd(ctx, id)
	printed := c.printSent()
	switch {
	case err != nil:
		return err
	case end.State == "failed" || end.State == "dead":
		return failed("the log above says where; hotreply check looks at all rules", "the rule failed%s", because(end.Reason))
	case printed == 0:
		fmt.Fprintf(c.streams.Err, "no reply%s\n", oneLine(because(end.Reason)))
	}
	return nil
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// awaitEnd waits until the message's row has reached its final state.
func (c *chat) awaitEnd(ctx context.Context, id string) (supervise.Notice, error) {
	waiting, cancel := context.WithTimeout(ctx, sayPatience)
	defer cancel()
	for {
		select {
		case n := <-c.finished:
			if n.Message == id {
				return n, nil
			}
		case <-waiting.Done():
			if ctx.Err() != nil {
				return supervise.Notice{}, failed("", "stopped before the message was done")
			}
			return supervise.Notice{}, failed("a rule may be waiting for a second message or a slow network", "the message was not done within %s", sayPatience)
		}
	}
}

// printSent prints all that was sent so far and counts it.
func (c *chat) printSent() int {
	printed := 0
	for _, m := range c.service.Sent(c.flags.user, 0) {
		if m.Shown {
			c.printBare(replyText(m))
			printed++
		}
	}
	return printed
}
