package host

import (
	"fmt"
	"hotreply/host/internal/inbox"
	"strconv"

	"hotreply/console"
	"hotreply/ilink"
	"hotreply/store"
)

// ListMessages lists rows of the inbox, newest first.
func ListMessages(db *store.DB, f console.MessageFilter) ([]console.Message, error) {
	list := []console.Message{}
	err := db.View(func(tx *store.Tx) error {
		var rows []store.InboxRow
		var err error
		if f.Failed {
			rows, err = tx.FailedInbox(f.Limit)
		} else {
			rows, err = tx.History(f.Before, f.Limit, func(row store.InboxRow) bool {
				return f.Ticks || row.Kind != inbox.KindTick || row.State != store.InboxDone
			})
		}
		for _, row := range rows {
			v := viewMessage(row)
			if row.State == store.InboxDone {
				showQueued(&v, tx, row.ID)
			}
			list = append(list, v)
		}
		return err
	})
	return list, err
}

// showQueued says in v of a message that is done whether all that it made has left.
func showQueued(v *console.Message, tx *store.Tx, id uint64) {
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

func viewMessage(row store.InboxRow) console.Message {
	v := console.Message{
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
