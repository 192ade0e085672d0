package host

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/host/internal/statedir"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/store"
)

// The points of the "Tips & Gotchas" page of Oaklight/weilink, which describes
// a Python SDK, as the author of a rule meets them here. Each test is named
// after its point.

const (
	alice = "alice@im.wechat"
	bob   = "bob@im.wechat"
)

// gotchaRig starts a host with one rule file, "g.js".
func gotchaRig(t *testing.T, source string, change ...func(*Config)) *rig {
	t.Helper()
	r := newRig(t, map[string]string{"g.js": source}, change...)
	r.start()
	return r
}

// answer has a user say a text and returns the n-th message to that user.
func (r *rig) answer(user, text string, n int) string {
	r.t.Helper()
	r.says(user, text)
	return r.hears(user, n)[n-1]
}

func (r *rig) options(change func(*sim.Settings)) {
	r.t.Helper()
	if err := r.sim.Configure(change); err != nil {
		r.t.Fatal(err)
	}
}

// "No proactive conversations": nothing is sent, and the error says why.
func TestGotchaNoProactiveConversations(t *testing.T) {
	r := gotchaRig(t, `
		bot.hear("tell alice", async msg => {
			const before = bot.canSend("alice@im.wechat");
			try { await bot.send("alice@im.wechat", "hello"); return "sent"; }
			catch (e) { return [before.ok, before.reason, e.name, e.code, e instanceof NoContextError, e.hint.length > 0].join(" "); }
		});
		bot.hear("hi", () => "hello");`)
	if got, want := r.answer(bob, "tell alice", 1), "false NO_CONTEXT NoContextError NO_CONTEXT true true"; got != want {
		t.Errorf("first contact: %q, want %q", got, want)
	}
	r.answer(alice, "hi", 1)
	if got := r.answer(bob, "tell alice", 2); got != "sent" {
		t.Errorf("after alice wrote: %q", got)
	}
	r.clean()
}

// "24-hour window … silently discarded": the host refuses instead, whichever
// of the two known ways the service has.
func TestGotcha24HourWindow(t *testing.T) {
	for _, mode := range []string{"reject", "drop"} {
		t.Run(mode, func(t *testing.T) {
			r := gotchaRig(t, `
				bot.hear("hi", () => "hello");
				bot.hear("tell alice", async () => {
					try { await bot.send("alice@im.wechat", "news"); return "sent"; }
					catch (e) { return e.code + " " + bot.canSend("alice@im.wechat").reason; }
				});`)
			r.options(func(s *sim.Settings) { s.AfterWindow = mode })
			r.answer(alice, "hi", 1)
			r.sim.Advance(24 * time.Hour)
			if got, want := r.answer(bob, "tell alice", 1), "WINDOW_CLOSED WINDOW_CLOSED"; got != want {
				t.Errorf("a day later: %q, want %q", got, want)
			}
			if n := len(r.sim.Sent(alice, 0)); n != 1 {
				t.Errorf("%d messages went to alice, want the first alone", n)
			}
			r.answer(alice, "hi", 2)
			r.clean()
		})
	}
}

// "ret: -14 = session expired": an event, no failed message, and a new login
// goes on with a new bot.
func TestGotchaSessionExpired(t *testing.T) {
	r := gotchaRig(t, `
		bot.on("sessionExpired", e => store.shared.set("expired", e.account));
		bot.on("login", e => store.shared.set("login", true));
		bot.hear("hi", () => "hello");`)
	r.sim.Expire()
	r.stored("shared", "expired", `"default"`)
	r.stored("shared", "login", `true`) // by a code that the simulator confirms
	if got := r.answer(sim.DefaultUser, "hi", 1); got != "hello" {
		t.Errorf("after the new login: %q", got)
	}
}

// "ret: -2 … the context_token is expired, the 10-reply limit was reached, or
// the text exceeds 16 KiB": one error with the raw answer and ranked reasons,
// or none at all where the host knows better.
func TestGotchaThreeCausesOfRet2(t *testing.T) {
	r := gotchaRig(t, `
		const told = e => [e.name, e.ret, e.errmsg, e.reasons[0]].join("|");
		bot.hear("many", async msg => {
			for (let i = 0; i < 11; i++) try { await msg.reply("n" + i); } catch (e) { store.shared.set("many", told(e)); }
		});
		bot.hear("old", async msg => {
			await new Promise(done => setTimeout(done, 1500)); // the token dies meanwhile
			try { await msg.reply("x"); } catch (e) { store.shared.set("old", told(e)); }
		});
		bot.hear("long", async msg => {
			try { await msg.reply("好".repeat(6000), {split: false}); } catch (e) { store.shared.set("long", e.code + e.bytes); }
		});`, func(c *Config) { c.Send.Quota = 0 }) // no local count: the service has to say it
	r.says(alice, "many")
	r.hears(alice, 10)
	const used = `"RejectedError|-2|prepare failed|the 10 messages that follow each of the user's are used up (counted here: 10)"`
	r.stored("shared", "many", used)
	r.options(func(s *sim.Settings) { s.TokenLife = sim.Duration(time.Second) })
	r.says(alice, "old")
	waitFor(t, "a refusal", func() bool { _, ok := r.host.kv.Space("shared").Get("old"); return ok })
	if v, _ := r.host.kv.Space("shared").Get("old"); !strings.HasPrefix(string(v), `"RejectedError|-2|`) {
		t.Errorf("with a dead token: %s", v)
	}
	r.says(alice, "long")
	r.stored("shared", "long", `"TEXT_TOO_LONG18000"`)
	r.clean()
}

// "One message = one media item … sent as separate messages automatically."
func TestGotchaOneMessageOneItem(t *testing.T) {
	r := gotchaRig(t, `bot.hear("both", async msg => {
		const receipt = await msg.reply({ image: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), text: "a caption" });
		store.shared.set("parts", receipt.parts + " " + receipt.remaining);
	});`)
	r.says(alice, "both")
	if got := r.sent(alice, 2); got[0].Text != "a caption" || got[1].Kind != "image" {
		t.Errorf("text and image arrived as %+v", got)
	}
	r.stored("shared", "parts", `"2 8"`)
	r.clean() // two items in one message would be a violation
}

// "CDN uploads are user-bound … dummy user IDs cause ret: -1" and "CDN
// references can be reused … for the same user."
func TestGotchaUploads(t *testing.T) {
	r := gotchaRig(t, `bot.hear("go", async msg => {
		const bytes = new TextEncoder().encode("a file");
		try { await bot.upload("nobody@im.wechat", "file", bytes); } catch (e) { await msg.reply([e.name, e.code].join(" ")); }
		const once = await bot.upload(msg.from, "file", bytes);
		await msg.reply({ file: once, name: "a.txt" });
		await msg.reply({ file: once, name: "b.txt" });
	});`)
	r.says(alice, "go")
	got := r.sent(alice, 3)
	if got[0].Text != "MediaError USER_UNKNOWN" {
		t.Errorf("upload for nobody: %q", got[0].Text)
	}
	if got[1].MD5 != md5Of([]byte("a file")) || got[2].MD5 != got[1].MD5 || got[1].Name != "a.txt" || got[2].Name != "b.txt" {
		t.Errorf("one upload sent twice: %+v", got[1:])
	}
	if n := r.sim.State().Requests["upload"]; n != 1 {
		t.Errorf("%d uploads, want 1", n)
	}
	if v := r.sim.Violations(); len(v) != 1 || v[0].Op != "getuploadurl" {
		t.Errorf("violations: %+v, want the upload for nobody alone", v)
	}
}

// "Video preview errors": a typed error whose hint says what works.
func TestGotchaVideoPreview(t *testing.T) {
	r := gotchaRig(t, `bot.on("video", async msg => {
		try { await msg.reply({ video: msg.media }); }
		catch (e) { await msg.reply(e.code); await msg.reply({ file: msg.media, name: "clip.mp4" }); }
	});`)
	r.fault("upload", "cdn_probe_preview", 1)
	clip := []byte("not really a video")
	r.sendsMedia(sim.MediaRequest{User: alice, Kind: "video", Data: clip})
	if got := r.sent(alice, 2); got[0].Text != "PROBE_PREVIEW" || got[1].Kind != "file" || got[1].MD5 != md5Of(clip) {
		t.Errorf("to a video that can not be sent on: %+v", got)
	}
}

// "Image AES key quirk": the simulator sends a wrong media.aes_key beside the
// right image_item.aeskey.
func TestGotchaImageKey(t *testing.T) {
	r := gotchaRig(t, `bot.on("image", async msg => new TextDecoder().decode(await msg.media.bytes()));`)
	r.sendsMedia(sim.MediaRequest{User: alice, Kind: "image", Data: []byte("the picture")})
	if got := r.hears(alice, 1)[0]; got != "the picture" {
		t.Errorf("opened as %q", got)
	}
}

// "Text size limit: 16 KiB UTF-8 … byte length, not character count."
func TestGotchaTextSizeInBytes(t *testing.T) {
	r := gotchaRig(t, `
		bot.hear("whole", async msg => {
			const a = await msg.reply("a".repeat(16384), {split: false});
			try { await msg.reply("好".repeat(6000), {split: false}); }
			catch (e) { await msg.reply([a.parts, e.name, e.code, e.bytes, e.limit].join(" ")); }
		});
		bot.hear("parts", async msg => {
			await msg.reply("a".repeat(16384)); 
		});
		bot.hear("chinese parts", async msg => { await msg.reply("好".repeat(6000)); });`)
	if got, want := r.answer(alice, "whole", 2), "1 TextTooLongError TEXT_TOO_LONG 18000 16384"; got != want {
		t.Errorf("without splitting: %q, want %q", got, want)
	}
	r.says(alice, "parts")
	if got := strings.Join(r.hears(alice, 2+9)[2:], ""); got != strings.Repeat("a", 16384) {
		t.Errorf("%d characters arrived in parts, want 16384", len(got))
	}
	r.says(alice, "chinese parts")
	if got := strings.Join(r.hears(alice, 2+9+3)[11:], ""); got != strings.Repeat("好", 6000) {
		t.Errorf("%d bytes arrived in parts, want 18000", len(got))
	}
	r.clean()
}

// "10 replies per context_token … remaining shows how many sends are left … the
// counter resets when the user sends a new message."
func TestGotchaTenReplies(t *testing.T) {
	r := gotchaRig(t, `bot.hear("go", async msg => {
		let left = [];
		for (let i = 0; i < 10; i++) left.push((await msg.reply("x")).remaining);
		try { await msg.reply("x"); } catch (e) { store.shared.set("left", [left.join(), e.code, e.limit, e.used, msg.quota.remaining].join(" ")); }
	});`)
	for round := range 2 {
		r.says(alice, "go")
		r.hears(alice, 10*(round+1))
		r.stored("shared", "left", `"9,8,7,6,5,4,3,2,1,0 QUOTA_EXHAUSTED 10 10 0"`)
		r.host.kv.Space("shared").Delete(nil, "left")
	}
	if refused := r.sim.State().Refused; len(refused) != 0 {
		t.Errorf("the service had to refuse: %v", refused)
	}
	r.clean()
}

// "Batch delayed delivery": success means accepted; nothing is sent again.
func TestGotchaDelayedBatch(t *testing.T) {
	r := gotchaRig(t, `bot.hear("go", async msg => {
		const a = await msg.reply("one"), b = await msg.reply("two");
		store.shared.set("status", a.status + " " + b.status);
	});`)
	err := r.sim.SetFault(sim.Fault{Op: "sendmessage", Kind: "delay_batch", Count: -1, Delay: sim.Duration(5 * time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	r.says(alice, "go")
	r.stored("shared", "status", `"confirmed confirmed"`)
	r.sim.Advance(6 * time.Minute)
	shown := func() (texts []string) {
		for _, m := range r.sim.Sent(alice, 0) {
			if m.Shown {
				texts = append(texts, m.Text)
			}
		}
		return texts
	}
	waitFor(t, "the batch", func() bool { return len(shown()) >= 2 })
	if got := shown(); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("shown %q, want each once", got)
	}
}

// "Tokens are per-user … Old tokens remain valid within the 24h window even
// after newer tokens are issued": used when send.older_tokens says so.
func TestGotchaOlderTokens(t *testing.T) {
	r := newRig(t, map[string]string{"g.js": `
		bot.hear("one", () => "first");
		bot.hear("many", async msg => { for (let i = 0; i < 12; i++) await msg.reply("n" + i); });`},
		func(c *Config) { c.Send.OlderTokens = true })
	r.options(func(s *sim.Settings) { s.QuotaScope = "token" })
	r.start()
	r.answer(alice, "one", 1)
	r.says(alice, "many")
	r.hears(alice, 13)
	by := map[string]int{}
	list := r.sim.Sent(alice, 0)
	for _, m := range list {
		by[m.ContextToken]++
	}
	if first, last := by[list[0].ContextToken], by[list[1].ContextToken]; len(by) != 2 || first != 3 || last != 10 {
		t.Errorf("sends by token: %v, want 10 with the newer and 1 + 2 with the older", by)
	}
	r.clean()
}

// "Persisted … separate from token.json … entries older than 24h are discarded
// on load": and the error goes on saying that the window closed.
func TestGotchaContextsArePersistedApart(t *testing.T) {
	r := gotchaRig(t, `
		bot.hear("hi", () => "hello");
		bot.hear("check", () => bot.canSend("alice@im.wechat").reason);`)
	r.answer(alice, "hi", 1)
	token := r.sim.Sent(alice, 0)[0].ContextToken
	r.halt()
	data, err := os.ReadFile(statedir.TokenPath(r.cfg.State, "default"))
	if err != nil || strings.Contains(string(data), token) {
		t.Errorf("token.json can not be read or holds a context token: %v", err)
	}
	r.sim.Advance(25 * time.Hour)
	r.start()
	if got := r.answer(bob, "check", 1); got != "WINDOW_CLOSED" {
		t.Errorf("a day and a restart later: %q, want WINDOW_CLOSED", got)
	}
	for _, tt := range []struct {
		age  time.Duration
		kept bool
	}{{23 * time.Hour, true}, {25 * time.Hour, false}} {
		w := window.New("default", ilink.DefaultLimits(), func() time.Time { return time.Now().Add(tt.age) })
		list, err := r.host.db.Windows("default")
		if err == nil {
			err = w.Restore(list)
		}
		var row []byte
		w.Keep(alice, func(now store.Window) { row = now.Value })
		if err != nil || strings.Contains(string(row), token) != tt.kept {
			t.Errorf("loaded and written after %s: %s, %v; want the token kept: %v", tt.age, row, err, tt.kept)
		}
	}
}

// "Proactive messaging — without first calling recv(), as long as a valid
// context_token exists (… loaded from disk)."
func TestGotchaSendingAfterARestart(t *testing.T) {
	r := gotchaRig(t, `
		bot.hear("hi", () => "hello");
		bot.on("start", async () => {
			for (const u of bot.users()) if (bot.canSend(u.id).ok) store.shared.set("left", (await bot.send(u.id, "I am back")).remaining);
		});`)
	r.answer(alice, "hi", 1)
	r.halt()
	r.start()
	if got := r.hears(alice, 2)[1]; got != "I am back" {
		t.Errorf("after the restart: %q", got)
	}
	r.stored("shared", "left", fmt.Sprint(8)) // the count survived, too
	r.clean()
}
