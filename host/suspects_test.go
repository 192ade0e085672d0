package host

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"hotreply/host/config"
	"hotreply/host/internal/statedir"
	"hotreply/ilink/sim"
)

// witness is a server that notes who asks it, in order. It answers when the
// channel of the path's first word is closed, at once if there is none.
type witness struct {
	*httptest.Server
	mu    sync.Mutex // guards seen
	seen  []string
	holds map[string]chan struct{}
}

func newWitness(t *testing.T, hold ...string) *witness {
	w := &witness{holds: map[string]chan struct{}{}}
	for _, word := range hold {
		w.holds[word] = make(chan struct{})
	}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/")
		w.mu.Lock()
		w.seen = append(w.seen, path)
		w.mu.Unlock()
		word, _, _ := strings.Cut(path, "/")
		if hold := w.holds[word]; hold != nil {
			select {
			case <-hold:
			case <-r.Context().Done():
			}
		}
		_, _ = io.WriteString(rw, path)
	}))
	t.Cleanup(w.Close)
	return w
}

// order is who has asked so far.
func (w *witness) order() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.seen...)
}

// dieIn starts a host and kills it while the script, and no other, is in a turn
// of a message. Before that it waits until the others are at rest.
func (r *rig) dieIn(script string, atRest ...func() bool) {
	r.t.Helper()
	cmd := r.child()
	for _, f := range atRest {
		waitFor(r.t, "the others to rest", f)
	}
	waitFor(r.t, script+" in a turn", func() bool {
		list, _ := Suspects(r.cfg.State)
		return len(list) == 1 && list[0].Script == script && list[0].Message != ""
	})
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// TestSuspectsGoFirst: after a death the row that was in a turn is handled
// before the older rows of other users; what it waits for holds nobody up.
func TestSuspectsGoFirst(t *testing.T) {
	w := newWitness(t, "older", "last", "suspect")
	older := func(word string) string {
		return `bot.hear("older", async msg => (await fetch("` + w.URL + `/` + word + `/" + msg.from + "/" + Date.now())).text());`
	}
	r := newRig(t, map[string]string{
		"00-log.js": `bot.use(async (msg, next) => { await null; await next(); });`, // turns before the bomb's own
		"10-bomb.js": `bot.hear("bomb", async msg => {
			if (!msg.redelivered) for (;;);
			await fetch("` + w.URL + `/suspect/" + Date.now());
			return "defused";
		});`,
		"20-older.js": older("older"),
	}, func(c *Config) { c.HTTP.Private.All = true })
	const others = 8
	for i := range others {
		r.says(fmt.Sprintf("older%d@im.wechat", i), "older")
	}
	cmd := r.child()
	waitFor(t, "the others to wait", func() bool { return len(w.order()) == others })
	_ = cmd.Process.Kill() // in a wait: nobody is to blame
	_ = cmd.Wait()
	r.says(u1, "bomb")
	r.dieIn("10-bomb.js", func() bool { return len(w.order()) == 2*others })
	r.write("20-older.js", older("last")) // a request of the life before may still come
	last := func() []string {
		return slices.DeleteFunc(w.order(), func(path string) bool { return strings.HasPrefix(path, "older") })
	}
	r.start()
	waitFor(t, "everybody", func() bool { return len(last()) == 1+others })
	got := last() // with the times at which their handlers began: on the way here one may overtake another
	slices.SortFunc(got, func(a, b string) int {
		return cmp.Compare(a[strings.LastIndex(a, "/"):], b[strings.LastIndex(b, "/"):])
	})
	if !strings.HasPrefix(got[0], "suspect") {
		t.Errorf("handled in the order %v, want the suspect first", got)
	}
	close(w.holds["suspect"])
	close(w.holds["last"])
	r.hears(u1, 1)
	for i := range others {
		r.hears(fmt.Sprintf("older%d@im.wechat", i), 1)
	}
	r.clean()
}

// TestSuspectThatCanNotBegin: without a login of its account a suspect holds
// the other accounts up for a moment only.
func TestSuspectThatCanNotBegin(t *testing.T) {
	// Nobody confirms a new code.
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{
		"10-bomb.js": `bot.hear("bomb", msg => { if (!msg.redelivered) for (;;); return "defused"; });`,
		"20-hi.js":   `bot.hear("hi", () => "hello");`,
	})
	r.says(u1, "bomb")
	r.dieIn("10-bomb.js")
	r.cfg.Accounts = map[string]config.Account{"default": {}, "second": {}}
	token := statedir.TokenPath(r.cfg.State, "default")
	kept, err := os.ReadFile(token)
	if err != nil {
		t.Fatal(err)
	}
	second := r.sim.NewBot("owner2@im.wechat")
	r.loginAs("second", second)
	if err := os.Remove(token); err != nil {
		t.Fatal(err)
	}
	r.start()
	r.saysTo(second.BotID, u2, "hi")
	r.hears(u2, 1)
	if err := os.WriteFile(token, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := r.hears(u1, 1)[0]; got != "defused" {
		t.Errorf("with its login back the suspect says %q", got)
	}
}
