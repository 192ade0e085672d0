package host

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/config"
	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/ilink"
)

// stateOf is an account's state as bot.accounts() shows it.
func (r *rig) stateOf(account string) string {
	for _, a := range r.host.Accounts() {
		if a.Name == account {
			return a.State
		}
	}
	return ""
}

// copyToken gives an account the login of another.
func copyToken(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, data, 0o600)); err != nil {
		t.Fatal(err)
	}
}

// TestOnePollerPerLogin: a second host with the same token, in a state folder
// of its own, does not poll, says who does, and takes over when that one ends.
func TestOnePollerPerLogin(t *testing.T) {
	first := newRig(t, map[string]string{"a.js": `bot.hear("who", () => "first");`})
	first.start()
	first.says(u1, "who")
	first.hears(u1, 1)

	var log syncBuffer
	second := &rig{t: t, sim: first.sim, bot: first.bot}
	dir := t.TempDir()
	second.cfg = testConfig(filepath.Join(dir, "data"), filepath.Join(dir, "scripts"), first.cfg.ILink.BaseURL)
	second.cfg.LoginLocks = first.cfg.LoginLocks
	second.cfg.Logger = hclog.New(&hclog.LoggerOptions{Output: &log, Level: hclog.Info})
	copyToken(t, statedir.TokenPath(first.cfg.State, "default"), statedir.TokenPath(second.cfg.State, "default"))
	second.write("a.js", `
		bot.hear("who", () => "second");
		bot.on("start", async () => {
			try { await bot.send("u1@im.wechat", "psst"); } catch (e) { store.set("said", e.code + (/in use by account default in /.test(e.message) && /stop that one/.test(e.hint))); }
		});`)

	var busy *statedir.PollerBusyError
	if err := CheckPollers(second.cfg); !errors.As(err, &busy) || !strings.Contains(err.Error(), "account default in "+first.cfg.State) {
		t.Fatalf("CheckPollers = %v, want who polls", err)
	}
	if err := CheckPollers(first.cfg); err != nil {
		t.Errorf("CheckPollers for the folder of the one that polls = %v; a host that is about to end is waited for", err)
	}
	second.start()
	t.Cleanup(second.halt)
	if got := second.stateOf("default"); got != session.Elsewhere {
		t.Errorf("the second is %q", got)
	}
	if text := log.String(); !strings.Contains(text, "login is in use elsewhere") || !strings.Contains(text, first.cfg.State) || !strings.Contains(text, "hint=") {
		t.Errorf("the log does not say who has the login:\n%s", text)
	}
	if strings.Contains(log.String(), "polling") {
		t.Error("the second polls")
	}
	first.says(u1, "who")
	if got := first.hears(u1, 2); got[1] != "first" {
		t.Errorf("answered by %q", got[1])
	}
	first.halt()
	waitFor(t, "the second to take over", func() bool { return second.stateOf("default") == session.Online })
	first.says(u1, "who")
	if got := first.hears(u1, 3); got[2] != "second" {
		t.Errorf("then answered by %q", got[2])
	}
	first.clean()
	second.stored("rule/a", "said", `"SESSION_EXPIREDtrue"`)
	second.halt()
	if left, _ := filepath.Glob(filepath.Join(first.cfg.LoginLocks, "*")); len(left) != 0 {
		t.Errorf("lock files left behind: %v", left)
	}
}

// TestTwoAccountsOneLogin: of two accounts with one token.json one polls; the
// other says so and comes in when it gets a login of its own.
func TestTwoAccountsOneLogin(t *testing.T) {
	var log syncBuffer
	r := newRig(t, map[string]string{"a.js": `bot.hear("who", msg => msg.account);`}, func(c *Config) {
		c.Accounts = map[string]config.Account{"default": {}, "work": {}}
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log, Level: hclog.Info})
	})
	work := statedir.TokenPath(r.cfg.State, "work")
	copyToken(t, statedir.TokenPath(r.cfg.State, "default"), work)
	if err := CheckPollers(r.cfg); err != nil {
		t.Fatalf("CheckPollers = %v", err)
	}
	r.start()
	states := []string{r.stateOf("default"), r.stateOf("work")}
	online, waiting := "default", "work"
	if states[0] == session.Elsewhere {
		online, waiting = waiting, online
	}
	if r.stateOf(online) != session.Online || r.stateOf(waiting) != session.Elsewhere {
		t.Fatalf("states: %q", states)
	}
	if text := log.String(); !strings.Contains(text, "in use by account "+online+" of this bot") {
		t.Errorf("the log does not name the other account:\n%s", text)
	}
	r.says(u1, "who")
	if got := r.hears(u1, 1)[0]; got != online {
		t.Errorf("answered by %q", got)
	}
	bot := r.sim.NewBot("owner2@im.wechat")
	err := ilink.SaveCredentials(statedir.TokenPath(r.cfg.State, waiting), ilink.Credentials{BotToken: ilink.Secret(bot.BotToken), BotID: bot.BotID})
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the other to come in", func() bool { return r.stateOf(waiting) == session.Online })
	r.saysTo(bot.BotID, u2, "who")
	if got := r.hears(u2, 1)[0]; got != waiting {
		t.Errorf("answered by %q", got)
	}
	r.clean()
}

// TestPollWithoutLocks: a folder that can not be made keeps nobody from polling.
func TestPollWithoutLocks(t *testing.T) {
	var log syncBuffer
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", () => "hello");`}, func(c *Config) {
		c.LoginLocks = filepath.Join(c.State, "state.db", "logins") // below a file
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log, Level: hclog.Warn})
	})
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	if !strings.Contains(log.String(), "can not see whether another hotreply uses this login") {
		t.Errorf("the log says nothing about it:\n%s", log.String())
	}
}
