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

func TestEveryKeepsItsPhase(t *testing.T) {
	h := &host{clock: clock.NewVirtual(monday)}
	j := &job{s: &schedule{h: h}, state: jobState{Anchor: monday}}
	j.Every = 10 * time.Minute
	for _, tt := range []struct{ after, want time.Duration }{
		{0, 10 * time.Minute}, {time.Second, 10 * time.Minute}, {10 * time.Minute, 20 * time.Minute},
		{25 * time.Minute, 30 * time.Minute}, {-time.Minute, 0},
	} {
		if got := j.after(monday.Add(tt.after)).Sub(monday); got != tt.want {
			t.Errorf("tick after %v is at %v, want %v", tt.after, got, tt.want)
		}
	}
}

func TestMissedTicks(t *testing.T) {
	h := &host{clock: clock.NewVirtual(monday)}
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 23, hour, minute, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name    string
		catchUp time.Duration
		last    time.Time
		now     time.Time
		want    time.Time
	}{
		{"without catchUp it is skipped", 0, at(8, 0), at(10, 10), time.Time{}},
		{"one of several is run", 3 * time.Hour, at(8, 0), at(10, 10), at(10, 0)},
		{"not one that is too long ago", 5 * time.Minute, at(8, 0), at(10, 10), time.Time{}},
		{"not one that was run", time.Hour, at(10, 0), at(10, 10), time.Time{}},
		{"a new job has missed nothing", time.Hour, time.Time{}, at(10, 10), time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j := &job{s: &schedule{h: h}, state: jobState{Last: tt.last}}
			j.Spec, j.Location, j.CatchUp = "0 * * * *", time.UTC, tt.catchUp
			if got := j.missed(tt.now); !got.Equal(tt.want) {
				t.Errorf("missed = %v, want %v", got, tt.want)
			}
		})
	}
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
