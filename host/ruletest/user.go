package ruletest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hotreply/ilink/sim"
)

// How long hears waits for a message that does not come: until the host has
// been at rest for a while, and meanwhile this much virtual time, so that rules
// may sleep a little.
const (
	hearPatience = 5 * time.Second
	overPatience = time.Second
	hearVirtual  = 10 * time.Second
	hearSteps    = 40
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

// SilenceError says that a user heard nothing.
type SilenceError struct {
	User   string
	Reason string // why, as far as it is known
}

func (e *SilenceError) Error() string {
	s := strings.TrimSuffix(e.User, "@im.wechat") + " heard nothing"
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	return s
}

// hears waits for the next message to the user.
func (u *user) hears(ctx context.Context) (sim.SentMessage, error) {
	b := u.bench
	for start, step := time.Now(), 0; ; step++ {
		if m, ok := u.next(); ok {
			return m, nil
		}
		over, failed, reason := u.over()
		waited := time.Since(start)
		patience := hearPatience
		switch {
		case failed:
			patience = overPatience / 4
		case over:
			patience = overPatience
		}
		if step > hearSteps && waited > patience || failed && waited > patience || ctx.Err() != nil {
			return sim.SentMessage{}, &SilenceError{User: u.id, Reason: reason}
		}
		b.busy.settle(ctx, 5)
		if m, ok := u.next(); ok {
			return m, nil
		}
		if step < hearSteps {
			b.clock.Advance(hearVirtual / hearSteps)
		}
	}
}

// hearsNothing waits until the host is at rest and fails if anything was sent.
func (u *user) hearsNothing(ctx context.Context) error {
	for start := time.Now(); ctx.Err() == nil; {
		u.bench.busy.settle(ctx, 10)
		if m, ok := u.next(); ok {
			return fmt.Errorf("%s heard %s", strings.TrimSuffix(u.id, "@im.wechat"), describe(m))
		}
		over, _, _ := u.over()
		if waited := time.Since(start); over && waited > 50*time.Millisecond || waited > 500*time.Millisecond {
			break
		}
	}
	return ctx.Err()
}

// over says whether all messages of the user are done, whether the last one
// failed, and what is known of that.
func (u *user) over() (over, failed bool, reason string) {
	if len(u.said) == 0 {
		return false, false, "nothing was said"
	}
	over = true
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
		reason = "the handler is not over yet"
	}
	return over, failed, reason
}

func describe(m sim.SentMessage) string {
	if m.Kind == "text" {
		return fmt.Sprintf("%q", m.Text)
	}
	return m.Kind + " " + m.Name
}
