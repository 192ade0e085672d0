package host

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/console"
	"hotreply/ilink"
)

// readiness is what a monitor hears.
func readiness(h *host) (int, string) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/readyz", nil)
	r.Host = "127.0.0.1:8686"
	console.Handler(consoleBackend{h}, console.Options{Token: "secret", Listen: "127.0.0.1:8686"}).ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// TestPollsThatAreCut: cut polls are nobody's business until none was answered
// for five minutes. Then there is one warning, and the console says so, until
// one is answered.
func TestPollsThatAreCut(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`},
		func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	if code, text := readiness(r.host); code != 200 || text != "ok\n" {
		t.Fatalf("ready: %d %q, want 200 ok", code, text)
	}
	a := r.host.accounts[0]
	waitFor(t, "an answered poll", func() bool { return a.lastPoll.Load() != 0 })
	answered := a.lastPoll.Load()
	lost := &ilink.Error{Op: "getupdates", HTTPStatus: 524, Left: true}
	at := time.Now()
	for d := 17 * time.Second; d < 20*time.Minute; d += 17 * time.Second {
		a.pollCut(ilink.PollEvent{State: ilink.PollCut, At: at.Add(d), CutFor: d, Err: lost})
		warned := strings.Count(log.String(), "every poll is cut on the way")
		code, text := readiness(r.host)
		if d < 5*time.Minute && (warned != 0 || code != 200) {
			t.Fatalf("after %s of cuts: %d warnings, ready %d", d, warned, code)
		}
		if d >= 5*time.Minute && (warned != 1 || code != 503 || !strings.Contains(text, "account default: every poll is cut")) {
			t.Fatalf("after %s of cuts: %d warnings, ready %d %q; want one and 503", d, warned, code, text)
		}
	}
	if a.lastPoll.Load() != answered {
		t.Error("a cut poll counts as answered")
	}
	a.pollNotice(ilink.PollEvent{State: ilink.PollOK, At: at.Add(time.Hour), Silent: true})
	if code, _ := readiness(r.host); code != 503 || a.lastPoll.Load() != answered {
		t.Error("a poll whose time was up counts as answered")
	}
	a.pollNotice(ilink.PollEvent{State: ilink.PollOK, At: at.Add(time.Hour)})
	if code, _ := readiness(r.host); code != 200 || !strings.Contains(log.String(), "polling works again") {
		t.Errorf("after an answer: ready %d", code)
	}
	r.fault("getupdates", "ret_-14", -1)
	r.says(u1, "hi")
	waitFor(t, "the end of the login", func() bool { code, _ := readiness(r.host); return code == 503 })
}
