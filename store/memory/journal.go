package memory

import (
	"context"
	"maps"
	"slices"
	"sync"

	"hotreply/internal/clock"
	"hotreply/store"
)

// Journal is a journal in memory. Its methods are safe for use by several
// goroutines.
type Journal struct {
	told
	onError func(error)

	mu     sync.Mutex // guards s and closed
	s      state
	closed bool
}

var _ store.Journal = (*Journal)(nil)

// state is all that a journal holds.
type state struct {
	clock           clock.Clock
	accounts        map[string]*account
	inbox           map[uint64]store.InboxRow
	outbox          map[uint64]store.OutboxRow
	lastIn, lastOut uint64
	jobs, bundles   map[string][]byte
	marks           map[string][]byte
	values          map[[2]string]store.KVValue // by space and key
	changes         map[uint64][]store.Change   // by row
}

// account is what an account has for its own.
type account struct {
	cursor, bot string
	known       map[string]uint64 // rows of the inbox by key and identity
	windows     map[string][]byte // by user
	quotes      map[string][]byte // by message
	releases    map[string]uint64 // by user
}

// New returns an empty journal.
func New(o store.Options) *Journal {
	j := &Journal{onError: o.OnError, s: state{
		clock: o.Clock, accounts: map[string]*account{}, inbox: map[uint64]store.InboxRow{}, outbox: map[uint64]store.OutboxRow{},
		jobs: map[string][]byte{}, bundles: map[string][]byte{}, marks: map[string][]byte{},
		values: map[[2]string]store.KVValue{}, changes: map[uint64][]store.Change{},
	}}
	if j.s.clock == nil {
		j.s.clock = clock.System{}
	}
	if j.onError == nil {
		j.onError = func(error) {}
	}
	j.hand = func(verb func(*state)) { _ = j.do(verb) }
	return j
}

// do does verbs with nothing between.
func (j *Journal) do(verbs ...func(*state)) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		j.onError(store.ErrClosed)
		return store.ErrClosed
	}
	for _, verb := range verbs {
		verb(&j.s)
	}
	return nil
}

// ask does a verb whose answer is wanted.
func ask[T any](j *Journal, verb func(*state) (T, error)) *store.Ticket[T] {
	t, end := store.NewTicket[T](nil)
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		var none T
		end(none, store.ErrClosed)
		return t
	}
	end(verb(&j.s))
	return t
}

// read reads, also when the journal is closed.
func read[T any](j *Journal, fn func(*state) T) T {
	j.mu.Lock()
	defer j.mu.Unlock()
	return fn(&j.s)
}

// group gathers verbs.
type group struct {
	told
	j     *Journal
	verbs []func(*state)
}

// Together begins a group.
func (j *Journal) Together() store.Group {
	g := &group{j: j}
	g.hand = func(verb func(*state)) { g.verbs = append(g.verbs, verb) }
	return g
}

// Hand hands the group over.
func (g *group) Hand() *store.Ticket[struct{}] {
	t, end := store.NewTicket[struct{}](nil)
	verbs := g.verbs
	g.verbs = nil
	end(struct{}{}, g.j.do(verbs...))
	return t
}

// Flush returns at once: there is nothing to wait for.
func (j *Journal) Flush(context.Context) error {
	if read(j, func(*state) bool { return j.closed }) {
		return store.ErrClosed
	}
	return nil
}

// Full returns nil.
func (j *Journal) Full() error { return nil }

// Close ends the journal; it can still be read.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
	return nil
}

func (s *state) account(name string) *account {
	a := s.accounts[name]
	if a == nil {
		a = &account{known: map[string]uint64{}, windows: map[string][]byte{}, quotes: map[string][]byte{}, releases: map[string]uint64{}}
		s.accounts[name] = a
	}
	return a
}

// keep keeps a window, if there is one.
func (a *account) keep(w store.Window) {
	if w.User != "" {
		a.windows[w.User] = w.Value
	}
}

// set keeps a value under a name; nil removes it.
func set(m map[string][]byte, name string, value []byte) {
	if value == nil {
		delete(m, name)
		return
	}
	m[name] = value
}

// sorted are the values of a map by their keys.
func sorted[V any](m map[uint64]V, keep func(V) bool) (list []V) {
	for _, id := range slices.Sorted(maps.Keys(m)) {
		if keep(m[id]) {
			list = append(list, m[id])
		}
	}
	return list
}
