package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/outbox"
	"hotreply/ilink"
	"hotreply/internal/wait"
	"hotreply/store"
)

// askTimeout is how long a question stays open when the script does not say.
const askTimeout = 5 * time.Minute

// asking is one msg.ask under way. Its own goroutine goes through: the
// question's content leaves, the question opens in the lane, an answer comes
// or time is up.
//
// What makes it survive a death of the process: the question's content is a
// send of its turn and is taken over in a re-run, so it is not asked twice;
// each answer is noted with the asking row before the script gets it, so a
// re-run gets the same answers in the same order; and asking row and answers
// are done in one step.
type asking struct {
	turn   *Turn
	number int // of the turn's questions, from 0
	q      bot.Question
	sent   *outbox.Send // nil: only wait

	done chan struct{} // closed when msg and err are final
	msg  bot.Message
	err  error
}

// Wait blocks until the question has its end or ctx ends.
func (k *asking) Wait(ctx context.Context) (bot.Message, error) {
	if err := wait.Closed(ctx, k.done); err != nil {
		return bot.Message{}, err
	}
	return k.msg, k.err
}

// Ask takes in a question at its place in the order of sends and asks.
func (t *Turn) Ask(q bot.Question) bot.Answering {
	k := &asking{turn: t, q: q, done: make(chan struct{})}
	if t.inbox == nil {
		k.err = errors.New("a scheduled job has no user to ask; ask in a message's handler")
		close(k.done)
		return k
	}
	t.mu.Lock()
	k.number = t.asks
	t.asks++
	t.mu.Unlock()
	if q.Content != nil {
		o := q.Options
		o.Account = t.row.Account
		k.sent = t.inbox.opt.Outbox.Send(t.sends, t.row.User, *q.Content, o)
	}
	t.inbox.running.Go(func() {
		defer close(k.done)
		k.msg, k.err = k.run(t.ctx)
	})
	return k
}

func (k *asking) run(ctx context.Context) (bot.Message, error) {
	if k.sent != nil {
		if _, err := k.sent.Wait(ctx); err != nil {
			return bot.Message{}, err
		}
	}
	if m, ok, err := k.recorded(); ok || err != nil {
		return m, err
	}
	return k.listen(ctx)
}

// recorded is the answer that an earlier run of the handler got.
func (k *asking) recorded() (bot.Message, bool, error) {
	t := k.turn
	t.mu.Lock()
	var id uint64
	for _, a := range t.answers {
		if a.Ask == k.number {
			id = a.ID
		}
	}
	t.mu.Unlock()
	if id == 0 {
		return bot.Message{}, false, nil
	}
	m, err := t.inbox.content(&lane.Row{ID: id})
	if err != nil {
		return bot.Message{}, false, err
	}
	return t.inbox.forRules(m, true), true, nil
}

// listen opens the question in the lane and waits.
func (k *asking) listen(ctx context.Context) (bot.Message, error) {
	t := k.turn
	timeout := k.q.Timeout
	if timeout <= 0 {
		timeout = askTimeout
	}
	started := t.o.Clock.Now()
	late, stop := wait.After(t.o.Clock, timeout)
	defer stop()
	failed := make(chan error, 1)
	q := t.hold.Ask(k.judge(failed))
	t.inbox.opt.Outbox.Flush(t.row.User, t.row.ID, true) // "done or waits in ask"
	var err error
	select {
	case a := <-q.Answer():
		return k.take(a)
	case err = <-failed:
	case <-late:
		err = &bot.TimeoutError{What: "msg.ask", Limit: timeout, Elapsed: t.o.Clock.Now().Sub(started)}
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if a, answered := q.Withdraw(ctx); answered {
		return k.take(a)
	}
	return bot.Message{}, err
}

// judge asks the script about a candidate; its error ends the question.
func (k *asking) judge(failed chan<- error) lane.Judge {
	if k.q.Accept == nil {
		return nil
	}
	return func(ctx context.Context, r lane.Row, m ilink.Message) bool {
		ok, err := k.q.Accept(ctx, k.turn.inbox.forRules(m, r.Again))
		if err != nil {
			select {
			case failed <- err:
			default:
			}
			return false
		}
		return ok
	}
}

// take notes the answer with the asking row, in order with the done mark that
// covers both, and hands it to the script.
func (k *asking) take(a lane.Answer) (bot.Message, error) {
	t := k.turn
	rec := recordedAnswer{Ask: k.number, ID: a.Row}
	t.mu.Lock()
	t.answers = append(t.answers, rec)
	t.mu.Unlock()
	raw, _ := json.Marshal(rec) // numbers: can not fail
	t.o.Journal.Answer(t.row.Account, t.row.ID, raw)
	return t.inbox.forRules(a.Msg, false), nil
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
