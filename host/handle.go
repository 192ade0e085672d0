package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"hotreply/bindings"
	"hotreply/bot"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/outbox"
	"hotreply/host/supervise"
	"hotreply/ilink"
	"hotreply/internal/wait"
	"hotreply/runtime"
	"hotreply/store"
)

// errDraining ends the handlers that are still running when the grace of a
// stop is over. Their rows stay pending.
var errDraining = errors.New("hotreply is stopping")

// startLane starts the goroutine that holds a lane until it rests or is passed
// on. The host waits for all of them when it stops.
func (a *account) startLane(l *lane.Lane) {
	a.h.running.Go(func() {
		for {
			r, ok := l.Next()
			if !ok || !a.handle(l, r) {
				return
			}
		}
	})
}

// handle does one row, from questions that it may answer to its done mark. It
// reports whether the lane is still the caller's.
func (a *account) handle(l *lane.Lane, r lane.Row) (held bool) {
	ctx := a.h.handlers
	if r.Suspect {
		defer a.h.blame.Gone(r.ID)
	}
	m, err := a.content(&r)
	if err != nil {
		a.log.Error("row can not be read", "row", r.ID, "err", err)
		a.drop(r, err.Error())
		return true
	}
	if taken, passed := l.Offer(ctx, r, m); taken {
		return !passed
	}
	if ctx.Err() != nil { // found while a question was judged
		return true
	}
	t, err := a.newTurn(ctx, r, m)
	if err != nil {
		return true // the store has ended, and the host with it
	}
	t.hold = l.Begin()
	a.run(t)
	return t.hold.End()
}

// content is a row's message, read from disk when memory does not have it.
func (a *account) content(r *lane.Row) (ilink.Message, error) {
	if r.Msg != nil {
		return *r.Msg, nil
	}
	if r.Row == nil {
		err := a.h.db.View(func(tx *store.Tx) error {
			row, ok := tx.Inbox(r.ID)
			if !ok {
				return errors.New("it is no longer in the inbox")
			}
			r.Row = &row
			return nil
		})
		if err != nil {
			return ilink.Message{}, err
		}
	}
	return ilink.DecodeMessage(r.Row.Raw)
}

// drop ends a row that can not be handled at all.
func (a *account) drop(r lane.Row, reason string) {
	a.depth.Add(-1)
	a.h.db.Submit(func(tx *store.Tx) error {
		tx.FinishInbox(r.ID, store.InboxFailed, reason)
		return nil
	})
}

// run hands a message to the rules and ends its row.
func (a *account) run(t *turn) {
	t.typer.start()
	outcome, err := bindings.Dispatch(t.ctx, a.rules.Current(), t, t.msg)
	t.taken = append(t.taken, t.hold.CloseQuestions()...)
	t.handled()
	t.typer.stop()
	t.handledBy = outcome.Script
	failed := err != nil || outcome.Caught != nil || len(outcome.Strays) > 0
	// A handler that timed out left its sends under way; they are part of it.
	if t.sends.Settled(a.h.sending) != nil || (failed && a.h.handlers.Err() != nil) {
		t.work.Discard()
		return // the row stays pending for the next life
	}
	a.finish(t, err, outcome)
}

// notTaken is the reason with which a message is done that matched no rule and
// that no middleware answered.
const notTaken = "no rule took it"

// finish ends a turn whose handler is over and tells who wants to know.
func (a *account) finish(t *turn, failure error, o runtime.Outcome) {
	state, reason := store.InboxDone, ""
	switch {
	case failure != nil || o.Caught != nil || len(o.Strays) > 0:
		state, reason = store.InboxFailed, a.report(t, failure, o)
		if t.sends.Settled(a.h.sending) != nil {
			return
		}
	case len(o.Aside) > 0: // they would have taken it
		state, reason = store.InboxFailed, "set aside until edited: "+strings.Join(o.Aside, ", ")
		a.log.Warn("message is not handled", "message", t.Key(), "user", t.row.User, "reason", reason)
	case len(o.PassedOver) > 0:
		state, reason = store.InboxFailed, passedOver(o.PassedOver)
		a.log.Warn("message passed a rule", "message", t.Key(), "user", t.row.User, "reason", reason)
	case !o.Handled && t.sends.Silent():
		reason = notTaken
		a.log.Info("message is not answered", "message", t.Key(), "user", t.row.User, "reason", reason)
	}
	t.finish(state, reason)
	a.depth.Add(-1 - int64(len(t.taken)))
	n := supervise.Notice{
		Kind: supervise.NoticeFinished, Account: a.name, User: t.row.User,
		Message: t.msg.M.ID, State: state, Reason: reason,
	}
	a.h.notice(n)
	for _, answer := range t.taken {
		if answer.Message != "" {
			n.Message, n.State, n.Reason = answer.Message, store.InboxDone, ""
			a.h.notice(n)
		}
	}
	a.outbox.Flush(t.row.User, t.row.ID, false)
}

// passedOver is why a message is listed that rules were not asked about.
func passedOver(list []*runtime.PassedOverError) string {
	reason := list[0].Error()
	if more := len(list) - 1; more > 0 {
		reason += fmt.Sprintf("; and %d more", more)
	}
	return reason
}

// report tells of everything that failed with a message and returns what is to
// be listed of it. A user who got the value that a handler returned needs no
// other words; of an error that a handler caught, that handler decides what the
// user hears.
func (a *account) report(t *turn, failure error, o runtime.Outcome) (reason string) {
	switch {
	case failure != nil:
		reason = failure.Error()
		a.h.failed(t, failure, o.Instead)
	case o.Caught != nil:
		reason = o.Caught.Error()
		a.h.failed(t, o.Caught, nil)
	default:
		reason = o.Strays[0].Error()
	}
	for _, err := range o.Strays {
		a.h.failed(t, err, nil)
	}
	if (failure != nil || o.Caught == nil) && !t.sends.Answered() {
		a.h.errorReply(t)
	}
	return reason
}

// failed reports a handler that threw or timed out: to the log, to the owner
// and to the rules as an event. instead is what middleware around it threw in
// place of err, nil if it did not.
func (h *host) failed(t *turn, err, instead error) {
	facts := []any{"message", t.Key()}
	if instead != nil {
		facts = append(facts, "thrown_on_as", instead.Error())
	}
	h.logFailure("rule failed", err, facts...)
	h.tellOwner(t, err)
	h.emit("error", t.row.Account, errorFacts(t, err))
}

// errorReply tells the user that a rule failed, if the configuration has words
// for it.
func (h *host) errorReply(t *turn) {
	if h.cfg.Rules.ErrorReply == "" || t.a == nil {
		return
	}
	s := t.a.outbox.Send(t.sends, t.row.User, bot.Content{Parts: []bot.Part{{Text: h.cfg.Rules.ErrorReply}}},
		bot.SendOptions{Account: t.a.name})
	if wait.Closed(h.sending, s.Settled()) != nil {
		return
	}
	if _, err := s.Wait(h.sending); err != nil && !errors.Is(err, outbox.ErrStopped) {
		t.a.log.Warn("the error_reply can not be sent", "message", t.Key(), "user", t.row.User, "err", err)
	}
}

// recordedAnswer is an entry of InboxRow.Answers: which row answered which
// question of the handler.
type recordedAnswer struct {
	Ask int    `json:"ask"` // number of the question, from 0
	ID  uint64 `json:"id"`  // the inbox row that answered
}

func recordedAnswers(r *store.InboxRow) []recordedAnswer {
	if r == nil {
		return nil
	}
	var list []recordedAnswer
	for _, raw := range r.Answers {
		var a recordedAnswer
		if json.Unmarshal(raw, &a) == nil {
			list = append(list, a)
		}
	}
	return list
}
