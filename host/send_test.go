package host

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

const u1, u2 = "u1@im.wechat", "u2@im.wechat"

// manyRule sends as many replies as it is told to and keeps what came of them.
const manyRule = `bot.hear("many [n]", async msg => {
	for (let i = 1; i <= Number(msg.params.n); i++) {
		try { store.set("receipt" + i, await msg.reply("r" + i)); }
		catch (e) { store.set("error", { name: e.name, code: e.code, limit: e.limit, used: e.used }); break; }
	}
});
bot.hear("receipt [n]", msg => JSON.stringify(store.get("receipt" + msg.params.n)));`

func TestQuotaIsRefusedLocally(t *testing.T) {
	r := newRig(t, map[string]string{"many.js": manyRule})
	r.start()
	r.says(u1, "many 11")
	r.hears(u1, 10)
	r.stored("rule/many", "error", `{"name":"QuotaExhaustedError","code":"QUOTA_EXHAUSTED","limit":10,"used":10}`)
	if n := r.sim.State().Requests["sendmessage"]; n != 10 {
		t.Errorf("%d requests reached the service, want 10: the eleventh is refused locally", n)
	}
	r.says(u1, "receipt 10")
	if got := r.hears(u1, 11)[10]; !strings.Contains(got, `"remaining":0`) {
		t.Errorf("the tenth receipt is %s, want remaining 0", got)
	}
	r.clean()
}

// TestQuotaSurvivesARestart: counts and contexts are on disk, apart from the
// credentials, and good before any message arrives.
func TestQuotaSurvivesARestart(t *testing.T) {
	r := newRig(t, map[string]string{"many.js": manyRule})
	r.start()
	r.says(u1, "many 3")
	r.hears(u1, 3)
	r.halt()
	r.write("start.js", `bot.on("start", async () => {
		const u = bot.users()[0];
		await bot.send(u.id, "back, " + u.remaining + " left");
	});`)
	r.start()
	if got := r.hears(u1, 4)[3]; got != "back, 7 left" {
		t.Errorf("after the restart: %q, want 7 left", got)
	}
	r.clean()
}

func TestWindowCloses(t *testing.T) {
	r, v := virtualRig(t, map[string]string{"w.js": `
		bot.hear("hi", () => "hello");
		bot.every("12h", async () => {
			try { await bot.send("u1@im.wechat", "tick"); } catch (e) { console.log(e.code); store.set("code", e.code); }
		});`})
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	v.Advance(12 * time.Hour)
	r.hears(u1, 2)
	v.Advance(12 * time.Hour) // closed a minute early, so the tick finds it closed
	r.stored("rule/w", "code", `"WINDOW_CLOSED"`)
	r.clean()
}

func TestLongTextIsSplitAndCounted(t *testing.T) {
	long := strings.Repeat("word ", 1000) // 5,000 characters: three parts
	r := newRig(t, map[string]string{"long.js": `
		bot.hear("long", async msg => { const r = await msg.reply(` + "`" + long + "`" + `); return r.parts + " parts, " + r.remaining + " left"; });
		bot.hear("nosplit", async msg => {
			const a = await msg.reply("x".repeat(16384), {split: false});
			try { await msg.reply("好".repeat(6000), {split: false}); } catch (e) { return a.parts + " " + e.name + " " + e.bytes; }
		});
		bot.hear("all or nothing", async msg => {
			for (let i = 0; i < 8; i++) await msg.reply("r" + i);
			try { await msg.reply(` + "`" + long + "`" + `.repeat(8)); } catch (e) { return e.code; }
		});`})
	r.start()
	r.says(u1, "long")
	if got := r.hears(u1, 4)[3]; got != "3 parts, 7 left" {
		t.Errorf("a long text: %q, want 3 parts, 7 left", got)
	}
	r.says(u1, "nosplit")
	if got := r.hears(u1, 6)[5]; got != "1 TextTooLongError 18000" {
		t.Errorf("unsplit texts: %q", got)
	}
	r.says(u1, "all or nothing")
	if got := r.hears(u1, 15)[14]; got != "QUOTA_EXHAUSTED" {
		t.Errorf("three parts of 16 KiB with two sends left: %q, want QUOTA_EXHAUSTED before the first part", got)
	}
	r.clean()
}

// TestLostAnswerIsRepeatedOnce: the same client id again, and the user sees
// one message; lost twice, the receipt says unconfirmed.
func TestLostAnswerIsRepeatedOnce(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", async msg => { const r = await msg.reply("hello"); return r.status + " " + r.remaining; });`})
	r.start()
	r.fault("sendmessage", "drop_response", 1)
	r.says(u1, "hi")
	if got := r.hears(u1, 2); got[0] != "hello" || got[1] != "confirmed 8" {
		t.Errorf("one answer lost: %q, want confirmed with the repeat counted", got)
	}
	r.fault("sendmessage", "drop_response", 2)
	r.says(u1, "hi")
	if got := r.hears(u1, 4); got[3] != "unconfirmed 8" {
		t.Errorf("both answers lost: %q, want unconfirmed", got[3])
	}
	r.clean()
}

func TestRepeatLostOff(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", async msg => { const r = await msg.reply("hello"); return r.status; });`},
		func(c *Config) { c.Send.RepeatLost = false })
	r.start()
	r.fault("sendmessage", "drop_response", 1)
	r.says(u1, "hi")
	if got := r.hears(u1, 2); got[1] != "unconfirmed" {
		t.Errorf("receipt %q, want unconfirmed", got[1])
	}
	if n := len(r.sim.Sent(u1, 0)); n != 2 {
		t.Errorf("%d requests, want 2: nothing is repeated", n)
	}
}

// TestServerErrorIsTriedAgain: 5xx cost no quota and are tried until it works.
func TestServerErrorIsTriedAgain(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", async msg => { const r = await msg.reply("hello"); return r.status + " " + r.remaining; });`})
	r.start()
	r.fault("sendmessage", "http_500", 1)
	r.says(u1, "hi")
	if got := r.hears(u1, 2); got[1] != "confirmed 9" {
		t.Errorf("after a 500: %q, want confirmed 9", got[1])
	}
	r.clean()
}

func TestServerErrorUntilTheWindowCloses(t *testing.T) {
	r, v := virtualRig(t, map[string]string{"a.js": `
		bot.hear("hi", async msg => { try { await msg.reply("hello"); } catch (e) { store.set("code", e.code); } });`},
		func(c *Config) { c.Send.Window = time.Hour })
	r.start()
	r.fault("sendmessage", "http_500", -1)
	r.says(u1, "hi")
	waitFor(t, "the first request", func() bool { return r.sim.State().Requests["sendmessage"] > 0 })
	for range 10 {
		v.Advance(time.Minute)
	}
	if code, ok := r.host.kv.Space("rule/a").Get("code"); ok {
		t.Fatalf("after ten minutes of 500s the reply has failed: %s", code)
	}
	v.Advance(time.Hour)
	waitFor(t, "the end of the window", func() bool {
		v.Advance(time.Minute)
		return r.host.kv.Space("rule/a").Has("code")
	})
	r.stored("rule/a", "code", `"WINDOW_CLOSED"`)
}

func TestRejectedIsNeverRetried(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", async msg => {
		try { await msg.reply("hello"); } catch (e) { store.set("e", {name: e.name, ret: e.ret, reasons: e.reasons.length > 0}); }
		return JSON.stringify(store.get("e")) + " " + msg.quota.remaining;
	});`})
	r.start()
	r.fault("sendmessage", "ret_-2", 1)
	r.says(u1, "hi")
	got := r.hears(u1, 1)[0]
	if !strings.Contains(got, `"RejectedError"`) || !strings.Contains(got, `"ret":-2`) || !strings.Contains(got, `"reasons":true`) {
		t.Errorf("a -2 is %s", got)
	}
	if !strings.HasSuffix(got, " 10") {
		t.Errorf("a refusal gives its quota back: %s", got)
	}
	r.clean()
}

// A refusal carries what the host knows of it.
func TestRejectedFacts(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", async msg => {
		await msg.reply("one"); await msg.reply("two");
		try { await msg.reply("好"); } catch (e) {
			store.set("e", [e.ret, e.errmsg, e.used, e.quota, e.bytes, e.recent.length, e.recent.every(s => s >= 0 && s < 60), e.tokenAge >= 3600 && e.tokenAge < 3700, e.reasons.length > 1].join(" "));
		}
	});`})
	_ = r.sim.Configure(func(o *sim.Settings) { o.Quota, o.QuotaErrmsg = 2, "unknown error" }) // fewer than the host believes
	r.start()
	if _, err := r.sim.Say(sim.SayRequest{User: u1, Text: "hi", Age: sim.Duration(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	r.stored("rule/a", "e", `"-2 unknown error 2 10 3 2 true true true"`)
	r.clean()
}

// What phones show badly is taken out, or not, as the settings say.
func TestMarkdownSetting(t *testing.T) {
	for mode, want := range map[string]string{"wechat": "a 中 **b** ", "raw": "a *中* **b** ![x](y)"} {
		r := newRig(t, map[string]string{"a.js": `bot.hear("hi", () => "a *中* **b** ![x](y)");`}, func(c *Config) { c.Send.Markdown = mode })
		r.start()
		r.says(u1, "hi")
		if got := r.hears(u1, 1)[0]; got != want {
			t.Errorf("%s: %q, want %q", mode, got, want)
		}
		r.clean()
	}
}

func TestUnconfirmed(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `
		bot.on("unconfirmed", e => store.incr("events"));
		bot.hear("hi", async msg => { const r = await msg.reply("hello"); return r.status + " " + r.id; });`})
	_ = r.sim.Configure(func(o *sim.Settings) { o.Receipts = "ret0" })
	r.start()
	r.says(u1, "hi")
	if got := r.hears(u1, 2)[1]; got != "unconfirmed null" {
		t.Errorf("ret 0 without an id: %q, want unconfirmed null", got)
	}
	r.stored("rule/a", "events", "2")
}

func TestPartialRefusal(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", async msg => {
		try { await msg.reply(["one", "two", "three"]); }
		catch (e) { store.set("e", [e.name, e.sent, e.parts, msg.quota.remaining].join(" ")); }
	});`})
	_ = r.sim.Configure(func(o *sim.Settings) { o.Quota = 1 }) // fewer than the host believes
	r.start()
	r.says(u1, "hi")
	r.stored("rule/a", "e", `"RejectedError 1 3 9"`)
}

// TestOrderPerRecipient: sends that nobody awaits leave in call order.
func TestOrderPerRecipient(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", msg => { for (let i = 0; i < 9; i++) msg.reply("r" + i); });`})
	r.start()
	r.says(u1, "hi")
	for i, text := range r.hears(u1, 9) {
		if text != fmt.Sprintf("r%d", i) {
			t.Fatalf("out of order: %v", r.seen(u1))
		}
	}
	r.clean()
}
