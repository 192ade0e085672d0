package host

import (
	"context"
	"path/filepath"
	"sync"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/inbox"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/outbox"
	"hotreply/host/internal/session"
	"hotreply/host/internal/window"
	"hotreply/ilink"
)

// account is one login and everything that belongs to its users.
type account struct {
	h       *host
	name    string
	stages                 // within the host's
	running sync.WaitGroup // counts what is not the inbox's or the outbox's

	rules   *rules
	keeper  *session.Keeper // of the login
	windows *window.Windows
	lanes   *lane.Lanes
	outbox  *outbox.Outbox
	inbox   *inbox.Inbox
}

func newAccount(h *host, name string, r *rules) *account {
	a := &account{h: h, name: name, rules: r, stages: h.within()}
	a.keeper = session.New(a.keeping())
	a.windows = window.New(name, sendLimits(h.cfg), a.keeper.Now)
	a.windows.ReadFrom(h.db, h.die)
	a.lanes = lane.New(func(l *lane.Lane) { a.inbox.Drive(l) })
	a.outbox = a.newOutbox()
	a.inbox = a.newInbox()
	return a
}

// log is the log of what belongs to the account.
func (a *account) log() hclog.Logger { return a.h.log.With("account", a.name) }

// sendLimits are the limits of what may be sent, as configured.
func sendLimits(c Config) ilink.Limits {
	return ilink.Limits{
		Quota: c.Send.Quota, Window: c.Send.Window, EarlyClose: ilink.DefaultLimits().EarlyClose, OlderTokens: c.Send.OlderTokens,
	}
}

// keeping is what the keeper of the account's login is given.
func (a *account) keeping() session.Options {
	cfg := &a.h.cfg
	return session.Options{
		Account: a.name, State: cfg.State, Locks: cfg.LoginLocks,
		Service: service(cfg, a.h.http, a.h.log, a.h.clock), Journal: a.h.db, UI: cfg.Login,
		Recheck: cfg.recheck, Revive: cfg.revive,
		Commit: func(ctx context.Context, b ilink.Batch) error { return a.inbox.Commit(ctx, b) },
		NewBot: func() { a.windows.Clear() },
		Online: func() {
			a.goOn(lane.NoLogin)
			a.outbox.SendKept()
		},
		Offline:   func() { a.lanes.Pause(lane.NoLogin) },
		Event:     func(kind string) { a.emit(kind, nil) },
		AnyOnline: func() bool { return cfg.Console.Listen != "" || a.h.anyOnline() },
	}
}

// load brings back what an earlier life left and lets its lanes go on.
func (a *account) load() error {
	if err := a.restore(); err != nil {
		return err
	}
	a.lanes.Resume(lane.NotLoaded)
	return nil
}

// restore is load with the lanes still held.
func (a *account) restore() error {
	left, err := a.h.db.Load(a.name)
	if err != nil {
		return err
	}
	a.inbox.Load(left.Pending)
	a.outbox.Resume(left.Open, left.Releases)
	if n := len(left.Pending); n+len(left.Open) > 0 {
		a.log().Info("goes on where the last run ended", "messages", n, "sends", len(left.Open))
	}
	return nil
}

// accountDir is the folder of an account's login.
func (h *host) accountDir(name string) string {
	return filepath.Join(h.cfg.State, "accounts", name)
}

// start keeps the account logged in and polls, until the account is drained or
// the host stops.
func (a *account) start() {
	a.running.Go(func() {
		if err := a.keeper.Run(a.polling); err != nil && a.polling.Err() == nil {
			a.h.die(err)
		}
	})
}

// drain ends an account that has been started, as a stop of the host would:
// polling first, handlers after the same grace, sends last. What is unfinished
// stays in the store. It returns when nothing of the account runs any more.
func (a *account) drain() {
	a.lanes.Pause(lane.Draining)
	a.stopPolling(errDraining)
	a.h.waitIdle(grace, func() bool {
		return a.lanes.Busy() || !a.rules.jobs.Wanted() && a.h.ticks.BusyIn(&a.rules.jobs)
	})
	a.end()
}

// end is drain without a grace.
func (a *account) end() {
	a.stopPolling(errDraining)
	a.stopHandlers(errDraining)
	a.stopSending(errDraining)
	a.keeper.NotifyStop()
	a.running.Wait()
	a.inbox.Wait()
	a.outbox.Wait()
}
