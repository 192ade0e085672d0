package sim_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

func TestFromScanToReply(t *testing.T) {
	s, c := start(t, sim.Options{})
	_, _, b := c.do(c.request("POST", "/ilink/bot/get_bot_qrcode?bot_type=3", values{"local_token_list": []string{}}))
	qr := c.object(b)
	_, _, b = c.do(c.request("GET", "/ilink/bot/get_qrcode_status?qrcode="+qr["qrcode"].(string), nil))
	login := c.object(b)
	if login["status"] != "confirmed" || login["baseurl"] != c.base || login["ilink_user_id"] != sim.DefaultUser ||
		!strings.HasSuffix(login["ilink_bot_id"].(string), "@im.bot") {
		t.Fatalf("login: %v", login)
	}
	c.token = login["bot_token"].(string)
	c.wantCode(c.api("msg/notifystart", nil), "0")

	var said struct {
		MessageID string `json:"message_id"`
	}
	c.control("POST", "/sim/say", values{"user": alice, "text": "hello"}, &said)
	ms, _ := c.poll("")
	if len(ms) != 1 || ms[0]["from_user_id"] != alice {
		t.Fatalf("polled %v", ms)
	}
	token := ms[0]["context_token"].(string)
	receipt := c.send(c.text(alice, token, "hi there"))
	c.wantCode(receipt, "0")

	var sent []sim.SentMessage
	c.control("GET", "/sim/sent?user="+alice+"&after=0&wait=5", nil, &sent)
	if len(sent) != 1 {
		t.Fatalf("sent: %v", sent)
	}
	m := sent[0]
	if m.Text != "hi there" || m.Kind != "text" || !m.Shown || m.ContextToken != token || m.Seq != 1 ||
		m.MessageID != receipt["message_id"].(interface{ String() string }).String() {
		t.Errorf("sent %+v, receipt %v", m, receipt)
	}
	c.control("GET", "/sim/sent?after=1", nil, &sent)
	if len(sent) != 0 {
		t.Errorf("after 1: %v", sent)
	}
	wantViolations(t, s)
}

func TestHeldPollEndsAtOnceWhenUserWrites(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	go func() {
		await(t, func() bool { return s.State().Bots[0].Polls == 1 })
		s.Say(sim.SayRequest{User: alice, Text: "now"})
	}()
	began := time.Now()
	ms, _ := c.poll("")
	if len(ms) != 1 || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %v", ms, time.Since(began))
	}
}

func TestCursorReplay(t *testing.T) {
	s, c := loggedIn(t, short(sim.Options{}))
	say := func(text string) { s.Say(sim.SayRequest{User: alice, Text: text}) }
	say("one")
	first, cursor := c.poll("")
	again, _ := c.poll("")
	if len(first) != 1 || len(again) != 1 || first[0]["message_id"] != again[0]["message_id"] {
		t.Fatalf("first %v, again %v", first, again)
	}
	say("two")
	next, cursor := c.poll(cursor)
	if len(next) != 1 || next[0]["message_id"] == first[0]["message_id"] {
		t.Errorf("after the cursor: %v", next)
	}
	idle, same := c.poll(cursor)
	if len(idle) != 0 || same != cursor {
		t.Errorf("idle: %v %q, want cursor %q", idle, same, cursor)
	}
	if foreign, _ := c.poll("bm90IG91cnM="); len(foreign) != 0 {
		t.Errorf("a foreign cursor brought back %v", foreign)
	}
}

func TestCursorConsume(t *testing.T) {
	s, c := loggedIn(t, short(sim.Options{Cursor: "consume"}))
	s.Say(sim.SayRequest{User: alice, Text: "one"})
	if ms, _ := c.poll(""); len(ms) != 1 {
		t.Fatalf("first poll: %v", ms)
	}
	if ms, _ := c.poll(""); len(ms) != 0 {
		t.Errorf("consumed messages came again: %v", ms)
	}
}

func TestQuotaOfTenPerInbound(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	token := c.hear(s, alice, "hi")
	for range 10 {
		c.wantCode(c.send(c.text(alice, token, "x")), "0")
	}
	eleventh := c.send(c.text(alice, token, "x"))
	c.wantCode(eleventh, "-2")
	if eleventh["errmsg"] != "prepare failed" {
		t.Errorf("eleventh: %v", eleventh)
	}
	fresh := c.hear(s, alice, "again")
	c.wantCode(c.send(c.text(alice, token, "an older token stays good")), "0")
	c.wantCode(c.send(c.text(alice, fresh, "x")), "0")
	if got := s.State().Bots[0].Chats[0].Remaining; got != 8 {
		t.Errorf("remaining %d, want 8", got)
	}
	wantViolations(t, s)
}

func TestWindowClosesAfter24Hours(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	token := c.hear(s, alice, "hi")
	s.Advance(24*time.Hour - time.Minute)
	c.wantCode(c.send(c.text(alice, token, "in time")), "0")
	s.Advance(time.Minute)
	c.wantCode(c.send(c.text(alice, token, "late")), "-2")
	c.control("POST", "/sim/options", values{"after_window": "drop"}, nil)
	c.wantCode(c.send(c.text(alice, token, "later")), "0")
	sent := s.Sent(alice, 0)
	if len(sent) != 2 || !sent[0].Shown || sent[1].Shown {
		t.Errorf("sent: %+v", sent)
	}
}

func TestExpireEndsHeldPoll(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	go func() {
		await(t, func() bool { return s.State().Bots[0].Polls == 1 })
		s.Expire()
	}()
	a := c.api("getupdates", values{"get_updates_buf": ""})
	if _, hasRet := a["ret"]; hasRet {
		t.Errorf("-14 with ret: %v", a)
	}
	c.wantCode(a, "-14")
}

func TestWaitSentEndsWithContext(t *testing.T) {
	s, _ := loggedIn(t, sim.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if list, err := s.WaitSent(ctx, "", 0); err != context.DeadlineExceeded || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestExpireOneBot(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	other := s.NewBot("bob@im.wechat")
	if status := c.control("POST", "/sim/expire", values{"bot": other.BotID}, nil); status != 200 {
		t.Fatalf("expire: %d", status)
	}
	c.wantCode(c.api("msg/notifystart", nil), "0")
	c.token = other.BotToken
	c.wantCode(c.api("msg/notifystart", nil), "-14")
	if status := c.control("POST", "/sim/expire", values{"bot": "nobody"}, nil); status != 400 {
		t.Errorf("an unknown bot expired: %d", status)
	}
}

func TestDisconnectedPollLosesNothing(t *testing.T) {
	for _, cursor := range []string{"replay", "consume"} {
		s, c := loggedIn(t, sim.Options{Cursor: cursor})
		ctx, hangUp := context.WithCancel(t.Context())
		over := make(chan error)
		go func() {
			r := c.request("POST", "/ilink/bot/getupdates", values{"get_updates_buf": "", "base_info": values{"channel_version": "2.4.9"}})
			_, err := http.DefaultClient.Do(r.WithContext(ctx))
			over <- err
		}()
		await(t, func() bool { return s.State().Bots[0].Polls == 1 })
		hangUp()
		if err := <-over; err == nil {
			t.Fatal("the poll was answered")
		}
		await(t, func() bool { return s.State().Bots[0].Polls == 0 })
		s.Say(sim.SayRequest{User: alice, Text: "x"})
		if ms, _ := c.poll(""); len(ms) != 1 {
			t.Errorf("%s: %v", cursor, ms)
		}
		wantViolations(t, s)
	}
}

func TestResetKeepsLoginsAndNothingElse(t *testing.T) {
	s, c := loggedIn(t, short(sim.Options{}))
	c.send(c.text(alice, c.hear(s, alice, "hi"), "x"))
	c.send(values{})
	key, _ := c.scan()
	s.Say(sim.SayRequest{User: alice, Text: "unread"})
	c.control("POST", "/sim/options", values{"quota": 1}, nil)
	set(t, s, sim.Fault{Kind: "reset", Count: 5})
	c.control("POST", "/sim/reset", nil, nil)
	state := s.State()
	if len(state.Bots) != 1 || len(state.Bots[0].Chats) != 0 || state.Bots[0].Pending != 0 || state.Sent != 0 ||
		state.Violations != 0 || len(state.Faults) != 0 || state.Settings.Quota != 10 || len(state.QRCodes) != 0 {
		t.Errorf("after a reset: %+v", state)
	}
	if ms, _ := c.poll(""); len(ms) != 0 {
		t.Errorf("messages from before the reset: %v", ms)
	}
	c.wantStatus(key, "", "expired")
	wantViolations(t, s)
	c.control("POST", "/sim/reset", values{"logins": true}, nil)
	c.wantCode(c.api("msg/notifystart", nil), "-14")
	if n := len(s.State().Bots); n != 0 {
		t.Errorf("%d bots left", n)
	}
}

// TestRequestsAcrossAReset shows that who was under way when somebody else
// reset the simulator is refused and not blamed.
func TestRequestsAcrossAReset(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	token := c.hear(s, alice, "hi")
	ticket := c.api("getconfig", values{"ilink_user_id": alice})["typing_ticket"]
	file := values{"media": c.upload(alice, 3, []byte("x")), "file_name": "a", "len": "1"}
	s.Reset()
	for range 2 {
		c.wantCode(c.send(c.text(alice, token, "x")), "-2")
		c.wantCode(c.api("sendtyping", values{"ilink_user_id": alice, "typing_ticket": ticket, "status": 2}), "-2")
		wantViolations(t, s)
		c.hear(s, alice, "hi again")
	}
	token = c.hear(s, alice, "hi again")
	c.wantCode(c.send(c.message(alice, token, values{"type": 4, "file_item": file})), "0")
	if m := s.Sent(alice, 0)[0]; m.Shown {
		t.Errorf("a file from before the reset is shown: %+v", m)
	}
	wantViolations(t, s)
	c.wantCode(c.send(c.text(alice, "made up", "x")), "-2")
	wantViolations(t, s, "sendmessage: context_token was not issued")
}

func TestCloseHangsUpAndDoesNotRevoke(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	poll := make(chan error)
	go func() {
		_, _, err := c.attempt("getupdates", values{"get_updates_buf": ""})
		poll <- err
	}()
	await(t, func() bool { return s.State().Bots[0].Polls == 1 })
	s.Close()
	if err := <-poll; err == nil {
		t.Error("a held poll was answered by a closing service")
	}
	if state := s.State().Bots[0].State; state != "live" {
		t.Errorf("the bot is %s", state)
	}
}
