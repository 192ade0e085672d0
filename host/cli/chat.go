package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"sync"

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
	ready    chan host.Notice // the host is ready; the first time only
	first    sync.Once        // of ready
	finished chan host.Notice // final states of messages, for --say
}

func newChat(s Streams, service *simService, f devFlags, scripts string) *chat {
	return &chat{
		streams: s, service: service, flags: f, scripts: scripts,
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
		if c.flags.once {
			select {
			case c.finished <- n:
			default: // more than the one message that was sent: not ours
			}
		}
	}
}

// run talks until ctx ends, the terminal's input ends, or the one message of
// --say is answered.
func (c *chat) run(ctx context.Context) error {
	if c.flags.once {
		return c.sayOnce(ctx)
	}
	select {
	case <-c.ready:
		c.greet()
	case <-ctx.Done():
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // ends with the input, or with the process when nobody types
		if c.readLines() == nil && c.terminal {
			cancel()
		}
	}()
	return c.printReplies(ctx)
}

// greet says what can be done here; a pipe wants none of it.
func (c *chat) greet() {
	if !c.terminal {
		return
	}
	fmt.Fprintf(c.streams.Err, "You are %s, talking to the rules in %s through a simulator: no phone, no account.\n", c.flags.user, c.scripts)
	fmt.Fprintf(c.streams.Err, "Pictures and files, faults and the clock go to %s/sim: see docs/simulator.md.\n", c.service.base)
	fmt.Fprintln(c.streams.Err, "Type a message. Edit a rule and save: the next message is answered by it. Ctrl-C stops.")
	c.prompt()
}

func (c *chat) prompt() {
	if c.terminal {
		fmt.Fprint(c.streams.Out, "> ")
	}
}

// readLines sends each line of the input as a message. It returns nil at the
// end of the input.
func (c *chat) readLines() error {
	lines := bufio.NewScanner(c.streams.In)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text := strings.TrimSuffix(lines.Text(), "\r")
		if strings.TrimSpace(text) == "" {
			c.prompt()
			continue
		}
		if _, err := c.say(text); err != nil {
			report(c.streams.Err, err)
		}
		c.prompt()
	}
	return lines.Err()
}

func (c *chat) say(text string) (id string, err error) {
	id, err = c.service.Say(sim.SayRequest{User: c.flags.user, Text: text})
	if err != nil {
		return "", failed("", "say %q: %v", text, err)
	}
	return id, nil
}

// printReplies prints what the rules send, to whomever, until ctx ends.
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

// eraseLine takes away what stands on the last line: the prompt, or how far a
// transfer is.
const eraseLine = "\r\x1b[K"

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
