package host

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"hotreply/bot"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/outbox"
	"hotreply/ilink"
	"hotreply/store"
)

// turn is one inbox row being handled. It implements [bot.Turn].
type turn struct {
	h     *host
	a     *account // nil for a tick
	row   *store.InboxRow
	msg   bot.Message
	hold  *lane.Hold // its hold on the lane; nil for a tick
	work  *store.Work
	typer *typer // nil for a tick

	ctx    context.Context // ends with the handler; the lifetime of its questions and its typing
	cancel context.CancelCauseFunc
	sends  *outbox.Run
	// handledBy is the script that took the message; set before finish.
	handledBy string
	// taken are the rows that answered, done together with this one; complete
	// once the handler is over.
	taken []lane.Taken

	mu      sync.Mutex                 // guards the fields below
	over    bool                       // its handlers have come to their end
	asks    int                        // questions so far
	answers []recordedAnswer           // of earlier runs and this one, in order
	once    map[string]json.RawMessage // results of msg.once
}

// Key names the row in logs and turn notes: account/message id.
func (t *turn) Key() string { return rowKey(t.row, t.msg.M.ID) }

func rowKey(r *store.InboxRow, messageID string) string {
	if messageID == "" {
		messageID = "#" + strconv.FormatUint(r.ID, 10)
	}
	if r.Account == "" {
		return messageID
	}
	return r.Account + "/" + messageID
}

// Account is the name of the account that the message came to.
func (t *turn) Account() string { return t.row.Account }

// User is who wrote the message.
func (t *turn) User() string { return t.row.User }

// Over says that the row's handlers have come to their end.
func (t *turn) Over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over
}

// handled notes that the row's handlers have come to their end: what they left
// behind is no part of the turn.
func (t *turn) handled() {
	t.mu.Lock()
	t.over = true
	t.mu.Unlock()
	t.cancel(errTurnOver)
}

// Quota is the window of the turn's user.
func (t *turn) Quota() bot.Quota {
	if t.a == nil {
		return bot.Quota{}
	}
	return t.a.windows.Quota(t.row.User)
}

// Once returns the result that an earlier run, or this one, stored.
func (t *turn) Once(name string) (json.RawMessage, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v, ok := t.once[name]
	return v, ok
}

// SetOnce stores a result with the row and returns when it is durable.
func (t *turn) SetOnce(ctx context.Context, name string, result json.RawMessage) error {
	t.mu.Lock()
	if t.once == nil {
		t.once = map[string]json.RawMessage{}
	}
	t.once[name] = result
	t.mu.Unlock()
	return t.h.db.Update(ctx, func(tx *store.Tx) error {
		row, ok := tx.Inbox(t.row.ID)
		if !ok {
			return fmt.Errorf("msg.once(%q): the message is no longer in the inbox", name)
		}
		if row.Once == nil {
			row.Once = map[string]json.RawMessage{}
		}
		row.Once[name] = result
		tx.SetInbox(row)
		return nil
	})
}

// Typing shows or hides "typing".
func (t *turn) Typing(ctx context.Context, on bool) error {
	if t.typer == nil {
		return nil
	}
	return t.typer.set(ctx, on)
}

// newTurn makes the turn of a message. A row that an earlier life may have
// begun brings what that life sent, stored and heard.
func (a *account) newTurn(ctx context.Context, r lane.Row, m ilink.Message) (*turn, error) {
	t := &turn{
		h: a.h, a: a, row: r.Row, work: a.h.kv.NewWork(),
		once: r.Row.Once, answers: recordedAnswers(r.Row),
		msg: a.forRules(m, r.Again),
	}
	var err error
	t.sends, err = a.h.newRun(ctx, r.Row, r.Again, outbox.RunOptions{
		ID: newRunID(), Answers: r.Row.User, HadContext: m.ContextToken != "",
	})
	if err != nil {
		return nil, err
	}
	for _, ans := range t.answers {
		t.taken = append(t.taken, lane.Taken{Row: ans.ID})
	}
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	t.typer = newTyper(t)
	return t, nil
}

// newRun begins the sends of a row's handler. again says that an earlier run
// may have sent something.
func (h *host) newRun(ctx context.Context, row *store.InboxRow, again bool, o outbox.RunOptions) (run *outbox.Run, err error) {
	o.Source, o.Before = store.InboxSource(row.ID), row.Before
	if again {
		if o.Earlier, err = h.outboxOf(ctx, o.Source); err != nil {
			return nil, err
		}
	}
	return outbox.NewRun(o), nil
}

// outboxOf reads a source's rows behind everything that was handed over.
func (h *host) outboxOf(ctx context.Context, source string) ([]store.OutboxRow, error) {
	if err := h.db.Flush(ctx); err != nil {
		return nil, err
	}
	return h.db.OutboxOf(source)
}

// finish is the end of a turn that ran to its end, well or not: the handler's
// own writes, the done mark of its row and of those that answered its
// questions. Nobody waits for it; what comes after stands behind it in the
// store's order.
func (t *turn) finish(state, reason string) {
	e := store.End{Row: t.row.ID, State: state, Reason: reason, Release: t.a != nil}
	for _, answer := range t.taken {
		e.Answers = append(e.Answers, answer.Row)
	}
	t.work.Finish(t.row.Account, e)
	t.h.blame.Clear(t.row.ID, t.handledBy, state == store.InboxDone)
}

var errTurnOver = errors.New("the handler is over")

// newRunID makes the id that groups the replies to one message.
func newRunID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
