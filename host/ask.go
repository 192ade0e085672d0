package host

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/lane"
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
// are done in one transaction.
type asking struct {
	turn   *turn
	number int // of the turn's questions, from 0
	q      bot.Question
	sent   bot.Pending // nil: only wait

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
func (t *turn) Ask(q bot.Question) bot.Answering {
	k := &asking{turn: t, q: q, done: make(chan struct{})}
	t.mu.Lock()
	k.number = t.asks
	t.asks++
	t.mu.Unlock()
	if q.Content != nil {
		o := q.Options
		o.Account = t.row.Account
		k.sent = t.h.send(t, t.row.User, *q.Content, o)
	}
	t.h.running.Add(1)
	go func() {
		defer t.h.running.Done()
		k.msg, k.err = k.run(t.ctx)
		close(k.done)
	}()
	return k
}

func (k *asking) run(ctx context.Context) (bot.Message, error) {
	t := k.turn
	if t.hold == nil {
		return bot.Message{}, errors.New("a scheduled job has no user to ask; ask in a message's handler")
	}
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
	r := lane.Row{ID: id}
	m, err := t.a.content(&r)
	if err != nil {
		return bot.Message{}, false, err
	}
	return t.a.forRules(m, true), true, nil
}

// listen opens the question in the lane and waits.
func (k *asking) listen(ctx context.Context) (bot.Message, error) {
	t := k.turn
	timeout := k.q.Timeout
	if timeout <= 0 {
		timeout = askTimeout
	}
	started := t.h.clock.Now()
	late, stop := wait.After(t.h.clock, timeout)
	defer stop()
	failed := make(chan error, 1)
	q := t.hold.Ask(k.judge(failed))
	t.a.outbox.Flush(t.row.User, t.row.ID, true) // "done or waits in ask"
	var err error
	select {
	case a := <-q.Answer():
		return k.take(a)
	case err = <-failed:
	case <-late:
		err = &bot.TimeoutError{What: "msg.ask", Limit: timeout, Elapsed: t.h.clock.Now().Sub(started)}
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	return k.giveUp(ctx, q, err)
}

// giveUp ends a question without an answer, unless one comes first. The turn
// goes on when it has its lane back.
func (k *asking) giveUp(ctx context.Context, q *lane.Question, cause error) (bot.Message, error) {
	if a, answered := q.Withdraw(ctx); answered {
		return k.take(a)
	}
	return bot.Message{}, cause
}

// judge asks the script about a candidate; its error ends the question.
func (k *asking) judge(failed chan<- error) lane.Judge {
	return func(ctx context.Context, r lane.Row, m ilink.Message) bool {
		if k.q.Accept == nil {
			return true
		}
		ok, err := k.q.Accept(ctx, k.turn.a.forRules(m, r.Again))
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
	t.h.db.Submit(func(tx *store.Tx) error {
		if row, ok := tx.Inbox(t.row.ID); ok {
			row.Answers = append(row.Answers, raw)
			tx.SetInbox(row)
		}
		return nil
	})
	return t.a.forRules(a.Msg, false), nil
}
