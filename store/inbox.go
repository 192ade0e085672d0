package store

import (
	"encoding/binary"
	"encoding/json"
	"time"
)

// The states of an inbox row.
const (
	InboxPending  = "pending"  // to be handled, or being handled
	InboxDone     = "done"     // handled, or passed by every rule
	InboxFailed   = "failed"   // its handler threw or timed out; not run again by itself
	InboxDead     = "dead"     // guilty of too many deaths of the process
	InboxRecorded = "recorded" // kept for looking back, never handled
)

// InboxRow is something that a rule handles once: a message, a tick of a
// schedule, a call of the API.
type InboxRow struct {
	ID       uint64                     `json:"-"` // rising in the order of arrival, from 1
	Account  string                     `json:"a"`
	User     string                     `json:"u,omitempty"` // whose lane it waits in
	Key      string                     `json:"k,omitempty"` // known for Options.Keep against duplicates; "" is never one
	Identity string                     `json:"-"`           // known like Key, for copies that come under another Key; "" if there is no telling
	Kind     string                     `json:"t,omitempty"` // "message", "tick", …
	Raw      json.RawMessage            `json:"-"`           // as the service sent it; opaque
	Received time.Time                  `json:"r"`
	State    string                     `json:"s"`           // "" when added means pending
	Reason   string                     `json:"e,omitempty"` // why it is failed or dead, or what else is to say of it
	Attempts int                        `json:"n,omitempty"` // deaths of the process it is guilty of
	Finished time.Time                  `json:"f,omitzero"`  // when it left the state pending
	Once     map[string]json.RawMessage `json:"o,omitempty"` // results kept for a re-run, by name
	Answers  []json.RawMessage          `json:"q,omitempty"` // recorded answers to its questions, in order
	Retries  int                        `json:"y,omitempty"` // how often it was made pending again, by RetryInbox
	Before   int                        `json:"b,omitempty"` // the highest number of its sends at the last of those; 0: it had none
}

// inbox:         id → row
// inbox.pending: account 0 id → nothing
// inbox.failed:  id → nothing (failed and dead)
// meta "count/"+account → how many rows of inbox.pending are the account's

// AddInbox adds a row unless one of the same account and key, or the same
// account and identity, was added within [Options.Keep]; then it returns that
// one's id and false, and the other key leads to it from now on, too. row.ID is
// ignored.
func (tx *txn) AddInbox(row InboxRow) (id uint64, added bool) {
	row.ID = 0
	for _, key := range []string{row.Key, row.Identity} {
		if id, seen := tx.seen(row.Account, key); seen {
			tx.remember(row, id, false)
			return id, false
		}
	}
	row.ID = tx.next(tableInbox)
	if row.State == "" {
		row.State = InboxPending
	}
	if row.Received.IsZero() {
		row.Received = tx.db.opts.Clock.Now()
	}
	tx.remember(row, row.ID, true)
	tx.writeInbox(row, "")
	return row.ID, true
}

// Inbox returns a row; ok is false when there is none or it can not be read.
func (tx *txn) Inbox(id uint64) (row InboxRow, ok bool) {
	v := tx.get(tableInbox, number(id))
	if v == nil {
		return InboxRow{}, false
	}
	row, err := decodeInbox(id, v)
	return row, err == nil
}

// viewInbox is ownInbox with Raw valid until the next write.
func (tx *txn) viewInbox(account string, id uint64) (row InboxRow, ok bool) {
	v := tx.get(tableInbox, number(id))
	if v == nil {
		return InboxRow{}, false
	}
	row, err := viewInbox(id, v)
	return row, err == nil && row.Account == account
}

// SetInbox writes a row that exists, with all that follows from its state.
func (tx *txn) SetInbox(row InboxRow) {
	old, ok := tx.Inbox(row.ID)
	if !ok {
		return
	}
	tx.writeInbox(row, old.State)
}

// FinishInbox moves a row to a final state; finishing one that is final
// already, or gone, changes nothing and returns false.
func (tx *txn) FinishInbox(id uint64, state, reason string) bool {
	row, ok := tx.Inbox(id)
	if !ok || row.State != InboxPending {
		return false
	}
	tx.finish(row, state, reason)
	return true
}

// finish moves a row to a final state, if it is pending.
func (tx *txn) finish(row InboxRow, state, reason string) {
	if row.State != InboxPending {
		return
	}
	row.State, row.Reason, row.Finished = state, reason, tx.db.opts.Clock.Now()
	if state == InboxDone {
		row.Once, row.Answers = nil, nil // only a re-run needs them
	}
	tx.writeInbox(row, InboxPending)
	tx.setFinal(row.ID, true)
}

// setFinal notes what the transaction has made of a row.
func (tx *txn) setFinal(id uint64, final bool) {
	if tx.final == nil {
		tx.final = make(map[uint64]bool)
	}
	was := tx.final[id]
	tx.final[id] = final
	tx.undoing(func() { tx.final[id] = was })
}

// ownInbox is Inbox for rows of one account.
func (tx *txn) ownInbox(account string, id uint64) (row InboxRow, ok bool) {
	row, ok = tx.Inbox(id)
	return row, ok && row.Account == account
}

// fail is FailInbox for rows of one account.
func (tx *txn) fail(account string, id uint64, reason string) {
	if _, ok := tx.ownInbox(account, id); ok {
		tx.FailInbox(id, reason)
	}
}

// FailInbox makes a row that was done a failed one: something of it came to
// nothing afterwards. False if it is not done.
func (tx *txn) FailInbox(id uint64, reason string) bool {
	row, ok := tx.Inbox(id)
	if !ok || row.State != InboxDone {
		return false
	}
	row.State, row.Reason = InboxFailed, reason
	tx.writeInbox(row, InboxDone)
	return true
}

// RetryInbox makes a failed or dead row pending again, with no deaths to its
// name; false if it is neither. What it sent so far stays known by number.
func (tx *txn) RetryInbox(id uint64) bool {
	row, ok := tx.Inbox(id)
	if !ok || (row.State != InboxFailed && row.State != InboxDead) {
		return false
	}
	old := row.State
	row.State, row.Reason, row.Attempts, row.Finished = InboxPending, "", 0, time.Time{}
	row.Retries++
	tx.setFinal(id, false)
	sends, _ := tx.OutboxOf(InboxSource(id)) // a send that can not be read is known to nobody
	for _, s := range sends {
		row.Before = max(row.Before, s.N)
	}
	tx.writeInbox(row, old)
	return true
}

// PendingInbox returns up to limit pending rows of an account with ids above
// after, in order.
func (tx *txn) PendingInbox(account string, after uint64, limit int) ([]InboxRow, error) {
	var rows []InboxRow
	prefix := join(account, "")
	from := append(join(account, ""), number(after+1)...)
	err := tx.scan(tablePending, prefix, from, func(k, _ []byte) error {
		if len(rows) >= limit {
			return errStop
		}
		id := numberOf(k)
		row, err := decodeInbox(id, tx.get(tableInbox, number(id)))
		if err != nil {
			return rowError(tableInbox, k, err)
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// CountInbox returns how many rows of an account are pending.
func (tx *txn) CountInbox(account string) int {
	v := tx.get(tableMeta, countKey(account))
	if len(v) != 8 {
		return 0
	}
	return int(binary.BigEndian.Uint64(v))
}

// FailedInbox returns up to limit failed and dead rows, newest first.
func (tx *txn) FailedInbox(limit int) ([]InboxRow, error) {
	var rows []InboxRow
	err := tx.back(tableFailed, nil, func(k, _ []byte) error {
		if len(rows) >= limit {
			return errStop
		}
		if row, ok := tx.Inbox(numberOf(k)); ok {
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

// History returns up to limit rows of every state with ids below before (0:
// the newest), newest first. keep, when set, says which of them count.
func (tx *txn) History(before uint64, limit int, keep func(InboxRow) bool) ([]InboxRow, error) {
	var rows []InboxRow
	err := tx.back(tableInbox, below(before), func(k, v []byte) error {
		if len(rows) >= limit {
			return errStop
		}
		row, err := decodeInbox(numberOf(k), v)
		if err != nil {
			return rowError(tableInbox, k, err)
		}
		if keep == nil || keep(row) {
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

// writeInbox writes a row and moves it between the indexes; was is its state
// before, "" for a new one.
func (tx *txn) writeInbox(row InboxRow, was string) {
	key := number(row.ID)
	head, err := row.appendHead(tx.room[:0])
	tx.putFramed(tableInbox, key, head, err, row.Raw)
	tx.room = head
	if row.State == was {
		return
	}
	pending := append(join(row.Account, ""), key...)
	if was == InboxPending {
		tx.del(tablePending, pending)
		tx.count(row.Account, -1)
	}
	if row.State == InboxPending {
		tx.put(tablePending, pending, nil)
		tx.count(row.Account, 1)
	}
	if isFailed(was) && !isFailed(row.State) {
		tx.del(tableFailed, key)
	}
	if isFailed(row.State) {
		tx.put(tableFailed, key, nil)
	}
}

func isFailed(state string) bool { return state == InboxFailed || state == InboxDead }

func (tx *txn) count(account string, by int) {
	n := max(tx.CountInbox(account)+by, 0)
	tx.put(tableMeta, countKey(account), number(uint64(n)))
}

func countKey(account string) []byte { return []byte("count/" + account) }

func decodeInbox(id uint64, v []byte) (InboxRow, error) {
	row, err := viewInbox(id, v)
	row.Raw = clone(row.Raw)
	return row, err
}

// viewInbox is decodeInbox with Raw as it stands in v.
func viewInbox(id uint64, v []byte) (InboxRow, error) {
	row, body, err := viewRow(v, readInboxHead)
	row.ID, row.Raw = id, body
	return row, err
}

// below is the key that a walk back from "before" starts under, nil for 0.
func below(before uint64) []byte {
	if before == 0 {
		return nil
	}
	return number(before)
}
