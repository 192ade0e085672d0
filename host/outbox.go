package host

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/inbox"
	"hotreply/host/internal/outbox"
	"hotreply/internal/wait"
)

// newOutbox makes what sends for the account, with what it needs of it.
func (a *account) newOutbox() *outbox.Outbox {
	h := a.h
	return outbox.New(a.sending, outbox.Options{
		Account: a.name, Journal: h.db, Windows: a.windows, Clock: h.clock, Log: a.log(),
		Markdown: h.cfg.Send.Markdown, Split: h.cfg.Send.Split, SplitAt: h.cfg.Send.SplitAt, RepeatLost: h.cfg.Send.RepeatLost,
		Spacing: h.cfg.Send.Spacing, Login: a.keeper, Media: h.media, Lanes: a.lanes, Now: a.keeper.Now, Copies: h.queueDir(),
		Event: a.emit,
		Sent:  func(id string, m outbox.Message) { a.inbox.Sent(id, m) },
	})
}

// queueDir is the folder for copies of media that waits.
func (h *host) queueDir() string { return filepath.Join(h.cfg.State, "queue") }

// send starts a send of a turn's handler, or of nobody's with nil.
func (h *host) send(t *inbox.Turn, to string, c bot.Content, o bot.SendOptions) bot.Pending {
	a, err := h.accountFor(t, to, o.Account)
	if err != nil {
		return notSent{err}
	}
	if t == nil {
		return a.outbox.Send(nil, to, c, o)
	}
	return a.outbox.Send(t.Sends(), to, c, o)
}

// notSent is a send that no account makes.
type notSent struct{ err error }

// Wait returns the reason at once.
func (n notSent) Wait(context.Context) (bot.Receipt, error) { return bot.Receipt{}, n.err }

// accountFor is the account that a send to a user goes through: the one that
// was named, that of the message being answered, the only one, or the one that
// the user has written to.
func (h *host) accountFor(t *inbox.Turn, to, name string) (*account, error) {
	now := h.live.Load() // once: it may be another a moment later
	if t != nil && !t.IsTick() && (name == t.Account() || name == "" && to == t.User()) {
		if a := now.account(t.Account()); a != nil {
			return a, nil // also when it is not in the settings any more
		}
	}
	all := make([]*outbox.Outbox, len(now.accounts))
	for i, a := range now.accounts {
		all[i] = a.outbox
	}
	o, err := senderFor(all, to, name)
	if err != nil {
		return nil, err
	}
	return named(now.accounts, o.Account()), nil
}

// senderFor is accountFor without a message being answered.
func senderFor(all []*outbox.Outbox, to, name string) (*outbox.Outbox, error) {
	if name != "" {
		var known []string
		for _, o := range all {
			if o.Account() == name {
				return o, nil
			}
			known = append(known, o.Account())
		}
		return nil, noAccount(name, known)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	var found *outbox.Outbox
	for _, o := range all {
		if !o.Knows(to) {
			continue
		}
		if found != nil {
			return nil, accountError(false, sayWhich, "%s has written to the accounts %q and %q", cutID(to), found.Account(), o.Account())
		}
		found = o
	}
	if found == nil {
		return nil, accountError(false, sayWhich, "%s has written to none of the accounts", cutID(to))
	}
	return found, nil
}

// accountNames are the names of the accounts, sorted.
func (h *host) accountNames() []string {
	var names []string
	for _, a := range h.accounts() {
		names = append(names, a.name)
	}
	return names
}

// everyAccount are the names of all accounts that ever were, those that are not
// in the settings any more too: they can come back, and their rows wait for it.
func (h *host) everyAccount() []string {
	names := h.accountNames()
	dirs, _ := os.ReadDir(h.accountDir(""))
	for _, d := range dirs {
		if !slices.Contains(names, d.Name()) {
			names = append(names, d.Name())
		}
	}
	return names
}

// dropExpired gives up all rows that have waited too long, now and every few
// hours: their users may never write again.
func (h *host) dropExpired(ctx context.Context) {
	for {
		for _, a := range h.accounts() {
			a.outbox.GiveUpExpired(ctx)
		}
		if wait.For(ctx, h.clock, 6*time.Hour) != nil {
			return
		}
	}
}
