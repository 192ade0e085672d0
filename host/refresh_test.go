package host

import (
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// refresh: true waits until a poll has answered or has been open and silent
// for two seconds, and lets the held poll be.
func TestRefreshKeepsTheHeldPoll(t *testing.T) {
	r := newRig(t, map[string]string{"10-late.js": `bot.hear("late", msg => msg.reply("fresh", { refresh: true }).then(() => {}));`})
	r.start()
	r.says(u1, "late")
	r.hears(u1, 1)
	polls := r.sim.Requests("getupdates", 0)
	if len(polls) == 0 {
		t.Fatal("no poll was answered")
	}
	for _, p := range polls {
		if p.Status == 0 {
			t.Error("a held poll was cut")
		}
	}
	brought := polls[len(polls)-1].Time
	if waited := r.sent(u1, 1)[0].Time.Sub(brought); waited < 1900*time.Millisecond {
		t.Errorf("the reply left %s after the poll that brought the message, want 2s of silence before it", waited)
	}
	r.clean()
}

// refresh: true waits for a poll that will never be answered only as long as
// the session lasts.
func TestRefreshEndsWithTheSession(t *testing.T) {
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"10-late.js": `bot.hear("late", async msg => {
		store.set("asked", true);
		store.set("status", (await msg.reply("fresh", { refresh: true })).status);
	});`})
	r.start()
	waitFor(t, "a held poll", func() bool { return r.sim.State().Bots[0].Polls == 1 })
	r.fault("getupdates", "http_500", -1)
	r.says(u1, "late") // comes with the poll that is held, the last one that works
	r.stored("rule/late", "asked", "true")
	r.sim.Expire()
	r.fault("getupdates", "http_500", 0)
	r.stored("rule/late", "status", `"queued"`)
	r.clean()
}

// quotaLow comes once per window, when two sends are left.
func TestQuotaLow(t *testing.T) {
	r := newRig(t, map[string]string{"10-many.js": `
		bot.on("quotaLow", e => { store.incr("times"); store.set("last", e.user + " " + e.remaining + "/" + e.limit); });
		bot.hear("nine", async msg => { for (let i = 0; i < 9; i++) await msg.reply("n" + i); });`})
	r.start()
	r.says(u1, "nine")
	r.hears(u1, 9)
	r.stored("rule/many", "last", `"`+u1+` 2/10"`)
	r.stored("rule/many", "times", "1")
	r.clean()
}
