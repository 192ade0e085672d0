package host

import (
	"testing"
	"time"

	"hotreply/ilink/sim"
	"hotreply/internal/clock"
)

// start of the virtual days of these tests: a Monday morning.
var monday = time.Date(2026, 11, 23, 7, 59, 0, 0, time.UTC)

// virtualRig has a host and a simulator on one virtual clock.
func virtualRig(t *testing.T, scripts map[string]string, change ...func(*Config)) (*rig, *clock.Virtual) {
	t.Helper()
	v := clock.NewVirtual(monday)
	r := newRigOn(t, sim.Options{Clock: v}, scripts, append([]func(*Config){func(c *Config) {
		c.Clock, c.Timezone = v, time.UTC
	}}, change...)...)
	return r, v
}

func TestCronTick(t *testing.T) {
	r, v := virtualRig(t, map[string]string{
		"10-cron.js": `
			bot.hear("hi", () => "hello");
			bot.cron("0 8 * * *", async () => { for (const u of bot.users()) await bot.send(u.id, "good morning"); });`,
	})
	r.start()
	r.says("u1@im.wechat", "hi")
	r.hears("u1@im.wechat", 1)
	v.Advance(2 * time.Minute)
	if got := r.hears("u1@im.wechat", 2); got[1] != "good morning" {
		t.Errorf("at 8:00 the user hears %q", got[1])
	}
	r.clean()
}

func TestCronRefuses(t *testing.T) {
	r := newRig(t, map[string]string{"10-bad.js": `
		try { bot.cron("every day", () => {}); } catch (e) { var bad = e.message; }
		bot.hear("?", () => bad);`})
	r.start()
	r.says("u1@im.wechat", "?")
	if got := r.hears("u1@im.wechat", 1)[0]; got == "" {
		t.Error("a spec that is none was accepted")
	}
}
