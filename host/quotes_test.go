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
	waitFor(t, "the receipt on disk", func() bool { return r.host.db.Quoted("default", sent) != nil })
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

// TestQuoteOfExchangedCharacters: what phones would swallow is sent in another
// form; a quote of it, whole or in part, is what the rule wrote.
func TestQuoteOfExchangedCharacters(t *testing.T) {
	r := newRig(t, map[string]string{"q.js": `
		bot.hear("hi", () => "使用率<80%，温度<5度，＜还有");
		bot.hear("what?", msg => ({ text: JSON.stringify(msg.quote?.text).replaceAll("<", "LESS") }));`})
	r.start()
	r.says(u1, "hi")
	if got := r.hears(u1, 1)[0]; got != "使用率＜80%，温度＜5度，＜还有" {
		t.Errorf("sent as %q", got)
	}
	sent := r.sim.Sent(u1, 0)[0].MessageID
	waitFor(t, "the receipt on disk", func() bool { return r.host.db.Quoted("default", sent) != nil })
	asks := []string{
		`{"svr_id":` + sent + `}`,
		`{"svr_id":` + sent + `,"partial_text":{"start":"温度＜","end":"＜还","startindex":0,"endindex":0}}`,
		`{"svr_id":` + sent + `,"message_item":{"type":1,"text_item":{"text":"使用率＜80%，温度＜5度，＜还有"}}}`,
	}
	for i, want := range []string{`"使用率LESS80%，温度LESS5度，＜还有"`, `"温度LESS5度，＜还"`, `"使用率LESS80%，温度LESS5度，＜还有"`} {
		item := json.RawMessage(`{"type":1,"text_item":{"text":"what?"},"ref_msg":` + asks[i] + `}`)
		if _, err := r.sim.Say(sim.SayRequest{User: u1, Items: []json.RawMessage{item}}); err != nil {
			t.Fatal(err)
		}
		if got := r.hears(u1, 2+i)[1+i]; got != want {
			t.Errorf("%s: %s, want %s", asks[i], got, want)
		}
	}
}
