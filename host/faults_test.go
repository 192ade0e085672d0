package host

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// TestFaults sends 500 messages from 20 users while every fault of the service
// but those of the CDN is switched on in turn. In the end every message has
// its answer once and the service has nothing to complain of. (silent_drop is
// left out: the service says that it has delivered, and nobody can know.)
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("500 messages with faults take a while")
	}
	r := newRig(t, map[string]string{"echo.js": `bot.hear("say [n]", async msg => {
		for (;;) {
			try { return await msg.reply("said " + msg.params.n); }
			catch (e) { if (e.code !== "REJECTED") throw e; await new Promise(done => setTimeout(done, 5)); }
		}
	});`}, func(c *Config) { c.Send.Quota = 0 })
	_ = r.sim.Configure(func(o *sim.Settings) { o.Quota = 0 })
	r.start()
	faults := []sim.Fault{
		{Op: "getupdates", Kind: "http_500", Count: 1}, {Op: "sendmessage", Kind: "http_500", Count: 4},
		{Op: "getupdates", Kind: "reset", Count: 1}, {Op: "sendmessage", Kind: "reset", Count: 1},
		{Op: "sendmessage", Kind: "slow", Count: 5, Delay: sim.Duration(100 * time.Millisecond)},
		{Op: "sendmessage", Kind: "ret_-2", Count: 4}, {Op: "getupdates", Kind: "ret_-14", Count: 1},
		{Op: "getupdates", Kind: "drop_response", Count: 1}, {Op: "sendmessage", Kind: "drop_response", Count: 4},
		{Op: "getupdates", Kind: "empty_body", Count: 1}, {Op: "sendmessage", Kind: "empty_body", Count: 4},
		{Op: "getupdates", Kind: "garbage_json", Count: 1}, {Op: "sendmessage", Kind: "garbage_json", Count: 4},
		{Op: "sendmessage", Kind: "no_message_id", Count: 4}, {Op: "getupdates", Kind: "duplicate", Count: 10},
		{Op: "getupdates", Kind: "reorder", Count: 5}, {Op: "getupdates", Kind: "delay_batch", Count: 1, Delay: sim.Duration(100 * time.Millisecond)},
	}
	const users, messages = 20, 500
	user := func(i int) string { return fmt.Sprintf("u%02d@im.wechat", i) }
	n := 0
	for i, f := range faults {
		if err := r.sim.SetFault(f); err != nil {
			t.Fatal(err)
		}
		for n < messages*(i+1)/len(faults) {
			r.says(user(n%users), fmt.Sprintf("say %d", n))
			n++
		}
		for end := time.Now().Add(3 * patience); answers(r, users, user) < n && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
	}
	var lost, doubled int
	for i := range users {
		var got []int
		for _, text := range r.seen(user(i)) {
			n, _ := strconv.Atoi(strings.TrimPrefix(text, "said "))
			got = append(got, n)
		}
		once := slices.Compact(slices.Sorted(slices.Values(got)))
		doubled += len(got) - len(once)
		lost += messages/users - len(once)
	}
	if lost != 0 || doubled != 0 {
		t.Errorf("lost %d, doubled %d of %d messages", lost, doubled, messages)
	}
	st := r.sim.State()
	t.Logf("requests %v, faults struck %v", st.Requests, st.Struck)
	if n := st.Requests["getupdates"]; n > 2*messages {
		t.Errorf("%d polls for %d messages: a hot loop", n, messages)
	}
	r.clean()
}

// answers is how many messages all users have seen together.
func answers(r *rig, users int, user func(int) string) (n int) {
	for i := range users {
		n += len(r.seen(user(i)))
	}
	return n
}
