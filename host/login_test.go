package host

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/host/config"
	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// phone is a LoginUI that keeps what it is told.
type phone struct {
	mu    sync.Mutex // guards what follows
	links []string
	said  []string
}

func (p *phone) Show(_, link string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.links = append(p.links, link)
}

func (p *phone) Say(_, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said = append(p.said, text)
}

func (p *phone) VerifyCode(context.Context, string) (string, error) {
	return "", errors.New("nobody is here")
}

// shown is how many codes there were.
func (p *phone) shown() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.links)
}

// TestLoginGivenUpWithAConsole: after the last code the host goes on, and the
// account needs a login until a token file brings one.
func TestLoginGivenUpWithAConsole(t *testing.T) {
	ui := &phone{}
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`},
		func(c *Config) { c.Console.Listen, c.Login = "127.0.0.1:0", ui })
	if err := os.Remove(statedir.TokenPath(r.cfg.State, "default")); err != nil {
		t.Fatal(err)
	}
	go func() { // what happens before the host is ready
		for n := 1; n <= 3; n++ {
			for ui.shown() < n {
				time.Sleep(time.Millisecond)
			}
			_, _ = r.sim.QR(sim.QRAction{Action: "expire"})
		}
	}()
	r.start()
	waitFor(t, "the end of the login", func() bool { return r.stateOf("default") == session.NeedsLogin })
	if n := ui.shown(); n != 3 {
		t.Errorf("%d codes were shown, want 3", n)
	}
	r.login(r.sim.NewBot(sim.DefaultUser))
	waitFor(t, "the login from the file", func() bool { return r.stateOf("default") == session.Online })
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.clean()
}

// TestReplacedToken: a token file that is replaced under a running account is
// taken up within five seconds, and the bot before it says goodbye.
func TestReplacedToken(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"hi.js": `
		bot.hear("hi", () => "hello");
		bot.on("login", () => store.set("logins", [store.get("logins"), bot.accounts()[0].state]));`})
	r.start()
	if n := r.sim.State().Requests["notifystart"]; n > 1 {
		t.Errorf("notifystart was called %d times at the start, want once", n)
	}
	r.says(u2, "hi") // who never writes to the new bot
	r.hears(u2, 1)
	r.says(u1, "hi")
	r.hears(u1, 1)
	next := r.sim.NewBot("somebody.else@im.wechat")
	r.login(next)
	began := time.Now()
	waitFor(t, "the new bot", func() bool { return r.host.accounts()[0].keeper.Status().BotID == next.BotID })
	if took := time.Since(began); took > 5*time.Second+patience/4 {
		t.Errorf("the new login was taken up after %v, want 5 s at most", took)
	}
	waitFor(t, "word from both bots", func() bool {
		n := r.sim.State().Requests
		return n["notifystart"] == 2 && n["notifystop"] == 1
	})
	if users := r.host.Users(); len(users) != 0 {
		t.Errorf("the new bot begins with contexts of the old one: %v", users)
	}
	r.stored("rule/hi", "logins", `[null,"online"]`) // the event of the new login alone, and once it is of use
	r.saysTo(next.BotID, u1, "hi")
	if got := r.sent(u1, 2); got[1].Bot != next.BotID {
		t.Errorf("answered by %s, want %s", got[1].Bot, next.BotID)
	}
	r.halt()
	r.start()
	if users := r.host.Users(); len(users) != 1 || users[0].ID != u1 {
		t.Errorf("after a restart the new bot has %v, want %s alone", users, u1)
	}
	r.clean()
}

// TestAlreadyBound: when the service says that the login is good after all, as
// it does for the token of the account that is being renewed, the account goes
// on with it.
func TestAlreadyBound(t *testing.T) {
	ui := &phone{}
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`},
		func(c *Config) { c.Login = ui })
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.fault("getupdates", "ret_-14", 2) // the service was mistaken, twice
	r.says(u2, "hi")                    // ends the poll that is held
	waitFor(t, "a code to scan", func() bool { return ui.shown() == 1 })
	if _, err := r.sim.QR(sim.QRAction{Action: "confirm"}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the old login", func() bool { return r.host.accounts()[0].keeper.Status().BotID == r.bot })
	r.says(u1, "hi") // with the window that was open before
	r.hears(u1, 2)
	r.hears(u2, 1)
	r.clean()
}

// TestExpiredAlone: -14 to one account is none of the others' business. What
// nobody waits for as a reply fails at once: cron, the API, bot.send.
func TestExpiredAlone(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"hi.js": `
		bot.hear("hi", msg => "hello from " + msg.account);
		bot.on("sessionExpired", e => store.set("expired", e.account));
		bot.every("1s", async () => {
			if (store.get("expired")) try { await bot.send("u1@im.wechat", "tick", {account: "default"}); } catch (e) { store.set("tick", e.name); }
		});`},
		func(c *Config) { c.Accounts = map[string]config.Account{"default": {}, "second": {}} })
	second := r.sim.NewBot("owner2@im.wechat")
	path := statedir.TokenPath(r.cfg.State, "second")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	err := ilink.SaveCredentials(path, ilink.Credentials{BotToken: ilink.Secret(second.BotToken), BotID: second.BotID})
	if err != nil {
		t.Fatal(err)
	}
	r.start()
	r.saysTo(r.bot, u1, "hi")
	r.hears(u1, 1)
	if err := r.sim.ExpireBot(r.bot); err != nil {
		t.Fatal(err)
	}
	r.stored("rule/hi", "expired", `"default"`)
	r.stored("rule/hi", "tick", `"SessionExpiredError"`)
	content := bot.Content{Parts: []bot.Part{{Text: "by the API"}}}
	var expired *ilink.SessionExpiredError
	if _, err := r.host.Deliver(context.Background(), "", u1, content, bot.SendOptions{Account: "default"}); !errors.As(err, &expired) {
		t.Errorf("POST /api/send: %v, want a SessionExpiredError", err)
	}
	r.saysTo(second.BotID, u2, "hi")
	if got := r.hears(u2, 1)[0]; got != "hello from second" {
		t.Errorf("the other account: %q", got)
	}
	if got := r.stateOf("second"); got != session.Online {
		t.Errorf("the other account is %q", got)
	}
	r.clean()
}

// TestOneWarning: sends without an id are told of once, with what helps.
func TestOneWarning(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"hi.js": `bot.hear("hi", async msg => { await msg.reply("a"); return "b"; });`},
		func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	receipts := func(mode string) { _ = r.sim.Configure(func(o *sim.Settings) { o.Receipts = mode }) }
	warnings := func() int { return strings.Count(log.String(), "without being confirmed") }
	receipts("ret0")
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 2)
	receipts("full") // the trouble is over
	r.says(u1, "hi")
	r.hears(u1, 4)
	if n := warnings(); n != 1 {
		t.Errorf("%d warnings, want one:\n%s", n, log.String())
	}
	receipts("ret0") // and begins again
	r.says(u1, "hi")
	r.hears(u1, 6)
	r.halt()
	if n := warnings(); n != 2 {
		t.Errorf("%d warnings in all, want two:\n%s", n, log.String())
	}
	if strings.Contains(log.String(), "<nil>") || !strings.Contains(log.String(), "do not send it again") {
		t.Errorf("the warning does not help:\n%s", log.String())
	}
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestStaleLoginComesBack: an account whose codes nobody scanned is not lost
// when the service takes its login again.
func TestStaleLoginComesBack(t *testing.T) {
	ui := &phone{}
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`},
		func(c *Config) { c.Console.Listen, c.Login, c.revive = "127.0.0.1:0", ui, 20*time.Millisecond })
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	waitFor(t, "the greeting", func() bool { return r.sim.State().Requests["notifystart"] == 1 })
	r.fault("notifystart", "ret_-14", 2)
	r.fault("getupdates", "ret_-14", 2)
	r.says(u1, "hi") // ends the poll that is held
	for n := 1; n <= 3; n++ {
		waitFor(t, "a code to scan", func() bool { return ui.shown() == n })
		if _, err := r.sim.QR(sim.QRAction{Action: "expire"}); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, "the login to come back", func() bool { return r.stateOf("default") == session.Online })
	// An answer that found the login stale waits for the user's next message.
	r.says(u1, "hi")
	r.hears(u1, 3)
	// At the start, two looks that were refused, one that was not, and the new start.
	waitFor(t, "five calls of notifystart", func() bool { return r.sim.State().Requests["notifystart"] == 5 })
	r.clean()
}

// TestSlowNotifyStart: the courtesy holds nothing up, neither messages nor a
// new login.
func TestSlowNotifyStart(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`})
	err := r.sim.SetFault(sim.Fault{Op: "notifystart", Kind: "slow", Count: -1, Delay: sim.Duration(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	next := r.sim.NewBot("somebody.else@im.wechat")
	began := time.Now()
	r.login(next)
	waitFor(t, "the new bot", func() bool { return r.host.accounts()[0].keeper.Status().BotID == next.BotID })
	if took := time.Since(began); took > 8*time.Second { // a call gives up after 10
		t.Errorf("the new login was taken up after %v", took)
	}
}

// TestPollTroubleIsTold: the first failure in a row says what may help, and
// somebody who reads the log learns when it is over.
func TestPollTroubleIsTold(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`},
		func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	r.start()
	r.fault("getupdates", "http_403", 2)
	r.says(u1, "hi")
	r.says(u1, "hi")
	r.hears(u1, 2)
	waitFor(t, "both failures", func() bool { return strings.Count(log.String(), "poll failed") == 2 })
	r.says(u1, "hi")
	r.hears(u1, 3)
	waitFor(t, "the good news", func() bool { return strings.Contains(log.String(), "polling works again") })
	if n := strings.Count(log.String(), "hint="); n != 1 {
		t.Errorf("%d hints, want one:\n%s", n, log.String())
	}
}
