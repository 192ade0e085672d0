package store

import (
	"encoding/json"
	"strconv"
	"strings"
)

// told has the verbs of [Told]; hand is what becomes of them.
type told struct {
	hand func(verb func(*txn) error)
}

// group gathers verbs for one commit.
type group struct {
	told
	db  *DB
	ops []*op
}

// Together begins a group.
func (db *DB) Together() Group {
	g := &group{db: db}
	g.hand = func(verb func(*txn) error) { g.ops = append(g.ops, &op{fn: verb}) }
	return g
}

// Hand hands the group over.
func (g *group) Hand() *Ticket[struct{}] {
	t, end := NewTicket[struct{}](nil)
	ops := g.ops
	g.ops = nil
	if len(ops) == 0 {
		end(struct{}{}, nil)
		return t
	}
	left := len(ops)
	var first error
	ended := func(err error) { // on the writer's goroutine
		if first == nil {
			first = err
		}
		if left--; left == 0 {
			end(struct{}{}, first)
		}
	}
	for _, o := range ops {
		o.end = ended
	}
	if err := g.db.enqueue(ops...); err != nil {
		g.db.opts.OnError(err)
		end(struct{}{}, err)
	}
	return t
}

func (t told) Note(account string, row OutboxRow) {
	t.hand(func(tx *txn) error {
		if was, ok := tx.ownOutbox(account, row.ID); ok {
			tx.replaceOutbox(was, row)
		}
		return nil
	})
}

func (t told) NoteWindow(account string, w Window) {
	t.hand(func(tx *txn) error {
		tx.keepWindow(account, w)
		return nil
	})
}

func (t told) Quote(account string, q Quote) {
	t.hand(func(tx *txn) error {
		tx.PutQuote(account, q.MessageID, q.Value)
		return nil
	})
}

func (t told) Finish(account string, e End) {
	t.hand(func(tx *txn) error {
		in, ok := tx.viewInbox(account, e.Row)
		if ok {
			tx.finish(in, e.State, e.Reason)
		}
		for _, id := range e.Answers {
			if answer, ok := tx.viewInbox(account, id); ok {
				tx.finish(answer, InboxDone, "")
			}
		}
		if ok && e.Release {
			tx.noteRelease(account, in.User, e.Row)
		}
		return nil
	})
}

func (t told) Fail(account string, row uint64, reason string) {
	t.hand(func(tx *txn) error {
		tx.fail(account, row, reason)
		return nil
	})
}

func (t told) Answer(account string, row uint64, answer json.RawMessage) {
	t.hand(func(tx *txn) error {
		if in, ok := tx.ownInbox(account, row); ok {
			in.Answers = append(in.Answers, answer)
			tx.writeInbox(in, in.State)
		}
		return nil
	})
}

func (t told) ClearRelease(account, user string, row uint64) {
	t.hand(func(tx *txn) error {
		name := releaseNote(account, user)
		noted, err := strconv.ParseUint(string(tx.Note(name)), 10, 64)
		if err == nil && noted <= row {
			tx.SetNote(name, nil)
		}
		return nil
	})
}

func (t told) Expire(account string) {
	t.hand(func(tx *txn) error {
		tx.SetNeedsLogin(account, true)
		return nil
	})
}

func (t told) SetJob(j Job) {
	t.hand(func(tx *txn) error {
		tx.SetJob(j.Key, j.State)
		return nil
	})
}

func (t told) SetBundle(key string, bundle []byte) {
	t.hand(func(tx *txn) error {
		tx.SetBundle(key, bundle)
		return nil
	})
}

func (t told) Mark(marks ...Mark) {
	t.hand(func(tx *txn) error {
		tx.mark(marks)
		return nil
	})
}

func (t told) Change(changes ...Change) {
	t.hand(func(tx *txn) error {
		for _, c := range changes {
			tx.change(c)
		}
		return nil
	})
}

func (t told) Settle(row uint64) {
	t.hand(func(tx *txn) error { return tx.settleRow(row) })
}

// What a user's message lets go of the queue may take longer than the life of
// the process. So the end of the message notes that its round is due, and the
// end of the round takes the note back.

const releasePrefix = "release/"

// releaseNote names the note of a user's round; its value is the row of the
// message that set it off.
func releaseNote(account, user string) string { return releasePrefix + account + "/" + user }

// noteRelease notes that a message that is done lets rows of its user's queue
// go.
func (tx *txn) noteRelease(account, user string, row uint64) {
	if tx.CountQueued(account, user) == 0 {
		return
	}
	rows, err := tx.QueuedOutbox(account, user)
	if err != nil {
		return // the round will meet the same row and say so
	}
	for i := range rows {
		if rows[i].Source != InboxSource(row) {
			tx.SetNote(releaseNote(account, user), strconv.AppendUint(nil, row, 10))
			return
		}
	}
}

// releases are the rounds that are due: users and the rows that set them off.
func (tx *txn) releases(account string) map[string]uint64 {
	due := map[string]uint64{}
	prefix := releaseNote(account, "")
	_ = tx.Notes(prefix, func(name string, value []byte) error {
		if row, err := strconv.ParseUint(string(value), 10, 64); err == nil {
			due[strings.TrimPrefix(name, prefix)] = row
		}
		return nil
	})
	return due
}
