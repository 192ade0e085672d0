package host

import (
	"errors"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"hotreply/store"
)

// TestFailedHandlerIsDone: reported once, error_reply once, listed as failed,
// its writes kept, not run again by a restart.
func TestFailedHandlerIsDone(t *testing.T) {
	r := newRig(t, map[string]string{"bad.js": `
		bot.on("error", e => store.set("event", e.message + " line " + e.line));
		bot.hear("bad", async msg => { store.incr("runs"); msg.store.set("kept", 1);
			throw new Error("no luck"); });
		bot.hear("kept?", msg => String(msg.store.get("kept")));`},
		func(c *Config) { c.Rules.ErrorReply = "sorry" })
	r.start()
	r.says(u1, "bad")
	r.hears(u1, 1)
	r.stored("rule/bad", "event", `"no luck line 4"`)
	waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
	if row := r.failed()[0]; row.State != store.InboxFailed || !strings.Contains(row.Reason, "no luck") {
		t.Errorf("the row is %s: %q", row.State, row.Reason)
	}
	r.halt()
	r.start()
	r.says(u1, "kept?")
	if got := strings.Join(r.hears(u1, 2), "|"); got != "sorry|1" {
		t.Errorf("the user sees %s, want sorry|1", got)
	}
	r.stored("rule/bad", "runs", "1")
	r.clean()
}

// TestRetry runs a failed message again.
func TestRetry(t *testing.T) {
	r := newRig(t, map[string]string{"bad.js": `bot.hear("x", () => { if (store.incr("n") === 1) throw new Error("first"); return "second"; });`})
	r.start()
	r.says(u1, "x")
	waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
	if err := r.host.Retry(t.Context(), r.failed()[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := r.hears(u1, 1)[0]; got != "second" {
		t.Errorf("retried: %q", got)
	}
}

func TestHandlerTimeout(t *testing.T) {
	r := newRig(t, map[string]string{"slow.js": `
		bot.hear("slow", () => new Promise(() => {}));
		bot.hear("hi", () => "hello");`},
		func(c *Config) { c.Rules.HandlerTimeout = 100 * time.Millisecond })
	r.start()
	r.says(u1, "slow")
	r.says(u1, "hi")
	r.hears(u1, 1) // the lane goes on
	if rows := r.failed(); len(rows) != 1 {
		t.Errorf("%d failed rows, want the one that timed out", len(rows))
	}
	r.clean()
}

// TestNotForTheRules: messages of strangers and of the bot itself are kept and
// not handled.
func TestNotForTheRules(t *testing.T) {
	r := newRig(t, map[string]string{"all.js": `bot.on("message", () => "seen");`},
		func(c *Config) { c.Access.Allow = []string{u2} })
	r.start()
	r.says(u1, "hello")
	r.says(u2, "hello")
	r.hears(u2, 1)
	if n := len(r.sim.Sent(u1, 0)); n != 0 {
		t.Errorf("a user who is not allowed got %d replies", n)
	}
	var rows []store.InboxRow
	_ = r.host.db.View(func(tx *store.Tx) (err error) { rows, err = tx.History(0, 10); return err })
	states := map[string]string{}
	for _, row := range rows {
		states[row.User] = row.State
	}
	if states[u1] != store.InboxRecorded {
		t.Errorf("the message is %q, want %q", states[u1], store.InboxRecorded)
	}
	for _, u := range r.host.Users() {
		if u.ID == u1 {
			t.Error("bot.users() lists a user who is not allowed")
		}
	}
}

// TestDuplicates: one message that comes again is handled once.
func TestDuplicates(t *testing.T) {
	r := newRig(t, map[string]string{"n.js": `bot.hear("hi", msg => { store.incr("n"); return "hello"; });`})
	r.start()
	r.fault("getupdates", "duplicate", -1)
	for range 5 {
		r.says(u1, "hi")
	}
	r.hears(u1, 5)
	r.says(u2, "hi")
	r.hears(u2, 1)
	r.stored("rule/n", "n", "6")
}

// TestBackPressure: a slow rule stops the poll at the inbox's limit, and all
// is handled in the end.
func TestBackPressure(t *testing.T) {
	r := newRig(t, map[string]string{"n.js": `bot.on("text", async msg => { await new Promise(done => setTimeout(done, 2)); store.incr("n"); });`},
		func(c *Config) { c.Rules.InboxLimit = 10 })
	r.start()
	for range 100 {
		r.says(u1, "x")
	}
	r.stored("rule/n", "n", "100")
	waitFor(t, "an empty inbox", func() bool { return r.pending() == 0 })
}

// TestLongLane: most of a lane waits on disk, and order holds.
func TestLongLane(t *testing.T) {
	r := newRig(t, map[string]string{"n.js": `bot.on("text", async msg => { store.set("seen", (store.get("seen") ?? "") + msg.text + ","); });`})
	r.start()
	var want strings.Builder
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		r.says(u1, string(c))
		want.WriteString(string(c) + ",")
	}
	r.stored("rule/n", "seen", `"`+want.String()+`"`)
}

// TestFullDisk: polling stops with a word, and goes on when there is room.
func TestFullDisk(t *testing.T) {
	r := newRig(t, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`})
	var full atomic.Bool
	r.commitFault = func() error {
		if full.Load() {
			return syscall.ENOSPC
		}
		return nil
	}
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	full.Store(true)
	r.says(u1, "hi")
	waitFor(t, "the full disk to be noticed", func() bool { return r.host.db.Full() != nil })
	full.Store(false)
	r.hears(u1, 2)
	r.clean()
}

// TestFailedCommitEndsTheHost: what is on disk is unknown, so a new process
// has to find out.
func TestFailedCommitEndsTheHost(t *testing.T) {
	r := newRig(t, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`})
	var broken atomic.Bool
	r.commitFault = func() error {
		if broken.Load() {
			return syscall.EIO
		}
		return nil
	}
	r.start()
	broken.Store(true)
	r.says(u1, "hi")
	err := <-r.ended
	r.stop = nil
	var commit *store.CommitError
	if !errors.As(err, &commit) {
		t.Errorf("Run returned %v, want a *store.CommitError", err)
	}
}

// failed are the failed and dead rows, newest first.
func (r *rig) failed() (rows []store.InboxRow) {
	_ = r.host.db.View(func(tx *store.Tx) (err error) {
		rows, err = tx.FailedInbox(10)
		return err
	})
	return rows
}
