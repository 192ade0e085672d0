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
	tx.putRow(tableOutbox, number(row.ID), row, row.Content)
}

// ownOutbox is Outbox for rows of one account.
func (tx *txn) ownOutbox(account string, id uint64) (row OutboxRow, ok bool) {
	row, ok = tx.Outbox(id)
	return row, ok && row.Account == account
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
	before, after := was.indexes(), now.indexes()
	for t, k := range before {
		if string(after[t]) != string(k) {
			tx.del(t, k)
		}
	}
	for t, k := range after {
		if string(before[t]) != string(k) {
			tx.put(t, k, nil)
		}
	}
}

// indexes are the index keys a row stands under.
func (r OutboxRow) indexes() map[table][]byte {
	keys := make(map[table][]byte, 2)
	if r.State == "" {
		return keys
	}
	id := string(number(r.ID))
	if r.Source != "" {
		keys[tableOutboxSource] = join(r.Source, id)
	}
	switch r.State {
	case OutboxOpen:
		keys[tableOutboxOpen] = join(r.Account, id)
	case OutboxQueued:
		keys[tableOutboxQueued] = join(r.Account, r.User, id)
	}
	return keys
}

func decodeOutbox(id uint64, v []byte) (OutboxRow, error) {
	var row OutboxRow
	content, err := decodeRow(v, &row)
	row.ID, row.Content = id, content
	return row, err
}
