package host

import (
	"strings"
	"testing"
	"time"
)

const askRule = `
bot.hear("name", async msg => {
	const a = await msg.ask("who are you?");
	const b = await msg.ask("and your friend, " + a.text + "?");
	return a.text + " and " + b.text;
});
bot.hear("number", async msg => {
	const a = await msg.ask("which?", { match: m => /^\d+$/.test(m.text), timeout: "1h" });
	return "it is " + a.text;
});
bot.hear("other", () => "still here");
bot.hear("late", async msg => {
	try { await msg.ask("quick?", { timeout: "10m" }); } catch (e) { return e.code; }
});`

func TestAskTwice(t *testing.T) {
	r := newRig(t, map[string]string{"ask.js": askRule})
	r.start()
	r.says(u1, "name")
	r.hears(u1, 1)
	r.says(u1, "Ann")
	r.hears(u1, 2)
	r.says(u1, "Bob")
	if got := r.hears(u1, 3); got[2] != "Ann and Bob" {
		t.Errorf("conversation: %q", got)
	}
	waitFor(t, "all three rows done", func() bool { return r.pending() == 0 })
	r.clean()
}

// TestAskRefusedGoesToTheRules: what match refuses is handled by the rules
// while the question stays open.
func TestAskRefusedGoesToTheRules(t *testing.T) {
	r := newRig(t, map[string]string{"ask.js": askRule})
	r.start()
	r.says(u1, "number")
	r.hears(u1, 1)
	r.says(u1, "other")
	r.hears(u1, 2)
	r.says(u1, "42")
	if got := strings.Join(r.hears(u1, 3), "|"); got != "which?|still here|it is 42" {
		t.Errorf("conversation: %s", got)
	}
	waitFor(t, "all rows done", func() bool { return r.pending() == 0 })
	r.clean()
}

// TestAskDoesNotHoldOthersUp: while one user is asked, others are served.
func TestAskDoesNotHoldOthersUp(t *testing.T) {
	r := newRig(t, map[string]string{"ask.js": askRule})
	r.start()
	r.says(u1, "name")
	r.hears(u1, 1)
	r.says(u2, "other")
	r.hears(u2, 1)
	r.clean()
}

func TestAskTimesOut(t *testing.T) {
	r, v := virtualRig(t, map[string]string{"ask.js": askRule})
	r.start()
	r.says(u1, "late")
	r.hears(u1, 1)
	waitFor(t, "the timeout", func() bool {
		v.Advance(time.Minute)
		return len(r.seen(u1)) > 1
	})
	if got := r.hears(u1, 2); got[1] != "TIMEOUT" {
		t.Errorf("after ten minutes: %q, want TIMEOUT", got)
	}
	r.says(u1, "other")
	if got := r.hears(u1, 3); got[2] != "still here" {
		t.Errorf("after a timeout the lane goes on: %q", got)
	}
	r.clean()
}

// TestAskSurvivesARestart: the handler starts again, the question is not sent
// again, the recorded answer is given again, and all is done together.
func TestAskSurvivesARestart(t *testing.T) {
	r := newRig(t, map[string]string{"ask.js": askRule})
	r.start()
	r.says(u1, "name")
	r.hears(u1, 1)
	r.says(u1, "Ann")
	r.hears(u1, 2)
	r.halt()
	r.start()
	if n := r.pending(); n != 2 {
		t.Errorf("%d rows are pending after the restart, want 2: the asking one and its answer", n)
	}
	r.says(u1, "Bob")
	if got := strings.Join(r.hears(u1, 3), "|"); got != "who are you?|and your friend, Ann?|Ann and Bob" {
		t.Errorf("conversation across a restart: %s", got)
	}
	waitFor(t, "all rows done", func() bool { return r.pending() == 0 })
	r.clean()
}

// TestNewestQuestionFirst: two handlers of one user wait; the newer one gets
// the next message.
func TestNewestQuestionFirst(t *testing.T) {
	r := newRig(t, map[string]string{"ask.js": `
		bot.hear("outer", async msg => "outer got " + (await msg.ask("o?", { match: m => m.text !== "inner" })).text);
		bot.hear("inner", async msg => "inner got " + (await msg.ask("i?")).text);`})
	r.start()
	r.says(u1, "outer")
	r.hears(u1, 1)
	r.says(u1, "inner")
	r.hears(u1, 2)
	r.says(u1, "1")
	r.hears(u1, 3)
	r.says(u1, "2")
	if got := strings.Join(r.hears(u1, 4), "|"); got != "o?|i?|inner got 1|outer got 2" {
		t.Errorf("conversation: %s", got)
	}
	r.clean()
}

// TestTwoQuestionsAtOnce: a handler may wait for two answers together.
func TestTwoQuestionsAtOnce(t *testing.T) {
	r := newRig(t, map[string]string{"ask.js": `bot.hear("both", async msg => {
		const [a, b] = await Promise.all([msg.ask("1?"), msg.ask("2?")]);
		return a.text + b.text;
	});`})
	r.start()
	r.says(u1, "both")
	r.hears(u1, 2)
	r.says(u1, "x")
	r.says(u1, "y")
	if got := r.hears(u1, 3)[2]; got != "yx" && got != "xy" {
		t.Errorf("two questions at once: %q", got)
	}
	r.clean()
}

// TestOnceIsKept: a re-run gets the stored result.
func TestOnceIsKept(t *testing.T) {
	r := newRig(t, map[string]string{"once.js": `bot.hear("pay", async msg => {
		const n = await msg.once("pay", () => { store.set("paid", (store.get("paid") ?? 0) + 1); return "receipt " + store.get("paid"); });
		await msg.ask("fine?");
		return n + " " + msg.redelivered + " " + store.get("paid");
	});`})
	r.start()
	r.says(u1, "pay")
	r.hears(u1, 1)
	r.halt()
	r.start()
	r.says(u1, "yes")
	if got := r.hears(u1, 2)[1]; got != "receipt 1 true 1" {
		t.Errorf("after a restart: %q, want receipt 1 true 1", got)
	}
	r.clean()
}
