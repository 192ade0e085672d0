package host

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hotreply/store"
)

// TestDeadLetter: a message that takes the process down in turns of its own
// becomes a dead letter after rules.attempts deaths, and the others go on.
func TestDeadLetter(t *testing.T) {
	r := newRig(t, map[string]string{
		"10-bomb.js": `bot.hear("bomb", () => { store.set("n", 1); for (;;); });`,
		"20-hi.js":   `bot.hear("hi", () => "hello");`,
		"30-dead.js": `bot.on("deadLetter", e => store.set("letter", e.user));`,
	})
	r.says(u1, "bomb")
	r.says(u1, "hi")
	r.says(u2, "hi")
	kill := func() { // in the middle of the bomb's turn
		polls := r.sim.State().Requests["getupdates"]
		cmd := r.child()
		waitFor(t, "the first poll", func() bool { return r.sim.State().Requests["getupdates"] > polls })
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
			list, _ := Suspects(r.cfg.State)
			for _, s := range list {
				if s.Script == "10-bomb.js" && s.Message != "" {
					_ = cmd.Process.Kill()
					_ = cmd.Wait()
					return
				}
			}
		}
		t.Fatal("the bomb was never in a turn")
	}
	for range 4 { // one death makes a suspect, three more make it guilty three times
		kill()
	}
	r.start()
	if got := r.hears(u1, 1)[0]; got != "hello" {
		t.Errorf("after the dead letter the lane goes on with %q", got)
	}
	r.hears(u2, 1)
	r.stored("rule/dead", "letter", `"`+u1+`"`)
	rows := r.failed()
	if len(rows) != 1 || rows[0].State != store.InboxDead || !strings.Contains(rows[0].Reason, "10-bomb.js") {
		t.Errorf("%d dead letters: %+v", len(rows), rows[0])
	}
	if names := scriptNames(r.host); strings.Contains(names, "10-bomb.js") {
		t.Errorf("scripts %s run; the one that was guilty three times must be set aside", names)
	}
	r.says(u2, "bomb")
	waitFor(t, "a message for the script that is set aside to be listed", func() bool { return len(r.failed()) == 2 })
	if row := r.failed()[0]; row.State != store.InboxFailed || !strings.Contains(row.Reason, "set aside") {
		t.Errorf("the message is %s: %s", row.State, row.Reason)
	}
	r.write("10-bomb.js", `bot.hear("bomb", () => "defused");`)
	r.host.folders()[0].Reload(t.Context())
	r.says(u1, "bomb")
	if got := r.hears(u1, 2)[1]; got != "defused" {
		t.Errorf("an edit brings the script back: %q", got)
	}
}

// TestWaitingIsNotBlamed: what only waits when the process dies is no suspect.
func TestWaitingIsNotBlamed(t *testing.T) {
	var asked, fetches atomic.Int64
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/asked" {
			asked.Add(1)
		} else {
			fetches.Add(1)
		}
		select {
		case <-release:
			_, _ = io.WriteString(w, "here")
		case <-req.Context().Done():
		}
	}))
	defer slow.Close()
	r := newRig(t, map[string]string{
		// The request says that the handler has come to its question in this life.
		"ask.js": `bot.hear("q", async msg => {
			const answer = msg.ask("?");
			await fetch("` + slow.URL + `/asked");
			return "got " + (await answer).text;
		});`,
		"fetch.js": `bot.hear("f", async () => "fetched " + await (await fetch("` + slow.URL + `")).text());`,
	}, func(c *Config) { c.HTTP.Private.All = true })
	r.says(u1, "q")
	r.says(u2, "f")
	const kills = 50
	for range kills {
		a, f := asked.Load(), fetches.Load()
		cmd := r.child()
		r.hears(u1, 1)
		waitFor(t, "the requests", func() bool { return asked.Load() > a && fetches.Load() > f })
		waitFor(t, "a quiet host", func() bool { list, _ := Suspects(r.cfg.State); return len(list) == 0 })
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if list, _ := Suspects(r.cfg.State); len(list) != 0 {
			t.Errorf("suspects after a death in a wait: %v", list)
		}
	}
	close(release)
	r.start()
	r.says(u1, "a")
	if got := r.hears(u1, 2)[1]; got != "got a" {
		t.Errorf("after %d deaths: %q", kills, got)
	}
	if got := r.hears(u2, 1)[0]; got != "fetched here" {
		t.Errorf("after %d deaths: %q", kills, got)
	}
}

// TestScriptsOff: while the supervisor has scripts off messages wait, and any
// save brings them back.
func TestScriptsOff(t *testing.T) {
	r := newRig(t, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`})
	r.cfg.NoRules = true
	r.start()
	r.says(u1, "hi")
	waitFor(t, "the message in the inbox", func() bool { return r.pending() == 1 })
	if names := scriptNames(r.host); names != "" {
		t.Errorf("scripts %s run", names)
	}
	r.write("hi.js", `bot.hear("hi", () => "hello again");`)
	if got := r.hears(u1, 1)[0]; got != "hello again" {
		t.Errorf("after a save: %q", got)
	}
}

func scriptNames(h *host) string {
	var names []string
	for _, s := range h.folders()[0].Current().Scripts() {
		names = append(names, s.Name())
	}
	return strings.Join(names, " ")
}
