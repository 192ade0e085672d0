package host

import (
	"hotreply/host/internal/inbox"
	"testing"
	"time"
)

// chatTyping tells whether the user sees "typing", and how often it was shown.
func (r *rig) chatTyping(user string) (on bool, shown int) {
	for _, b := range r.sim.State().Bots {
		for _, c := range b.Chats {
			if c.User == user && b.ID == r.bot {
				return c.Typing, c.TypingCount
			}
		}
	}
	return false, 0
}

// TestTyping: a handler that takes its time shows "typing", and it is gone
// when the handler is over; a quick one shows nothing.
func TestTyping(t *testing.T) {
	r := newRig(t, map[string]string{"slow.js": `
		bot.hear("slow", async () => { await new Promise(done => setTimeout(done, 1500)); return "there"; });
		bot.hear("quick", () => "at once");
		bot.hear("asked", async msg => { await msg.typing(); await new Promise(done => setTimeout(done, 200)); await msg.typing(false); return "ok"; });
	`}, func(c *Config) { c.Rules.Typing = true })
	r.start()
	gone := func(after string) {
		t.Helper()
		for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
			if on, _ := r.chatTyping(u1); !on {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("still typing after %s", after)
			}
		}
	}
	began := time.Now()
	r.says(u1, "quick")
	r.hears(u1, 1)
	if _, before := r.chatTyping(u1); before != 0 && time.Since(began) < inbox.TypingAfter {
		t.Errorf("a quick handler showed typing %d times", before)
	}
	gone("the quick handler")
	_, before := r.chatTyping(u1)
	r.says(u1, "slow")
	r.hears(u1, 2)
	_, shown := r.chatTyping(u1)
	if shown <= before {
		t.Error("a slow handler showed no typing")
	}
	gone("the slow handler")
	r.says(u1, "asked")
	r.hears(u1, 3)
	if _, after := r.chatTyping(u1); after <= shown {
		t.Error("msg.typing() showed none")
	}
	gone("msg.typing(false)")
	r.clean()
}
