package host

import (
	"testing"
)

// TestReloadInTheMiddleOfAnAsk: an open conversation finishes on the version
// that began it, with its timers; new messages get the new version.
func TestReloadInTheMiddleOfAnAsk(t *testing.T) {
	version := func(n string) string {
		return `
bot.hear("name", async msg => {
	const a = await msg.ask("name?");
	const b = await msg.ask("and?");
	await new Promise(r => setTimeout(r, 20));
	return a.text + " and " + b.text + " in version ` + n + `";
});
bot.hear("version", () => "` + n + `");`
	}
	r := newRig(t, map[string]string{"ask.js": version("1")}, func(c *Config) { c.Rules.Watch = "auto" })
	r.start()
	r.says(u1, "name")
	r.hears(u1, 1)
	r.write("ask.js", version("2"))
	seen := 0
	waitFor(t, "version 2", func() bool {
		r.says(u2, "version")
		seen++
		return r.hears(u2, seen)[seen-1] == "2"
	})
	r.says(u1, "Ann")
	r.hears(u1, 2)
	r.says(u1, "Bob")
	if got := r.hears(u1, 3); got[2] != "Ann and Bob in version 1" {
		t.Errorf("conversation: %q", got)
	}
	r.says(u2, "name")
	r.hears(u2, seen+1)
	r.says(u2, "x")
	r.hears(u2, seen+2)
	r.says(u2, "y")
	if got := r.hears(u2, seen+3); got[seen+2] != "x and y in version 2" {
		t.Errorf("new conversation: %q", got)
	}
	waitFor(t, "all rows done", func() bool { return r.pending() == 0 })
	r.clean()
}
