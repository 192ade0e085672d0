package host

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/session"
	"hotreply/ilink/sim"
)

// confirming is a service that confirms each code at once, with the fields
// given, and whose tokens are good or not as good says.
type confirming struct {
	fields string
	good   func(codes int) bool // after so many codes

	mu    sync.Mutex // guards codes
	codes int
}

func (s *confirming) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	s.mu.Lock()
	if strings.Contains(r.URL.Path, "get_bot_qrcode") {
		s.codes++
	}
	codes := s.codes
	s.mu.Unlock()
	switch {
	case strings.Contains(r.URL.Path, "get_bot_qrcode"):
		io.WriteString(w, `{"qrcode":"q","qrcode_img_content":"https://x.invalid/q"}`)
	case strings.Contains(r.URL.Path, "get_qrcode_status"):
		fmt.Fprintf(w, `{"status":"confirmed","bot_token":"old","ilink_bot_id":"b@im.bot"%s}`, s.fields)
	case !s.good(codes):
		io.WriteString(w, `{"errcode":-14,"errmsg":"session timeout"}`)
	case strings.Contains(r.URL.Path, "getupdates"):
		select {
		case <-r.Context().Done():
		case <-time.After(time.Second):
		}
		io.WriteString(w, `{"ret":0}`)
	default:
		io.WriteString(w, `{"ret":0}`)
	}
}

func (s *confirming) shown() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.codes
}

// against is a host with the token "old" on another service than the simulator.
func against(t *testing.T, s *confirming, change ...func(*Config)) *rig {
	web := httptest.NewServer(s)
	t.Cleanup(func() { web.CloseClientConnections(); web.Close() })
	r := newRig(t, nil, append(change, func(c *Config) { c.ILink.BaseURL = web.URL })...)
	r.login(sim.Credentials{BotToken: "old", BotID: "b@im.bot"})
	return r
}

// TestConfirmedWithTheTokenThatExpired: the service can confirm a login with
// the token that it has just called stale. It is tried before anybody is asked
// to scan again.
func TestConfirmedWithTheTokenThatExpired(t *testing.T) {
	s := &confirming{good: func(codes int) bool { return codes > 0 }}
	r := against(t, s, func(c *Config) { c.Login = &phone{} })
	r.start()
	waitFor(t, "the login", func() bool { return s.shown() > 0 && r.stateOf("default") == session.Online })
	time.Sleep(200 * time.Millisecond) // another code would be asked for at once
	if n := s.shown(); n != 1 {
		t.Errorf("%d codes were shown, want 1", n)
	}
}

// TestTokenFileWithTheTokenThatExpired: the same, put in place by another program.
func TestTokenFileWithTheTokenThatExpired(t *testing.T) {
	var mended sync.Map
	s := &confirming{good: func(int) bool { _, ok := mended.Load("yes"); return ok }}
	r := against(t, s, func(c *Config) { c.Console.Listen = "127.0.0.1:0"; c.Login = &phone{} }, func(c *Config) { c.revive = time.Hour })
	s.fields = `,"baseurl":"https://elsewhere.example"` // the code brings nothing
	r.start()
	waitFor(t, "the end of the login", func() bool { return s.shown() > 0 && r.stateOf("default") == session.NeedsLogin })
	mended.Store("yes", true)
	codes := s.shown()
	r.login(sim.Credentials{BotToken: "old", BotID: "b@im.bot"})
	waitFor(t, "the login", func() bool { return r.stateOf("default") == session.Online })
	if n := s.shown(); n != codes {
		t.Errorf("%d codes more were shown, want none", n-codes)
	}
}

// TestRefusedHost: a login that the service sends elsewhere ends with the hint
// that mends it. Nobody is asked to scan again, and nothing is stored.
func TestRefusedHost(t *testing.T) {
	for name, console := range map[string]string{"with a console": "127.0.0.1:0", "without": ""} {
		t.Run(name, func(t *testing.T) {
			var log lockedBuffer
			s := &confirming{fields: `,"baseurl":"https://api.elsewhere.example"`, good: func(int) bool { return false }}
			ui := &phone{}
			r := against(t, s, func(c *Config) {
				c.Login, c.Console.Listen = ui, console
				c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
			})
			r.start()
			if console == "" {
				var needed *LoginNeededError
				select {
				case err := <-r.ended:
					if !errors.As(err, &needed) || !strings.Contains(needed.Hint(), "hosts under [ilink]") || !strings.Contains(err.Error(), "elsewhere.example") {
						t.Errorf("Run = %v, want a LoginNeededError with the hint of the host", err)
					}
					r.stop = nil
				case <-time.After(patience):
					t.Fatal("the host goes on")
				}
			} else {
				waitFor(t, "the end of the login", func() bool {
					return r.stateOf("default") == session.NeedsLogin && strings.Contains(log.String(), "not logged in")
				})
				if text := log.String(); !strings.Contains(text, "api.elsewhere.example") || !strings.Contains(text, "hosts under [ilink]") {
					t.Errorf("log: %s", text)
				}
				time.Sleep(200 * time.Millisecond) // another code would be asked for at once
			}
			if n := s.shown(); n != 1 {
				t.Errorf("%d codes were shown, want 1", n)
			}
			for _, said := range ui.said {
				if said == "logged in" {
					t.Error("it was said to be logged in")
				}
			}
		})
	}
}
