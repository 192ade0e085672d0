package memory

import (
	"cmp"
	"encoding/json"
	"slices"

	"hotreply/store"
)

// told has the verbs of [store.Told]; hand is what becomes of them.
type told struct {
	hand func(verb func(*state))
}

func (t told) Note(account string, row store.OutboxRow) {
	t.hand(func(s *state) {
		if was, ok := s.outbox[row.ID]; ok && was.Account == account {
			row.Account = account
			row.State = cmp.Or(row.State, store.OutboxOpen)
			s.outbox[row.ID] = row
		}
	})
}

func (t told) NoteWindow(account string, w store.Window) {
	t.hand(func(s *state) { s.account(account).keep(w) })
}

func (t told) Quote(account string, q store.Quote) {
	t.hand(func(s *state) { s.account(account).quotes[q.MessageID] = q.Value })
}

func (t told) Finish(account string, e store.End) {
	t.hand(func(s *state) {
		user := ""
		ok := s.change(account, e.Row, func(in *store.InboxRow) bool {
			user = in.User
			s.finish(in, e.State, e.Reason)
			return true
		})
		for _, id := range e.Answers {
			s.change(account, id, func(in *store.InboxRow) bool {
				s.finish(in, store.InboxDone, "")
				return true
			})
		}
		foreign := func(row store.OutboxRow) bool { return row.Source != store.InboxSource(e.Row) }
		if ok && e.Release && slices.ContainsFunc(s.queued(account, user), foreign) {
			s.account(account).releases[user] = e.Row
		}
	})
}

// finish makes a row final, if it is pending.
func (s *state) finish(in *store.InboxRow, state, reason string) {
	if in.State != store.InboxPending {
		return
	}
	in.State, in.Reason, in.Finished = state, reason, s.clock.Now()
	if state == store.InboxDone {
		in.Once, in.Answers = nil, nil
	}
}

func (t told) Fail(account string, row uint64, reason string) {
	t.hand(func(s *state) { s.fail(account, row, reason) })
}

func (s *state) fail(account string, row uint64, reason string) {
	s.change(account, row, func(in *store.InboxRow) bool {
		if in.State == store.InboxDone {
			in.State, in.Reason = store.InboxFailed, reason
		}
		return true
	})
}

func (t told) Answer(account string, row uint64, answer json.RawMessage) {
	t.hand(func(s *state) {
		s.change(account, row, func(in *store.InboxRow) bool {
			in.Answers = append(slices.Clone(in.Answers), answer)
			return true
		})
	})
}

func (t told) ClearRelease(account, user string, row uint64) {
	t.hand(func(s *state) {
		if due := s.account(account).releases; due[user] <= row {
			delete(due, user)
		}
	})
}

// Expire does nothing: no verb and no read tells of it.
func (t told) Expire(string) {}

func (t told) SetJob(j store.Job) { t.hand(func(s *state) { set(s.jobs, j.Key, j.State) }) }

func (t told) SetBundle(key string, bundle []byte) {
	t.hand(func(s *state) { set(s.bundles, key, bundle) })
}

func (t told) Mark(marks ...store.Mark) { t.hand(func(s *state) { s.mark(marks) }) }

func (s *state) mark(marks []store.Mark) {
	for _, m := range marks {
		set(s.marks, m.Name, m.Value)
	}
}

func (t told) Change(changes ...store.Change) {
	t.hand(func(s *state) {
		for _, c := range changes {
			if c.Row == 0 {
				s.apply(c)
				continue
			}
			list := slices.DeleteFunc(slices.Clone(s.changes[c.Row]), func(old store.Change) bool { return old.N == c.N })
			s.changes[c.Row] = append(list, c)
		}
	})
}

func (s *state) apply(c store.Change) {
	s.set(c.Space, c.Key, c.Do(s.values[[2]string{c.Space, c.Key}]))
}

func (s *state) set(space, key string, v store.KVValue) {
	if v.Value == nil {
		delete(s.values, [2]string{space, key})
		return
	}
	s.values[[2]string{space, key}] = v
}

func (t told) Settle(row uint64) {
	t.hand(func(s *state) {
		list := s.changes[row]
		delete(s.changes, row)
		if s.inbox[row].State == store.InboxPending {
			return
		}
		slices.SortFunc(list, func(a, b store.Change) int { return cmp.Compare(a.N, b.N) })
		for _, c := range list {
			s.apply(c)
		}
	})
}
