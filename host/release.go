package host

import (
	"strconv"
	"strings"

	"hotreply/internal/wait"
	"hotreply/store"
)

// What a user's message lets go of the queue may take longer than the life of
// the process. So the transaction that marks the message done notes that its
// round is due, and the end of the round takes the note back. A note that is
// found at start means that the round is to be finished before anything else of
// the user is handled.

const releasePrefix = "release/"

// releaseNote names the note of a user's round; its value is the inbox row of
// the message that set it off.
func releaseNote(account, user string) string { return releasePrefix + account + "/" + user }

// clearRelease takes the note of a round back that has ended, unless a later
// message has set off another. Row 0 has made none.
func (a *account) clearRelease(user string, row uint64) {
	if row == 0 {
		return
	}
	name := releaseNote(a.name, user)
	a.h.db.Submit(func(tx *store.Tx) error {
		noted, err := strconv.ParseUint(string(tx.Note(name)), 10, 64)
		if err == nil && noted <= row {
			tx.SetNote(name, nil)
		}
		return nil
	})
}

// dueReleases are the rounds that an earlier life began or owed: users and the
// rows that set them off.
func (a *account) dueReleases(tx *store.Tx) (map[string]uint64, error) {
	due := map[string]uint64{}
	prefix := releaseNote(a.name, "")
	err := tx.Notes(prefix, func(name string, value []byte) error {
		if row, err := strconv.ParseUint(string(value), 10, 64); err == nil {
			due[strings.TrimPrefix(name, prefix)] = row
		}
		return nil
	})
	return due, err
}

// resumeReleases finishes the rounds that an earlier life left, each behind the
// sends of its user that were open then. Nothing new of the user is handled
// before.
func (a *account) resumeReleases(due map[string]uint64, open map[string][]*send) {
	for user, row := range due {
		a.lanes.block(user)
		opened := a.windows.Opened(user)
		a.h.outgoing.Add(1)
		go func() {
			defer a.h.outgoing.Done()
			if wait.Closed(a.h.sending, a.keeper.Ready()) != nil {
				return
			}
			for _, s := range open[user] {
				if wait.Closed(a.h.sending, s.settled) != nil {
					return
				}
				if s.refusedAgain() {
					a.clearRelease(user, row) // what is behind it waits as well
					a.unblock(user)
					return
				}
			}
			a.startFlush(user, &flush{row: row, notes: row, opened: opened, twice: len(open[user]), over: func() {
				if a.h.sending.Err() == nil {
					a.unblock(user)
				}
			}})
		}()
	}
}
