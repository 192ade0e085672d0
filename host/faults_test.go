package host

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// faultRun is one kind of fault and what it hits.
type faultRun struct {
	op, kind string
	unseen   bool // the service takes replies and shows them to nobody
}

var faultRuns = []faultRun{
	{op: "getupdates", kind: "http_500"}, {op: "getupdates", kind: "http_524"}, {op: "getupdates", kind: "reset"},
	{op: "getupdates", kind: "slow"}, {op: "getupdates", kind: "drop_response"}, {op: "getupdates", kind: "empty_body"},
	{op: "getupdates", kind: "garbage_json"}, {op: "getupdates", kind: "ret_-1"}, {op: "getupdates", kind: "ret_-14"},
	{op: "getupdates", kind: "duplicate"}, {op: "getupdates", kind: "reorder"}, {op: "getupdates", kind: "delay_batch"},
	{op: "sendmessage", kind: "http_500"}, {op: "sendmessage", kind: "reset"}, {op: "sendmessage", kind: "slow"},
	{op: "sendmessage", kind: "drop_response"}, {op: "sendmessage", kind: "empty_body"}, {op: "sendmessage", kind: "garbage_json"},
	{op: "sendmessage", kind: "no_message_id"}, {op: "sendmessage", kind: "delay_batch"},
	{op: "sendmessage", kind: "silent_drop", unseen: true},
	{op: "sendmessage", kind: "ret_-2"}, // last: what it refuses goes out in the rounds without a fault
}

// TestFaults: 500 messages of 20 users while every kind of fault strikes in
// turn. At the end each message has its one answer, the simulator has seen no
// mistake, and nobody was asked more often than needed.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for many backoffs")
	}
	r := newRig(t, map[string]string{"echo.js": `bot.on("text", msg => "re " + msg.text);`})
	r.start()
	const perUser = 25
	users := make([]string, 20)
	for i := range users {
		users[i] = fmt.Sprintf("f%02d@im.wechat", i)
	}
	want := map[string]bool{} // every answer that is due, false = nobody will see it
	n := 0
	for round := range perUser {
		f := faultRun{}
		if round < len(faultRuns) {
			f = faultRuns[round]
			fault := sim.Fault{Op: f.op, Kind: f.kind, Count: 1, Delay: sim.Duration(50 * time.Millisecond)}
			if f.unseen {
				fault.Count = len(users)
			}
			if err := r.sim.SetFault(fault); err != nil {
				t.Fatal(err)
			}
		}
		for i, u := range users {
			text := fmt.Sprintf("%d.%d %s.%s", round, i, f.op, f.kind)
			r.says(u, text)
			want[u+" re "+text] = !f.unseen
			n++
		}
		// What was refused is kept for the user's next message.
		due := len(want)
		if f.kind == "ret_-2" {
			due--
		}
		waitFor(t, fmt.Sprintf("the answers to round %d: %s of %s", round, f.kind, f.op), func() bool { return len(accepted(r)) >= due })
	}
	waitFor(t, "an empty inbox", func() bool { return r.pending() == 0 })
	time.Sleep(100 * time.Millisecond) // whatever might come twice
	seen := map[string]int{}
	for _, m := range r.sim.Sent("", 0) {
		if m.Shown {
			seen[m.User+" "+m.Text]++
		}
	}
	lost, doubled := []string{}, []string{}
	for answer, visible := range want {
		switch c := seen[answer]; {
		case visible && c == 0:
			lost = append(lost, answer)
		case c > 1:
			doubled = append(doubled, answer)
		}
	}
	if len(lost) > 0 || len(doubled) > 0 {
		t.Errorf("of %d messages %d lost: %q, %d doubled: %q", n, len(lost), lost, len(doubled), doubled)
	}
	if extra := r.sim.State().Requests["sendmessage"] - n; extra > 2*len(faultRuns) {
		t.Errorf("%d requests more than messages", extra)
	}
	r.clean()
}

// accepted are the different answers that the service has taken.
func accepted(r *rig) map[string]bool {
	list := map[string]bool{}
	for _, m := range r.sim.Sent("", 0) {
		if strings.HasPrefix(m.Text, "re ") {
			list[m.User+" "+m.Text] = true
		}
	}
	return list
}

// TestBackingOff: a service that is down is asked at growing distances.
func TestBackingOff(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for backoffs")
	}
	r := newRig(t, map[string]string{"echo.js": `bot.on("text", msg => "re " + msg.text);`})
	r.start()
	r.answer(u1, "up", 1)
	r.fault("getupdates", "http_500", -1)
	r.fault("sendmessage", "http_500", -1)
	r.says(u1, "down") // may still come with the poll that is held
	before := r.sim.State().Requests
	time.Sleep(5 * time.Second)
	after := r.sim.State().Requests
	// 1, 2 and 4 s, of which up to a half is taken off: at most five requests in 5 s.
	for _, op := range []string{"getupdates", "sendmessage"} {
		if n := after[op] - before[op]; n > 6 {
			t.Errorf("%d requests of %s in 5 s, want a few", n, op)
		}
	}
	r.fault("getupdates", "http_500", 0)
	r.fault("sendmessage", "http_500", 0)
	if got := r.hears(u1, 2)[1]; got != "re down" {
		t.Errorf("after the service came back: %q", got)
	}
	r.clean()
}
