package host

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"hotreply/console"
	"hotreply/host/internal/inbox"
	"hotreply/host/internal/outbox"
	"hotreply/ilink"
	"hotreply/store"
)

// ListMessages lists rows of the inbox, newest first.
func ListMessages(j store.Reader, f console.MessageFilter) ([]console.Message, error) {
	var rows []store.InboxRow
	var err error
	if f.Failed {
		rows, err = j.Failed(f.Limit)
	} else {
		filter := store.Filter{Before: f.Before, Limit: f.Limit, Without: inbox.KindTick}
		if f.Ticks {
			filter.Without = ""
		}
		rows, err = j.History(filter)
	}
	list := []console.Message{}
	for _, row := range rows {
		v := viewMessage(row)
		if row.State == store.InboxDone {
			showQueued(&v, j, row.ID)
		}
		list = append(list, v)
	}
	return list, err
}

// RetryMessage makes a failed or dead row of the inbox pending again and returns
// it. Errors: [*console.NoMessageError], and those of the journal.
func RetryMessage(ctx context.Context, j store.Journal, id uint64) (store.InboxRow, error) {
	row, err := j.Inbox(id)
	if err == nil {
		row, err = j.Retry(row.Account, id).Wait(ctx)
	}
	if errors.Is(err, store.ErrNoRow) {
		err = &console.NoMessageError{ID: id}
	}
	return row, err
}

// showQueued says in v of a message that is done whether all that it made has left.
func showQueued(v *console.Message, j store.Reader, id uint64) {
	rows, err := j.OutboxOf(store.InboxSource(id))
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
	return fmt.Sprintf("%s: waits for %s, until %s", row.Reason, outbox.Awaits(row), row.Expires.Local().Format("2006-01-02 15:04"))
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
