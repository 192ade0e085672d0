package host

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const queueRule = `
bot.hear("fill [n]", async msg => {
	const st = [];
	for (let i = 1; i <= Number(msg.params.n); i++) {
		try { st.push((await msg.reply("m" + i, { queue: true })).status); } catch (e) { st.push(e.code); }
	}
	store.set("st", st.join(","));
});
bot.hear("hi", () => "hello");
bot.hear("returns", async msg => { for (let i = 0; i < 10; i++) await msg.reply("r" + i); return "the eleventh"; });`

// TestQueue: what the quota refuses waits for the user's next message, leaves
// oldest first after the live reply, and leaves room for three more.
func TestQueue(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": queueRule})
	r.start()
	r.says(u1, "fill 20")
	r.hears(u1, 10)
	r.stored("rule/q", "st", `"`+strings.Repeat("confirmed,", 10)+strings.TrimSuffix(strings.Repeat("queued,", 10), ",")+`"`)
	r.says(u1, "hi")
	got := r.hears(u1, 17)[10:]
	want := []string{"hello"}
	for i := 11; i <= 16; i++ {
		want = append(want, fmt.Sprintf("m%d", i))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("after the next message: %v, want %v", got, want)
	}
	waitFor(t, "the queue to rest", func() bool { return r.queued(u1) == 4 })
	r.halt()
	r.start() // queued rows outlive the process
	r.says(u1, "hi")
	if got := strings.Join(r.hears(u1, 22)[17:], " "); got != "hello m17 m18 m19 m20" {
		t.Errorf("after the message that follows: %s", got)
	}
	r.clean()
}

// TestQueueIsBounded: the twenty-first row throws the refusal itself.
func TestQueueIsBounded(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": queueRule})
	r.start()
	r.says(u1, "fill 31")
	r.hears(u1, 10)
	r.stored("rule/q", "st", `"`+strings.Repeat("confirmed,", 10)+strings.Repeat("queued,", 20)+`QUOTA_EXHAUSTED"`)
	r.clean()
}

// TestReturnedValueIsQueued: a returned value that the quota refuses waits by
// itself.
func TestReturnedValueIsQueued(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": queueRule})
	r.start()
	r.says(u1, "returns")
	r.hears(u1, 10)
	waitFor(t, "the queued row", func() bool { return r.queued(u1) == 1 })
	waitFor(t, "the end of its message", func() bool { return r.pending() == 0 })
	r.says(u1, "hi")
	if got := strings.Join(r.hears(u1, 12)[10:], " "); got != "hello the eleventh" {
		t.Errorf("after the next message: %s", got)
	}
}

// TestQueueExpires: after its time a queued row is given up.
func TestQueueExpires(t *testing.T) {
	r, v := virtualRig(t, map[string]string{"q.js": queueRule})
	r.start()
	r.says(u1, "fill 11")
	r.stored("rule/q", "st", `"`+strings.Repeat("confirmed,", 10)+`queued"`)
	v.Advance(8 * 24 * time.Hour)
	r.says(u1, "hi")
	r.hears(u1, 11)
	waitFor(t, "an empty queue", func() bool { return r.queued(u1) == 0 })
	if n := len(r.sim.Sent(u1, 0)); n != 11 {
		t.Errorf("%d messages were sent, want 11", n)
	}
}

// TestQueueAfterRejection: a -2 is kept too, and one more -2 puts it back.
func TestQueueAfterRejection(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": queueRule})
	r.start()
	r.fault("sendmessage", "ret_-2", 1)
	r.says(u1, "fill 1")
	r.stored("rule/q", "st", `"queued"`)
	r.says(u1, "hi")
	if got := strings.Join(r.hears(u1, 2), " "); got != "hello m1" {
		t.Errorf("the user sees %s, want hello m1", got)
	}
	r.clean()
}

func (r *rig) queued(user string) int { return r.host.db.CountQueued("default", user) }
