package session_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hotreply/host/internal/session"
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
		r.keeper.Expire(r.keeper.Current(), stale) // and once more a mistake
		synctest.Wait()
		if _, err := s.QR(sim.QRAction{Action: "confirm"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if got := r.took(); got != "offline expire sessionExpired online" {
			t.Errorf("what happened: %s; a login that was told of is no event again", got)
		}
		r.stop()
	})
}

// A code that nobody scans ends a keeper that nothing runs beside, with the
// error that says so.
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

// While nobody scans a code, a login that was called stale is tried again: after
// a minute, then at twice the distance, to an hour at most. No code is shown
// for it.
func TestRevive(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		var looks []time.Duration // between two, in minutes
		var last time.Time
		var stale atomic.Bool
		var codes int
		r := newRig(t, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			switch {
			case op(req.URL) == "get_bot_qrcode": // the service sends them away
				codes++
				io.WriteString(w, `{"qrcode":"q","qrcode_img_content":"https://x.invalid/q"}`)
				return
			case op(req.URL) == "get_qrcode_status":
				last = time.Now()
				io.WriteString(w, `{"status":"confirmed","bot_token":"t","ilink_bot_id":"b@im.bot","baseurl":"https://elsewhere.example"}`)
				return
			case stale.Load() && op(req.URL) == "notifystart":
				looks, last = append(looks, time.Since(last).Round(time.Second)/time.Minute), time.Now()
				stale.Store(len(looks) < 9)
			}
			if stale.Load() {
				io.WriteString(w, `{"errcode":-14}`)
				return
			}
			s.ServeHTTP(w, req)
		}))
		bot := s.NewBot("owner@im.wechat")
		r.put(bot)
		r.run()
		for range 2 { // the second time begins with a minute again
			looks, codes = nil, 0
			stale.Store(true)
			r.keeper.Expire(r.keeper.Current(), errors.New("for the test"))
			synctest.Wait()
			r.is(session.NeedsLogin)
			for stale.Load() {
				time.Sleep(time.Minute)
				r.changed() // a call too many does no harm
			}
			synctest.Wait()
			r.is(session.Online)
			if got := fmt.Sprintf("%d", looks); got != "[1 2 4 8 16 32 60 60 60]" || codes != 1 {
				t.Errorf("%d codes were asked for, looks after minutes %s", codes, got)
			}
			say(t, s, bot.BotID, "a poll that is answered")
		}
		if text := r.logged(); !strings.Contains(text, "the service takes the login again") || !strings.Contains(text, "hosts under [ilink]") {
			t.Errorf("log:\n%s", text)
		}
		r.stop()
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

// So does that of the journal, before the service hears anything.
func TestJournalFails(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		broken := errors.New("disk on fire")
		r := newRig(t, s)
		r.broken = broken
		r.put(s.NewBot("owner@im.wechat"))
		r.run()
		if err := <-r.ended; !errors.Is(err, broken) || r.took() != "" || s.State().Requests["getupdates"] != 0 {
			t.Errorf("Run = %v", err)
		}
	})
}
