package host

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/pacer"
	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/internal/filestamp"
	"hotreply/store"
)

// tokenCheck is how often the token files are looked at; a changed one is
// taken up within five seconds.
const tokenCheck = 2 * time.Second

// account is one login and everything that belongs to its users.
type account struct {
	h    *host
	name string
	dir  string // <state>/accounts/<name>
	log  hclog.Logger

	rules   *rules
	lanes   *lanes
	windows *window.Windows
	pacer   *pacer.Pacer
	keeper  *session.Keeper // of the login
	depth   atomic.Int64    // pending rows, waiting or being handled

	recent      recentSends
	silentSends atomic.Bool  // the warning about unconfirmed sends was given
	agedUpload  atomic.Int64 // when the warning about an old Upload was given, Unix nanoseconds
}

func newAccount(h *host, name string, r *rules) *account {
	a := &account{
		h: h, name: name, rules: r,
		dir: filepath.Join(h.cfg.State, "accounts", name),
		log: h.log.With("account", name),
	}
	a.keeper = session.New(a.keeping())
	c := h.cfg.Send
	a.lanes = newLanes()
	a.windows = window.New(name, ilink.Limits{
		Quota: c.Quota, Window: c.Window, EarlyClose: ilink.DefaultLimits().EarlyClose, OlderTokens: c.OlderTokens,
	}, a.keeper.Now)
	a.pacer = pacer.New(h.clock, c.Spacing)
	return a
}

// keeping is what the keeper of the account's login is given.
func (a *account) keeping() session.Options {
	cfg := &a.h.cfg
	return session.Options{
		Account: a.name, State: cfg.State, Locks: cfg.LoginLocks,
		Service: service(cfg, a.h.http, a.h.log, a.h.clock), Journal: a.h.db, UI: cfg.Login,
		Recheck: cfg.recheck, Revive: cfg.revive,
		Commit: a.commit,
		NewBot: func() { a.windows.Clear() },
		Online: func() {
			a.goOn(pauseLogin)
			a.sendKept()
		},
		Offline:   func() { a.lanes.pause(pauseLogin) },
		Event:     func(kind string) { a.h.emit(kind, a.name, nil) },
		AnyOnline: func() bool { return cfg.Console.Listen != "" || a.h.anyOnline() },
	}
}

// load brings back what an earlier life left.
func (a *account) load(ctx context.Context) error {
	var pending int
	var open []store.OutboxRow
	var due map[string]uint64
	err := a.h.db.View(func(tx *store.Tx) (err error) {
		if err = a.windows.Load(tx); err != nil {
			return err
		}
		if pending, err = a.loadInbox(tx); err != nil {
			return err
		}
		if open, err = tx.OpenOutbox(a.name); err != nil {
			return err
		}
		due, err = a.dueReleases(tx)
		return err
	})
	if err != nil {
		return err
	}
	a.resumeReleases(due, a.restore(open))
	if pending+len(open) > 0 {
		a.log.Info("goes on where the last run ended", "messages", pending, "sends", len(open))
	}
	a.startLanes(a.lanes.resume(pauseStart))
	return nil
}

// watchTokens looks at the token files of all accounts and tells the
// keepers of those that changed, and at the state folder itself. It is the host's goroutine and ends with ctx.
func (h *host) watchTokens(ctx context.Context) {
	seen := map[string]filestamp.Mark{}
	for _, a := range h.accounts {
		seen[a.name] = filestamp.MarkOf(statedir.TokenPath(h.cfg.State, a.name))
	}
	state := newStateWatch(h.cfg.State)
	tick := time.NewTicker(tokenCheck)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		h.lookAtState(state)
		for _, a := range h.accounts {
			if m := filestamp.MarkOf(statedir.TokenPath(h.cfg.State, a.name)); m != seen[a.name] {
				seen[a.name] = m
				a.keeper.TokenChanged()
			}
		}
	}
}
