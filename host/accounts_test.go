package host

import (
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"hotreply/host/config"
	"hotreply/host/internal/session"
	"hotreply/ilink/sim"
)

// TestTwoAccounts: each has its own login, and shares the rules; bot.send finds
// the account that knows the user, and asks which when both do.
func TestTwoAccounts(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `
		bot.hear("who", msg => "account " + msg.account);
		bot.hear(/^tell (\S+) ?(\S*)/, async msg => {
			const to = msg.match[1] + "@im.wechat", account = msg.match[2] || undefined;
			try { await bot.send(to, "psst", { account }); return "told"; } catch (e) { return e.message; }
		});`},
		func(c *Config) { c.Accounts = map[string]config.Account{"default": {}, "second": {}} })
	second := r.sim.NewBot("owner2@im.wechat")
	r.loginAs("second", second)
	r.start()
	r.saysTo(r.bot, u1, "who")
	r.saysTo(second.BotID, u2, "who")
	if got := r.hears(u1, 1)[0]; got != "account default" {
		t.Errorf("the first account answers %q", got)
	}
	if got := r.hears(u2, 1)[0]; got != "account second" {
		t.Errorf("the second account answers %q", got)
	}
	r.saysTo(r.bot, u1, "tell u2")
	if got := r.hears(u2, 2)[1]; got != "psst" {
		t.Errorf("bot.send through the account that knows the user: %q", got)
	}
	r.hears(u1, 2)
	r.saysTo(r.bot, u2, "who") // now both know u2
	r.hears(u2, 3)
	r.saysTo(r.bot, u1, "tell u2")
	if got := r.hears(u1, 3)[2]; got == "told" {
		t.Error("bot.send must ask for the account when two know the user")
	}
	r.saysTo(r.bot, u1, "tell u2 second")
	if got := r.hears(u1, 4)[3]; got != "told" {
		t.Errorf("with an account: %q", got)
	}
	if infos := r.host.Accounts(); len(infos) != 2 || infos[1].BotID != second.BotID || infos[1].State != session.Online {
		t.Errorf("bot.accounts() = %+v", infos)
	}
	r.clean()
}

// TestTellOwner: a failing version tells its owner once.
func TestTellOwner(t *testing.T) {
	r := newRig(t, map[string]string{"30-todo.js": `bot.hear("hi", () => "hello");
bot.hear("bad", () => { x });`}, func(c *Config) { c.Rules.TellOwner = true })
	r.start()
	r.says(sim.DefaultUser, "hi") // the owner has an open window
	r.hears(sim.DefaultUser, 1)
	r.says(u1, "bad")
	r.says(u1, "bad")
	if got := r.hears(sim.DefaultUser, 2)[1]; got != "30-todo.js:2 x is not defined" {
		t.Errorf("the owner hears %q", got)
	}
	waitFor(t, "both failures", func() bool { return len(r.failed()) == 2 })
	if n := len(r.sim.Sent(sim.DefaultUser, 0)); n != 2 {
		t.Errorf("the owner got %d messages, want the greeting and one line", n)
	}
}

// TestRunEndsItsGoroutines: a program that runs one host after another keeps
// nothing of the earlier ones.
func TestRunEndsItsGoroutines(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `
		bot.every("1h", () => {});
		bot.on("start", () => {});
		bot.hear("hi", async msg => { const next = await msg.ask("who?"); return next.text; });`},
		func(c *Config) { c.Rules.Typing = true; c.Rules.Watch = "auto" })
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.halt()
	ours := regexp.MustCompile(`(?m)^hotreply/(host|runtime|bindings|store|ilink)\.\(`)
	var left string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		left = ""
		stacks := make([]byte, 1<<20)
		for one := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
			if ours.MatchString(one) && !strings.Contains(one, "testing.tRunner") {
				left += one + "\n\n"
			}
		}
		if left == "" {
			return
		}
	}
	t.Errorf("still running after the end:\n%s", left)
}
