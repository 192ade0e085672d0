package host

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/ilink/sim"
	"hotreply/store"
)

// TestLeftoversSend: what a handler left behind sends, keeps and fails as the
// script does; what needs the handler says so. The user's lane goes on.
func TestLeftoversSend(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"a.js": `
let go;
const gate = new Promise(ok => { go = ok });
bot.hear("x", msg => {
	setTimeout(async () => {
		await gate;
		const sent = await bot.send(msg.from, "later");
		const replied = await msg.reply("replied");
		msg.store.set("kept", 1);
		const refused = [];
		for (const call of [() => msg.ask("?"), () => msg.once("a", () => 1), () => msg.typing()])
			try { await call() } catch (e) { refused.push(e.name, e.code, /bot.send/.test(e.hint)) }
		store.set("told", [sent.status, replied.status, msg.store.get("kept"), ...refused]);
		throw new Error("at the end");
	});
	return "ok";
});
bot.hear("go", () => { go(); return "going" });
bot.on("error", e => store.set("error", e.message));`},
		func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	r.start()
	r.says(u1, "x")
	r.says(u1, "go")
	// "later" and "going" begin in one turn, so either may leave first.
	got := r.hears(u1, 4)
	if !slices.Contains(got, "going") || !slices.Contains(got, "later") || got[0] != "ok" || got[3] != "replied" && got[2] != "replied" {
		t.Errorf("heard %q, want ok first, then going, later and replied", got)
	}
	r.stored("rule/a", "told", `["confirmed","confirmed",1,"BotError","HANDLER_OVER",true,"BotError","HANDLER_OVER",true,"BotError","HANDLER_OVER",true]`)
	r.stored("rule/a", "error", `"at the end"`)
	if n := len(r.failed()); n != 0 {
		t.Errorf("%d rows are listed as failed, want none", n)
	}
	if s := log.String(); !strings.Contains(s, "at the end") || strings.Contains(s, "context canceled") {
		t.Errorf("log:\n%s", s)
	}
	r.clean()
}

// TestStrayFailureKeepsTheReply: the value goes out without an error_reply, the
// failure is told and listed, and a retry sends nothing twice.
func TestStrayFailureKeepsTheReply(t *testing.T) {
	for name, fails := range map[string]string{
		"a promise": `Promise.reject(new Error("stray"))`,
		"a timer":   `setTimeout(() => { throw new Error("stray") })`,
		"a send":    `bot.send("nobody@im.wechat", "x")`,
	} {
		t.Run(name, func(t *testing.T) {
			var log lockedBuffer
			r := newRig(t, map[string]string{"a.js": `
bot.on("error", e => store.set("error", e.messageId !== ""));
bot.hear("x", async () => { if (store.incr("runs") < 3) { ` + fails + `; await new Promise(ok => setTimeout(ok, 20)) } return "value" });
bot.hear("end", () => "end");`}, func(c *Config) {
				c.Rules.ErrorReply, c.Rules.TellOwner = "sorry", true
				c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
			})
			r.start()
			r.says("dev@im.wechat", "end") // the owner's window is open
			r.hears("dev@im.wechat", 1)
			r.says(u1, "x")
			waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
			r.stored("rule/a", "error", "true")
			if owner := r.hears("dev@im.wechat", 2)[1]; !strings.HasPrefix(owner, "a.js:3 ") {
				t.Errorf("the owner was told %q", owner)
			}
			if !strings.Contains(log.String(), "rule failed") {
				t.Errorf("not logged:\n%s", log.String())
			}
			for range 2 {
				row := r.failed()[0]
				if err := r.host.Retry(t.Context(), row.ID); err != nil {
					t.Fatal(err)
				}
				waitFor(t, "the end of the retry", func() bool {
					now, _ := r.host.db.Inbox(row.ID)
					return now.State != store.InboxPending
				})
			}
			r.stored("rule/a", "runs", "3")
			r.says(u1, "end")
			if got := strings.Join(r.hears(u1, 2), "|"); got != "value|end" {
				t.Errorf("the user heard %s, want value|end", got)
			}
			r.clean()
		})
	}
}

// TestStrayFailureWithoutAValue gets the error_reply, once.
func TestStrayFailureWithoutAValue(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `
bot.hear("x", () => { Promise.reject(new Error("one")); Promise.reject(new Error("two")) });
bot.hear("end", () => "end");`}, func(c *Config) { c.Rules.ErrorReply = "sorry" })
	r.start()
	r.says(u1, "x")
	r.says(u1, "end")
	if got := strings.Join(r.hears(u1, 2), "|"); got != "sorry|end" {
		t.Errorf("the user heard %s, want sorry|end", got)
	}
	r.clean()
}

// TestStopEndsLeftovers before the sending ends: what they left undone is one
// line with its count, and no error for each.
func TestStopEndsLeftovers(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"a.js": `
bot.hear("x", msg => { setInterval(async () => { await bot.send(msg.from, "later") }, 1); return "ok" });
bot.on("stop", () => { setTimeout(async () => { await bot.send("` + u1 + `", "never") }); });`},
		func(c *Config) {
			c.Send.Quota, c.Send.Spacing = 0, 30*time.Millisecond
			c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
		})
	if err := r.sim.Configure(func(set *sim.Settings) { set.Quota = 0 }); err != nil {
		t.Fatal(err)
	}
	r.start()
	r.says(u1, "x")
	r.hears(u1, 3)
	r.halt()
	if s := log.String(); strings.Contains(s, "[ERROR]") || strings.Contains(s, "[WARN]") ||
		strings.Count(s, "left behind") != 1 || !strings.Contains(s, "rule=a.js") || !strings.Contains(s, "reason=\"hotreply is stopping\"") {
		t.Errorf("log:\n%s", s)
	}
	r.clean()
}

// TestRetryOfAStrayDies: a message whose value was sent and that is listed for
// a stray failure is tried again; the process dies in the middle of that. What
// the user got comes neither with the retry nor with the run after the death.
func TestRetryOfAStrayDies(t *testing.T) {
	w := newWitness(t, "wait")
	r := newRig(t, map[string]string{"a.js": `
bot.hear("x", async msg => {
	await msg.reply("first");
	bot.send("nobody@im.wechat", "x");
	if (store.incr("runs") > 1) await fetch("` + w.URL + `/wait");
	return "value";
});
bot.hear("end", () => "end");`}, func(c *Config) { c.Rules.ErrorReply, c.HTTP.Private.All = "sorry", true })
	r.start()
	r.says(u1, "x")
	waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
	id := r.failed()[0].ID
	r.halt()
	r.retryInFile(id)
	cmd := r.child()
	waitFor(t, "the retry to wait", func() bool { return len(w.order()) == 1 })
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	r.start()
	waitFor(t, "the retry to wait again", func() bool { return len(w.order()) == 2 })
	close(w.holds["wait"])
	waitFor(t, "the row to fail again", func() bool { return len(r.failed()) == 1 && r.pending() == 0 })
	r.says(u1, "end")
	if got := strings.Join(r.hears(u1, 3), "|"); got != "first|value|end" {
		t.Errorf("the user sees %s, want first|value|end", got)
	}
	r.clean()
}
