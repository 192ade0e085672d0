package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"hotreply/host/logger"
	"hotreply/ilink/sim"
	"hotreply/internal/nearest"
	"hotreply/internal/units"
)

// chatOrder is what a person tells the chat itself, with a colon before it.
type chatOrder struct {
	name, takes, does string
	run               func(c *chat, rest string) (said string, err error)
}

func chatOrders() []chatOrder {
	return []chatOrder{
		{"help", "", "these lines", (*chat).help},
		{"image", "PATH", "send a picture", func(c *chat, path string) (string, error) { return c.sendFile("image", path) }},
		{"voice", "PATH", "send a voice message", func(c *chat, path string) (string, error) { return c.sendFile("voice", path) }},
		{"file", "PATH", "send a file; a film goes as a video", func(c *chat, path string) (string, error) { return c.sendFile(fileKind(path), path) }},
		{"clock", "+24h", "turn the simulator's clock on, to see a window close", (*chat).advance},
		{"fault", "KIND [COUNT]", "let something go wrong, such as http_500, ret_-2 or drop_response; count 0 ends it", (*chat).fault},
		{"user", "NAME", "write as somebody else", (*chat).become},
	}
}

// typed takes what a person typed: an order, or else a message. A slash belongs
// to the rules, so orders begin with a colon, and two of them send one.
func (c *chat) typed(text string) error {
	body, order := strings.CutPrefix(text, ":")
	if !order || strings.HasPrefix(body, ":") {
		_, err := c.say(body)
		return err
	}
	name, rest, _ := strings.Cut(strings.TrimSpace(body), " ")
	for _, o := range chatOrders() {
		if o.name != name {
			continue
		}
		rest = strings.TrimSpace(rest)
		if rest == "" && o.takes != "" {
			return failed(fmt.Sprintf("for example: :%s %s", o.name, o.example()), ":%s needs %s", o.name, o.takes)
		}
		said, err := o.run(c, rest)
		if said != "" {
			fmt.Fprintln(c.streams.Out, logger.Printable(said))
		}
		return err
	}
	return failed(nearestOrder(name)+" (two colons send one)", "the chat has no order :%s", name)
}

func (o chatOrder) example() string {
	switch o.takes {
	case "PATH":
		return "cat.jpg"
	case "NAME":
		return "alice"
	case "KIND [COUNT]":
		return "http_500"
	}
	return o.takes
}

// nearestOrder is a hint for a name that is none.
func nearestOrder(name string) string {
	var names []string
	for _, o := range chatOrders() {
		names = append(names, o.name)
	}
	if near := nearest.Within(name, names, 2); near != "" {
		return "did you mean :" + near + "?"
	}
	return ":help lists them"
}

func (c *chat) help(string) (string, error) {
	var b strings.Builder
	for _, o := range chatOrders() {
		fmt.Fprintf(&b, "%-22s %s\n", strings.TrimSpace(":"+o.name+" "+o.takes), o.does)
	}
	fmt.Fprintf(&b, "%-22s send a text that begins with a colon\n", "::TEXT")
	b.WriteString("Up and Down bring back what was typed, Alt-Enter begins a new line, Ctrl-C stops.\n")
	fmt.Fprintf(&b, "The simulator is at %s/sim.", c.service.base)
	return b.String(), nil
}

// fileKind is what a file is sent as.
func fileKind(path string) string {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".mp4", ".mov", ".m4v":
		return "video"
	}
	return "file"
}

func (c *chat) sendFile(kind, path string) (string, error) {
	path = unquotedPath(path)
	data, err := os.ReadFile(path)
	if err != nil {
		return "", failed("a path is as seen from where hotreply runs", "send %s: %v", kind, err)
	}
	if len(data) == 0 {
		return "", failed("", "send %s: %s is empty", kind, path)
	}
	name := filepath.Base(path)
	if _, err := c.service.SendMedia(sim.MediaRequest{User: c.user(), Kind: kind, Name: name, Data: data}); err != nil {
		return "", fmt.Errorf("send %s: %w", kind, err)
	}
	return fmt.Sprintf("[%s %s, %d bytes]", kind, name, len(data)), nil
}

// unquotedPath is a path as terminals put it there when a file is dropped on
// them: in quotes, or with a backslash before each space.
func unquotedPath(path string) string {
	if n := len(path); n > 1 && (path[0] == '"' || path[0] == '\'') && path[n-1] == path[0] {
		return path[1 : n-1]
	}
	if _, err := os.Stat(path); err != nil {
		return strings.ReplaceAll(path, `\ `, " ")
	}
	return path
}

func (c *chat) advance(by string) (string, error) {
	d, err := units.ParseDuration(strings.TrimPrefix(by, "+"))
	if err != nil || d <= 0 {
		return "", failed("for example: :clock +24h", "the clock can not be turned on by %q", by)
	}
	c.service.Advance(d)
	return "it is " + c.service.Now().In(time.Local).Format("2006-01-02 15:04:05") + " for the simulator", nil
}

func (c *chat) fault(words string) (string, error) {
	kind, rest, _ := strings.Cut(words, " ")
	count := 1
	if rest = strings.TrimSpace(rest); rest != "" {
		var err error
		if count, err = strconv.Atoi(rest); err != nil || count < 0 {
			return "", failed("for example: :fault http_500 3", "a fault's count is a number, got %q", rest)
		}
	}
	if err := c.service.SetFault(sim.Fault{Kind: kind, Count: count}); err != nil {
		return "", err
	}
	if count == 0 {
		return "no more " + kind, nil
	}
	if count == 1 {
		return kind + " strikes once", nil
	}
	return fmt.Sprintf("%s strikes %d times", kind, count), nil
}

// prompt names a user who is not the one of the start.
func (c *chat) prompt() string {
	if c.user() == c.flags.user {
		return prompt
	}
	short, _, _ := strings.Cut(c.user(), "@")
	return shorten(oneLine(short), 20) + prompt
}

func (c *chat) become(name string) (string, error) {
	if strings.ContainsFunc(name, unicode.IsSpace) {
		return "", failed("for example: :user alice", "a user's name has no spaces, got %q", name)
	}
	if !strings.Contains(name, "@") {
		name += "@im.wechat"
	}
	c.as.Store(&name)
	if c.editor != nil {
		c.editor.prompt(c.prompt())
	}
	return "you are " + name, nil
}
