package sim_test

import (
	"strings"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// with starts a logged-in client on a server with changed settings, without
// random fields.
func with(t *testing.T, change func(*sim.Settings)) (*sim.Server, *client) {
	t.Helper()
	s, c := loggedIn(t, short(sim.Options{}))
	err := s.Configure(func(set *sim.Settings) {
		set.Noise = 0
		change(set)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func TestPollHint(t *testing.T) {
	for hint, want := range map[string]string{"": "50", "none": "<nil>", "20s": "20000"} {
		_, c := with(t, func(set *sim.Settings) { set.PollHint = hint })
		a := c.api("getupdates", values{"get_updates_buf": ""})
		if got := text(a["longpolling_timeout_ms"]); got != want {
			t.Errorf("poll_hint %q: %s, want %s", hint, got, want)
		}
	}
}

// A refused poll may carry the hint, too; other refusals never do.
func TestHintErrors(t *testing.T) {
	for _, on := range []bool{false, true} {
		s, c := with(t, func(set *sim.Settings) { set.HintErrors, set.PollHint = on, "20s" })
		want := map[bool]string{false: "<nil>", true: "20000"}[on]
		for _, kind := range []string{"ret_-1", "ret_-14"} {
			_ = s.SetFault(sim.Fault{Kind: kind, Count: 2})
			a := c.api("getupdates", values{"get_updates_buf": ""})
			if got := text(a["longpolling_timeout_ms"]); got != want || a["errmsg"] == nil {
				t.Errorf("hint_errors %v, %s: %v, want the hint %s", on, kind, a, want)
			}
			if a := c.api("msg/notifystart", values{}); a["longpolling_timeout_ms"] != nil || a["errmsg"] == nil {
				t.Errorf("notifystart: %v", a)
			}
		}
	}
}

// The burst limit says what it is told to say, and every refused attempt begins
// the wait anew.
func TestBurstPenalty(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.BurstGap, set.BurstErrmsg = sim.Duration(time.Minute), "prepare failed" })
	token := c.hear(s, alice, "hi")
	for i, step := range []struct {
		wait time.Duration
		want string
	}{{0, "0"}, {59 * time.Second, "-2"}, {59 * time.Second, "-2"}, {61 * time.Second, "0"}} {
		s.Advance(step.wait)
		a := c.send(c.text(alice, token, text(i)))
		c.wantCode(a, step.want)
		if step.want == "-2" && a["errmsg"] != "prepare failed" {
			t.Errorf("send %d: %v", i, a)
		}
	}
	wantViolations(t, s)
}

func TestOnline(t *testing.T) {
	s, c := with(t, func(*sim.Settings) {})
	if b := s.State().Bots[0]; b.Online || b.OnlineAt != nil {
		t.Errorf("at first: %+v", b)
	}
	for _, on := range []bool{true, false} {
		s.Advance(time.Hour)
		c.api(map[bool]string{true: "msg/notifystart", false: "msg/notifystop"}[on], values{})
		if b := s.State().Bots[0]; b.Online != on || b.OnlineAt == nil || s.Now().Sub(*b.OnlineAt) > time.Minute {
			t.Errorf("online %v: %+v", on, b)
		}
	}
}

func TestOmitCursor(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.OmitCursor = true })
	s.Say(sim.SayRequest{User: alice, Text: "x"})
	if a := c.api("getupdates", values{"get_updates_buf": ""}); a["get_updates_buf"] != nil {
		t.Errorf("%v", a)
	}
}

func TestRefusedSecondPoll(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.SecondPoll, set.Hold = "refuse", sim.Duration(time.Minute) })
	first := make(chan values)
	go func() { first <- c.api("getupdates", values{"get_updates_buf": ""}) }()
	await(t, func() bool { return s.State().Bots[0].Polls == 1 })
	if status, _, _ := c.attempt("getupdates", values{"get_updates_buf": ""}); status != 403 {
		t.Errorf("second poll: %d", status)
	}
	s.Expire()
	c.wantCode(<-first, "-14")
}

func TestExpireAtTheEndOfTheHold(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.Expire, set.Hold = "hold", sim.Duration(time.Minute) })
	poll := make(chan values, 1)
	go func() { poll <- c.api("getupdates", values{"get_updates_buf": ""}) }()
	await(t, func() bool { return s.State().Bots[0].Polls == 1 })
	s.Expire()
	s.Advance(30 * time.Second)
	if len(poll) > 0 {
		t.Error("the poll was answered at once")
	}
	s.Advance(30 * time.Second)
	c.wantCode(<-poll, "-14")
}

func TestContextTokens(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.Context = "same" })
	if a, b := c.hear(s, alice, "1"), c.hear(s, alice, "2"); a != b {
		t.Error("context same: two tokens")
	}
	_, c = with(t, func(set *sim.Settings) { set.Context = "none" })
	if m := c.say(values{"user": alice, "text": "x"}); m["context_token"] != nil {
		t.Errorf("context none: %v", m)
	}
	_, c = with(t, func(*sim.Settings) {})
	m := c.say(values{"user": alice, "text": "x"})
	if token := text(m["context_token"]); !strings.HasPrefix(token, "AARzJW") || len(token) < 100 {
		t.Errorf("context token %q", token)
	}
}

func TestTokenLife(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.TokenLife = sim.Duration(20 * time.Minute) })
	token := c.hear(s, alice, "1")
	s.Advance(20 * time.Minute)
	c.wantCode(c.send(c.text(alice, token, "x")), "-2")
	if n := s.State().Refused["context token expired"]; n != 1 {
		t.Errorf("refused: %v", s.State().Refused)
	}
}

func TestQuotedIDs(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.IDs = "string" })
	m := c.say(values{"user": alice, "text": "x"})
	if _, is := m["message_id"].(string); !is {
		t.Errorf("message_id %v", m["message_id"])
	}
	a := c.send(c.text(alice, text(m["context_token"]), "x"))
	if a["message_id"] != s.Sent(alice, 0)[0].MessageID {
		t.Errorf("receipt %v", a)
	}
}

func TestConfirmOmits(t *testing.T) {
	s, c := start(t, sim.Options{})
	s.Configure(func(set *sim.Settings) { set.ConfirmOmits = []string{"ilink_bot_id", "baseurl"} })
	key, _ := c.scan()
	a := c.wantStatus(key, "", "confirmed")
	if a["ilink_bot_id"] != nil || a["baseurl"] != nil || a["bot_token"] == nil {
		t.Errorf("%v", a)
	}
}

func TestLenientHeaders(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.Headers = "lenient" })
	r := c.request("POST", "/ilink/bot/msg/notifystart", values{"base_info": values{"channel_version": "1.0.2"}})
	r.Header.Del("AuthorizationType")
	_, _, b := c.do(r)
	c.wantCode(c.object(b), "0")
	wantViolations(t, s, "notifystart: header AuthorizationType")
}

func TestShownText(t *testing.T) {
	s, c := with(t, func(set *sim.Settings) { set.TextShown, set.SameClientID = 2, "all" })
	msg := c.text(alice, c.hear(s, alice, "hi"), "你好吗")
	c.send(msg)
	c.send(msg)
	for _, m := range s.Sent(alice, 0) {
		if m.Text != "你好" || !m.Shown {
			t.Errorf("%+v", m)
		}
	}
}

func TestToolCards(t *testing.T) {
	for mode, used := range map[string]int{"count": 1, "free": 0} {
		s, c := with(t, func(set *sim.Settings) { set.ToolItems = mode })
		token := c.hear(s, alice, "hi")
		item := values{"type": 11, "create_time_ms": 1, "is_completed": false, "tool_call_start_item": values{"tool_name": "search"}}
		c.wantCode(c.send(c.message(alice, token, item)), "0")
		if chat := s.State().Bots[0].Chats[0]; chat.Used != used || s.Sent(alice, 0)[0].Shown {
			t.Errorf("%s: %+v", mode, chat)
		}
		wantViolations(t, s)
	}
}

func TestUploadAddresses(t *testing.T) {
	for mode, want := range map[string][2]bool{"full": {true, false}, "param": {false, true}, "both": {true, true}, "neither": {false, false}} {
		s, c := with(t, func(set *sim.Settings) { set.UploadURL, set.ParamLimit = mode, 16 })
		c.hear(s, alice, "hi")
		plain := []byte("more than one block of 16 bytes")
		a := c.api("getuploadurl", uploadBody(alice, 3, plain))
		full, param := text(a["upload_full_url"]), text(a["upload_param"])
		if got := [2]bool{full != "<nil>", param != "<nil>"}; got != want {
			t.Errorf("%s: %v", mode, a)
		}
		if mode == "param" {
			url := c.base + "/c2c/upload?encrypted_query_param=" + strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(param) +
				"&filekey=00112233445566778899aabbccddeeff"
			if status, _ := c.put(url, encrypt(plain, testKey)); status != 500 {
				t.Errorf("a large file to a built URL: %d, want 500", status)
			}
		}
	}
}

func TestUploadModes(t *testing.T) {
	for mode, want := range map[string]int{"check": 400, "count": 200, "keep": 400} {
		s, c := with(t, func(set *sim.Settings) { set.Uploads = mode })
		c.hear(s, alice, "hi")
		plain := []byte("iLink test vector")
		url := text(c.api("getuploadurl", uploadBody(alice, 3, plain))["upload_full_url"])
		if status, _ := c.put(url, make([]byte, 32)); status != want {
			t.Errorf("%s: garbage gets %d, want %d", mode, status, want)
		}
	}
}

func TestBuiltDownloadURLs(t *testing.T) {
	for mode, want := range map[string]int{"serve": 200, "refuse": 400} {
		s, c := with(t, func(set *sim.Settings) { set.BuiltURLs = mode })
		s.SendMedia(sim.MediaRequest{User: alice, Kind: "file", Name: "a", Data: []byte("x")})
		ms, _ := c.poll("")
		media := ms[0]["item_list"].([]any)[0].(values)["file_item"].(values)["media"].(values)
		full := strings.TrimPrefix(text(media["full_url"]), c.base)
		built, _, _ := strings.Cut(full, "&taskid=")
		if status, _, _ := c.do(c.request("GET", built, nil)); status != want {
			t.Errorf("%s: built URL gets %d, want %d", mode, status, want)
		}
		if status, _, _ := c.do(c.request("GET", full, nil)); status != 200 {
			t.Errorf("%s: full URL gets %d", mode, status)
		}
	}
}

func TestOwnUploadIsNotServed(t *testing.T) {
	s, c := with(t, func(*sim.Settings) {})
	c.hear(s, alice, "hi")
	param := text(c.upload(alice, 3, []byte("x"))["encrypt_query_param"])
	r := c.request("GET", "/c2c/download", nil)
	q := r.URL.Query()
	q.Set("encrypted_query_param", param)
	r.URL.RawQuery = q.Encode()
	if status, _, _ := c.do(r); status != 400 {
		t.Errorf("status %d, want 400", status)
	}
	wantViolations(t, s, "download: download of an own upload")
}
