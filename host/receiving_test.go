package host

import (
	"encoding/json"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// saysItems has a user send items, with some fields of the message changed.
func (r *rig) saysItems(user, items, message string) {
	r.t.Helper()
	req := sim.SayRequest{User: user}
	if err := json.Unmarshal([]byte(items), &req.Items); err != nil {
		r.t.Fatal(err)
	}
	if message != "" {
		if err := json.Unmarshal([]byte(message), &req.Message); err != nil {
			r.t.Fatal(err)
		}
	}
	if _, err := r.sim.Say(req); err != nil {
		r.t.Fatal(err)
	}
}

// TestWhatArrives: every form that a message is known to have reaches the
// rules, and what nobody knows as "unsupported".
func TestWhatArrives(t *testing.T) {
	r := newRig(t, map[string]string{"10-all.js": `
		bot.hear("this?", msg => "quoted: " + msg.quote.text);
		bot.hear("你好", msg => msg.kind + " says 你好");
		bot.on("unsupported", msg => "unsupported, text " + JSON.stringify(msg.text));
		bot.fallback(msg => msg.kind + " " + JSON.stringify(msg.text));`})
	r.start()
	const id = "7512345678901234777" // above 2^53
	for i, tt := range []struct{ name, items, message, want string }{
		{"voice with its transcript", `[{"type":3,"voice_item":{"text":"你好","playtime":900}}]`, ``, `voice says 你好`},
		{"a type that is not known", `[{"type":9,"sticker_item":{"id":1}}]`, ``, `unsupported, text ""`},
		{"the placeholder", `[{"type":8}]`, ``, `unsupported, text ""`},
		{"no items", `[{}]`, `{"item_list":[]}`, `unsupported, text ""`},
		{"items that are none", `[{}]`, `{"item_list":null}`, `unsupported, text ""`},
		{"two texts", `[{"type":1,"text_item":{"text":"a"}},{"type":1,"text_item":{"text":"b"}}]`, ``, `text "a\nb"`},
		{"no context token", `[{"type":1,"text_item":{"text":"tokenless"}}]`, `{"context_token":null}`, `text "tokenless"`},
		{"to be quoted", `[{"type":1,"text_item":{"text":"abc one abc two end abc three end"}}]`, `{"message_id":` + id + `}`, `text "abc one abc two end abc three end"`},
		{"quote by id", `[{"type":1,"text_item":{"text":"this?"},"ref_msg":{"svr_id":"` + id + `"}}]`, ``, `quoted: abc one abc two end abc three end`},
		{"quote of a part", `[{"type":1,"text_item":{"text":"this?"},"ref_msg":{"svr_id":"` + id + `","partial_text":{"start":"abc","end":"end","startindex":1,"endindex":0}}}]`, ``, `quoted: abc two end`},
		{"quote of a part by its md5", `[{"type":1,"text_item":{"text":"this?"},"ref_msg":{"svr_id":"` + id + `","partial_text":{"start":"abc","end":"end","startindex":2,"endindex":0,"quotemd5":"370407bf0275064ca7e2012af5c4344e"}}}]`, ``, `quoted: abc three end`},
		{"quote that came whole", `[{"type":1,"text_item":{"text":"this?"},"ref_msg":{"title":"Bot","message_item":{"type":1,"text_item":{"text":"hi there"}}}}]`, ``, `quoted: hi there`},
		{"quote of what no client shows", `[{"type":1,"text_item":{"text":"this?"},"ref_msg":{"title":"Bot","message_item":{"type":9,"unsupported_item":{"text":"[Location] here"}}}}]`, ``, `quoted: [Location] here`},
		{"quote of what is known, in a form that no client shows", `[{"type":1,"text_item":{"text":"this?"},"ref_msg":{"svr_id":"` + id + `","message_item":{"type":8,"unsupported_item":{"text":"[Unsupported]"}}}}]`, ``, `quoted: abc one abc two end abc three end`},
		{"quote of a bot's message without its text", `[{"type":1,"text_item":{"text":"this?"},"ref_msg":{"message_item":{"type":8,"msg_id":"` + id + `"}}}]`, ``, `quoted: abc one abc two end abc three end`},
	} {
		r.saysItems(u1, tt.items, tt.message)
		if got := r.hears(u1, i+1)[i]; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	r.clean()
}

// TestDuplicatesWithoutAnID: where the id is missing the content tells one
// message that comes twice from two messages that say the same.
func TestDuplicatesWithoutAnID(t *testing.T) {
	r := newRig(t, map[string]string{"n.js": `bot.hear("hi", msg => { store.incr("n"); return "hello"; });`})
	r.start()
	_ = r.sim.SetFault(sim.Fault{Op: "getupdates", Kind: "duplicate", Count: -1, Delay: sim.Duration(20 * time.Millisecond)})
	for n := range 3 {
		r.saysItems(u1, `[{"type":1,"text_item":{"text":"hi"}}]`, `{"message_id":null}`)
		r.hears(u1, n+1)
		time.Sleep(30 * time.Millisecond) // another moment, and the duplicate is under way
	}
	r.says(u2, "hi")
	r.hears(u2, 1)
	r.stored("rule/n", "n", "4")
}

// TestConsumingCursor: with a service that hands each message out once all is
// answered, too.
func TestConsumingCursor(t *testing.T) {
	r := newRigOn(t, sim.Options{Cursor: "consume"}, map[string]string{"n.js": `bot.on("text", msg => "re " + msg.text);`})
	r.start()
	for n := range 2 {
		r.fault("getupdates", "http_502", 1)
		r.says(u1, "hi")
		r.hears(u1, n+1)
	}
	r.halt()
	r.says(u1, "while it is away")
	r.start()
	if got := r.hears(u1, 3)[2]; got != "re while it is away" {
		t.Errorf("after the start: %q", got)
	}
	r.clean()
}
