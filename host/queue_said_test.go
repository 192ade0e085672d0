package host

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/console"
	"hotreply/store"
)

// TestQueuedIsSaid: a returned value that waits is said once, with user, rule,
// reason and what it waits for, and inbox shows it until it has left.
func TestQueuedIsSaid(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"q.js": queueRule},
		func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	r.start()
	r.says(u1, "returns")
	r.hears(u1, 10)
	waitFor(t, "the queued row", func() bool { return r.queued(u1) == 1 && r.pending() == 0 })
	if v := r.listed()[0]; v.State != "queued" || !strings.Contains(v.Reason, "QUOTA_EXHAUSTED") || !strings.Contains(v.Reason, "the user's next message") {
		t.Errorf("inbox shows %s (%s)", v.State, v.Reason)
	}
	r.says(u1, "hi")
	r.hears(u1, 12)
	waitFor(t, "what inbox shows", func() bool { return r.listed()[1].State == "done" })
	r.halt()
	var said []string
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "waits in the queue") {
			said = append(said, line)
		}
	}
	if len(said) != 1 {
		t.Fatalf("%d lines, want 1:\n%s", len(said), strings.Join(said, ""))
	}
	for _, want := range []string{"[INFO]", "user=" + u1, "reason=QUOTA_EXHAUSTED", `waits_for="the user's next message"`, "rule=", "q.js:10"} {
		if !strings.Contains(said[0], want) {
			t.Errorf("the line has no %s: %s", want, said[0])
		}
	}
}

// TestQueuedThatExpiresIsSaid: what has waited too long is given up while the
// user keeps silent, and that is said and listed.
func TestQueuedThatExpiresIsSaid(t *testing.T) {
	var log lockedBuffer
	r, v := virtualRig(t, map[string]string{"q.js": queueRule},
		func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	r.start()
	r.says(u1, "returns")
	waitFor(t, "the queued row", func() bool { return r.queued(u1) == 1 && r.pending() == 0 })
	v.Advance(8 * 24 * time.Hour)
	waitFor(t, "the failed row", func() bool {
		v.Advance(6 * time.Hour) // the next look at all that waits
		return len(r.failed()) == 1
	})
	if row := r.failed()[0]; row.State != store.InboxFailed || !strings.Contains(row.Reason, "waiting too long") {
		t.Errorf("the row is %s: %q", row.State, row.Reason)
	}
	if n := r.queued(u1); n != 0 {
		t.Errorf("%d rows wait, want none", n)
	}
	r.halt()
	if n := strings.Count(log.String(), "a queued message is given up"); n != 1 {
		t.Errorf("%d lines, want 1:\n%s", n, log.String())
	}
}

// TestErrorReplyThatCanNotGo: even that is said.
func TestErrorReplyThatCanNotGo(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"q.js": `bot.hear("x", async msg => {
		for (let i = 0; i < 10; i++) await msg.reply("m");
		throw new Error("no luck");
	});`}, func(c *Config) {
		c.Rules.ErrorReply = "sorry"
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
	})
	r.start()
	r.says(u1, "x")
	waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
	r.halt()
	if n := strings.Count(log.String(), "the error_reply can not be sent"); n != 1 {
		t.Errorf("%d lines, want 1:\n%s", n, log.String())
	}
}

// listed is what inbox shows, newest first.
func (r *rig) listed() []console.Message {
	r.t.Helper()
	list, err := ListMessages(r.host.db, console.MessageFilter{Limit: 10})
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}
