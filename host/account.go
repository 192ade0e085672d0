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
	h    *host
	name string
	log  hclog.Logger

	// The contexts end in this order, each with the host's of the same name at
	// the latest. running counts the goroutines
	// of the account itself; inbox and outbox count their own.
	polling, handlers, sending context.Context
	stop                       [3]context.CancelCauseFunc
	running                    sync.WaitGroup

	rules   *rules
	keeper  *session.Keeper // of the login
	windows *window.Windows
	lanes   *lane.Lanes
	outbox  *outbox.Outbox
	inbox   *inbox.Inbox
}

func newAccount(h *host, name string, r *rules) *account {
	a := &account{
		h: h, name: name, rules: r,
		log: h.log.With("account", name),
	}
	a.polling, a.stop[0] = context.WithCancelCause(h.polling)
	a.handlers, a.stop[1] = context.WithCancelCause(h.handlers)
	a.sending, a.stop[2] = context.WithCancelCause(h.sending)
	a.keeper = session.New(a.keeping())
	a.windows = window.New(name, sendLimits(h.cfg), a.keeper.Now)
	a.lanes = lane.New(func(l *lane.Lane) { a.inbox.Drive(l) })
	a.outbox = a.newOutbox()
	a.inbox = a.newInbox()
	return a
}

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
		Event:     func(kind string) { a.h.emit(kind, a.name, nil) },
		AnyOnline: func() bool { return cfg.Console.Listen != "" || a.h.anyOnline() },
	}
}

// load brings back what an earlier life left.
func (a *account) load() error {
	left, err := a.h.db.Load(a.name)
	if err == nil {
		err = a.windows.Restore(left.Windows)
	}
	if err != nil {
		return err
	}
	a.inbox.Load(left.Pending)
	a.outbox.Resume(left.Open, left.Releases)
	if n := len(left.Pending); n+len(left.Open) > 0 {
		a.log.Info("goes on where the last run ended", "messages", n, "sends", len(left.Open))
	}
	a.lanes.Resume(lane.NotLoaded)
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
	a.stop[0](errDraining)
	a.h.waitIdle(grace, a.lanes.Busy)
	a.stop[1](errDraining)
	a.stop[2](errDraining)
	a.keeper.NotifyStop()
	a.running.Wait()
	a.inbox.Wait()
	a.outbox.Wait()
}
