package sim_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

func set(t *testing.T, s *sim.Server, f sim.Fault) {
	t.Helper()
	if err := s.SetFault(f); err != nil {
		t.Fatal(err)
	}
}

// outcome of a raw request: status and body, or an error.
func (c *client) attempt(op string, body values) (int, []byte, error) {
	body["base_info"] = values{"channel_version": "2.4.9"}
	resp, err := http.DefaultClient.Do(c.request("POST", "/ilink/bot/"+op, body))
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, b, err
}

func TestFaultsAroundSending(t *testing.T) {
	for _, k := range []struct {
		kind  string
		acted bool // the message went out all the same
		want  func(status int, body []byte, err error) bool
	}{
		{"http_500", false, func(s int, _ []byte, _ error) bool { return s == 500 }},
		{"http_524", false, func(s int, _ []byte, _ error) bool { return s == 524 }},
		{"reset", false, func(_ int, _ []byte, err error) bool { return err != nil }},
		{"ret_-2", false, func(_ int, b []byte, _ error) bool { return bytes.Contains(b, []byte(`"ret":-2`)) }},
		{"ret_-14", false, func(_ int, b []byte, _ error) bool { return bytes.Contains(b, []byte(`"errcode":-14`)) }},
		{"slow", true, func(s int, _ []byte, _ error) bool { return s == 200 }},
		{"drop_response", true, func(_ int, _ []byte, err error) bool { return err != nil }},
		{"empty_body", true, func(s int, b []byte, _ error) bool { return s == 200 && len(b) == 0 }},
		{"garbage_json", true, func(s int, b []byte, _ error) bool { return s == 200 && b[len(b)-1] != '}' }},
		{"no_message_id", true, func(_ int, b []byte, _ error) bool { return string(b) == `{"ret":0}` }},
	} {
		t.Run(k.kind, func(t *testing.T) {
			s, c := loggedIn(t, sim.Options{})
			token := c.hear(s, alice, "hi")
			set(t, s, sim.Fault{Op: "sendmessage", Kind: k.kind, Count: 1, Delay: sim.Duration(time.Millisecond)})
			status, body, err := c.attempt("sendmessage", values{"msg": c.text(alice, token, "x")})
			if !k.want(status, body, err) {
				t.Errorf("status %d, body %q, error %v", status, body, err)
			}
			if sent := s.Sent(alice, 0); len(sent) == 1 != k.acted {
				t.Errorf("acted %v, want %v", len(sent) == 1, k.acted)
			}
			c.wantCode(c.send(c.text(alice, token, "the fault was used up")), "0")
			wantViolations(t, s)
		})
	}
}

func TestDroppedPollComesAgain(t *testing.T) {
	for cursor, want := range map[string]int{"replay": 1, "consume": 0} {
		s, c := loggedIn(t, short(sim.Options{Cursor: cursor}))
		set(t, s, sim.Fault{Op: "getupdates", Kind: "drop_response", Count: 1})
		s.Say(sim.SayRequest{User: alice, Text: "x"})
		if _, _, err := c.attempt("getupdates", values{"get_updates_buf": ""}); err == nil {
			t.Errorf("%s: the answer was not dropped", cursor)
		}
		if ms, _ := c.poll(""); len(ms) != want {
			t.Errorf("%s: %d messages after a lost answer, want %d", cursor, len(ms), want)
		}
	}
}

func TestDuplicateAndDelays(t *testing.T) {
	s, c := loggedIn(t, short(sim.Options{}))
	set(t, s, sim.Fault{Kind: "duplicate", Count: 1, Delay: sim.Duration(30 * time.Minute)})
	s.Say(sim.SayRequest{User: alice, Text: "x"})
	first, cursor := c.poll("")
	if ms, _ := c.poll(cursor); len(ms) != 0 {
		t.Errorf("the duplicate came early: %v", ms)
	}
	s.Advance(30 * time.Minute)
	again, cursor := c.poll(cursor)
	if len(again) != 1 || again[0]["message_id"] != first[0]["message_id"] {
		t.Errorf("duplicate: %v", again)
	}

	set(t, s, sim.Fault{Kind: "delay_batch", Op: "getupdates", Count: 2, Delay: sim.Duration(time.Minute)})
	s.Say(sim.SayRequest{User: alice, Text: "1"})
	s.Say(sim.SayRequest{User: alice, Text: "2"})
	s.Advance(time.Minute)
	batch, cursor := c.poll(cursor)
	if len(batch) != 2 {
		t.Errorf("delayed batch: %v", batch)
	}

	set(t, s, sim.Fault{Kind: "reorder", Count: 1})
	s.Say(sim.SayRequest{User: alice, Text: "1"})
	s.Say(sim.SayRequest{User: alice, Text: "2"})
	swapped, cursor := c.poll(cursor)
	if len(swapped) != 2 || number(swapped[0]["seq"]) < number(swapped[1]["seq"]) {
		t.Errorf("reordered: %v", swapped)
	}
	if ms, _ := c.poll(cursor); len(ms) != 0 {
		t.Errorf("the cursor of a reordered batch acknowledges only part of it: %v", ms)
	}
}

func number(v any) int64 {
	n, _ := v.(interface{ Int64() (int64, error) }).Int64()
	return n
}

func TestOutboundDelayAndDrop(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	token := c.hear(s, alice, "hi")
	set(t, s, sim.Fault{Kind: "delay_batch", Op: "sendmessage", Count: 2, Delay: sim.Duration(time.Minute)})
	set(t, s, sim.Fault{Kind: "silent_drop", Count: 1})
	dropped := c.send(c.text(alice, token, "gone"))
	if _, has := dropped["message_id"]; has {
		t.Errorf("silent drop with an id: %v", dropped)
	}
	c.send(c.text(alice, token, "1"))
	c.send(c.text(alice, token, "2"))
	shown := func() (n int) {
		for _, m := range s.Sent(alice, 0) {
			if m.Shown {
				n++
			}
		}
		return n
	}
	if shown() != 0 {
		t.Error("shown before its time")
	}
	s.Advance(time.Minute)
	if shown() != 2 {
		t.Errorf("%d shown, want the delayed 2", shown())
	}
}

func TestFaultInput(t *testing.T) {
	_, c := loggedIn(t, sim.Options{})
	for name, body := range map[string]values{
		"kind":     {"op": "sendmessage", "kind": "explode"},
		"op":       {"op": "sendmesage", "kind": "reset"},
		"together": {"op": "getconfig", "kind": "silent_drop"},
		"rate":     {"kind": "reset", "rate": 2},
		"key":      {"kind": "reset", "cuont": 1},
		"delay":    {"kind": "slow", "delay": "soon"},
	} {
		var problem struct{ Error, Hint string }
		if status := c.control("POST", "/sim/faults", body, &problem); status != 400 || problem.Error == "" || problem.Hint == "" {
			t.Errorf("%s: status %d, %+v", name, status, problem)
		}
	}
	var list []sim.Fault
	c.control("POST", "/sim/faults", values{"op": "sendmessage", "kind": "reset"}, &list)
	if len(list) != 1 || list[0].Count != -1 {
		t.Errorf("a fault without a count: %+v", list)
	}
	c.control("POST", "/sim/faults", values{"op": "sendmessage", "kind": "reset", "count": 0}, &list)
	if len(list) != 0 {
		t.Errorf("count 0 leaves %+v", list)
	}
}
