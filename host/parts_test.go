package host

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/go-hclog"

	"hotreply/ilink/sim"
	"hotreply/store"
)

// partsRule answers "returned N", "reply N" and "sent N" with N characters, and
// says K short things before with "… N after K".
const partsRule = `
const text = n => "字".repeat(Number(n));
const before = async (msg, k) => { for (let i = 0; i < Number(k ?? 0); i++) await msg.reply("short"); };
bot.hear("returned [n] [k?]", async msg => { await before(msg, msg.params.k); return text(msg.params.n); });
bot.hear("reply [n] [k?]", async msg => { await before(msg, msg.params.k); await msg.reply(text(msg.params.n)); });
bot.hear("sent [n] [k?]", async msg => { await before(msg, msg.params.k); await bot.send(msg.from, text(msg.params.n)); });`

// TestLongAnswersFitTheWindow: a text that makes more messages than are left is
// cut into larger ones, no larger than it takes, and leaves now.
func TestLongAnswersFitTheWindow(t *testing.T) {
	r := newRig(t, map[string]string{"p.js": partsRule})
	r.start()
	user := 0
	for _, c := range []struct {
		name                 string
		runes, before, parts int
		atLeast, atMost      int // code points of every part but the last, and of all
	}{
		{"as split_at says", 20_000, 0, 10, 2000, 2000},
		{"few", 3_000, 0, 2, 2000, 2000},
		{"more than ten of 2,000", 21_000, 0, 10, 2000, 2200},
		{"with four left", 21_000, 6, 4, 5000, 5461}, // 16 KiB hold 5,461 of them
		{"with one left", 5_000, 9, 1, 5000, 5000},
		{"all that a window holds", 54_000, 0, 10, 5300, 5461},
	} {
		for _, way := range []string{"returned", "reply", "sent"} {
			user++
			from := fmt.Sprintf("p%d@im.wechat", user)
			r.says(from, fmt.Sprintf("%s %d %d", way, c.runes, c.before))
			got := r.hears(from, c.before+c.parts)[c.before:]
			if want := strings.Repeat("字", c.runes); strings.Join(got, "") != want {
				t.Errorf("%s, %s: the user got %d characters, want %d", way, c.name, utf8.RuneCountInString(strings.Join(got, "")), c.runes)
			}
			for i, part := range got {
				n := utf8.RuneCountInString(part)
				if n > c.atMost || n < c.atLeast && i < len(got)-1 || len(part) > 16<<10 {
					t.Errorf("%s, %s: part %d of %d has %d characters, want %d to %d", way, c.name, i+1, len(got), n, c.atLeast, c.atMost)
				}
			}
		}
	}
	r.clean()
}

// TestMoreThanAWindowIsRefused: what no window can hold fails at once like any
// other failure, and holds up nothing.
func TestMoreThanAWindowIsRefused(t *testing.T) {
	for _, c := range []struct{ name, code, need string }{
		{"a returned list", `return list`, "11"},
		{"a returned text", `return "字".repeat(60000)`, "11"},
		{"a reply", `await msg.reply(list)`, "11"},
		{"a reply that may wait", `await msg.reply(list, { queue: true })`, "11"},
		{"a send that may wait", `await bot.send(msg.from, list, { queue: true })`, "11"},
		{"a text that is not to be cut", `await msg.reply(list.map(x => x.repeat(3)), { split: false, queue: true })`, "11"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, map[string]string{"p.js": queueRule + `
				const list = Array.from({ length: 11 }, (_, i) => "line " + i);
				bot.hear("much", async msg => { ` + c.code + ` });
				bot.on("error", e => store.set("event", e.code));`,
			}, func(cfg *Config) { cfg.Rules.ErrorReply = "sorry" })
			r.start()
			r.says(u1, "much")
			if got := r.hears(u1, 1)[0]; got != "sorry" {
				t.Fatalf("the user sees %q, want the error_reply", got)
			}
			r.stored("rule/p", "event", `"QUOTA_EXHAUSTED"`)
			waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
			reason := r.failed()[0].Reason
			if !strings.Contains(reason, c.need+" messages") || !strings.Contains(reason, "a window holds 10") {
				t.Errorf("listed as %q, want the numbers %s and 10", reason, c.need)
			}
			if n := r.queued(u1); n != 0 {
				t.Errorf("%d rows wait, want none", n)
			}
			r.says(u1, "fill 11")
			r.hears(u1, 11)
			waitFor(t, "what waits", func() bool { return r.queued(u1) == 1 && r.pending() == 0 })
			r.says(u1, "hi")
			if got := strings.Join(r.hears(u1, 13)[11:], " "); got != "hello m11" {
				t.Errorf("afterwards the user sees %q, want hello m11", got)
			}
			r.clean()
		})
	}
}

// TestWithoutAQuotaNothingIsTooMuch: quota = 0 counts nothing and cuts nothing
// larger than split_at.
func TestWithoutAQuotaNothingIsTooMuch(t *testing.T) {
	r := newRig(t, map[string]string{"p.js": partsRule + `bot.hear("list", () => Array.from({ length: 30 }, (_, i) => "line " + i));`},
		func(cfg *Config) { cfg.Send.Quota = 0 })
	_ = r.sim.Configure(func(o *sim.Settings) { o.Quota = 0 })
	r.start()
	r.says(u1, "list")
	r.hears(u1, 30)
	r.says(u2, "returned 60000")
	for i, part := range r.hears(u2, 30) {
		if n := utf8.RuneCountInString(part); n != 2000 {
			t.Errorf("part %d has %d characters, want 2000", i+1, n)
		}
	}
	r.clean()
}

// TestQueuedPartsLeaveOverTwoWindows: a queued row of many parts needs no
// window for itself. What there is room for beside the live reply leaves, in
// order, and then the rest, and what stands behind it.
func TestQueuedPartsLeaveOverTwoWindows(t *testing.T) {
	for _, n := range []int{7, 8, 9, 10} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			r := newRig(t, map[string]string{"p.js": `
				bot.hear("fill [n]", async msg => {
					for (let i = 1; i <= 10; i++) await msg.reply("m" + i);
					const r = await msg.reply(Array.from({ length: Number(msg.params.n) }, (_, i) => "p" + (i + 1)), { queue: true });
					await msg.reply("behind", { queue: true });
					store.set("st", r.status + " " + r.parts);
				});
				bot.hear("hi", () => "hello");`})
			r.start()
			r.says(u1, fmt.Sprintf("fill %d", n))
			r.stored("rule/p", "st", fmt.Sprintf(`"queued %d"`, n))
			r.hears(u1, 10)
			waitFor(t, "the handler's end", func() bool { return r.pending() == 0 })
			want := []string{"hello"}
			for i := 1; i <= n; i++ {
				if want = append(want, fmt.Sprint("p", i)); i == 6 { // 3 of 10 are left for the live reply
					want = append(want, "hello")
				}
			}
			want = append(want, "behind")
			r.says(u1, "hi")
			r.hears(u1, 17)
			waitFor(t, "the round's end", func() bool { return r.queued(u1) == 2 && r.resting() })
			r.halt()
			r.start() // what has left and what has not outlives the process
			r.says(u1, "hi")
			got := r.hears(u1, 10+len(want))
			if strings.Join(got[10:], " ") != strings.Join(want, " ") {
				t.Errorf("the user sees %v, want %v", got[10:], want)
			}
			waitFor(t, "an empty queue", func() bool { return r.queued(u1) == 0 })
			r.clean()
		})
	}
}

// resting says that no round of the queue is under way: each begins with the end
// of a message, which notes that it is due.
func (r *rig) resting() bool { return r.pending() == 0 && len(r.releases()) == 0 }

// TestQueueDrainsBehindMuchTalk: a bot that uses most of every window for its
// live replies lets the queue out all the same, behind them.
func TestQueueDrainsBehindMuchTalk(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": queueRule + `
		bot.hear("talk", async msg => { for (let i = 0; i < 8; i++) await msg.reply("t"); });`})
	r.start()
	r.says(u1, "fill 13")
	r.hears(u1, 10)
	waitFor(t, "the queue", func() bool { return r.queued(u1) == 3 && r.pending() == 0 })
	talks := 0
	for ; r.queued(u1) > 0 && talks < 20; talks++ {
		r.says(u1, "talk")
		waitFor(t, "a round's end", func() bool { return len(r.seen(u1)) >= 10+8*(talks+1) && r.pending() == 0 && r.resting() })
	}
	waitFor(t, "an empty queue", func() bool { return r.queued(u1) == 0 })
	live, waited := 0, ""
	for _, text := range r.hears(u1, 13+8*talks)[10:] {
		if text == "t" {
			live++
			continue
		}
		waited += text + " "
	}
	if live != 8*talks || waited != "m11 m12 m13 " {
		t.Errorf("%d live replies, want %d; then %q, want m11 m12 m13", live, 8*talks, waited)
	}
	r.clean()
}

// TestRowThatIsRefusedAgainAndAgain: what the service refuses time after time
// is given up, said and listed, and what stands behind it leaves.
func TestRowThatIsRefusedAgainAndAgain(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"q.js": queueRule + `bot.hear("mute", () => {});`},
		func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	r.start()
	r.says(u1, "fill 12")
	r.hears(u1, 10)
	waitFor(t, "the queue", func() bool { return r.queued(u1) == 2 && r.pending() == 0 })
	r.fault("sendmessage", "ret_-2", 3)
	for i := 1; i <= 3; i++ {
		r.says(u1, "mute")
		waitFor(t, "a refusal", func() bool { return strings.Count(log.String(), "send refused by the service") == i && r.resting() })
	}
	if got := r.hears(u1, 11)[10]; got != "m12" {
		t.Errorf("the user sees %q, want m12", got)
	}
	waitFor(t, "the failed row", func() bool { return len(r.failed()) == 1 })
	if row := r.failed()[0]; row.State != store.InboxFailed || !strings.Contains(row.Reason, "a reply was not delivered") {
		t.Errorf("the row is %s: %q", row.State, row.Reason)
	}
	r.halt()
	if n := strings.Count(log.String(), "a queued message could not go out"); n != 1 {
		t.Errorf("%d lines say that it is given up, want 1:\n%s", n, log.String())
	}
	r.clean()
}
