package session_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/ilink/sim"
)

// The file decides: another token is taken up at once, a file that is gone ends
// the login, and whoever removed it is not asked to scan a code.
func TestTokenFile(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		ui := &phone{}
		r := newRig(t, s, func(o *session.Options) { o.UI = ui })
		first := s.NewBot("owner@im.wechat")
		r.put(first)
		r.run()
		r.put(first) // the same again is no change
		if got := r.took(); got != "newbot online" || s.State().Requests["notifystart"] != 1 {
			t.Errorf("what happened: %s", got)
		}
		next := s.NewBot("other@im.wechat")
		r.put(next)
		r.is(session.Online)
		if got := r.took(); got != "offline newbot online login" || r.keeper.Status().BotID != next.BotID {
			t.Errorf("what happened: %s", got)
		}
		if n := s.State().Requests; n["notifystop"] != 1 || n["notifystart"] != 2 {
			t.Errorf("word to the service: %d, %d", n["notifystart"], n["notifystop"])
		}
		r.remove()
		r.is(session.NeedsLogin)
		time.Sleep(24 * time.Hour)
		r.changed()
		r.is(session.NeedsLogin)
		if ui.shown() != 0 {
			t.Error("a code was shown to somebody who logged out")
		}
		r.put(next)
		r.is(session.Online)
		r.stop()
		if text := r.logged(); strings.Count(text, "logged out: the token file is gone") != 1 || strings.Count(text, "another login was put in place") != 1 {
			t.Errorf("log:\n%s", text)
		}
	})
}

// A token file that can not be used is told of, and waited for.
func TestUnusableTokenFile(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		r := newRig(t, s)
		path := statedir.TokenPath(r.o.State, "a")
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("{"), 0o600)); err != nil {
			t.Fatal(err)
		}
		r.run()
		r.is(session.NeedsLogin)
		<-r.keeper.Looked()
		r.changed()
		if n := strings.Count(r.logged(), "token file can not be used"); n != 1 {
			t.Errorf("told %d times:\n%s", n, r.logged())
		}
		r.put(s.NewBot("owner@im.wechat"))
		r.is(session.Online)
		r.stop()
	})
}

// A file that is replaced between its reading and the first poll is taken up,
// though nobody says so any more; another token of the same bot counts.
func TestTokenFileInBetween(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tokens []string
		r := newRig(t, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if op(req.URL) == "getupdates" {
				tokens = append(tokens, req.Header.Get("Authorization"))
				<-req.Context().Done()
			}
			io.WriteString(w, `{"ret":0}`)
		}))
		r.put(sim.Credentials{BotToken: "one", BotID: "b@im.bot"})
		r.between = func() {
			r.between = nil
			r.write(sim.Credentials{BotToken: "two", BotID: "b@im.bot"})
		}
		r.run()
		r.is(session.Online)
		if got := tokens[len(tokens)-1]; got != "Bearer two" {
			t.Errorf("polls with %q", tokens)
		}
		if got := r.took(); got != "newbot online offline online login" {
			t.Errorf("what happened: %s", got)
		}
		r.stop()
		time.Sleep(time.Minute)
	})
}
