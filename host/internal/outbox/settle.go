package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/store"
)

// queueLimit is how many rows wait for one user at most; one more throws the
// refusal itself.
const queueLimit = 20

// keepOrFail decides about a new row that the guard refuses: kept for the
// user's next message when the send asked for it or the session is gone from
// under a handler, else the refusal is the send's error.
func (s *Send) keepOrFail(ctx context.Context, row *store.OutboxRow, refusal error) (bot.Receipt, error) {
	keep := s.keeps(refusal)
	if keep == 0 {
		return bot.Receipt{}, refusal
	}
	row.State, row.Reason = store.OutboxQueued, codeOf(refusal)
	row.Expires = s.o.now().Add(keep)
	s.keepCopies(ctx, row)
	id, err := store.WhenRoom(ctx, s.o.opt.Clock, func() *store.Ticket[uint64] {
		return s.o.opt.Journal.Keep(s.o.opt.Account, copyRow(row), queueLimit)
	})
	if err == nil && id == 0 {
		err = refusal // as many wait as may
	}
	if err != nil {
		s.o.dropCopies(row)
		return bot.Receipt{}, err
	}
	row.ID = id
	s.sayQueued(row, refusal)
	// The message that it is to wait for may have come between the refusal and
	// now.
	s.missed = s.o.opt.Windows.Opened(s.to) != s.opened
	return s.o.ReceiptOf(row), nil
}

// refusedOrKept ends a row of which a part could not leave.
func (s *Send) refusedOrKept(ctx context.Context, row *store.OutboxRow, c *window.Claim, failure error) (bot.Receipt, error) {
	var pe *partError
	errors.As(failure, &pe)
	s.o.opt.Windows.GiveBack(*c, pe.Part, len(row.Parts))
	s.o.noteWindow(row.User)
	row.Parts[pe.Part].Err = pe.Err.Error()
	row.Leave = 0
	var rejected *ilink.RejectedError
	if !s.queuedUntil.IsZero() && errors.As(pe.Err, &rejected) {
		row.Refused++
	}
	if keep := s.keeps(pe.Err); keep > 0 && row.Refused < refusedLimit {
		row.State, row.Reason = store.OutboxQueued, codeOf(pe.Err)
		if row.Expires.IsZero() {
			row.Expires = s.o.now().Add(keep)
		}
		s.keepCopies(ctx, row)
		s.o.noteBack(ctx, row)
		s.sayQueued(row, pe.Err)
		return s.o.ReceiptOf(row), nil
	}
	row.Reason = pe.Err.Error()
	s.o.finishRow(row)
	if pe.Part == 0 {
		return bot.Receipt{}, pe.Err
	}
	return bot.Receipt{}, &PartialError{Sent: pe.Part, Parts: len(row.Parts), Err: pe.Err}
}

// refusedLimit is how often a queued row is sent and refused by the service
// before it is given up: it must not stand in the way of those behind it.
const refusedLimit = 3

// restWaits puts a row back into the queue of which all parts have left that
// there was room for.
func (s *Send) restWaits(ctx context.Context, row *store.OutboxRow) (bot.Receipt, error) {
	s.partial = true
	row.State, row.Reason, row.Leave = store.OutboxQueued, "QUOTA_EXHAUSTED", 0
	s.o.noteBack(ctx, row)
	s.sayQueued(row, nil)
	return s.o.ReceiptOf(row), nil
}

// Awaits is what a queued row waits for, in words.
func Awaits(row *store.OutboxRow) string {
	switch row.Reason {
	case "SESSION_EXPIRED", "NO_CONTEXT":
		return "the user's first message to the new login"
	case notRunning:
		return "the next start"
	}
	return "the user's next message"
}

// sayQueued tells that a send waits, why, and for what.
func (s *Send) sayQueued(row *store.OutboxRow, refusal error) {
	left := 0
	for _, p := range row.Parts {
		if p.State == "" {
			left++
		}
	}
	facts := []any{"user", row.User, "reason", row.Reason, "waits_for", Awaits(row), "until", row.Expires.Local().Format(time.RFC3339)}
	if s.opts.Rule != "" {
		facts = append(facts, "rule", s.opts.Rule)
	}
	if len(row.Parts) > 1 {
		facts = append(facts, "messages", fmt.Sprintf("%d of %d", left, len(row.Parts)))
	}
	if refusal != nil {
		facts = append(facts, "err", refusal)
	}
	s.o.opt.Log.Info("a message waits in the queue", facts...)
}
