package memory

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"hotreply/store"
)

// The reads of [store.Reader].

// Load returns what an account goes on with.
func (j *Journal) Load(account string) (store.State, error) {
	return read(j, func(s *state) store.State {
		a := s.account(account)
		st := store.State{Releases: maps.Clone(a.releases)}
		for _, row := range sorted(s.inbox, func(row store.InboxRow) bool { return row.Account == account && row.State == store.InboxPending }) {
			st.Pending = append(st.Pending, store.Pending{InboxRow: own(row), Sent: len(s.outboxOf(store.InboxSource(row.ID))) > 0})
		}
		st.Open = s.open(account)
		return st
	}), nil
}

// own is a row that belongs to the caller.
func own(row store.InboxRow) store.InboxRow {
	row.Once, row.Answers = maps.Clone(row.Once), slices.Clone(row.Answers)
	return row
}

func ownAll[T any](rows []T, own func(T) T) []T {
	for i := range rows {
		rows[i] = own(rows[i])
	}
	return rows
}

func ownSend(row store.OutboxRow) store.OutboxRow {
	row.Parts = slices.Clone(row.Parts)
	return row
}

func (a *account) list() (list []store.Window) {
	for _, user := range slices.Sorted(maps.Keys(a.windows)) {
		list = append(list, store.Window{User: user, Value: a.windows[user]})
	}
	return list
}

// Window returns the window of a user.
func (j *Journal) Window(account, user string) (store.Window, error) {
	return read(j, func(s *state) store.Window {
		value, ok := s.account(account).windows[user]
		if !ok {
			return store.Window{}
		}
		return store.Window{User: user, Value: value}
	}), nil
}

// Windows returns the windows of an account.
func (j *Journal) Windows(account string) ([]store.Window, error) {
	return read(j, func(s *state) []store.Window { return s.account(account).list() }), nil
}

// Known tells which rows Receive would not add.
func (j *Journal) Known(account string, rows []store.InboxRow) ([]bool, error) {
	return read(j, func(s *state) []bool {
		known := map[string]bool{}
		for key := range s.account(account).known {
			known[key] = true
		}
		list := make([]bool, len(rows))
		for i, row := range rows {
			list[i] = known[row.Key] || known[row.Identity]
			for _, key := range []string{row.Key, row.Identity} {
				known[key] = key != ""
			}
		}
		return list
	}), nil
}

// Inbox returns a row of the inbox.
func (j *Journal) Inbox(row uint64) (in store.InboxRow, err error) {
	if in = read(j, func(s *state) store.InboxRow { return own(s.inbox[row]) }); in.ID == 0 {
		err = store.ErrNoRow
	}
	return in, err
}

// History returns rows of every state, newest first.
func (j *Journal) History(f store.Filter) ([]store.InboxRow, error) {
	return read(j, func(s *state) []store.InboxRow {
		return s.newest(f.Limit, func(row store.InboxRow) bool {
			hidden := f.Without != "" && row.Kind == f.Without && row.State == store.InboxDone
			return !hidden && (f.Before == 0 || row.ID < f.Before)
		})
	}), nil
}

// Failed returns failed and dead rows, newest first.
func (j *Journal) Failed(limit int) ([]store.InboxRow, error) {
	return read(j, func(s *state) []store.InboxRow { return s.newest(limit, isFailed) }), nil
}

func (s *state) newest(limit int, keep func(store.InboxRow) bool) []store.InboxRow {
	rows := sorted(s.inbox, keep)
	slices.Reverse(rows)
	return ownAll(rows[:min(limit, len(rows))], own)
}

// OutboxOf returns the rows of a source, in its call order.
func (j *Journal) OutboxOf(source string) ([]store.OutboxRow, error) {
	return read(j, func(s *state) []store.OutboxRow { return s.outboxOf(source) }), nil
}

func (s *state) outboxOf(source string) []store.OutboxRow {
	rows := sorted(s.outbox, func(row store.OutboxRow) bool { return row.Source == source && source != "" })
	slices.SortStableFunc(rows, func(a, b store.OutboxRow) int { return cmp.Compare(a.N, b.N) })
	return ownAll(rows, ownSend)
}

// Open returns an account's rows that are to be sent.
func (j *Journal) Open(account string) ([]store.OutboxRow, error) {
	return read(j, func(s *state) []store.OutboxRow { return s.open(account) }), nil
}

func (s *state) open(account string) []store.OutboxRow {
	return ownAll(sorted(s.outbox, func(row store.OutboxRow) bool {
		return row.Account == account && row.State == store.OutboxOpen
	}), ownSend)
}

// Queued returns the rows that wait for a user's next message.
func (j *Journal) Queued(account, user string) ([]store.OutboxRow, error) {
	return read(j, func(s *state) []store.OutboxRow { return ownAll(s.queued(account, user), ownSend) }), nil
}

// CountQueued returns how many rows wait for a user's next message.
func (j *Journal) CountQueued(account, user string) int {
	return read(j, func(s *state) int { return len(s.queued(account, user)) })
}

// Quoted returns what a message said.
func (j *Journal) Quoted(account, messageID string) []byte {
	return read(j, func(s *state) []byte { return slices.Clone(s.account(account).quotes[messageID]) })
}

// Job returns the state of a job.
func (j *Journal) Job(key string) []byte {
	return read(j, func(s *state) []byte { return slices.Clone(s.jobs[key]) })
}

// Bundle returns the bundle kept under a key.
func (j *Journal) Bundle(key string) []byte {
	return read(j, func(s *state) []byte { return slices.Clone(s.bundles[key]) })
}

// Marks returns the marks whose names start with prefix.
func (j *Journal) Marks(prefix string) ([]store.Mark, error) {
	return read(j, func(s *state) (list []store.Mark) {
		for _, name := range slices.Sorted(maps.Keys(s.marks)) {
			if strings.HasPrefix(name, prefix) {
				list = append(list, store.Mark{Name: name, Value: slices.Clone(s.marks[name])})
			}
		}
		return list
	}), nil
}

// Value returns a script's value.
func (j *Journal) Value(space, key string) (store.KVValue, error) {
	return read(j, func(s *state) store.KVValue { return s.values[[2]string{space, key}] }), nil
}

// Keys returns the keys of a space that start with prefix.
func (j *Journal) Keys(space, prefix string) ([]store.Key, error) {
	return read(j, func(s *state) (list []store.Key) {
		for _, v := range s.all() {
			if v.Space == space && strings.HasPrefix(v.Key, prefix) {
				list = append(list, store.Key{Space: space, Key: v.Key, Expires: v.Expires})
			}
		}
		return list
	}), nil
}

// Values returns values behind one, by space and key.
func (j *Journal) Values(behind store.Key, limit int) ([]store.Value, error) {
	return read(j, func(s *state) []store.Value {
		from := 0
		all := s.all()
		if behind.Space != "" || behind.Key != "" {
			from, _ = slices.BinarySearchFunc(all, behind, func(v store.Value, k store.Key) int {
				return cmp.Or(cmp.Compare(v.Space, k.Space), cmp.Compare(v.Key, k.Key), -1)
			})
		}
		return all[from:min(from+limit, len(all))]
	}), nil
}

// all are the values by space and key.
func (s *state) all() []store.Value {
	list := make([]store.Value, 0, len(s.values))
	for name, v := range s.values {
		list = append(list, store.Value{Space: name[0], Key: name[1], KVValue: v})
	}
	slices.SortFunc(list, func(a, b store.Value) int {
		return cmp.Or(cmp.Compare(a.Space, b.Space), cmp.Compare(a.Key, b.Key))
	})
	return list
}
