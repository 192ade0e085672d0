package runtime_test

import (
	"sync/atomic"
	"testing"
	"time"

	"hotreply/runtime"
)

// leaping is a clock that is 5 ms later each time somebody looks, as it is for
// a process that has to share the machine.
type leaping struct{ looks atomic.Int64 }

func (c *leaping) Now() time.Time {
	return time.Unix(1e9, 0).Add(time.Duration(c.looks.Add(1)) * 5 * time.Millisecond)
}

func (c *leaping) AfterFunc(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }

// TestTimersOfATurn: the shorter of two timers fires first, also when time
// passes between setting them.
func TestTimersOfATurn(t *testing.T) {
	set := start(t, map[string]string{"a.js": `bot.hear("x", async () => {
  const log = [];
  setTimeout(() => log.push("b"), 3);
  setTimeout(() => log.push("a"), 1);
  await new Promise(ok => setTimeout(ok, 30));
  return log.join("");
});`}, runtime.Options{Watch: runtime.WatchOff, Clock: &leaping{}})
	if got, _, err := say(t, set, "x"); got != "ab" || err != nil {
		t.Errorf("fired %q, %v, want ab", got, err)
	}
}
