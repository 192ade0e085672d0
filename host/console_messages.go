package host

import (
	"fmt"
	"strconv"
	"time"

	"hotreply/ilink"
	"hotreply/store"
)

// MessageView is one row of the inbox, for people and programs.
type MessageView struct {
	ID       string    `json:"id"` // of the row: what `inbox --retry` takes
	Account  string    `json:"account"`
	User     string    `json:"user"`
	Kind     string    `json:"kind"` // of the message: text, image …; or tick
	Text     string    `json:"text,omitempty"`
	State    string    `json:"state"` // pending, done, queued (done, but a reply waits), failed, dead or recorded
	Reason   string    `json:"reason,omitempty"`
	Attempts int       `json:"attempts,omitempty"`
	Received time.Time `json:"received"`
}

// NoMessageError says that there is no failed message of that number.
type NoMessageError struct{ ID uint64 }

// Error names the number.
func (e *NoMessageError) Error() string {
	return fmt.Sprintf("no failed message %d", e.ID)
}

// Hint is the next step.
func (e *NoMessageError) Hint() string { return "hotreply inbox --failed lists them" }

// MessageFilter says which rows of the inbox to list.
type MessageFilter struct {
	Failed bool   // only failed ones and dead letters
	Ticks  bool   // also ticks of cron and every that are done: there are many
	Before uint64 // row to go on from; 0: the newest
	Limit  int    // how many at most
}

// ListMessages lists rows of the inbox, newest first.
func ListMessages(db *store.DB, f MessageFilter) ([]MessageView, error) {
	list := []MessageView{}
	err := db.View(func(tx *store.Tx) error {
		var rows []store.InboxRow
		var err error
		if f.Failed {
			rows, err = tx.FailedInbox(f.Limit)
		} else {
			rows, err = tx.History(f.Before, f.Limit, func(row store.InboxRow) bool {
				return f.Ticks || row.Kind != kindTick || row.State != store.InboxDone
			})
		}
		for _, row := range rows {
			v := viewMessage(row)
			if row.State == store.InboxDone {
				v.showQueued(tx, row.ID)
			}
			list = append(list, v)
		}
		return err
	})
	return list, err
}

// showQueued says of a message that is done whether all that it made has left.
func (v *MessageView) showQueued(tx *store.Tx, id uint64) {
	rows, err := tx.OutboxOf(store.InboxSource(id))
	if err != nil {
		v.Reason = err.Error() // what it made can not be read
		return
	}
	for i := range rows {
		if rows[i].State == store.OutboxQueued {
			v.State, v.Reason = store.OutboxQueued, whyQueued(&rows[i])
			return
		}
	}
}

// whyQueued says why a row waits, for what, and until when.
func whyQueued(row *store.OutboxRow) string {
	return fmt.Sprintf("%s: waits for %s, until %s", row.Reason, awaited(row), row.Expires.Local().Format("2006-01-02 15:04"))
}

func viewMessage(row store.InboxRow) MessageView {
	v := MessageView{
		ID: strconv.FormatUint(row.ID, 10), Account: row.Account, User: row.User, Kind: row.Kind,
		State: row.State, Reason: row.Reason, Attempts: row.Attempts, Received: row.Received,
	}
	if row.Kind != "message" {
		return v
	}
	if m, err := ilink.DecodeMessage(row.Raw); err == nil {
		v.Kind, v.Text = m.Kind(), m.Text()
	}
	return v
}
