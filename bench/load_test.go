package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// testLab is a lab without processes: the simulator and the plain loop run in
// the test.
func testLab(t *testing.T, answer bool) (*lab, string) {
	t.Helper()
	service := sim.New(sim.Options{})
	server := httptest.NewServer(service)
	ctx, cancel := context.WithCancel(context.Background())
	l := &lab{ctx: ctx, dir: t.TempDir(), sim: &simulator{base: server.URL, calls: &http.Client{}}}
	if err := l.sim.reset(ctx); err != nil {
		t.Fatal(err)
	}
	who, err := l.sim.login(ctx, server.URL, "owner@im.wechat")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	if answer {
		go func() { ended <- servePlain(ctx, server.URL, who.BotToken) }()
	} else {
		ended <- nil
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = service.Close()
		server.Close()
	})
	return l, who.BotID
}

// TestLoads: every text has its reply, at its rate, once.
func TestLoads(t *testing.T) {
	l, bot := testLab(t, true)
	if m, err := l.sim.ask(l.ctx, bot, "first@im.wechat", "hi", patience); err != nil || m.Text != "hello" {
		t.Fatalf("%+v, %v", m, err)
	}
	rate := load{bots: []string{bot}, text: "hi", users: 50, rate: 200, take: time.Second}
	b, err := rate.run(l.ctx, l)
	if err != nil || b.replies < 100 || b.replies > 260 || len(b.waited) != b.replies || quantile(b.waited, 0) < 0 {
		t.Errorf("200 a second for a second: %+v, %v", b, err)
	}
	closed := load{bots: []string{bot}, text: "hi", users: 10, warm: 50 * time.Millisecond, take: 200 * time.Millisecond}
	if b, err := closed.run(l.ctx, l); err != nil || b.replies == 0 || b.took < closed.take {
		t.Errorf("closed loop: %+v, %v", b, err)
	}
	each := load{bots: []string{bot}, text: "hi", users: 10, most: 35, take: time.Minute}
	if b, err := each.run(l.ctx, l); err != nil || b.replies < 35 {
		t.Errorf("35 users: %+v, %v", b, err)
	}
	l.sim.seen = 0
	if err := l.sim.reset(l.ctx); err != nil {
		t.Fatal(err)
	}
	again := load{bots: []string{bot}, text: "hi", users: 10, most: 35, again: true, take: time.Minute}
	if b, err := again.run(l.ctx, l); err != nil || b.replies < 35 {
		t.Errorf("10 users, 35 texts: %+v, %v", b, err)
	}
	l.sim.seen = 0
	list, err := l.sim.replies(l.ctx, 0)
	users := map[string]bool{}
	for _, m := range list {
		users[m.User] = true
	}
	if err != nil || len(list) != 35 || len(users) != 10 {
		t.Errorf("%d replies to %d users, %v", len(list), len(users), err)
	}
	var state struct {
		Refused map[string]int `json:"refused"`
	}
	if err := l.sim.call(l.ctx, "GET", "/sim/state", nil, &state); err != nil || len(state.Refused) > 0 {
		t.Errorf("refused %v, %v", state.Refused, err)
	}
}

// TestLoadWithoutReplies is an error that counts, not a hang.
func TestLoadWithoutReplies(t *testing.T) {
	l, bot := testLab(t, false)
	_, err := load{bots: []string{bot}, text: "hi", users: 5, take: 50 * time.Millisecond}.run(l.ctx, l)
	if err == nil || !strings.Contains(err.Error(), "no reply within 50ms") {
		t.Errorf("got %v", err)
	}
	if _, err := (load{bots: []string{"nobody@im.bot"}, text: "hi", users: 1, take: 200 * time.Millisecond}).run(l.ctx, l); err == nil || !strings.Contains(err.Error(), "nobody@im.bot") {
		t.Errorf("a bot that is not there: %v", err)
	}
}

// TestGate sees the first poll and passes everything on.
func TestGate(t *testing.T) {
	l, bot := testLab(t, false)
	g, err := openGate(l.sim.address())
	if err != nil {
		t.Fatal(err)
	}
	defer g.close()
	if err := l.sim.say(l.ctx, bot, "u@im.wechat", "hi"); err != nil {
		t.Fatal(err)
	}
	for i, path := range []string{"/sim/options", "/ilink/bot/getupdates"} {
		r, err := http.Get(g.base() + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if polled := len(g.polled); polled != i {
			t.Errorf("after %s: %d polls seen", path, polled)
		}
	}
}
