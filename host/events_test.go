package host

import (
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
)

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
