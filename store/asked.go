package store

import (
	"context"
	"encoding/json"
)

// The verbs of [Asked] on a [DB].

var _ Journal = (*DB)(nil)

// ask queues a verb that somebody waits for. The verb may run more than once.
func ask[T any](db *DB, verb func(*txn) (T, error)) *Ticket[T] {
	var answer T
	o := &op{asked: true}
	o.fn = func(tx *txn) (err error) { answer, err = verb(tx); return err }
	t, end := NewTicket[T](o.withdraw)
	o.end = func(err error) { end(answer, err) }
	if err := db.enqueue(o); err != nil {
		o.end(err)
	}
	return t
}

// Flush returns when everything handed over so far is on disk.
func (db *DB) Flush(ctx context.Context) error {
	_, err := ask(db, func(*txn) (struct{}, error) { return struct{}{}, nil }).Wait(ctx)
	return err
}

// Receive takes in what one poll brought.
func (db *DB) Receive(account string, b Batch) *Ticket[[]Received] {
	return ask(db, func(tx *txn) ([]Received, error) {
		list := make([]Received, len(b.Arrivals))
		for i, a := range b.Arrivals {
			a.Row.Account = account
			list[i].ID, list[i].Added = tx.AddInbox(a.Row)
			for _, q := range a.Quotes {
				tx.putQuote(account, q.MessageID, q.Value, list[i].Added)
			}
		}
		for _, w := range b.Windows {
			tx.keepWindow(account, w)
		}
		if b.Cursor != "" {
			tx.SetCursor(account, b.Cursor)
		}
		return list, nil
	})
}

// Login begins with a login of a bot.
func (db *DB) Login(account, botID string) *Ticket[Login] {
	return ask(db, func(tx *txn) (Login, error) {
		row := tx.Account(account)
		fresh := row.BotID != botID
		if fresh {
			tx.ResetAccount(account, botID)
			row = tx.Account(account)
		}
		row.NeedsLogin = false
		tx.SetAccount(account, row)
		return Login{Cursor: row.Cursor, Fresh: fresh}, nil
	})
}

// Persist adds a row to the outbox.
func (db *DB) Persist(account string, row OutboxRow, w Window) *Ticket[uint64] {
	row.Account, row.ID = account, 0
	return ask(db, func(tx *txn) (uint64, error) {
		id := tx.PutOutbox(row)
		tx.keepWindow(account, w)
		return id, nil
	})
}

// Keep adds a row to the outbox as queued, up to a limit.
func (db *DB) Keep(account string, row OutboxRow, limit int) *Ticket[uint64] {
	row.Account, row.ID, row.State = account, 0, OutboxQueued
	return ask(db, func(tx *txn) (uint64, error) {
		if tx.CountQueued(account, row.User) >= limit {
			return 0, nil
		}
		return tx.PutOutbox(row), nil
	})
}

// Take makes a queued row an open one.
func (db *DB) Take(account string, row OutboxRow, w Window) *Ticket[bool] {
	row.State = OutboxOpen
	return ask(db, func(tx *txn) (bool, error) {
		was, ok := tx.ownOutbox(account, row.ID)
		if !ok || was.State != OutboxQueued {
			return false, nil
		}
		tx.replaceOutbox(was, row)
		tx.keepWindow(account, w)
		return true, nil
	})
}

// GiveUp writes a row that waits in the queue and is not to leave it now.
func (db *DB) GiveUp(account string, row OutboxRow) *Ticket[bool] {
	return ask(db, func(tx *txn) (bool, error) {
		was, ok := tx.ownOutbox(account, row.ID)
		if !ok || was.State != OutboxQueued {
			return false, nil
		}
		tx.replaceOutbox(was, row)
		if id, of := InboxOf(row.Source); of && row.State == OutboxRefused {
			tx.fail(account, id, Undelivered(row.Reason))
		}
		return true, nil
	})
}

// Undelivered is why a row of the inbox is a failed one of which a send was
// given up for a reason.
func Undelivered(reason string) string { return "a reply was not delivered: " + reason }

// Once keeps a result with a row of the inbox.
func (db *DB) Once(account string, row uint64, name string, result json.RawMessage) *Ticket[struct{}] {
	return ask(db, func(tx *txn) (none struct{}, err error) {
		in, ok := tx.ownInbox(account, row)
		if !ok {
			return none, ErrNoRow
		}
		if in.Once == nil {
			in.Once = map[string]json.RawMessage{}
		}
		in.Once[name] = result
		tx.writeInbox(in, in.State)
		return none, nil
	})
}

// Retry makes a failed or dead row pending again.
func (db *DB) Retry(account string, row uint64) *Ticket[InboxRow] {
	return ask(db, func(tx *txn) (InboxRow, error) {
		if _, ok := tx.ownInbox(account, row); !ok || !tx.RetryInbox(row) {
			return InboxRow{}, ErrNoRow
		}
		in, _ := tx.Inbox(row)
		return in, nil
	})
}

// Blame notes for how many deaths a row is to blame.
func (db *DB) Blame(account string, row uint64, deaths int, dead string) *Ticket[struct{}] {
	return ask(db, func(tx *txn) (none struct{}, err error) {
		in, ok := tx.ownInbox(account, row)
		if !ok {
			return none, ErrNoRow
		}
		in.Attempts = deaths
		tx.writeInbox(in, in.State)
		if dead != "" {
			tx.finish(in, InboxDead, dead)
		}
		return none, nil
	})
}

// Tick adds a tick to the inbox of the rules' log.
func (db *DB) Tick(row InboxRow, j Job) *Ticket[Received] {
	row.Account = ""
	return ask(db, func(tx *txn) (r Received, err error) {
		r.ID, r.Added = tx.AddInbox(row)
		tx.SetJob(j.Key, j.State)
		return r, nil
	})
}

// Accuse keeps marks durably.
func (db *DB) Accuse(marks ...Mark) *Ticket[struct{}] {
	return ask(db, func(tx *txn) (none struct{}, err error) {
		tx.mark(marks)
		return none, nil
	})
}

// Fill sets values, all of them or none.
func (db *DB) Fill(values []Value) *Ticket[struct{}] {
	return ask(db, func(tx *txn) (none struct{}, err error) {
		for _, v := range values {
			tx.setValue(v.Space, v.Key, v.KVValue)
		}
		return none, nil
	})
}
