package host

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hotreply/console"
)

// readiness is what a monitor hears.
func readiness(h *host) (int, string) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/readyz", nil)
	r.Host = "127.0.0.1:8686"
	console.Handler(consoleBackend{h}, console.Options{Token: "secret", Listen: "127.0.0.1:8686"}).ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// TestReadiness: a monitor hears whether messages arrive, and why not.
func TestReadiness(t *testing.T) {
	r := newRig(t, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`})
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	if code, text := readiness(r.host); code != 200 || text != "ok\n" {
		t.Fatalf("ready: %d %q, want 200 ok", code, text)
	}
	waitFor(t, "an answered poll", func() bool { return !r.host.accounts()[0].keeper.Status().LastAnswered.IsZero() })
	r.fault("getupdates", "ret_-14", -1)
	r.says(u1, "hi")
	waitFor(t, "the end of the login", func() bool {
		code, text := readiness(r.host)
		return code == 503 && strings.HasPrefix(text, "account default: ")
	})
}
