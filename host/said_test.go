package host

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/ilink/sim"
	"hotreply/store"
)

// TestFailureBehindMiddleware: what a rule behind middleware throws is logged
// once with the rule's place, and its message listed as failed, whatever the
// middleware makes of the error. The user hears error_reply unless the
// middleware caught it.
func TestFailureBehindMiddleware(t *testing.T) {
	for _, c := range []struct{ name, middleware, user string }{
		{"awaits", `await next()`, "sorry"},
		{"rethrows", `try { await next() } catch (e) { throw e }`, "sorry"},
		{"wraps", `try { await next() } catch (e) { throw new Error("in between") }`, "sorry"},
		{"swallows", `try { await next() } catch { await msg.reply("caught") }`, "caught"},
	} {
		t.Run(c.name, func(t *testing.T) { // the rule in the middleware's own script
			var log lockedBuffer
			r := newRig(t, map[string]string{
				"10-mw.js": `bot.use(async (msg, next) => { ` + c.middleware + " });\nbot.hear(\"x\", () => {\n  throw new Error(\"no luck\"); });\n" +
					`bot.on("error", e => store.set("event", e.message));`,
			}, func(cfg *Config) {
				cfg.Rules.ErrorReply = "sorry"
				cfg.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
			})
			r.start()
			r.says(u1, "x")
			if got := r.hears(u1, 1)[0]; got != c.user {
				t.Errorf("the user sees %q, want %q", got, c.user)
			}
			r.stored("rule/mw", "event", `"no luck"`)
			waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
			if row := r.failed()[0]; row.State != store.InboxFailed || !strings.Contains(row.Reason, "10-mw.js:3:9: no luck") {
				t.Errorf("the row is %s: %q", row.State, row.Reason)
			}
			r.halt()
			text := log.String()
			if n := strings.Count(text, "rule failed"); n != 1 || !strings.Contains(text, "10-mw.js:3:9: no luck") {
				t.Errorf("%d lines about the failure, want one that names 10-mw.js:3:9:\n%s", n, text)
			}
			if c.name == "wraps" && !strings.Contains(text, "in between") {
				t.Errorf("the log does not say what the middleware threw instead:\n%s", text)
			}
			r.clean()
		})
	}
}

// TestLateMessagesAreSaid: a message that was written before the window began,
// or before one that was seen already, opens no window for its answers, and the
// log says so once.
func TestLateMessagesAreSaid(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", () => "hello");`},
		func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	r.start()
	late := func(user, text string, age time.Duration) {
		t.Helper()
		if _, err := r.sim.Say(sim.SayRequest{User: user, Text: text, Age: sim.Duration(age)}); err != nil {
			t.Fatal(err)
		}
		waitFor(t, "the late message to be handled", func() bool { return r.pending() == 0 && r.handled() > 0 })
	}
	late(u1, "hi", 25*time.Hour)
	r.says(u2, "hi")
	r.hears(u2, 1)
	late(u2, "hi", time.Hour)
	r.hears(u2, 2)
	r.halt()
	for _, want := range []string{"it was written 25h0m0s ago and the window is 24h0m0s", "it is older than one seen before"} {
		if n := strings.Count(log.String(), want); n != 1 {
			t.Errorf("the log says %q %d times, want once:\n%s", want, n, log.String())
		}
	}
	r.clean()
}

// handled is how many messages have come to their end.
func (r *rig) handled() (n int) {
	rows, _ := r.host.db.History(store.Filter{Limit: 100})
	for _, row := range rows {
		if row.State != store.InboxPending {
			n++
		}
	}
	return n
}
