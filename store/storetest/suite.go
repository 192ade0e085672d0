package storetest

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"hotreply/internal/clock"
	"hotreply/store"
)

// Factory makes the journals of one implementation.
type Factory struct {
	// Open opens the journal at a path in an existing folder, a new one if there
	// is none. Of the options it may ignore those that it has no use for; one that
	// can be killed calls Probe.
	Open func(path string, o store.Options) (store.Journal, error)
	// Tear returns the paths of damaged copies of a journal that is not open, each
	// as if the last write of its last commit had been cut short. nil: the
	// journal lives in memory, and is neither opened again nor killed.
	Tear func(path string) ([]string, error)
}

// Run runs the suite.
func Run(t *testing.T, f Factory) {
	if isChild() {
		f.child(t)
		return
	}
	for name, test := range map[string]func(*testing.T, *rig){
		"receive": receive, "known": known, "login": login, "finish": finish, "retry": retry, "blame": blame,
		"once and answers": onceAndAnswers, "load": load, "lists": lists,
		"persist and note": persistAndNote, "queue": queue, "give up": giveUp, "releases": releases,
		"ticks and jobs": ticksAndJobs, "bundles": bundles, "marks": marks, "quotes": quotes,
		"changes": changes, "changes of a row": changesOfARow, "values": values,
		"owners": owners, "order": order, "a verb that fails": failing, "numbers": numbers, "tickets": tickets, "groups": groups,
	} {
		t.Run(name, func(t *testing.T) { test(t, f.rig(t)) })
	}
	if f.Tear != nil {
		t.Run("opened again", f.reopened)
		t.Run("killed", f.killed)
		t.Run("torn", f.torn)
	}
}

// rig is a journal under test.
type rig struct {
	store.Journal
	t     *testing.T
	clock *clock.Virtual

	stages bool              // the journal has stages, and
	probe  func(store.Stage) // is called at each of them if set; set it before the first verb
}

func (f Factory) rig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, stages: f.Tear != nil, clock: clock.NewVirtual(time.Unix(1_800_000_000, 0))}
	var err error
	r.Journal, err = f.Open(filepath.Join(t.TempDir(), "journal"), store.Options{
		Clock: r.clock,
		Probe: func(s store.Stage) {
			if r.probe != nil {
				r.probe(s)
			}
		},
		OnError: func(err error) { t.Errorf("a verb failed: %v", err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// answer is the answer of a verb that is to succeed.
func answer[T any](r *rig, ticket *store.Ticket[T]) T {
	r.t.Helper()
	v, err := ticket.Wait(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// refused checks that a verb finds no row.
func refused[T any](r *rig, what string, ticket *store.Ticket[T]) {
	r.t.Helper()
	if v, err := ticket.Wait(r.t.Context()); !errors.Is(err, store.ErrNoRow) {
		r.t.Errorf("%s = %v, %v, want ErrNoRow", what, v, err)
	}
}

// flush waits until all verbs have come to their end.
func (r *rig) flush() {
	r.t.Helper()
	if err := r.Flush(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// got is the value of a read that is to succeed, behind all verbs so far.
func got[T any](r *rig, read func() (T, error)) T {
	r.t.Helper()
	r.flush()
	v, err := read()
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// message adds a row for a user and returns its number.
func (r *rig) message(account, user string) uint64 {
	r.t.Helper()
	return answer(r, r.Receive(account, one(store.InboxRow{User: user, Kind: "message", Raw: json.RawMessage(`{}`)})))[0].ID
}

// one is a batch of one row.
func one(row store.InboxRow) store.Batch {
	return store.Batch{Arrivals: []store.Arrival{{Row: row}}}
}

// inbox is a row that is there.
func (r *rig) inbox(id uint64) store.InboxRow {
	r.t.Helper()
	return got(r, func() (store.InboxRow, error) { return r.Inbox(id) })
}

// outbox is the only row of a source.
func (r *rig) outbox(source string) store.OutboxRow {
	r.t.Helper()
	rows := got(r, func() ([]store.OutboxRow, error) { return r.OutboxOf(source) })
	if len(rows) != 1 {
		r.t.Fatalf("%d rows of %s, want 1", len(rows), source)
	}
	return rows[0]
}

// value is a script's value as JSON, "" for none.
func (r *rig) value(space, key string) string {
	r.t.Helper()
	return string(got(r, func() (store.KVValue, error) { return r.Value(space, key) }).Value)
}

// same reports a difference.
func same[T comparable](r *rig, what string, have, want T) {
	r.t.Helper()
	if have != want {
		r.t.Errorf("%s: %v, want %v", what, have, want)
	}
}

func jsonValue(s string) store.KVValue { return store.KVValue{Value: json.RawMessage(s)} }

func ids[T any](rows []T, id func(T) uint64) (list []uint64) {
	for _, row := range rows {
		list = append(list, id(row))
	}
	return list
}

func inboxIDs(rows []store.InboxRow) []uint64 {
	return ids(rows, func(row store.InboxRow) uint64 { return row.ID })
}

func outboxIDs(rows []store.OutboxRow) []uint64 {
	return ids(rows, func(row store.OutboxRow) uint64 { return row.ID })
}
