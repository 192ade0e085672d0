package inbox

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"hotreply/bot"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/outbox"
	"hotreply/internal/wait"
	"hotreply/store"
)

// Drive has a lane's rows handled for as long as the lane is held. It does not
// wait.
func (in *Inbox) Drive(l *lane.Lane) {
	in.running.Go(func() {
		for {
			r, ok := l.Next()
			if !ok || !in.handle(l, r) {
				return
			}
		}
	})
}

// handle does one row, from questions that it may answer to its done mark. It
// reports whether the lane is still the caller's.
func (in *Inbox) handle(l *lane.Lane, r lane.Row) (held bool) {
	ctx := in.opt.Handlers
	if r.Suspect {
		defer in.opt.Blame.Gone(r.ID)
	}
	m, err := in.content(&r)
	if err != nil {
		in.opt.Log.Error("row can not be read", "row", r.ID, "err", err)
		in.drop(r.ID, err.Error())
		return true
	}
	if taken, passed := l.Offer(ctx, r, m); taken {
		return !passed
	}
	if ctx.Err() != nil { // found while a question was judged
		return true
	}
	t, err := in.newTurn(ctx, r, m)
	if err != nil {
		return true // the store has ended, and the host with it
	}
	t.hold = l.Begin()
	in.run(t)
	return t.hold.End()
}

// drop ends a row that can not be handled at all.
func (in *Inbox) drop(row uint64, reason string) {
	in.depth.Add(-1)
	in.opt.Journal.Finish(in.opt.Account, store.End{Row: row, State: store.InboxFailed, Reason: reason})
}

// run hands a message to the rules and ends its row.
func (in *Inbox) run(t *Turn) {
	t.typer.start()
	o := in.opt.Dispatch(t.ctx, t, t.msg)
	t.taken = append(t.taken, t.hold.CloseQuestions()...)
	t.handled()
	t.typer.stop()
	t.script = o.Script
	// A handler that timed out left its sends under way; they are part of it.
	if t.sends.Settled(in.opt.Sending) != nil || (o.failed() && in.opt.Handlers.Err() != nil) {
		t.work.Discard()
		return // the row stays pending for the next life
	}
	in.finish(t, &o)
}

// notTaken is the reason with which a message is done that matched no rule and
// that no middleware answered.
const notTaken = "no rule took it"

// finish ends a turn whose handler is over and tells who wants to know.
func (in *Inbox) finish(t *Turn, o *Outcome) {
	state, reason := store.InboxDone, ""
	switch {
	case o.failed():
		state, reason = store.InboxFailed, in.report(t, o)
		if t.sends.Settled(in.opt.Sending) != nil {
			return
		}
	case len(o.Aside) > 0: // they would have taken it
		state, reason = store.InboxFailed, "set aside until edited: "+strings.Join(o.Aside, ", ")
		in.opt.Log.Warn("message is not handled", "message", t.Key(), "user", t.row.User, "reason", reason)
	case len(o.Passed) > 0:
		state, reason = store.InboxFailed, passedOver(o.Passed)
		in.opt.Log.Warn("message passed a rule", "message", t.Key(), "user", t.row.User, "reason", reason)
	case !o.Handled && t.sends.Silent():
		reason = notTaken
		in.opt.Log.Info("message is not answered", "message", t.Key(), "user", t.row.User, "reason", reason)
	}
	t.finish(state, reason)
	in.depth.Add(-1 - int64(len(t.taken)))
	in.opt.Finished(Finished{User: t.row.User, Message: t.msg.M.ID, State: state, Reason: reason})
	for _, answer := range t.taken {
		if answer.Message != "" {
			in.opt.Finished(Finished{User: t.row.User, Message: answer.Message, State: store.InboxDone})
		}
	}
	in.opt.Outbox.Flush(t.row.User, t.row.ID, false)
}

// passedOver is why a message is listed that rules were not asked about.
func passedOver(list []error) string {
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
func (in *Inbox) report(t *Turn, o *Outcome) (reason string) {
	switch {
	case o.Err != nil:
		reason = o.Err.Error()
		in.opt.Failed(t, o.Err, o.Instead)
	case o.Caught != nil:
		reason = o.Caught.Error()
		in.opt.Failed(t, o.Caught, nil)
	default:
		reason = o.Strays[0].Error()
	}
	for _, err := range o.Strays {
		in.opt.Failed(t, err, nil)
	}
	if (o.Err != nil || o.Caught == nil) && !t.sends.Answered() {
		in.errorReply(t)
	}
	return reason
}

// errorReply tells the user that a rule failed, if the configuration has words
// for it.
func (in *Inbox) errorReply(t *Turn) {
	if in.opt.ErrorReply == "" {
		return
	}
	ctx := in.opt.Sending
	s := in.opt.Outbox.Send(t.sends, t.row.User, bot.Content{Parts: []bot.Part{{Text: in.opt.ErrorReply}}},
		bot.SendOptions{Account: in.opt.Account})
	if wait.Closed(ctx, s.Settled()) != nil {
		return
	}
	if _, err := s.Wait(context.WithoutCancel(ctx)); err != nil && !errors.Is(err, outbox.ErrStopped) {
		in.opt.Log.Warn("the error_reply can not be sent", "message", t.Key(), "user", t.row.User, "err", err)
	}
}
