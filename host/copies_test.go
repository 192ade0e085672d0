package host

import (
	"encoding/json"
	"testing"

	"hotreply/ilink/sim"
)

// saysAs has a user send a text as the message that fields make of it.
func (r *rig) saysAs(user, text, fields string) {
	r.t.Helper()
	req := sim.SayRequest{User: user, Text: text}
	if err := json.Unmarshal([]byte(fields), &req.Message); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.sim.Say(req); err != nil {
		r.t.Fatal(err)
	}
}

// TestCopiesWithOtherIDs: a message that comes again under another id, or
// none, is answered once; the same text under another client id is another
// message. It stays so over a restart.
func TestCopiesWithOtherIDs(t *testing.T) {
	r := newRig(t, map[string]string{"echo.js": `bot.on("text", msg => { store.incr(msg.text); return msg.text; });`})
	if err := r.sim.Configure(func(s *sim.Settings) { s.Noise = 0 }); err != nil {
		t.Fatal(err)
	}
	r.start()
	now, _ := json.Marshal(r.sim.Now().UnixMilli()) // a day later the windows would be closed
	at := `"create_time_ms":` + string(now)
	r.saysAs(u1, "A", `{"client_id":"wx-1",`+at+`,"message_id":"101"}`)
	r.saysAs(u1, "A", `{"client_id":"wx-1",`+at+`,"message_id":"102"}`)
	r.saysAs(u1, "B", `{"client_id":"wx-2",`+at+`,"message_id":"201"}`)
	r.saysAs(u1, "B", `{"client_id":"wx-2",`+at+`,"message_id":null}`)
	r.saysAs(u1, "C", `{"client_id":"wx-3",`+at+`,"message_id":"301"}`)
	r.saysAs(u1, "C", `{"client_id":"wx-4",`+at+`,"message_id":"302"}`)
	r.saysAs(u1, "D", `{"client_id":"",`+at+`,"message_id":"401"}`) // no client id: the ids decide
	r.saysAs(u1, "D", `{"client_id":"",`+at+`,"message_id":"402"}`)
	r.hears(u1, 6)
	r.halt()
	r.start()
	r.saysAs(u1, "A", `{"client_id":"wx-1",`+at+`,"message_id":"103"}`)
	r.saysAs(u1, "B", `{"client_id":"wx-2",`+at+`,"message_id":null}`)
	r.saysAs(u1, "A", `{"client_id":"wx-1",`+at+`,"message_id":"102"}`)
	r.says(u2, "E")
	r.hears(u2, 1)
	for key, want := range map[string]string{"A": "1", "B": "1", "C": "2", "D": "2", "E": "1"} {
		r.stored("rule/echo", key, want)
	}
}

// TestCopyBuysNothing: the copy's token is used from then on, and the count of
// sends goes on where it was.
func TestCopyBuysNothing(t *testing.T) {
	r := newRig(t, map[string]string{"n.js": `
		bot.hear("go", async msg => { for (let i = 0; i < 7; i++) await msg.reply("r" + i); });
		bot.hear("left?", async msg => { await bot.send("` + u1 + `", "left " + bot.canSend("` + u1 + `").remaining); });`})
	if err := r.sim.Configure(func(s *sim.Settings) { s.Noise = 0 }); err != nil {
		t.Fatal(err)
	}
	r.start()
	// The time is that of the message, so that its window is open.
	at, _ := json.Marshal(r.sim.Now().UnixMilli())
	fields := `{"client_id":"wx-1","create_time_ms":` + string(at) + `,"message_id":"101","context_token":"first"}`
	r.saysAs(u1, "go", fields)
	r.hears(u1, 7)
	r.saysAs(u1, "go", `{"client_id":"wx-1","create_time_ms":`+string(at)+`,"message_id":"102","context_token":"second"}`)
	r.says(u2, "left?")
	if got := r.hears(u1, 8)[7]; got != "left 3" {
		t.Errorf("after the copy: %q, want 3 left", got)
	}
	if sent := r.sim.Sent(u1, 0); sent[7].ContextToken != "second" || sent[6].ContextToken != "first" {
		t.Errorf("sent with %q and %q, want the copy's token after it", sent[6].ContextToken, sent[7].ContextToken)
	}
}
