package session_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/ilink"
	"hotreply/ilink/sim"
)

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
		check := func(r *rig) error {
			return session.CheckPollers(r.o.Service, r.o.Locks, r.o.State, []string{r.o.Account})
		}
		var busy *statedir.PollerBusyError
		if err := check(second); !errors.As(err, &busy) || busy.Holder.Account != "a" {
			t.Errorf("CheckPollers = %v, want who polls", err)
		}
		if err := check(first); err != nil {
			t.Errorf("CheckPollers = %v for the folder of the one that polls", err)
		}
		time.Sleep(10 * time.Second)
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

// Where locks can not be had, the account polls all the same, and says so.
func TestNoLocks(t *testing.T) {
	bubble(t, sim.Options{QR: "manual"}, func(t *testing.T, s *sim.Server) {
		r := newRig(t, s)
		r.put(s.NewBot("owner@im.wechat"))
		r.o.Locks = filepath.Join(statedir.TokenPath(r.o.State, "a"), "logins") // below a file
		r.run()
		r.is(session.Online)
		if !strings.Contains(r.logged(), "can not see whether another hotreply uses this login") {
			t.Errorf("the log says nothing about it:\n%s", r.logged())
		}
		r.stop()
	})
}
