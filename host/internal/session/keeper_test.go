package session_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"testing/synctest"

	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/ilink"
	"hotreply/ilink/sim"
)

const user = "u1@im.wechat"

func say(t *testing.T, s *sim.Server, bot, text string) {
	t.Helper()
	if _, err := s.Say(sim.SayRequest{Bot: bot, User: user, Text: text}); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
}

// A login is taken up, polled with and left; a start is no event.
func TestKeepsALogin(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		r := newRig(t, s)
		bot := s.NewBot("owner@im.wechat")
		r.put(bot)
		r.run()
		r.is(session.Online)
		<-r.keeper.Ready()
		<-r.keeper.Looked()
		if got := r.took(); got != "newbot online" {
			t.Errorf("what happened: %s", got)
		}
		if got := r.keeper.Status(); got.BotID != bot.BotID || got.Owner != "owner@im.wechat" || got.Problem != "" {
			t.Errorf("Status = %+v", got)
		}
		say(t, s, bot.BotID, "hi")
		if got := r.heard(); got != "hi" {
			t.Errorf("heard %q", got)
		}
		if n := s.State().Requests["notifystart"]; n != 1 {
			t.Errorf("notifystart was called %d times", n)
		}
		r.stop()
		r.is(session.Stopped)
		if r.keeper.Current() == nil || r.took() != "" {
			t.Error("what is under way can not be sent after the stop")
		}
		if n := s.State().Requests["notifystop"]; n != 0 {
			t.Error("the service is told before the maker says so")
		}
		r.keeper.NotifyStop()
		if n := s.State().Requests["notifystop"]; n != 1 {
			t.Errorf("notifystop was called %d times", n)
		}
	})
}

// One -14 proves nothing; two of one request end the login, once, and a code
// that is scanned brings the next.
func TestExpire(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		ui := &phone{}
		r := newRig(t, s, func(o *session.Options) { o.UI = ui })
		r.put(s.NewBot("owner@im.wechat"))
		r.run()
		r.took()
		client, asked := r.keeper.Current(), 0
		stale := fmt.Errorf("getuploadurl: %w", ilink.ErrStaleToken)
		began := time.Now()
		err := r.keeper.With(t.Context(), func(*ilink.Client) error {
			if asked++; asked == 1 {
				return stale
			}
			return nil
		})
		if err != nil || asked != 2 || time.Since(began) != 4*time.Second || r.took() != "" {
			t.Errorf("With = %v after %d requests and %v", err, asked, time.Since(began))
		}
		err = r.keeper.With(t.Context(), func(*ilink.Client) error { return stale })
		var expired *ilink.SessionExpiredError
		if !errors.As(err, &expired) || expired.Account != "a" {
			t.Errorf("With = %v, want a SessionExpiredError", err)
		}
		synctest.Wait()
		r.keeper.Expire(client, stale) // another request of the same login
		if got := r.took(); got != "offline expire sessionExpired" {
			t.Errorf("what happened: %s", got)
		}
		r.is(session.LoggingIn)
		if err := r.keeper.With(t.Context(), func(*ilink.Client) error { t.Error("called without a login"); return nil }); !errors.Is(err, ilink.ErrStaleToken) {
			t.Errorf("With = %v without a login", err)
		}
		if ui.shown() != 1 {
			t.Fatalf("%d codes were shown", ui.shown())
		}
		if _, err := s.QR(sim.QRAction{Action: "confirm"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		r.is(session.Online)
		if got := r.took(); got != "online" || strings.Join(ui.said, "|") != "this WeChat is connected already; the present login stays" {
			t.Errorf("what happened: %s, said %q; want the login that is good after all", got, ui.said)
		}
		r.keeper.Expire(client, stale) // of a login that is long gone
		r.is(session.Online)

		s.Expire() // now it is true
		time.Sleep(10 * time.Second)
		if got := r.took(); got != "offline expire sessionExpired" {
			t.Errorf("what happened: %s", got)
		}
		if _, err := s.QR(sim.QRAction{Action: "confirm"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		r.is(session.Online)
		if got := r.took(); got != "newbot online login" {
			t.Errorf("what happened: %s", got)
		}
		r.stop()
	})
}

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

// A code that nobody scans ends a keeper with nothing beside it, with the error
// that says so; others wait, and look whether the old login works again at
// distances that grow.
func TestGivenUp(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		alone := newRig(t, s, func(o *session.Options) { o.AnyOnline = func() bool { return false } })
		alone.run()
		time.Sleep(time.Hour)
		var needed *session.LoginNeededError
		if err := <-alone.ended; !errors.As(err, &needed) || needed.Account != "a" || needed.ExitCode() != 3 {
			t.Errorf("Run = %v, want a LoginNeededError", err)
		}
	})
}

// TestRevive: a login that was called stale is tried again, at first after a
// minute, then at twice the distance, to an hour at most.
func TestRevive(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		var looks []time.Duration
		var stale bool
		var began time.Time
		r := newRig(t, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			switch op(req.URL) {
			case "get_bot_qrcode": // nobody can scan it
				http.Error(w, "no", http.StatusBadRequest)
			case "notifystart":
				if stale {
					if looks = append(looks, time.Since(began).Round(time.Second)); len(looks) == 9 {
						stale = false
					}
				}
				fallthrough
			default:
				if stale {
					io.WriteString(w, `{"errcode":-14}`)
					return
				}
				s.ServeHTTP(w, req)
			}
		}))
		r.put(s.NewBot("owner@im.wechat"))
		r.run()
		stale = true
		r.keeper.Expire(r.keeper.Current(), errors.New("for the test"))
		for r.keeper.Status().State != session.NeedsLogin {
			time.Sleep(time.Second)
		}
		time.Sleep(10 * time.Minute) // codes are asked for several times
		r.is(session.NeedsLogin)
		began = time.Now()
		for r.keeper.Status().State != session.Online {
			time.Sleep(time.Minute)
		}
		for i := 1; i < len(looks); i++ {
			if d := looks[i] - looks[i-1]; d > time.Hour+time.Second || i > 2 && d < 59*time.Minute && d < 3*(looks[i-1]-looks[i-2])/2 {
				t.Errorf("looks at %v", looks)
			}
		}
		if !strings.Contains(r.logged(), "the service takes the login again") {
			t.Errorf("log:\n%s", r.logged())
		}
		r.stop()
	})
}

// A second keeper with the same token does not poll, says who does, and takes
// over when that one ends.
func TestClaim(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		bot := s.NewBot("owner@im.wechat")
		first, second := newRig(t, s), newRig(t, s)
		second.o.Locks, second.o.Account = first.o.Locks, "b"
		first.put(bot)
		second.put(bot)
		first.run()
		second.run()
		second.is(session.Elsewhere)
		if p := second.keeper.Status().Problem; p != session.Elsewhere {
			t.Errorf("problem %q", p)
		}
		err := second.keeper.None()
		var expired *ilink.SessionExpiredError
		if !errors.As(err, &expired) || expired.Account != "b" || !errors.Is(err, ilink.ErrStaleToken) {
			t.Errorf("None = %v", err)
		}
		for _, want := range []string{"account a in " + first.o.State, "process "} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not name %s", err, want)
			}
		}
		if n := strings.Count(second.logged(), "login is in use elsewhere"); n != 1 || strings.Contains(second.logged(), "polling") {
			t.Errorf("log:\n%s", second.logged())
		}
		own := s.NewBot("owner2@im.wechat")
		second.put(own)
		second.is(session.Online)
		second.put(bot)
		second.is(session.Elsewhere)
		first.stop()
		time.Sleep(3 * time.Second)
		second.is(session.Online)
		if strings.Contains(second.keeper.None().Error(), "account a") {
			t.Error("a login that was taken over is said to be elsewhere")
		}
		second.stop()
		if left, _ := filepath.Glob(filepath.Join(first.o.Locks, "*")); len(left) != 0 {
			t.Errorf("lock files left behind: %v", left)
		}
	})
}

// WaitFresh waits for the poll, and no longer than the login lasts.
func TestWaitFresh(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		r := newRig(t, s)
		r.put(s.NewBot("owner@im.wechat"))
		r.run()
		began := time.Now()
		if err := r.keeper.WaitFresh(t.Context()); err != nil || time.Since(began) != 2*time.Second {
			t.Errorf("WaitFresh = %v after %v, want two seconds of silence", err, time.Since(began))
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("gone"))
		_ = s.SetFault(sim.Fault{Op: "getupdates", Kind: "http_500", Count: -1})
		say(t, s, "", "ends the poll that is held")
		time.Sleep(100 * time.Millisecond)
		if err := r.keeper.WaitFresh(ctx); err == nil {
			t.Error("WaitFresh outlives its context")
		}
		time.AfterFunc(time.Second, func() { r.keeper.Expire(r.keeper.Current(), errors.New("over")) })
		if err := r.keeper.WaitFresh(t.Context()); err != nil {
			t.Errorf("WaitFresh = %v when the login ends", err)
		}
		if err := r.keeper.WaitFresh(t.Context()); err != nil || r.keeper.Current() != nil {
			t.Errorf("WaitFresh = %v without a login", err)
		}
		r.stop()
	})
}

// The error of a commit ends Run.
func TestCommitFails(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		broken := errors.New("disk on fire")
		r := newRig(t, s, func(o *session.Options) {
			o.Commit = func(context.Context, ilink.Batch) error { return broken }
		})
		r.put(s.NewBot("owner@im.wechat"))
		r.run()
		say(t, s, "", "hi")
		if err := <-r.ended; !errors.Is(err, broken) || r.took() != "newbot online offline" {
			t.Errorf("Run = %v", err)
		}
		r.is(session.Stopped)
	})
}
