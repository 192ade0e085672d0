package sim_test

import (
	"net/http"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

func TestTyping(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	early := c.api("getconfig", values{"ilink_user_id": alice})
	c.wantCode(early, "-4")
	c.hear(s, alice, "hi")
	a := c.api("getconfig", values{"ilink_user_id": alice})
	if n, has := a["ret"]; !has || number(n) != 0 || a["typing_ticket"] == "" {
		t.Fatalf("getconfig: %v", a)
	}
	typing := func() bool { return s.State().Bots[0].Chats[0].Typing }
	send := func(ticket any, status int) values {
		return c.api("sendtyping", values{"ilink_user_id": alice, "typing_ticket": ticket, "status": status})
	}
	send(a["typing_ticket"], 1)
	if !typing() {
		t.Error("typing is not shown")
	}
	s.Advance(9 * time.Second)
	send(a["typing_ticket"], 1)
	s.Advance(9 * time.Second)
	if !typing() {
		t.Error("the keepalive did not keep it")
	}
	s.Advance(time.Second)
	if typing() {
		t.Error("typing is shown 10 s after the last keepalive")
	}
	if n := s.State().Bots[0].Chats[0].TypingLapsed; n != 1 {
		t.Errorf("typing lapsed %d times, want 1", n)
	}
	send(a["typing_ticket"], 1)
	send(a["typing_ticket"], 2)
	s.Advance(time.Minute)
	if n := s.State().Bots[0].Chats[0].TypingLapsed; n != 1 {
		t.Errorf("a cancelled typing lapsed, %d in all", n)
	}
	wantViolations(t, s)
	c.wantCode(send("x", 1), "-2")
	c.wantCode(send(a["typing_ticket"], 3), "-2")
	wantViolations(t, s, "sendtyping: typing_ticket", "sendtyping: typing status")
}

func TestDateFollowsTheClock(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	var now struct{ Now time.Time }
	c.control("POST", "/sim/clock", values{"advance": "48h"}, &now)
	for _, path := range []string{"/sim/state", "/sim/nothing", "/c2c/download", "/elsewhere"} {
		_, h, _ := c.do(c.request("GET", path, nil))
		at, err := http.ParseTime(h.Get("Date"))
		if err != nil || time.Until(at) < 47*time.Hour {
			t.Errorf("%s: Date %q", path, h.Get("Date"))
		}
	}
	if time.Until(now.Now) < 47*time.Hour {
		t.Errorf("clock says %v", now.Now)
	}
	s.Reset()
	if d := time.Until(s.Now()); d > time.Hour {
		t.Errorf("%v ahead after a reset", d)
	}
}

func TestTwoPollsAreNoticed(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	got := make(chan values, 2)
	for range 2 {
		go func() { got <- c.api("getupdates", values{"get_updates_buf": ""}) }()
	}
	await(t, func() bool { return s.State().Bots[0].Polls == 2 })
	await(t, func() bool { return len(s.Violations()) == 1 })
	wantViolations(t, s, "getupdates: two polls of one token")
	s.Say(sim.SayRequest{User: alice, Text: "x"})
	if a := <-got; len(a["msgs"].([]any)) != 1 {
		t.Errorf("%v", a)
	}
	if len(got) != 0 {
		t.Error("both polls got the message")
	}
	s.Expire()
	<-got
}
