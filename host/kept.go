package host

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/internal/clock"
	"hotreply/store"
)

// notRunning is the reason of a queued row that was made while no host ran.
// Unlike the other queued rows it waits for no message of its user, but for
// the next login of its account, which is the next start as a rule.
const notRunning = "NOT_RUNNING"

// OfflineSend is one text for one user, asked for while no host runs.
type OfflineSend struct {
	To, Text string
	Account  string        // which sends it; "" is the one that knows the user
	Queue    time.Duration // how long it may wait for the user's next message if it can not go before; 0: not at all
}

// KeptSend says how a send was kept.
type KeptSend struct {
	Account string
	Parts   int // messages that it makes
	// Refusal is why it waits for the user's next message; nil: it leaves at
	// the next start.
	Refusal error
}

// KeepSend writes a send into the file of a host that does not run; the caller
// holds the lock of the state folder. The next start sends it, once, under the
// guards of any other send. What they would refuse now is an error here, the
// one that a rule would get, unless s.Queue lets it wait.
func KeepSend(ctx context.Context, db *store.DB, c Config, s OfflineSend) (KeptSend, error) {
	h := &host{cfg: c, log: hclog.NewNullLogger(), clock: c.Clock, db: db}
	if h.clock == nil {
		h.clock = clock.System{}
	}
	for name := range c.Accounts {
		a := newAccount(h, name, nil)
		if err := db.View(a.windows.Load); err != nil {
			return KeptSend{}, err
		}
		h.accounts = append(h.accounts, a)
	}
	a, err := h.accountFor(nil, s.To, s.Account)
	if err != nil {
		return KeptSend{}, err
	}
	out := &send{h: h, a: a, to: s.To, source: looseSource, opts: bot.SendOptions{Queue: s.Queue}}
	out.content.Parts = []bot.Part{{Text: s.Text}}
	content, err := out.prepare(ctx)
	if err != nil {
		return KeptSend{}, err
	}
	kept := KeptSend{Account: a.name}
	err = db.Update(ctx, func(tx *store.Tx) (err error) {
		kept.Parts, kept.Refusal, err = out.keep(tx, content)
		return err
	})
	return kept, err
}

// keep writes the row, if the guards would let it go now, or keep it.
func (s *send) keep(tx *store.Tx, content whole) (parts int, refusal, err error) {
	waiting, err := tx.QueuedOutbox(s.a.name, s.to)
	if err != nil {
		return 0, nil, err
	}
	if len(waiting) >= queueLimit {
		return 0, nil, fmt.Errorf("%d messages wait for %s already; they are sent at the next start", len(waiting), s.to)
	}
	before := 0
	for _, w := range waiting {
		if w.Reason == notRunning {
			before += len(w.Parts)
		}
	}
	list, _, err := s.fitting(content, before)
	if err != nil {
		return 0, nil, err
	}
	row := s.newRow(list)
	row.State, row.Reason = store.OutboxQueued, notRunning
	if s.opts.Queue > 0 {
		row.Expires = s.h.clock.Now().Add(s.opts.Queue)
	}
	if refusal = s.a.windows.Check(row.User, len(list)+before); refusal != nil {
		if s.keeps(refusal) == 0 {
			return 0, nil, refusal
		}
		row.Reason = codeOf(refusal)
	}
	tx.PutOutbox(*row)
	return len(list), refusal, nil
}

// sendKept lets the rows go that were kept while no host ran, each user's in
// order. It does not wait for them.
func (a *account) sendKept() {
	var rows []store.OutboxRow
	_ = a.h.db.View(func(tx *store.Tx) (err error) {
		rows, err = tx.AllQueued(a.name)
		return err
	})
	byUser := map[string][]store.OutboxRow{}
	for _, row := range rows {
		if row.Reason == notRunning {
			byUser[row.User] = append(byUser[row.User], row)
		}
	}
	for _, rows := range byUser {
		a.h.outgoing.Add(1)
		go func() {
			defer a.h.outgoing.Done()
			for i := range rows {
				a.sendOneKept(a.h.sending, &rows[i])
			}
		}()
	}
}

// sendOneKept sends a kept row, or decides what becomes of it when the guards
// refuse it now.
func (a *account) sendOneKept(ctx context.Context, row *store.OutboxRow) {
	if a.outlived(row) {
		return
	}
	s := a.waitingSend(row)
	s.kept = true
	c, err := a.admit(row.User, len(row.Parts))
	if err == nil {
		_ = s.leaveQueue(ctx, row, c)
		return
	}
	if a.keeper.Current() == nil {
		return // it goes with the next login
	}
	if keep := s.keeps(err); keep > 0 {
		row.Reason, row.Expires = codeOf(err), a.h.clock.Now().Add(keep)
	} else {
		row.State, row.Reason = store.OutboxRefused, err.Error()
	}
	a.noteQueued(row, func() {
		a.log.Warn("a message that was to be sent at this start can not go out", "user", row.User, "err", err, "state", row.State)
	})
}
