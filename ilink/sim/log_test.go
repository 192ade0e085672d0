package sim_test

import (
	"testing"

	"hotreply/ilink/sim"
)

func TestRequestLog(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	set(t, s, sim.Fault{Op: "notifystart", Kind: "http_500", Count: 1})
	set(t, s, sim.Fault{Op: "notifystart", Kind: "drop_response", Count: 1})
	c.attempt("msg/notifystart", values{})
	c.attempt("msg/notifystart", values{})
	c.attempt("msg/notifystart", values{})
	c.hear(s, alice, "hi")
	var got []sim.Request
	c.control("GET", "/sim/requests?op=notifystart", nil, &got)
	want := []sim.Request{{Status: 500, Fault: "http_500"}, {Status: 0, Fault: "drop_response"}, {Status: 200}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, r := range got {
		if r.Status != want[i].Status || r.Fault != want[i].Fault || r.Bot == "" {
			t.Errorf("request %d: %+v, want %+v", i, r, want[i])
		}
	}
	c.control("GET", "/sim/requests?after=3", nil, &got)
	if len(got) != 1 || got[0].Op != "getupdates" {
		t.Errorf("after 3: %+v", got)
	}
}

func TestPathsThatAreNone(t *testing.T) {
	s, c := start(t, sim.Options{})
	for path, want := range map[string]int{"/": 200, "/favicon.ico": 404, "/ilink/bot/logout": 404} {
		if status, _, _ := c.do(c.request("GET", path, nil)); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
	wantViolations(t, s, "unknown: unknown path GET /ilink/bot/logout")
	var problem struct{ Error, Hint string }
	if status := c.control("GET", "/sim/say", nil, &problem); status != 404 || problem.Hint == "" {
		t.Errorf("GET /sim/say: %d %+v", status, problem)
	}
}
