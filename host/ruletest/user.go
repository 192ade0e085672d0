package ruletest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"hotreply/ilink/sim"
)

// user is one person who talks to the bot under test.
type user struct {
	bench *bench
	id    string
	heard int64    // seq of the last message heard
	said  []string // ids of the messages sent
}

// userID makes an id of a name.
func userID(name string) string {
	if strings.Contains(name, "@") {
		return name
	}
	return name + "@im.wechat"
}

func (b *bench) user(name string) *user {
	id := userID(name)
	if b.users[id] == nil {
		b.users[id] = &user{bench: b, id: id}
	}
	return b.users[id]
}

// says sends a text.
func (u *user) says(text string) error {
	id, err := u.bench.sim.Say(sim.SayRequest{User: u.id, Text: text})
	u.said = append(u.said, id)
	return err
}

// sends sends media. Source is a path beside the test, or the content itself.
func (u *user) sends(kind, path, name, text string, data []byte) error {
	if data == nil {
		var err error
		if data, err = os.ReadFile(filepath.Join(filepath.Dir(u.bench.file.path), path)); err != nil {
			return err
		}
		if name == "" {
			name = filepath.Base(path)
		}
	}
	id, err := u.bench.sim.SendMedia(sim.MediaRequest{User: u.id, Kind: kind, Name: name, Text: text, Data: data})
	u.said = append(u.said, id)
	return err
}

// next is the user's next unheard message, if it is there.
func (u *user) next() (sim.SentMessage, bool) {
	for _, m := range u.bench.sim.Sent(u.id, u.heard) {
		if m.Seq > u.heard {
			u.heard = m.Seq
			if m.Shown {
				return m, true
			}
		}
	}
	return sim.SentMessage{}, false
}

// name is the user as the test calls it.
func (u *user) name() string { return strings.TrimSuffix(u.id, "@im.wechat") }

// silence says why nothing is to be heard, and whether more time will not
// help: the last message failed.
func (u *user) silence() (err error, sure bool) {
	failed, reason := u.over()
	text := u.name() + " heard nothing"
	if reason != "" {
		text += ": " + reason
	}
	return errors.New(text), failed
}

// hearsNothing fails if anything was sent. The bot is at rest.
func (u *user) hearsNothing() error {
	if m, ok := u.next(); ok {
		return fmt.Errorf("%s heard %s", u.name(), describe(m))
	}
	return nil
}

// over says whether the last message failed, and what is known of all.
func (u *user) over() (failed bool, reason string) {
	if len(u.said) == 0 {
		return false, "nothing was said"
	}
	over := true
	for _, id := range u.said {
		n, ok := u.bench.outcome(id)
		over = over && ok
		failed = ok && n.State != "done" && n.Reason != ""
		if failed {
			reason = n.Reason
		}
	}
	switch {
	case reason != "":
	case over:
		reason = "the messages were handled and nothing was sent"
	default:
		reason = fmt.Sprintf("the handler is not over after %v of the test's clock", hearVirtual)
	}
	return failed, reason
}

func describe(m sim.SentMessage) string {
	if m.Kind == "text" {
		return fmt.Sprintf("%q", m.Text)
	}
	return m.Kind + " " + m.Name
}
