package host

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// TestStopInASlowHandler: a stop in the middle of a handler that outlasts the
// grace, and a new start, answer the message once.
func TestStopInASlowHandler(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the grace of a stop")
	}
	r := newRig(t, map[string]string{"slow.js": `bot.hear("hi", async msg => {
		await msg.reply("wait");
		if (!msg.redelivered) await new Promise(done => setTimeout(done, 60_000));
		return "done";
	});`})
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	began := time.Now()
	r.halt()
	if took := time.Since(began); took < grace || took > grace+2*afterward {
		t.Errorf("the stop took %v, want the grace of %v", took, grace)
	}
	r.start()
	r.hears(u1, 2)
	if got := strings.Join(r.hears(u1, 2), "|"); got != "wait|done" {
		t.Errorf("the user sees %s, want wait|done", got)
	}
	r.clean()
}

// TestQuickHandlerFinishesInTheGrace: a handler that is done within the grace
// is not interrupted.
func TestQuickHandlerFinishesInTheGrace(t *testing.T) {
	r := newRig(t, map[string]string{"slow.js": `bot.hear("hi", async msg => {
		await msg.reply("wait");
		await new Promise(done => setTimeout(done, 200));
		return "done " + msg.redelivered;
	});`})
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.halt()
	if got := r.hears(u1, 2)[1]; got != "done false" {
		t.Errorf("the reply of the interrupted run: %q", got)
	}
	if n := r.sim.State().Requests["notifystop"]; n != 1 {
		t.Errorf("notifystop was called %d times, want 1", n)
	}
	r.clean()
}

// TestExpiredSession: lanes pause, the reply of a running handler is queued,
// bot.send fails, and a new bot sends what waited with the user's first
// message to it.
func TestExpiredSession(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"s.js": `
		bot.on("sessionExpired", () => store.set("expired", true));
		bot.hear("slow", async msg => {
			store.set("running", true);
			while (!store.get("expired")) await new Promise(done => setTimeout(done, 5));
			const r = await msg.reply("late reply");
			store.set("status", r.status);
			try { await bot.send("u2@im.wechat", "x"); } catch (e) { store.set("send", e.code); }
		});
		bot.hear("hi", () => "hello");`})
	r.start()
	r.says(u2, "hi")
	r.hears(u2, 1)
	r.says(u1, "slow")
	r.stored("rule/s", "running", "true")
	r.sim.Expire()
	r.stored("rule/s", "status", `"queued"`)
	r.stored("rule/s", "send", `"SESSION_EXPIRED"`)
	r.login(r.sim.NewBot("dev@im.wechat"))
	waitFor(t, "the new login", func() bool { return r.host.accounts()[0].keeper.Current() != nil })
	if users := r.host.Users(); len(users) != 0 {
		t.Errorf("the new bot begins with contexts of the old one: %v", users)
	}
	r.saysTo(r.bot, u1, "hi")
	if got := strings.Join(r.hears(u1, 2), "|"); got != "hello|late reply" {
		t.Errorf("after the new login the user sees %s, want hello|late reply", got)
	}
}

// TestOneStaleAnswerProvesNothing: a send that is answered with -14 is repeated
// once, and only a second -14 takes the account out.
func TestOneStaleAnswerProvesNothing(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"s.js": `
		bot.on("sessionExpired", () => store.incr("expired"));
		bot.hear("hi", async msg => { const r = await msg.reply("hello"); store.set("status", r.status); });
		bot.hear("file", () => ({ file: new TextEncoder().encode("text"), name: "a.txt" }));`})
	r.start()
	r.fault("getuploadurl", "ret_-14", 1)
	r.says(u2, "file")
	if got := r.sent(u2, 1)[0]; got.Name != "a.txt" {
		t.Errorf("after one -14 to an upload: %+v", got)
	}
	r.fault("sendmessage", "ret_-14", 1)
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.stored("rule/s", "status", `"confirmed"`)
	if state := r.host.accounts()[0].keeper.Status().State; state != session.Online {
		t.Errorf("after one -14 the account is %q, want %q", state, session.Online)
	}
	r.fault("sendmessage", "ret_-14", 2)
	r.says(u1, "hi")
	r.stored("rule/s", "status", `"queued"`)
	r.stored("rule/s", "expired", "1")
	if n := r.sim.State().Requests["sendmessage"]; n != 5 {
		t.Errorf("%d requests, want the file once and each reply twice", n)
	}
}

// TestRowsOfAnOldBotWait: messages that waited while the login was dead are
// handled when there is one again; their replies have no context with the new
// bot and wait for the user's next message.
func TestRowsOfAnOldBotWait(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"s.js": `
		bot.hear("hold", () => new Promise(done => setTimeout(done, 100)));
		bot.hear("one", () => "reply to one");
		bot.hear("two", () => "reply to two");`})
	r.start()
	r.says(u1, "hold")
	r.says(u1, "one")
	waitFor(t, "both messages in the inbox", func() bool { return r.pending() == 2 })
	r.sim.Expire()
	waitFor(t, "the end of the session", func() bool { return r.host.accounts()[0].keeper.Current() == nil })
	r.login(r.sim.NewBot("dev@im.wechat"))
	waitFor(t, "the first message to be handled", func() bool { return r.pending() == 0 })
	r.saysTo(r.bot, u1, "two")
	if got := strings.Join(r.hears(u1, 2), "|"); got != "reply to two|reply to one" {
		t.Errorf("the user sees %s, want reply to two|reply to one", got)
	}
}

// TestLanesPauseWithoutALogin: a message that waits when the login dies is not
// handled before there is another one.
func TestLanesPauseWithoutALogin(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"s.js": `
		bot.hear("hold", () => new Promise(done => setTimeout(() => { store.set("held", true); done(); }, 500)));
		bot.hear("one", () => { store.incr("handled"); });`})
	r.start()
	r.says(u1, "hold")
	r.says(u1, "one")
	waitFor(t, "both messages in the inbox", func() bool { return r.pending() == 2 })
	r.sim.Expire()
	waitFor(t, "the end of the session", func() bool { return r.host.accounts()[0].keeper.Current() == nil })
	r.stored("rule/s", "held", "true")
	time.Sleep(300 * time.Millisecond) // for what must not happen
	if r.host.kv.Space("rule/s").Has("handled") {
		t.Error("a message was handled without a login")
	}
	r.login(r.sim.NewBot("dev@im.wechat"))
	r.stored("rule/s", "handled", "1")
}

// TestLoggedOut: without its token file an account waits for another one.
func TestLoggedOut(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, nil)
	r.start()
	a := r.host.accounts()[0]
	waitFor(t, "the login", func() bool { return a.keeper.Current() != nil })
	if err := os.Remove(statedir.TokenPath(r.cfg.State, "default")); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the end of the login", func() bool { return a.keeper.Status().State == session.NeedsLogin })
	r.login(r.sim.NewBot("dev@im.wechat"))
	waitFor(t, "the next login", func() bool { return a.keeper.Current() != nil })
}

// TestTokenOfTheSameSizeAndTime: a token file is another one though it is as
// long and as old as the one before, as after cp -p or from an image.
func TestTokenOfTheSameSizeAndTime(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, nil)
	path := statedir.TokenPath(r.cfg.State, "default")
	then := time.Unix(1_000_000, 0)
	put := func(c sim.Credentials) {
		t.Helper()
		next := path + ".next"
		err := ilink.SaveCredentials(next, ilink.Credentials{BotToken: ilink.Secret(c.BotToken), BaseURL: r.cfg.ILink.BaseURL, BotID: c.BotID})
		text, readErr := os.ReadFile(next)
		text = append(text, strings.Repeat(" ", 2000-len(text))...)
		err = errors.Join(err, readErr, os.WriteFile(next, text, 0o600), os.Chtimes(next, then, then), os.Rename(next, path))
		if err != nil {
			t.Fatal(err)
		}
	}
	put(r.sim.NewBot("dev@im.wechat"))
	r.start()
	waitFor(t, "the login", func() bool { return r.host.accounts()[0].keeper.Current() != nil })
	r.sim.Expire()
	waitFor(t, "the end of the session", func() bool { return r.host.accounts()[0].keeper.Current() == nil })
	put(r.sim.NewBot("dev@im.wechat"))
	waitFor(t, "the login with the other token", func() bool { return r.host.accounts()[0].keeper.Current() != nil })
}

// saysTo has a user send a text to one of several bots.
func (r *rig) saysTo(bot, user, text string) {
	r.t.Helper()
	if _, err := r.sim.Say(sim.SayRequest{Bot: bot, User: user, Text: text}); err != nil {
		r.t.Fatal(err)
	}
}
