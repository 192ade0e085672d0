package host

import (
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
)

// TestErrorListenerDoesNotFeedItself: what comes out of a listener of "error",
// itself or later, is logged and is no further event; other errors still are.
func TestErrorListenerDoesNotFeedItself(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"a.js": `
let n = 0;
bot.on("error", async e => {
	console.log("listener run " + ++n);
	setTimeout(() => { setTimeout(() => { throw new Error("from a timer in a timer"); }); });
	setTimeout(() => { Promise.reject(new Error("from a promise")); });
	setTimeout(async () => { await null; throw new Error("from an await"); });
	queueMicrotask(() => { throw new Error("from a microtask"); });
	throw new Error("from the listener");
});
bot.hear("throw", () => { throw new Error("a rule's own"); });
bot.hear("later", () => { setTimeout(() => { throw new Error("a timer's own"); }); return "set"; });
bot.hear("count", () => String(n));`,
	}, func(c *Config) {
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
	})
	r.start()
	settled := func() {
		for _, from := range []string{"the listener", "a timer in a timer", "a promise", "an await"} {
			waitFor(t, from, func() bool { return strings.Contains(log.String(), "from "+from) })
		}
	}
	r.says(u1, "throw")
	settled()
	r.says(u1, "count")
	if got := r.hears(u1, 1)[0]; got != "1" {
		t.Errorf("the listener ran %s times after one error, want 1", got)
	}
	r.says(u1, "later")
	waitFor(t, "the event of a rule's timer", func() bool { return strings.Contains(log.String(), "listener run 2") })
	r.says(u1, "count")
	if got := r.hears(u1, 3)[2]; got != "2" {
		t.Errorf("the listener ran %s times after two errors, want 2", got)
	}
	r.clean()
}

// TestFailingListenersAreNamed holds that a listener of an event which throws
// is logged like any other handler: with its place, what to do and the lines
// around, each one, and with the cause that it gave.
func TestFailingListenersAreNamed(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{
		"10-a.js": `bot.on("start", () => { nonsense.x; });`,
		"20-b.js": `bot.on("start", () => { throw new Error("outer", { cause: new Error("inner") }); });
bot.on("start", () => { null.foo; });`,
	}, func(c *Config) {
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
	})
	r.start()
	for _, want := range []string{
		`handler of an event failed: event=start rule=10-a.js generation=1 err="scripts/10-a.js:1:25: ReferenceError: nonsense is not defined" hint="declare it`,
		`> 1 | bot.on("start", () => { nonsense.x; });`,
		`err="scripts/20-b.js:1:31: outer" cause="Error: inner"`,
		`scripts/20-b.js:2:30: TypeError`,
	} {
		waitFor(t, want, func() bool { return strings.Contains(log.String(), want) })
	}
}
