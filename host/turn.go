package host

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"hotreply/host/internal/inbox"
	"slices"
	"strconv"
	"sync"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/internal/wait"
	"hotreply/store"
)

// turn is one inbox row being handled. It implements [bot.Turn].
type turn struct {
	h     *host
	a     *account // nil for a tick
	row   *store.InboxRow
	msg   bot.Message
	baton *baton // its hold on the lane; nil for a tick
	work  *store.Work
	typer *typer // nil for a tick

	ctx    context.Context // ends with the handler; the lifetime of its questions and its typing
	cancel context.CancelCauseFunc
	runID  string
	source string
	// handledBy is the script that took the message; set before finish.
	handledBy string
	// taken are the rows that answered, done together with this one; complete
	// once the handler is over.
	taken []taken
	// hadContext says that the message brought a context token: a reply that
	// has none now lost it with an earlier bot of the account.
	hadContext bool

	mu      sync.Mutex // guards the fields below
	over    bool       // its handlers have come to their end
	ledger  *ledger
	sends   []*send
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

// isReply says whether a send to a user answers the turn's message.
func (t *turn) isReply(to string) bool { return t.row.Kind == inbox.KindMessage && to == t.row.User }

// enlist numbers a new send, in call order, and finds the earlier row that it
// takes over.
func (t *turn) enlist(s *send) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.earlier, s.content = t.ledger.takeOver(s.a.name, s.to, s.content); s.earlier != nil {
		s.number = s.earlier.N
	} else {
		s.number = t.ledger.number()
	}
	t.sends = append(t.sends, s)
}

// silent says whether nothing was sent so far.
func (t *turn) silent() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.sends) == 0
}

// answered says whether a value that a handler returned was sent, or waits to
// be. The turn's sends have settled.
func (t *turn) answered() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.ContainsFunc(t.sends, func(s *send) bool { return s.opts.Returned && s.err == nil })
}

// settled waits until every send of the turn is settled.
func (t *turn) settled(ctx context.Context) error {
	for i := 0; ; i++ {
		t.mu.Lock()
		if i >= len(t.sends) {
			t.mu.Unlock()
			return nil
		}
		s := t.sends[i]
		t.mu.Unlock()
		if err := wait.Closed(ctx, s.settled); err != nil {
			return err
		}
	}
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
func (a *account) newTurn(ctx context.Context, r laneRow, m ilink.Message) (*turn, error) {
	t := &turn{
		h: a.h, a: a, row: r.row, work: a.h.kv.NewWork(),
		runID: newRunID(), source: store.InboxSource(r.id),
		hadContext: m.ContextToken != "",
		once:       r.row.Once, answers: recordedAnswers(r.row),
		msg: a.forRules(m, r.again),
	}
	var rows []store.OutboxRow
	if r.again {
		var err error
		if rows, err = a.h.outboxOf(ctx, t.source); err != nil {
			return nil, err
		}
	}
	t.ledger = newLedger(rows, t.row.Before)
	for _, ans := range t.answers {
		t.taken = append(t.taken, taken{row: ans.ID})
	}
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	t.typer = newTyper(t)
	return t, nil
}

// outboxOf reads a source's rows behind everything that was submitted.
func (h *host) outboxOf(ctx context.Context, source string) (rows []store.OutboxRow, err error) {
	err = h.db.Update(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.OutboxOf(source)
		return err
	})
	return rows, err
}

// finish is the end of a turn that ran to its end, well or not: the handler's
// own writes, the done mark of its row and of those that answered its
// questions. Nobody waits for it; what comes after stands behind it in the
// store's order.
func (t *turn) finish(state, reason string) {
	e := store.End{Row: t.row.ID, State: state, Reason: reason, Release: t.a != nil}
	for _, answer := range t.taken {
		e.Answers = append(e.Answers, answer.row)
	}
	t.work.Finish(t.row.Account, e)
	t.h.blame.Clear(t.row.ID, t.handledBy, state == store.InboxDone)
}

// taken is a row that answered a question.
type taken struct {
	row     uint64
	message string // its message's id; "" when an earlier life of the process took it
}

var errTurnOver = errors.New("the handler is over")

// newRunID makes the id that groups the replies to one message.
func newRunID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
