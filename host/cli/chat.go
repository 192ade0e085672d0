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

	"github.com/rivo/uniseg"

	"hotreply/host/logger"
	"hotreply/host/supervise"
	"hotreply/ilink/sim"
)

// chat is the person's side of `hotreply dev`: lines in, replies out.
//
// On a terminal an editor stands where the next message goes, and replies have a
// name before them. Elsewhere every line of stdin is a message and every reply
// is its bare text on stdout, fit for a pipe.
type chat struct {
	streams  Streams
	service  *simService
	flags    devFlags
	scripts  string
	terminal bool
	seen     bool    // stdout is a screen: what moves its cursor is made visible
	editor   *editor // nil: not on a terminal, or on one that can not show it
	as       atomic.Pointer[string]
	ready    chan supervise.Notice // the host is ready; the first time only
	first    sync.Once             // of ready
	finished chan supervise.Notice // final states of messages, for --say
}

func newChat(s Streams, terminal bool, e *editor, service *simService, f devFlags, scripts string) *chat {
	c := &chat{
		streams: s, terminal: terminal, seen: terminal || isTerminal(s.Out), editor: e, service: service, flags: f, scripts: scripts,
		ready:    make(chan supervise.Notice, 1),
		finished: make(chan supervise.Notice, 16),
	}
	c.as.Store(&f.user)
	return c
}

// user is who the person is at present.
func (c *chat) user() string { return *c.as.Load() }

// notify takes the host's notices.
func (c *chat) notify(n supervise.Notice) {
	switch n.Kind {
	case supervise.NoticeReady:
		c.first.Do(func() { c.ready <- n })
	case supervise.NoticeFinished:
		switch {
		case c.flags.once:
			select {
			case c.finished <- n:
			default: // more than the one message that was sent: not ours
			}
		case c.terminal && n.State == "done" && n.Reason != "" && n.User == c.user():
			c.sayNoReply(n)
		}
	}
}

// sayNoReply tells a person that silence is all that comes.
func (c *chat) sayNoReply(n supervise.Notice) {
	fmt.Fprintf(c.streams.Err, "no reply%s\n", oneLine(because(n.Reason)))
}

// run talks until hosted ends, which outlives ctx by the stop of the host: what
// a rule sends in its last seconds is shown, too. The end of the terminal's
// input calls stop; the editor, which keeps Ctrl-C from the system, has it
// counted by interrupt. With --say it returns when the one message is answered.
func (c *chat) run(ctx, hosted context.Context, stop, interrupt func()) error {
	if c.flags.once {
		return c.sayOnce(ctx)
	}
	select {
	case <-c.ready:
		c.greet()
	case <-ctx.Done():
		return nil
	}
	if c.editor != nil {
		var editing sync.WaitGroup
		editing.Go(func() { c.edit(ctx, stop, interrupt) }) // ends with ctx at the latest
		defer editing.Wait()
		return c.printReplies(hosted)
	}
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

// edit sends what is typed until ctx ends or the input does.
func (c *chat) edit(ctx context.Context, stop, interrupt func()) {
	c.editor.start()
	defer c.editor.end()
	for {
		ev, ok := c.editor.typed.take(ctx.Done())
		switch {
		case !ok:
			return
		case errors.Is(ev.err, errInterrupted):
			interrupt()
			return
		case errors.Is(ev.err, io.EOF):
			stop()
			return
		case ev.err != nil:
			c.editor.end()
			report(c.streams.Err, failed("TERM=dumb does without the line editor", "the terminal: %v", ev.err))
			stop()
			return
		}
		text := strings.TrimRight(ev.text, " \n")
		fmt.Fprintln(c.streams.Out, hanging(c.prompt(), text))
		if err := c.typed(text); err != nil {
			report(c.streams.Err, err)
		}
	}
}

// greet says what can be done here; a pipe wants none of it.
func (c *chat) greet() {
	if !c.terminal {
		return
	}
	fmt.Fprintf(c.streams.Err, "You are %s, talking to the rules in %s through a simulator: no phone, no account.\n", oneLine(c.user()), oneLine(c.scripts))
	fmt.Fprintln(c.streams.Err, "Type a message. Edit a rule and save: the next message is answered by it. Ctrl-C stops.")
	fmt.Fprintf(c.streams.Err, ":help shows how to send pictures and files, turn the clock and let things go wrong; the simulator is at %s/sim.\n", c.service.base)
}

// readLines sends each line of the input as a message, however long it is. It
// returns nil at the end of the input.
func (c *chat) readLines() error {
	in := bufio.NewReader(c.streams.In)
	for {
		line, err := in.ReadString('\n')
		if text := strings.TrimRight(line, "\r\n"); strings.TrimSpace(text) != "" {
			if err := c.take(text); err != nil {
				report(c.streams.Err, err)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// take sends a line of the input; only a person at a terminal has orders.
func (c *chat) take(text string) error {
	if c.terminal {
		return c.typed(text)
	}
	_, err := c.say(text)
	return err
}

func (c *chat) say(text string) (id string, err error) {
	id, err = c.service.Say(sim.SayRequest{User: c.user(), Text: text})
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
	}
}

// print shows one message, unless a phone would not show it.
func (c *chat) print(m sim.SentMessage) {
	switch text := replyText(m); {
	case !m.Shown:
		return
	case !c.terminal:
		c.printBare(text)
	case m.User == c.user():
		fmt.Fprintln(c.streams.Out, hanging("bot: ", text))
	default:
		fmt.Fprintln(c.streams.Out, hanging("bot to "+oneLine(m.User)+": ", text))
	}
}

// printBare writes a reply without a name: as it is, unless it is looked at.
func (c *chat) printBare(text string) {
	if c.seen {
		text = logger.Printable(text)
	}
	fmt.Fprintln(c.streams.Out, text)
}

// hanging is a text with a name before it, the further lines indented as far:
// on a terminal none of them can pass for a line of somebody else.
func hanging(name, text string) string {
	indent := "\n" + strings.Repeat(" ", uniseg.StringWidth(name))
	return name + strings.ReplaceAll(logger.Printable(text), "\n", indent)
}

// replyText is what a person sees of a message in a terminal.
func replyText(m sim.SentMessage) string {
	if m.Kind == "text" {
		return m.Text
	}
	return fmt.Sprintf("[%s, %d bytes]", strings.TrimSpace(m.Kind+" "+m.Name), m.Size)
}
