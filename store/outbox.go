package store

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The states of an outbox row. Open rows are to be sent or being sent, queued
// ones wait for their user's next message; the others are final.
const (
	OutboxOpen        = "open"
	OutboxQueued      = "queued"
	OutboxConfirmed   = "confirmed"
	OutboxUnconfirmed = "unconfirmed" // sent, with no answer to say so
	OutboxRefused     = "refused"
)

// OutboxRow is one send with all its parts. It owns the content: what is in
// the row is what is sent, also after a restart.
type OutboxRow struct {
	ID      uint64          `json:"-"` // rising from 1
	Account string          `json:"a"`
	User    string          `json:"u"`           // the recipient
	Source  string          `json:"o,omitempty"` // who made it: an inbox row ([InboxSource]), or a key of a caller's own
	N       int             `json:"n,omitempty"` // its number in the call order of its source
	Content json.RawMessage `json:"-"`           // opaque
	Parts   []PartState     `json:"p,omitempty"`
	State   string          `json:"s"`
	Reason  string          `json:"e,omitempty"` // why it is queued or refused
	Created time.Time       `json:"c"`
	Expires time.Time       `json:"x,omitzero"`  // a queued row is given up then
	Leave   int             `json:"l,omitempty"` // of an open row: parts from this index on wait for more room; 0: all leave
	Refused int             `json:"r,omitempty"` // how often it left the queue and was refused
	Data    json.RawMessage `json:"d,omitempty"` // what else the caller keeps with it
}

// PartState is how far one message of a send has come.
type PartState struct {
	ClientID  string `json:"c"`
	State     string `json:"s,omitempty"`
	MessageID string `json:"m,omitempty"` // the service's id
	Sends     int    `json:"n,omitempty"` // requests that may have been accepted
	Err       string `json:"e,omitempty"`
}

const inboxSource = "inbox:"

// InboxSource is the source of what the handler of an inbox row sends.
func InboxSource(id uint64) string { return inboxSource + strconv.FormatUint(id, 10) }

// InboxOf is the inbox row that a source names, if it names one.
func InboxOf(source string) (id uint64, ok bool) {
	digits, ok := strings.CutPrefix(source, inboxSource)
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseUint(digits, 10, 64)
	return id, err == nil
}

// outbox:        id → row
// outbox.source: source 0 id → nothing
// outbox.open:   account 0 id → nothing (open rows)
// outbox.queued: account 0 user 0 id → nothing

// PutOutbox writes a row, a new one if row.ID is 0, and returns its id.
func (tx *txn) PutOutbox(row OutboxRow) (id uint64) {
	was := OutboxRow{}
	if row.ID == 0 {
		row.ID = tx.next(tableOutbox)
		if row.Created.IsZero() {
			row.Created = tx.db.opts.Clock.Now()
		}
	} else {
		was, _ = tx.Outbox(row.ID)
	}
	if row.State == "" {
		row.State = OutboxOpen
	}
	tx.writeOutbox(was, row)
	return row.ID
}

// replaceOutbox writes a row in place of one of the same number and account.
func (tx *txn) replaceOutbox(was, row OutboxRow) {
	row.Account = was.Account
	if row.State == "" {
		row.State = OutboxOpen
	}
	tx.writeOutbox(was, row)
}

func (tx *txn) writeOutbox(was, row OutboxRow) {
	tx.indexOutbox(was, row)
	head, err := row.appendHead(tx.room[:0])
	tx.putFramed(tableOutbox, number(row.ID), head, err, row.Content)
	tx.room = head
}

// ownOutbox is Outbox for rows of one account, without the content.
func (tx *txn) ownOutbox(account string, id uint64) (row OutboxRow, ok bool) {
	v := tx.get(tableOutbox, number(id))
	if v == nil {
		return OutboxRow{}, false
	}
	row, err := viewOutbox(id, v)
	row.Content = nil
	return row, err == nil && row.Account == account
}

// Outbox returns a row; ok is false when there is none or it can not be read.
func (tx *txn) Outbox(id uint64) (row OutboxRow, ok bool) {
	v := tx.get(tableOutbox, number(id))
	if v == nil {
		return OutboxRow{}, false
	}
	row, err := decodeOutbox(id, v)
	return row, err == nil
}

// DeleteOutbox removes a row.
func (tx *txn) DeleteOutbox(id uint64) {
	if was, ok := tx.Outbox(id); ok {
		tx.indexOutbox(was, OutboxRow{ID: id})
	}
	tx.del(tableOutbox, number(id))
}

// OutboxOf returns the rows of a source, in its call order.
func (tx *txn) OutboxOf(source string) ([]OutboxRow, error) {
	rows, err := tx.outboxRows(tableOutboxSource, join(source, ""))
	slices.SortStableFunc(rows, func(a, b OutboxRow) int { return cmp.Compare(a.N, b.N) })
	return rows, err
}

// HasOutbox says whether a source has made any row.
func (tx *txn) HasOutbox(source string) (any bool) {
	_ = tx.scan(tableOutboxSource, join(source, ""), nil, func(_, _ []byte) error {
		any = true
		return errStop
	})
	return any
}

// OpenOutbox returns an account's rows that are to be sent, in order.
func (tx *txn) OpenOutbox(account string) ([]OutboxRow, error) {
	return tx.outboxRows(tableOutboxOpen, join(account, ""))
}

// QueuedOutbox returns the rows that wait for a user's next message, in order.
func (tx *txn) QueuedOutbox(account, user string) ([]OutboxRow, error) {
	return tx.outboxRows(tableOutboxQueued, join(account, user, ""))
}

// CountQueued returns how many rows wait for a user's next message.
func (tx *txn) CountQueued(account, user string) int {
	n, prefix := 0, join(account, user, "")
	if tx.none(tableOutboxQueued, prefix) {
		return 0
	}
	_ = tx.scan(tableOutboxQueued, prefix, nil, func(_, _ []byte) error { n++; return nil })
	return n
}

// AllQueued returns an account's queued rows of every user.
func (tx *txn) AllQueued(account string) ([]OutboxRow, error) {
	return tx.outboxRows(tableOutboxQueued, join(account, ""))
}

// OutboxHistory returns up to limit rows of every state with ids below before
// (0: the newest), newest first.
func (tx *txn) OutboxHistory(before uint64, limit int) ([]OutboxRow, error) {
	var rows []OutboxRow
	err := tx.back(tableOutbox, below(before), func(k, v []byte) error {
		if len(rows) >= limit {
			return errStop
		}
		row, err := decodeOutbox(numberOf(k), v)
		if err != nil {
			return rowError(tableOutbox, k, err)
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// outboxRows returns the rows that an index lists under a prefix.
func (tx *txn) outboxRows(index table, prefix []byte) ([]OutboxRow, error) {
	var rows []OutboxRow
	if tx.none(index, prefix) {
		return nil, nil
	}
	err := tx.scan(index, prefix, nil, func(k, _ []byte) error {
		id := numberOf(k)
		row, err := decodeOutbox(id, tx.get(tableOutbox, number(id)))
		if err != nil {
			return rowError(tableOutbox, k, err)
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// indexOutbox moves a row between the indexes; a zero row is in none.
func (tx *txn) indexOutbox(was, now OutboxRow) {
	stays := was.ID == now.ID && was.Source == now.Source && was.sourced() == now.sourced()
	if was.sourced() && !stays {
		tx.del(tableOutboxSource, was.sourceKey())
	}
	if now.sourced() && !stays {
		tx.put(tableOutboxSource, now.sourceKey(), nil)
	}
	before, in := was.waits()
	after, goes := now.waits()
	if in && goes && before == after && was.ID == now.ID && was.Account == now.Account && was.User == now.User {
		return
	}
	if in {
		tx.del(before, was.waitsKey(before))
	}
	if goes {
		tx.put(after, now.waitsKey(after), nil)
	}
}

func (r *OutboxRow) sourced() bool     { return r.State != "" && r.Source != "" }
func (r *OutboxRow) sourceKey() []byte { return keyOf(r.ID, r.Source) }

// waits is the index of rows that are to leave, now or later, if the row is one.
func (r *OutboxRow) waits() (index table, ok bool) {
	switch r.State {
	case OutboxOpen:
		return tableOutboxOpen, true
	case OutboxQueued:
		return tableOutboxQueued, true
	}
	return 0, false
}

func (r *OutboxRow) waitsKey(index table) []byte {
	if index == tableOutboxOpen {
		return keyOf(r.ID, r.Account)
	}
	return keyOf(r.ID, r.Account, r.User)
}

func decodeOutbox(id uint64, v []byte) (OutboxRow, error) {
	row, err := viewOutbox(id, v)
	row.Content = clone(row.Content)
	return row, err
}

// viewOutbox is decodeOutbox with Content as it stands in v.
func viewOutbox(id uint64, v []byte) (OutboxRow, error) {
	row, body, err := viewRow(v, readOutboxHead)
	row.ID, row.Content = id, body
	return row, err
}
