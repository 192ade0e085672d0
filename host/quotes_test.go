package host

import (
	"encoding/json"
	"testing"

	"hotreply/ilink/sim"
)

// TestQuoteByID: a quote that names only an id is understood from what was
// sent and received before, also after a restart.
func TestQuoteByID(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": `
		bot.hear("hi", () => "hello");
		bot.hear("what?", msg => "you mean: " + msg.quote?.text);`})
	r.start()
	id, err := r.sim.Say(sim.SayRequest{User: u1, Text: "hi"})
	if err != nil {
		t.Fatal(err)
	}
	r.hears(u1, 1)
	sent := r.sim.Sent(u1, 0)[0].MessageID
	waitFor(t, "the receipt on disk", func() bool { _, ok := r.host.accounts[0].quoted(sent); return ok })
	quote := func(id string) {
		if _, err := r.sim.Say(sim.SayRequest{User: u1, Text: "what?", Quote: id}); err != nil {
			t.Fatal(err)
		}
	}
	quote(sent)
	if got := r.hears(u1, 2)[1]; got != "you mean: hello" {
		t.Errorf("quote of what was sent: %q", got)
	}
	r.halt()
	r.start()
	quote(id)
	if got := r.hears(u1, 3)[2]; got != "you mean: hi" {
		t.Errorf("quote of what was received: %q", got)
	}
}

// TestQuoteByItemID: an item may have an id of its own, and quotes may name it.
func TestQuoteByItemID(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": `
		bot.hear("noted", () => "ok");
		bot.hear("what?", msg => "you mean: " + msg.quote?.text);`})
	r.start()
	const id = "7512345678901234999"
	item := json.RawMessage(`{"type":1,"msg_id":` + id + `,"text_item":{"text":"noted"}}`)
	if _, err := r.sim.Say(sim.SayRequest{User: u1, Items: []json.RawMessage{item}}); err != nil {
		t.Fatal(err)
	}
	r.hears(u1, 1)
	ask := json.RawMessage(`{"type":1,"text_item":{"text":"what?"},"ref_msg":{"svr_id":` + id + `}}`)
	if _, err := r.sim.Say(sim.SayRequest{User: u1, Items: []json.RawMessage{ask}}); err != nil {
		t.Fatal(err)
	}
	if got := r.hears(u1, 2)[1]; got != "you mean: noted" {
		t.Errorf("quote of an item: %q", got)
	}
}
