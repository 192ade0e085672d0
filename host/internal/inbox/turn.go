package inbox

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

// Turn is one inbox row being handled. It implements [bot.Turn].
type Turn struct {
	o     *Shared
	inbox *Inbox // nil for a tick
	row   *store.InboxRow
	msg   bot.Message
	hold  *lane.Hold // on its lane; nil for a tick
	work  *store.Work
	typer *typer // nil for a tick

	ctx    context.Context // ends with the handler; the lifetime of its questions and its typing
	cancel context.CancelCauseFunc
	sends  *outbox.Run
	// script is the one that took the message; set before finish.
	script string
	// taken are the rows that answered, done together with this one; complete
	// once the handler is over.
	taken []lane.Taken

	mu      sync.Mutex                 // guards the fields below
	over    bool                       // its handlers have come to their end
	asks    int                        // questions so far
	answers []recordedAnswer           // of earlier runs and this one, in order
	once    map[string]json.RawMessage // results of msg.once
}

// newTurn makes the turn of a message. A row that an earlier life may have
// begun brings what that life sent, stored and heard.
func (in *Inbox) newTurn(ctx context.Context, r lane.Row, m ilink.Message) (*Turn, error) {
	t := &Turn{inbox: in, msg: in.forRules(m, r.Again), answers: recordedAnswers(r.Row)}
	for _, a := range t.answers {
		t.taken = append(t.taken, lane.Taken{Row: a.ID})
	}
	t.typer = &typer{t: t}
	return t, in.opt.begin(ctx, t, r.Row, r.Again, outbox.RunOptions{
		ID: newRunID(), Answers: r.Row.User, HadContext: m.ContextToken != "",
	})
}

// begin fills in what the turns of messages and ticks have in common.
func (s *Shared) begin(ctx context.Context, t *Turn, row *store.InboxRow, again bool, run outbox.RunOptions) error {
	run.Source, run.Before = store.InboxSource(row.ID), row.Before
	if again {
		err := s.Journal.Flush(ctx)
		if err == nil {
			run.Earlier, err = s.Journal.OutboxOf(run.Source)
		}
		if err != nil {
			return err
		}
	}
	t.o, t.row, t.once = s, row, row.Once
	t.work, t.sends = s.Values.NewWork(), outbox.NewRun(run)
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	return nil
}

// Key names the row in logs and turn notes: account/message id.
func (t *Turn) Key() string { return RowKey(t.row, t.msg.M.ID) }

// RowKey names a row for people: account/message id, or its number if the
// service gave it no id.
func RowKey(r *store.InboxRow, messageID string) string {
	if messageID == "" {
		messageID = "#" + strconv.FormatUint(r.ID, 10)
	}
	if r.Account == "" {
		return messageID
	}
	return r.Account + "/" + messageID
}

// Account is the name of the account that the message came to, "" for a tick.
func (t *Turn) Account() string { return t.row.Account }

// User is who wrote the message; of a tick it is the job.
func (t *Turn) User() string { return t.row.User }

// Message is the service's id of the message; of a tick it is the job.
func (t *Turn) Message() string { return t.msg.M.ID }

// Row is the number of the row.
func (t *Turn) Row() uint64 { return t.row.ID }

// IsTick says that the turn is a tick's, which no user waits for.
func (t *Turn) IsTick() bool { return t.inbox == nil }

// Sends are the turn's sends, through whichever accounts.
func (t *Turn) Sends() *outbox.Run { return t.sends }

// Over says that the row's handlers have come to their end.
func (t *Turn) Over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.over
}

// handled notes that the row's handlers have come to their end: what they left
// behind is no part of the turn.
func (t *Turn) handled() {
	t.mu.Lock()
	t.over = true
	t.mu.Unlock()
	t.cancel(errTurnOver)
}

// Quota is the window of the turn's user.
func (t *Turn) Quota() bot.Quota {
	if t.inbox == nil {
		return bot.Quota{}
	}
	return t.inbox.opt.Windows.Quota(t.row.User)
}

// Once returns the result that an earlier run, or this one, stored.
func (t *Turn) Once(name string) (json.RawMessage, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v, ok := t.once[name]
	return v, ok
}

// SetOnce stores a result with the row and returns when it is durable. On a full
// disk it waits for room.
func (t *Turn) SetOnce(ctx context.Context, name string, result json.RawMessage) error {
	t.mu.Lock()
	if t.once == nil {
		t.once = map[string]json.RawMessage{}
	}
	t.once[name] = result
	t.mu.Unlock()
	_, err := store.WhenRoom(ctx, t.o.Clock, func() *store.Ticket[struct{}] {
		return t.o.Journal.Once(t.row.Account, t.row.ID, name, result)
	})
	if errors.Is(err, store.ErrNoRow) {
		return fmt.Errorf("msg.once(%q): the message is no longer in the inbox", name)
	}
	return err
}

// Typing shows or hides "typing".
func (t *Turn) Typing(_ context.Context, on bool) error {
	switch {
	case t.typer == nil:
	case on:
		t.typer.show()
	default:
		t.typer.hide()
	}
	return nil
}

// finish is the end of a turn that ran to its end, well or not: the handler's
// own writes, the done mark of its row and of those that answered its
// questions. Nobody waits for it; what comes after stands behind it in the
// journal's order.
func (t *Turn) finish(state, reason string) {
	e := store.End{Row: t.row.ID, State: state, Reason: reason, Release: t.inbox != nil}
	for _, answer := range t.taken {
		e.Answers = append(e.Answers, answer.Row)
	}
	t.work.Finish(t.row.Account, e)
	t.o.Blame.Clear(t.row.ID, t.script, state == store.InboxDone)
}

var errTurnOver = errors.New("the handler is over")

// rowError is the error of a row that can not be read, for people.
func rowError(err error) error {
	if errors.Is(err, store.ErrNoRow) {
		return errors.New("it is no longer in the inbox")
	}
	return err
}

// newRunID makes the id that groups the replies to one message.
func newRunID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
