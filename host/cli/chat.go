package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"hotreply/host"
	"hotreply/ilink/sim"
)

// chat is the person's side of `hotreply dev`: lines in, replies out.
//
// On a terminal a prompt stands where the next line goes and replies have a
// name before them. Elsewhere every line of stdin is a message and every reply
// is its bare text on stdout, fit for a pipe.
type chat struct {
	streams  Streams
	service  *simService
	flags    devFlags
	scripts  string
	terminal bool
	line     *promptLine      // keeps the prompt below what goes to stderr; nil: not on a terminal
	left     atomic.Bool      // nobody is asked for more
	ready    chan host.Notice // the host is ready; the first time only
	first    sync.Once        // of ready
	finished chan host.Notice // final states of messages, for --say
}

func newChat(s Streams, line *promptLine, service *simService, f devFlags, scripts string) *chat {
	return &chat{
		streams: s, line: line, service: service, flags: f, scripts: scripts,
		terminal: isTerminal(s.In) && isTerminal(s.Out),
		ready:    make(chan host.Notice, 1),
		finished: make(chan host.Notice, 16),
	}
}

// notify takes the host's notices.
func (c *chat) notify(n host.Notice) {
	switch n.Kind {
	case host.NoticeReady:
		c.first.Do(func() { c.ready <- n })
	case host.NoticeFinished:
		switch {
		case c.flags.once:
			select {
			case c.finished <- n:
			default: // more than the one message that was sent: not ours
			}
		case c.terminal && n.State == "done" && n.Reason != "" && n.User == c.flags.user:
			c.sayNoReply(n)
		}
	}
}

// sayNoReply tells a person that silence is all that comes.
func (c *chat) sayNoReply(n host.Notice) {
	fmt.Fprintf(c.streams.Err, "no reply%s\n", because(n.Reason))
}

// run talks until hosted ends, which outlives ctx by the stop of the host: what
// a rule sends in its last seconds is shown, too. The end of the terminal's
// input calls stop. With --say it returns when the one message is answered.
func (c *chat) run(ctx, hosted context.Context, stop func()) error {
	if c.flags.once {
		return c.sayOnce(ctx)
	}
	select {
	case <-c.ready:
		c.greet()
	case <-ctx.Done():
		return nil
	}
	defer context.AfterFunc(ctx, c.leave)()
	go func() { // ends with the input, or with the process when nobody types
		err := c.readLines()
		switch {
		case err != nil:
			report(c.streams.Err, failed("", "read the messages to send: %v", err))
		case c.terminal:
			stop()
		}
	}()
	return c.printReplies(hosted)
}

// greet says what can be done here; a pipe wants none of it.
func (c *chat) greet() {
	if !c.terminal {
		return
	}
	fmt.Fprintf(c.streams.Err, "You are %s, talking to the rules in %s through a simulator: no phone, no account.\n", c.flags.user, c.scripts)
	fmt.Fprintf(c.streams.Err, "Pictures and files, faults and the clock go to %s/sim: see docs/simulator.md.\n", c.service.base)
	fmt.Fprintln(c.streams.Err, "Type a message. Edit a rule and save: the next message is answered by it. Ctrl-C stops.")
	if c.line != nil {
		c.line.keep(prompt)
	}
	c.prompt()
}

// leave takes the prompt away for good.
func (c *chat) leave() {
	c.left.Store(true)
	if c.line != nil {
		c.line.keep("")
	}
	if c.terminal {
		fmt.Fprint(c.streams.Out, eraseLine)
	}
}

// prompt draws the prompt, over itself if it stands there already.
func (c *chat) prompt() {
	if c.terminal && !c.left.Load() {
		fmt.Fprint(c.streams.Out, eraseLine+prompt)
	}
}

// readLines sends each line of the input as a message, however long it is. It
// returns nil at the end of the input.
func (c *chat) readLines() error {
	in := bufio.NewReader(c.streams.In)
	for {
		line, err := in.ReadString('\n')
		if text := strings.TrimRight(line, "\r\n"); strings.TrimSpace(text) != "" {
			if _, err := c.say(text); err != nil {
				report(c.streams.Err, err)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		c.prompt()
	}
}

func (c *chat) say(text string) (id string, err error) {
	id, err = c.service.Say(sim.SayRequest{User: c.flags.user, Text: text})
	if err != nil {
		return "", failed("", "say %.40q: %v", text, err)
	}
	return id, nil
}

// printReplies prints what the rules send, to whomever, until ctx ends and all
// is printed.
func (c *chat) printReplies(ctx context.Context) error {
	var after int64
	for {
		sent, err := c.service.WaitSent(ctx, "", after)
		if err != nil {
			return nil // ctx has ended
		}
		for _, m := range sent {
			after = m.Seq
			c.print(m)
		}
		c.prompt()
	}
}

// print shows one message, unless a phone would not show it.
func (c *chat) print(m sim.SentMessage) {
	switch text := replyText(m); {
	case !m.Shown:
		return
	case !c.terminal:
		fmt.Fprintln(c.streams.Out, text)
	case m.User == c.flags.user:
		fmt.Fprintf(c.streams.Out, "%sbot: %s\n", eraseLine, text)
	default:
		fmt.Fprintf(c.streams.Out, "%sbot to %s: %s\n", eraseLine, m.User, text)
	}
}

// replyText is what a person sees of a message in a terminal.
func replyText(m sim.SentMessage) string {
	if m.Kind == "text" {
		return m.Text
	}
	return fmt.Sprintf("[%s, %d bytes]", strings.TrimSpace(m.Kind+" "+m.Name), m.Size)
}
