package sim_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"hotreply/ilink/sim"
)

// say posts body to /sim/say and returns the message as polled.
func (c *client) say(body values) values {
	c.t.Helper()
	var said struct {
		MessageID string `json:"message_id"`
		Error     string
	}
	if status := c.control("POST", "/sim/say", body, &said); status != 200 {
		c.t.Fatalf("say %v: %d %s", body, status, said.Error)
	}
	ms, _ := c.poll("")
	return ms[len(ms)-1]
}

func TestSayItems(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	if err := s.Configure(func(set *sim.Settings) { set.Noise = 0 }); err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]struct{ item, want string }{
		"inline quote": {
			`{"text_item":{"text":"what about this?"},"ref_msg":{"title":"Bot","message_item":{"type":1,"msg_id":"7512345678901234777","text_item":{"text":"hi"}}}}`,
			`{"type":1,"text_item":{"text":"what about this?"},"ref_msg":{"title":"Bot","message_item":{"type":1,"msg_id":7512345678901234777,"text_item":{"text":"hi"}}}}`,
		},
		"partial quote": {
			`{"type":1,"text_item":{"text":"this?"},"ref_msg":{"svr_id":"7512345678901234777","partial_text":{"start":"abc","end":"end","startindex":2,"endindex":0}}}`,
			`{"type":1,"text_item":{"text":"this?"},"ref_msg":{"svr_id":7512345678901234777,"partial_text":{"start":"abc","end":"end","startindex":2,"endindex":0}}}`,
		},
		"voice with text": {`{"voice_item":{"text":"你好"}}`, `{"type":3,"voice_item":{"text":"你好"}}`},
		"placeholder":     {`{"type":8}`, `{"type":8}`},
		"none":            {`{"type":0,"button_item_list":[1]}`, `{"type":0,"button_item_list":[1]}`},
		"unknown":         {`{"type":77,"new_item":{"x":null}}`, `{"type":77,"new_item":{"x":null}}`},
	} {
		m := c.say(values{"user": alice, "items": []json.RawMessage{json.RawMessage(k.item)}})
		got := m["item_list"].([]any)[0]
		if want := any(c.object([]byte(k.want))); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestSayQuoteByID(t *testing.T) {
	_, c := loggedIn(t, sim.Options{})
	m := c.say(values{"user": alice, "text": "this?", "quote": "7512345678901234777"})
	ref := m["item_list"].([]any)[0].(values)["ref_msg"].(values)
	if fmt.Sprint(ref["svr_id"]) != "7512345678901234777" {
		t.Errorf("%v", ref)
	}
}

func TestSayChangesTheMessage(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	m := c.say(values{"user": alice, "text": "x", "message": values{"group_id": "1@chatroom", "context_token": nil, "message_id": nil}})
	if m["group_id"] != "1@chatroom" || m["context_token"] != nil || m["message_id"] != nil {
		t.Errorf("%v", m)
	}
	if chat := s.State().Bots[0].Chats[0]; chat.LastAt == nil {
		t.Error("a message without context token does not open the window")
	}
}

func TestSayInput(t *testing.T) {
	_, c := loggedIn(t, sim.Options{})
	for name, body := range map[string]values{
		"nothing":  {"user": alice},
		"both":     {"user": alice, "text": "x", "items": []values{{"type": 8}}},
		"bot":      {"bot": "nobody@im.bot", "user": alice, "text": "x"},
		"item":     {"user": alice, "items": []int{1}},
		"age":      {"user": alice, "text": "x", "age": "old"},
		"unknown":  {"user": alice, "txet": "x"},
		"no quote": {"user": alice, "text": "x", "quote": "first"},
	} {
		var problem struct{ Error, Hint string }
		if status := c.control("POST", "/sim/say", body, &problem); status != 400 || problem.Error == "" || problem.Hint == "" {
			t.Errorf("%s: %d %+v", name, status, problem)
		}
	}
}

func TestMessageIDsRiseAbove2To53(t *testing.T) {
	s, c := loggedIn(t, sim.Options{Seed: 7})
	var last string
	for range 50 {
		id, err := s.Say(sim.SayRequest{User: alice, Text: "x"})
		if err != nil || len(id) != 19 || id <= last {
			t.Fatalf("id %s after %s, %v", id, last, err)
		}
		last = id
	}
	ms, _ := c.poll("")
	if len(ms) != 50 || fmt.Sprint(ms[49]["message_id"]) != last {
		t.Errorf("%d messages, the last %v, want id %s", len(ms), ms[len(ms)-1], last)
	}
}

func TestNoiseAddsAndDrops(t *testing.T) {
	s, c := loggedIn(t, sim.Options{Seed: 1})
	added, dropped := 0, 0
	for range 100 {
		s.Say(sim.SayRequest{User: alice, Text: "x"})
	}
	ms, _ := c.poll("")
	known := map[string]bool{}
	for _, k := range []string{"seq", "message_id", "from_user_id", "to_user_id", "client_id", "create_time_ms", "update_time_ms",
		"session_id", "message_type", "message_state", "item_list", "context_token"} {
		known[k] = true
	}
	for _, m := range ms {
		for k := range m {
			if !known[k] {
				added++
			}
		}
		if m["session_id"] == nil {
			dropped++
		}
		if m["message_id"] == nil || m["item_list"] == nil || m["context_token"] == nil {
			t.Errorf("a needed field was dropped: %v", m)
		}
	}
	if added < 5 || added > 50 || dropped < 5 || dropped > 50 {
		t.Errorf("of 100 messages %d got unknown fields, %d lost one", added, dropped)
	}
}
