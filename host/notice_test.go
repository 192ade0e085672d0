package host

import (
	"testing"
	"time"

	"hotreply/host/supervise"
	"hotreply/ilink/sim"
	"hotreply/store"
)

// TestFinishedNotices holds what the program around the host learns of the end
// of each message: also of one that no rule took, and of an answer to a
// question, which is done together with the message that asked.
func TestFinishedNotices(t *testing.T) {
	const user = "u1@im.wechat"
	finished := make(chan supervise.Notice, 16)
	r := newRig(t, map[string]string{"10-ask.js": `
		bot.hear("ask", async msg => "hello " + (await msg.ask("name?")).text);
		bot.hear("quiet", () => {});
		bot.use(async (msg, next) => { if (!await next() && msg.text === "lost") await msg.reply("what?"); });
		bot.hear("boom", () => { throw new Error("no such city") });
	`}, func(c *Config) {
		c.Notify = func(n supervise.Notice) {
			if n.Kind == supervise.NoticeFinished {
				finished <- n
			}
		}
	})
	r.start()
	says := func(text string) (id string) {
		t.Helper()
		id, err := r.sim.Say(sim.SayRequest{User: user, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	wants := func(id, state, reason string) {
		t.Helper()
		want := supervise.Notice{Kind: supervise.NoticeFinished, Account: "default", User: user, Message: id, State: state, Reason: reason}
		select {
		case got := <-finished:
			if got != want {
				t.Errorf("notice %+v, want %+v", got, want)
			}
		case <-time.After(patience):
			t.Fatalf("no notice, want %+v", want)
		}
	}
	wants(says("quiet"), store.InboxDone, "")
	wants(says("nobody knows this"), store.InboxDone, "no rule took it")
	wants(says("lost"), store.InboxDone, "") // answered, though no rule took it
	wants(says("boom"), store.InboxFailed, "scripts/10-ask.js:5:34: no such city")
	ask := says("ask")
	r.hears(user, 2)
	answer := says("Bob")
	wants(ask, store.InboxDone, "")
	wants(answer, store.InboxDone, "")
}
