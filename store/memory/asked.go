package memory

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"hotreply/store"
)

// The verbs of [store.Asked].

// Receive takes in what one poll brought.
func (j *Journal) Receive(account string, b store.Batch) *store.Ticket[[]store.Received] {
	return ask(j, func(s *state) ([]store.Received, error) {
		a := s.account(account)
		var list []store.Received
		for _, in := range b.Arrivals {
			r := s.add(account, in.Row)
			for _, q := range in.Quotes {
				if _, known := a.quotes[q.MessageID]; !known || r.Added {
					a.quotes[q.MessageID] = q.Value
				}
			}
			list = append(list, r)
		}
		for _, w := range b.Windows {
			a.keep(w)
		}
		if b.Cursor != "" {
			a.cursor = b.Cursor
		}
		return list, nil
	})
}

// add adds a row to the inbox, unless it is known.
func (s *state) add(account string, row store.InboxRow) (r store.Received) {
	known := s.account(account).known
	for _, key := range []string{row.Identity, row.Key} { // the key tells first
		if id, ok := known[key]; ok {
			r.ID = id
		}
	}
	if r.ID == 0 {
		s.lastIn++
		r = store.Received{ID: s.lastIn, Added: true}
		row.ID, row.Account = r.ID, account
		if row.State == "" {
			row.State = store.InboxPending
		}
		if row.Received.IsZero() {
			row.Received = s.clock.Now()
		}
		s.inbox[r.ID] = row
	}
	for _, key := range []string{row.Key, row.Identity} {
		if _, ok := known[key]; !ok && key != "" {
			known[key] = r.ID
		}
	}
	return r
}

// Login begins with a login of a bot.
func (j *Journal) Login(account, bot string) *store.Ticket[store.Login] {
	return ask(j, func(s *state) (store.Login, error) {
		a := s.account(account)
		fresh := a.bot != bot
		if fresh {
			a.bot, a.cursor = bot, ""
			clear(a.windows)
		}
		return store.Login{Cursor: a.cursor, Fresh: fresh}, nil
	})
}

// Persist adds a row to the outbox.
func (j *Journal) Persist(account string, row store.OutboxRow, w store.Window) *store.Ticket[uint64] {
	return ask(j, func(s *state) (uint64, error) {
		s.account(account).keep(w)
		return s.send(account, row), nil
	})
}

func (s *state) send(account string, row store.OutboxRow) uint64 {
	s.lastOut++
	row.ID, row.Account = s.lastOut, account
	if row.Created.IsZero() {
		row.Created = s.clock.Now()
	}
	if row.State == "" {
		row.State = store.OutboxOpen
	}
	s.outbox[row.ID] = row
	return row.ID
}

// Keep adds a row to the outbox as queued, up to a limit.
func (j *Journal) Keep(account string, row store.OutboxRow, limit int) *store.Ticket[uint64] {
	row.State = store.OutboxQueued
	return ask(j, func(s *state) (uint64, error) {
		if len(s.queued(account, row.User)) >= limit {
			return 0, nil
		}
		return s.send(account, row), nil
	})
}

func (s *state) queued(account, user string) []store.OutboxRow {
	return sorted(s.outbox, func(row store.OutboxRow) bool {
		return row.State == store.OutboxQueued && row.Account == account && (user == "" || row.User == user)
	})
}

// Take makes a queued row an open one.
func (j *Journal) Take(account string, row store.OutboxRow, w store.Window) *store.Ticket[bool] {
	row.State = store.OutboxOpen
	return ask(j, func(s *state) (bool, error) {
		taken := s.unqueue(account, row)
		if taken {
			s.account(account).keep(w)
		}
		return taken, nil
	})
}

// GiveUp writes a row that waits in the queue and is not to leave it now.
func (j *Journal) GiveUp(account string, row store.OutboxRow) *store.Ticket[bool] {
	return ask(j, func(s *state) (bool, error) {
		was := s.unqueue(account, row)
		if id, of := store.InboxOf(row.Source); was && of && row.State == store.OutboxRefused {
			s.fail(account, id, store.Undelivered(row.Reason))
		}
		return was, nil
	})
}

// unqueue writes a row if it is queued.
func (s *state) unqueue(account string, row store.OutboxRow) bool {
	was, ok := s.outbox[row.ID]
	if !ok || was.Account != account || was.State != store.OutboxQueued {
		return false
	}
	row.Account = account
	s.outbox[row.ID] = row
	return true
}

// change changes a row of the inbox that is the account's.
func (s *state) change(account string, id uint64, fn func(*store.InboxRow) bool) bool {
	row, ok := s.inbox[id]
	if !ok || row.Account != account || !fn(&row) {
		return false
	}
	s.inbox[id] = row
	return true
}

// changed is the answer of a verb that changes one row of the inbox.
func changed(ok bool) (none struct{}, err error) {
	if !ok {
		return none, store.ErrNoRow
	}
	return none, nil
}

// Once keeps a result with a row of the inbox.
func (j *Journal) Once(account string, row uint64, name string, result json.RawMessage) *store.Ticket[struct{}] {
	return ask(j, func(s *state) (struct{}, error) {
		return changed(s.change(account, row, func(in *store.InboxRow) bool {
			in.Once = maps.Clone(in.Once)
			if in.Once == nil {
				in.Once = map[string]json.RawMessage{}
			}
			in.Once[name] = result
			return true
		}))
	})
}

// Retry makes a failed or dead row pending again.
func (j *Journal) Retry(account string, row uint64) *store.Ticket[store.InboxRow] {
	return ask(j, func(s *state) (store.InboxRow, error) {
		_, err := changed(s.change(account, row, func(in *store.InboxRow) bool {
			if !isFailed(*in) {
				return false
			}
			in.State, in.Reason, in.Attempts, in.Finished = store.InboxPending, "", 0, time.Time{}
			in.Retries++
			for _, out := range s.outbox {
				if out.Source == store.InboxSource(row) {
					in.Before = max(in.Before, out.N)
				}
			}
			return true
		}))
		return s.inbox[row], err
	})
}

func isFailed(row store.InboxRow) bool {
	return row.State == store.InboxFailed || row.State == store.InboxDead
}

// Blame notes for how many deaths a row is to blame.
func (j *Journal) Blame(account string, row uint64, deaths int, dead string) *store.Ticket[struct{}] {
	return ask(j, func(s *state) (struct{}, error) {
		return changed(s.change(account, row, func(in *store.InboxRow) bool {
			in.Attempts = deaths
			if dead != "" {
				s.finish(in, store.InboxDead, dead)
			}
			return true
		}))
	})
}

// Tick adds a tick to the inbox of the rules' log.
func (j *Journal) Tick(row store.InboxRow, job store.Job) *store.Ticket[store.Received] {
	return ask(j, func(s *state) (store.Received, error) {
		set(s.jobs, job.Key, job.State)
		return s.add("", row), nil
	})
}

// Accuse keeps marks.
func (j *Journal) Accuse(marks ...store.Mark) *store.Ticket[struct{}] {
	return ask(j, func(s *state) (none struct{}, err error) {
		s.mark(marks)
		return none, nil
	})
}

// Fill sets values.
func (j *Journal) Fill(values []store.Value) *store.Ticket[struct{}] {
	return ask(j, func(s *state) (none struct{}, err error) {
		for _, v := range slices.Clone(values) {
			s.set(v.Space, v.Key, v.KVValue)
		}
		return none, nil
	})
}
