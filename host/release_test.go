package host

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hotreply/host/internal/lane"
	"hotreply/ilink/sim"
)

const releaseRule = `
import { writeFile } from "fs/promises";
bot.hear("fill [n]", async msg => {
	for (let i = 1; i <= 10; i++) await msg.reply("m" + i);
	for (let i = 1; i <= Number(msg.params.n); i++) await bot.send(msg.from, "q" + i, { queue: true });
	await writeFile(msg.from, "filled");
});
bot.hear("mute", msg => { store.incr("runs"); });
bot.hear("hi", () => "hello");
bot.hear("again", () => "yes");`

// TestReleaseSurvivesAStop: what the user's message lets go and has not left
// when the host stops leaves after the next start, in order, without another
// message and without the handler. So it is for two users, one of whom has
// written once more before the stop.
func TestReleaseSurvivesAStop(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": releaseRule})
	r.start()
	r.says(u1, "fill 7") // as many as there is room for beside three live replies
	r.says(u2, "fill 5")
	r.hears(u1, 10)
	r.hears(u2, 10)
	waitFor(t, "both ends", func() bool { return r.pending() == 0 && r.queued(u1)+r.queued(u2) == 12 })
	r.fault("sendmessage", "http_500", -1)
	r.says(u1, "mute")
	r.says(u2, "mute")
	r.stored("rule/q", "runs", "2")
	waitFor(t, "both rounds", func() bool { return r.open() == 2 })
	r.says(u2, "again")
	waitFor(t, "the answer", func() bool { return r.open() == 3 })
	r.halt()
	r.fault("sendmessage", "http_500", 0)
	r.start()
	if got := strings.Join(r.hears(u1, 17)[10:], " "); got != "q1 q2 q3 q4 q5 q6 q7" {
		t.Errorf("the first user sees %s, want q1 to q7", got)
	}
	got := r.hears(u2, 16)[10:]
	if i := slices.Index(got, "yes"); i >= 0 {
		got = slices.Delete(got, i, i+1)
	}
	if strings.Join(got, " ") != "q1 q2 q3 q4 q5" {
		t.Errorf("the second user sees %v beside yes, want q1 to q5", got)
	}
	waitFor(t, "the rounds' end", func() bool { return r.resting() && r.pending() == 0 && len(r.releases()) == 0 })
	r.stored("rule/q", "runs", "2")
	r.halt()
	r.start() // nothing is left to do
	r.says(u1, "hi")
	if got := strings.Join(r.hears(u1, 18)[17:], " "); got != "hello" {
		t.Errorf("afterwards the user sees %s, want hello", got)
	}
	r.clean()
}

// TestReleaseBeforeTheLane: a round that is due is finished before a message
// that was in the inbox at the start is handled.
func TestReleaseBeforeTheLane(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": releaseRule})
	r.start()
	r.says(u1, "fill 4")
	r.hears(u1, 10)
	waitFor(t, "its end", func() bool { return r.pending() == 0 && r.queued(u1) == 4 })
	r.fault("sendmessage", "http_500", -1)
	r.says(u1, "mute")
	waitFor(t, "the round", func() bool { return r.open() == 1 && r.pending() == 0 })
	r.host.accounts()[0].lanes.Pause(lane.SuspectsFirst) // nothing new begins in this life
	r.says(u1, "again")
	waitFor(t, "the next message", func() bool { return r.pending() == 1 })
	r.halt()
	r.fault("sendmessage", "http_500", 0)
	r.start()
	if got := strings.Join(r.hears(u1, 15)[10:], " "); got != "q1 q2 q3 q4 yes" {
		t.Errorf("the user sees %s, want q1 q2 q3 q4 yes", got)
	}
	r.clean()
}

// TestReleaseKilled kills the host while queued sends leave, and starts it
// again: every one of them arrives by that, once and in order, and the message
// that let them go is answered once.
func TestReleaseKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a while")
	}
	rounds := 6
	if n, err := strconv.Atoi(os.Getenv(roundsEnv)); err == nil {
		rounds = n
	}
	r := newRig(t, map[string]string{"q.js": releaseRule})
	r.quota = 10
	for round := range rounds {
		users := []string{fmt.Sprintf("a%d@im.wechat", round), fmt.Sprintf("b%d@im.wechat", round)}
		cmd := r.child()
		for _, user := range users {
			r.says(user, "fill 4")
			r.hears(user, 10)
		}
		for _, user := range users {
			waitFor(t, "the handler's end", func() bool {
				_, err := os.Stat(filepath.Join(r.cfg.State, "files", user))
				return err == nil
			})
		}
		slow := sim.Fault{Op: "sendmessage", Kind: "slow", Count: -1, Delay: sim.Duration(15 * time.Millisecond)}
		if err := r.sim.SetFault(slow); err != nil {
			t.Fatal(err)
		}
		for _, user := range users {
			r.says(user, "hi")
		}
		time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond) // any moment is one to die in
		again := round%2 == 0
		if again {
			r.says(users[1], "again")
		}
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		r.fault("sendmessage", "slow", 0)
		cmd = r.child()
		for i, user := range users {
			n := 15
			if again && i == 1 {
				n++
			}
			got := r.hears(user, n)[10:]
			queued := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s == "hello" || s == "yes" })
			if strings.Join(queued, " ") != "q1 q2 q3 q4" || !slices.Contains(got, "hello") {
				t.Errorf("round %d: %s sees %v, want hello, and q1 to q4 in order", round, user, got)
			}
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	r.clean()
}

// releases are the rounds of the queue that are due.
func (r *rig) releases() map[string]uint64 {
	left, _ := r.host.db.Load("default")
	return left.Releases
}
