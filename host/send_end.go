package host

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

// admit is the guard before a row is written: a live session, an open window
// and quota for all parts, or nothing.
func (a *account) admit(to string, parts int) (window.Claim, error) {
	if a.keeper.Current() == nil {
		return window.Claim{}, a.keeper.None()
	}
	return a.windows.Take(to, parts)
}

// persist makes a new row durable before its first request.
func (a *account) persist(ctx context.Context, row *store.OutboxRow) error {
	return a.h.db.Update(ctx, func(tx *store.Tx) error {
		fresh := *row
		fresh.ID = 0 // the function may run twice
		row.ID = tx.PutOutbox(fresh)
		a.windows.Write(tx, row.User)
		return nil
	})
}

// note writes how far a row has come. Nobody waits for it: what it tells is
// found out again with the same client ids.
func (a *account) note(row *store.OutboxRow) {
	now := copyRow(row)
	a.h.db.Submit(func(tx *store.Tx) error {
		tx.PutOutbox(now)
		return nil
	})
}

// noteWindow writes a window that changed by itself: something was given back,
// or counted once more.
func (a *account) noteWindow(user string) {
	a.h.db.Submit(func(tx *store.Tx) error {
		a.windows.Write(tx, user)
		return nil
	})
}

// copyRow is a row that its send no longer changes.
func copyRow(row *store.OutboxRow) store.OutboxRow {
	c := *row
	c.Parts = append([]store.PartState(nil), row.Parts...)
	return c
}

// finishRow gives a row its final state: the worst of its parts.
func (a *account) finishRow(row *store.OutboxRow) {
	row.State = store.OutboxConfirmed
	for _, p := range row.Parts {
		switch p.State {
		case store.OutboxUnconfirmed:
			if row.State == store.OutboxConfirmed {
				row.State = store.OutboxUnconfirmed
			}
		case store.OutboxConfirmed:
		default:
			row.State = store.OutboxRefused
		}
	}
	a.note(row)
	a.h.dropCopies(row)
}

// keepOrFail decides about a new row that the guard refuses: kept for the
// user's next message when the send asked for it or the session is gone from
// under a handler, else the refusal is the send's error.
func (s *send) keepOrFail(ctx context.Context, row *store.OutboxRow, refusal error) (bot.Receipt, error) {
	keep := s.keeps(refusal)
	if keep == 0 {
		return bot.Receipt{}, refusal
	}
	row.State, row.Reason = store.OutboxQueued, codeOf(refusal)
	row.Expires = s.h.clock.Now().Add(keep)
	s.keepCopies(ctx, row)
	full := false
	err := s.h.db.Update(ctx, func(tx *store.Tx) error {
		if full = tx.CountQueued(row.Account, row.User) >= queueLimit; full {
			return nil
		}
		fresh := *row
		fresh.ID = 0
		row.ID = tx.PutOutbox(fresh)
		return nil
	})
	if err == nil && full {
		err = refusal
	}
	if err != nil {
		s.h.dropCopies(row)
		return bot.Receipt{}, err
	}
	s.sayQueued(row, refusal)
	if s.a.windows.Opened(s.to) != s.opened {
		// The message that it was to wait for came between the refusal and now.
		s.a.flushQueue(s.to, 0, true)
	}
	return s.a.receiptOf(row), nil
}

// refusedOrKept ends a row of which a part could not leave.
func (s *send) refusedOrKept(ctx context.Context, row *store.OutboxRow, c *window.Claim, failure error) (bot.Receipt, error) {
	var pe *partError
	errors.As(failure, &pe)
	s.a.windows.GiveBack(*c, pe.Part, len(row.Parts))
	s.a.noteWindow(row.User)
	row.Parts[pe.Part].Err = pe.Err.Error()
	row.Leave = 0
	var rejected *ilink.RejectedError
	if !s.queuedUntil.IsZero() && errors.As(pe.Err, &rejected) {
		row.Refused++
	}
	if keep := s.keeps(pe.Err); keep > 0 && row.Refused < refusedLimit {
		row.State, row.Reason = store.OutboxQueued, codeOf(pe.Err)
		if row.Expires.IsZero() {
			row.Expires = s.h.clock.Now().Add(keep)
		}
		s.keepCopies(ctx, row)
		s.a.noteBack(ctx, row)
		s.sayQueued(row, pe.Err)
		return s.a.receiptOf(row), nil
	}
	row.Reason = pe.Err.Error()
	s.a.finishRow(row)
	if pe.Part == 0 {
		return bot.Receipt{}, pe.Err
	}
	return bot.Receipt{}, &partialError{Sent: pe.Part, Parts: len(row.Parts), Err: pe.Err}
}

// refusedLimit is how often a queued row is sent and refused by the service
// before it is given up: it must not stand in the way of those behind it.
const refusedLimit = 3

// restWaits puts a row back into the queue of which all parts have left that
// there was room for.
func (s *send) restWaits(ctx context.Context, row *store.OutboxRow) (bot.Receipt, error) {
	s.partial = true
	row.State, row.Reason, row.Leave = store.OutboxQueued, "QUOTA_EXHAUSTED", 0
	s.a.noteBack(ctx, row)
	s.sayQueued(row, nil)
	return s.a.receiptOf(row), nil
}

// noteBack writes a row that goes back into the queue, where the next round
// has to find it.
func (a *account) noteBack(ctx context.Context, row *store.OutboxRow) {
	now := copyRow(row)
	put := func(tx *store.Tx) error {
		tx.PutOutbox(now)
		return nil
	}
	if a.h.db.Update(ctx, put) != nil {
		a.h.db.Submit(put) // the host goes down
	}
}

// awaited is what a queued row waits for.
func awaited(row *store.OutboxRow) string {
	switch row.Reason {
	case "SESSION_EXPIRED", "NO_CONTEXT":
		return "the user's first message to the new login"
	case notRunning:
		return "the next start"
	}
	return "the user's next message"
}

// sayQueued tells that a send waits, why, and for what.
func (s *send) sayQueued(row *store.OutboxRow, refusal error) {
	left := 0
	for _, p := range row.Parts {
		if p.State == "" {
			left++
		}
	}
	facts := []any{"user", row.User, "reason", row.Reason, "waits_for", awaited(row), "until", row.Expires.Local().Format(time.RFC3339)}
	if s.opts.Rule != "" {
		facts = append(facts, "rule", s.opts.Rule)
	}
	if len(row.Parts) > 1 {
		facts = append(facts, "messages", fmt.Sprintf("%d of %d", left, len(row.Parts)))
	}
	if refusal != nil {
		facts = append(facts, "err", refusal)
	}
	s.a.log.Info("a message waits in the queue", facts...)
}

// keeps is for how long a refused send waits for the user's next message, 0
// if it does not.
//
// A reply of a handler is kept without being asked when the login has ended:
// nothing fails for that. The same holds for a reply to a message that came
// to an earlier bot of the account, whose contexts are gone with it.
func (s *send) keeps(refusal error) time.Duration {
	var session *ilink.SessionExpiredError
	var noContext *ilink.NoContextError
	switch {
	case errors.As(refusal, &session):
		if s.waits() || s.turn != nil && s.turn.isReply(s.to) {
			return max(s.opts.Queue, bot.QueueDefault)
		}
		return 0
	case errors.As(refusal, &noContext):
		if s.waits() || s.turn != nil && s.turn.isReply(s.to) && s.turn.hadContext {
			return max(s.opts.Queue, bot.QueueDefault)
		}
		return 0
	}
	var visible ilink.Visible
	if !errors.As(refusal, &visible) {
		return 0
	}
	switch visible.Code() {
	case "WINDOW_CLOSED", "QUOTA_EXHAUSTED", "REJECTED":
		if !s.queuedUntil.IsZero() {
			return s.queuedUntil.Sub(s.h.clock.Now())
		}
		return s.opts.Queue
	}
	return 0
}

// waits says whether the row was there before this send took it up.
func (s *send) waits() bool { return s.resumes || s.kept || !s.queuedUntil.IsZero() }

// codeOf is the stable code of an error that scripts see, else its text.
func codeOf(err error) string {
	var v ilink.Visible
	if errors.As(err, &v) {
		return v.Code()
	}
	return err.Error()
}

// retryAfter is what the service asked for, 0 if nothing.
func retryAfter(err error) time.Duration {
	var e *ilink.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

// confirmed takes note of a part that the service gave an id.
func (a *account) confirmed(row *store.OutboxRow, i int, content outPart) {
	a.silentSends.Store(false)
	a.recent.add(a.h.clock.Now())
	b := a.sentQuote(content)
	id, last := row.Parts[i].MessageID, i == len(row.Parts)-1
	a.h.db.Submit(func(tx *store.Tx) error {
		tx.PutQuote(a.name, id, b)
		return nil
	})
	if last {
		a.quotaWarning(row.User)
	}
}
