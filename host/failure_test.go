package host

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

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

// TestRetryDies: a retry is a handling of its own. What it says anew is said,
// also when the process dies in the middle, and nothing is said twice.
func TestRetryDies(t *testing.T) {
	for _, running := range []bool{true, false} {
		t.Run(fmt.Sprintf("asked of a running host %v", running), func(t *testing.T) {
			w := newWitness(t, "wait")
			r := newRig(t, map[string]string{"a.js": `bot.hear("x", async msg => {
				await msg.reply("common");
				await msg.reply("wrong");
				throw new Error("no");
			});`}, func(c *Config) { c.Rules.ErrorReply, c.HTTP.Private.All = "sorry", true })
			r.start()
			r.says(u1, "x")
			r.hears(u1, 3)
			waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
			id := r.failed()[0].ID
			mended := `bot.hear("x", async msg => {
				await msg.reply("common");
				await msg.reply("right");
				await fetch("` + w.URL + `/wait");
				await msg.reply(msg.redelivered ? "again" : "for the first time");
			});`
			if running {
				// A host that dies takes the test along, so this one only asks.
				if err := r.host.Retry(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				waitFor(t, "the old rule to fail again", func() bool { return len(r.failed()) == 1 })
			}
			r.halt()
			r.write("a.js", mended)
			r.retryInFile(id)
			cmd := r.child()
			waitFor(t, "the retry to wait", func() bool { return len(w.order()) == 1 })
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			r.start()
			waitFor(t, "the retry to wait again", func() bool { return len(w.order()) == 2 })
			close(w.holds["wait"])
			if got := strings.Join(r.hears(u1, 5), "|"); got != "common|wrong|sorry|right|again" {
				t.Errorf("the user sees %s", got)
			}
			waitFor(t, "an empty inbox", func() bool { return r.pending() == 0 })
			r.clean()
		})
	}
}

// retryInFile makes a message pending again while no host runs.
func (r *rig) retryInFile(id uint64) {
	r.t.Helper()
	r.inFile(func(db *store.DB) {
		if _, err := RetryMessage(r.t.(*testing.T).Context(), db, id); err != nil {
			r.t.Fatal(err)
		}
	})
}

// TestBegunBehindAQuestion: a message that was handled while the one before it
// waited for an answer is known by what it sent, and not answered twice.
func TestBegunBehindAQuestion(t *testing.T) {
	w := newWitness(t, "wait")
	r := newRig(t, map[string]string{"a.js": `
		bot.hear("ask", async msg => "it is " + (await msg.ask("which?", { match: m => /^\d+$/.test(m.text), timeout: "1h" })).text);
		bot.hear("other", async msg => { await msg.reply("one"); await fetch("` + w.URL + `/wait"); await msg.reply("two"); });`},
		func(c *Config) { c.HTTP.Private.All = true })
	r.says(u1, "ask")
	cmd := r.child()
	r.hears(u1, 1)
	r.says(u1, "other")
	waitFor(t, "the other to wait", func() bool { return len(w.order()) == 1 })
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	close(w.holds["wait"])
	r.start()
	r.hears(u1, 3)
	r.says(u1, "42")
	if got := strings.Join(r.hears(u1, 4), "|"); got != "which?|one|two|it is 42" {
		t.Errorf("the user sees %s", got)
	}
	r.clean()
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
	rows, _ := r.host.db.History(store.Filter{Limit: 10})
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

// TestBackPressure holds that a full inbox makes the poll wait: what more
// users write stays with the service until rows are done, and none is lost.
func TestBackPressure(t *testing.T) {
	r := newRig(t, map[string]string{"n.js": `import { promises as fs } from "fs";
		bot.on("text", async msg => {
			while (!(await fs.readdir(".")).includes("go")) await new Promise(done => setTimeout(done, 20));
			store.incr("n");
		});`},
		func(c *Config) { c.Rules.InboxLimit = 10 })
	r.start()
	for range 10 {
		r.says(u1, "x")
	}
	waitFor(t, "a full inbox", func() bool { return r.pending() == 10 })
	waitFor(t, "a poll that waits", func() bool { return r.sim.State().Bots[0].Polls == 0 })
	for range 90 {
		r.says(u1, "x")
	}
	<-time.After(100 * time.Millisecond) // a poll would answer at once
	if n := r.pending(); n != 10 {
		t.Errorf("%d rows wait on disk, want 10: the poll does not heed the limit", n)
	}
	if err := os.WriteFile(filepath.Join(r.cfg.State, "files", "go"), nil, 0o600); err != nil {
		t.Fatal(err)
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

// TestFullDiskLosesNoAnswer: messages that were taken in before the disk was
// full are answered when there is room.
func TestFullDiskLosesNoAnswer(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"late.js": `import { promises as fs } from "fs";
		bot.hear("once", async msg => {
			while (!(await fs.readdir(".")).includes("go")) await new Promise(done => setTimeout(done, 20));
			await msg.once("n", () => 7);
			await msg.reply("late");
		});
		bot.hear("reply", async msg => {
			while (!(await fs.readdir(".")).includes("go")) await new Promise(done => setTimeout(done, 20));
			return "late";
		});`}, func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	var full atomic.Bool
	r.commitFault = func() error {
		if full.Load() {
			return syscall.ENOSPC
		}
		return nil
	}
	r.start()
	users := []string{"a@im.wechat", "b@im.wechat", "c@im.wechat"}
	r.says(users[0], "once")
	r.says(users[1], "reply")
	r.says(users[2], "once")
	dir := filepath.Join(r.cfg.State, "files")
	waitFor(t, "the handlers to begin", func() bool { return r.pending() == len(users) })
	full.Store(true)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the full disk to be noticed", func() bool { return r.host.db.Full() != nil })
	time.Sleep(300 * time.Millisecond) // each of them has met it, most more than once
	full.Store(false)
	for _, u := range users {
		if got := r.hears(u, 1)[0]; got != "late" {
			t.Errorf("%s got %q", u, got)
		}
	}
	waitFor(t, "an empty inbox", func() bool { return r.pending() == 0 })
	if rows := r.failed(); len(rows) > 0 {
		t.Errorf("failed: %+v", rows)
	}
	for _, line := range []string{"polling stops and sends wait until there is room", "the disk has room again"} {
		if n := strings.Count(log.String(), line); n != 1 {
			t.Errorf("the log says %q %d times, want once:\n%s", line, n, log.String())
		}
	}
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
func (r *rig) failed() []store.InboxRow {
	rows, _ := r.host.db.Failed(10)
	return rows
}
