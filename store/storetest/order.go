package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"hotreply/store"
)

// A verb touches nothing of another account.
func owners(_ *testing.T, r *rig) {
	in := r.message("a", "u")
	r.Finish("b", store.End{Row: in, State: store.InboxDone})
	r.Finish("", store.End{Row: in, State: store.InboxDone})
	own := r.message("b", "u")
	r.Finish("b", store.End{Row: own, State: store.InboxDone, Answers: []uint64{in}})
	r.Answer("b", in, json.RawMessage(`1`))
	r.Fail("b", in, "why")
	refused(r, "once", r.Once("b", in, "x", json.RawMessage(`1`)))
	refused(r, "blame", r.Blame("b", in, 9, "dead"))
	have := r.inbox(in)
	same(r, "row", fmt.Sprint(have.State, have.Reason, have.Attempts, len(have.Answers), len(have.Once)), "pending0 0 0")
	r.Finish("a", store.End{Row: in, State: store.InboxFailed})
	refused(r, "retry", r.Retry("b", in))

	id := answer(r, r.Persist("a", store.OutboxRow{User: "u", Source: "api:o", Content: json.RawMessage(`1`)}, store.Window{}))
	r.Note("b", store.OutboxRow{ID: id, User: "u", State: store.OutboxConfirmed})
	same(r, "send", r.outbox("api:o").State, store.OutboxOpen)
	queued := answer(r, r.Keep("a", store.OutboxRow{User: "u", Source: "api:p"}, 9))
	same(r, "take", answer(r, r.Take("b", store.OutboxRow{ID: queued, User: "u"}, store.Window{User: "u", Value: []byte("w")})), false)
	same(r, "give up", answer(r, r.GiveUp("b", store.OutboxRow{ID: queued, State: store.OutboxRefused})), false)
	same(r, "queued", r.outbox("api:p").State, store.OutboxQueued)
	same(r, "windows", len(got(r, func() ([]store.Window, error) { return r.Windows("b") })), 0)
	same(r, "count", r.CountQueued("b", "u"), 0)
}

// What one goroutine hands over is done in that order, asked for or told.
func order(_ *testing.T, r *rig) {
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			key, account := fmt.Sprint("n", g), fmt.Sprint("a", g)
			for i := range 50 {
				r.Change(store.Set("s", key, jsonValue(fmt.Sprint(i))))
				r.Change(store.Incr("s", key, 1, r.clock.Now()))
				if i%10 > 0 {
					continue
				}
				if _, err := r.Receive(account, one(store.InboxRow{User: "u"})).Wait(r.t.Context()); err != nil {
					r.t.Error(err)
				}
				if v, err := r.Value("s", key); err != nil || string(v.Value) != fmt.Sprint(i+1) {
					r.t.Errorf("value %s, %v, want %d", v.Value, err, i+1)
				}
			}
		})
	}
	wg.Wait()
	for g := range 8 {
		same(r, "value", r.value("s", fmt.Sprint("n", g)), "50")
	}
}

// A verb that fails leaves those around it standing, in one commit with them
// and in an order that goes on.
func failing(_ *testing.T, r *rig) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	r.probe = func(s store.Stage) {
		if s == store.StageCommit {
			once.Do(func() { close(begun); <-goOn })
		}
	}
	r.Mark(store.Mark{Name: "m/first", Value: []byte("1")})
	if r.stages {
		<-begun // the next verbs gather behind this commit
	}
	r.Change(store.Set("s", "n", jsonValue(`1`)))
	bad := r.Retry("a", 1)
	r.Change(store.Incr("s", "n", 1, r.clock.Now()))
	worse := r.Once("a", 1, "x", nil)
	good := r.Persist("a", store.OutboxRow{User: "u", Source: "api:g"}, store.Window{})
	close(goOn)
	refused(r, "retry", bad)
	refused(r, "once", worse)
	same(r, "send", answer(r, good), 1)
	same(r, "value", r.value("s", "n"), "2")
	same(r, "marks", len(got(r, func() ([]store.Mark, error) { return r.Marks("m/") })), 1)
}

// Numbers of rows are unique in the whole journal and rise per owner.
func numbers(_ *testing.T, r *rig) {
	var mu sync.Mutex
	in, out := map[uint64]bool{}, map[uint64]bool{}
	var wg sync.WaitGroup
	for _, account := range []string{"", "a", "b", "c"} {
		wg.Go(func() {
			var lastIn, lastOut uint64
			for i := range 30 {
				row := store.InboxRow{User: "u", Key: fmt.Sprint(i)}
				var id uint64
				if account == "" {
					a, err := r.Tick(row, store.Job{Key: "j"}).Wait(r.t.Context())
					id = a.ID
					r.check(err)
				} else {
					a, err := r.Receive(account, one(row)).Wait(r.t.Context())
					r.check(err)
					id = a[0].ID
				}
				sent, err := r.Persist(account, store.OutboxRow{User: "u"}, store.Window{}).Wait(r.t.Context())
				r.check(err)
				mu.Lock()
				if in[id] || out[sent] || id <= lastIn || sent <= lastOut {
					r.t.Errorf("%q: rows %d and %d behind %d and %d", account, id, sent, lastIn, lastOut)
				}
				in[id], out[sent] = true, true
				mu.Unlock()
				lastIn, lastOut = id, sent
			}
		})
	}
	wg.Wait()
}

func (r *rig) check(err error) {
	if err != nil {
		r.t.Error(err)
	}
}

// A wait that ends early takes its verb back, or hears how it ended.
func tickets(_ *testing.T, r *rig) {
	over, cancel := context.WithCancel(r.t.Context())
	cancel()
	id, err := r.Persist("a", store.OutboxRow{User: "u", Source: "api:t"}, store.Window{}).Wait(over)
	rows := got(r, func() ([]store.OutboxRow, error) { return r.OutboxOf("api:t") })
	switch {
	case errors.Is(err, context.Canceled):
		same(r, "rows of a verb that was taken back", len(rows), 0)
	case err != nil:
		r.t.Error(err)
	default:
		same(r, "row", fmt.Sprint(outboxIDs(rows)), fmt.Sprint([]uint64{id}))
	}
	ticket := r.Persist("a", store.OutboxRow{User: "u"}, store.Window{})
	<-ticket.Done()
	first, again := answer(r, ticket), answer(r, ticket)
	same(r, "asked twice", first, again)
}

// A group is handed over at once, or never.
func groups(_ *testing.T, r *rig) {
	g := r.Together()
	g.Mark(store.Mark{Name: "g/1", Value: []byte("1")})
	r.Mark(store.Mark{Name: "g/1", Value: []byte("2")})
	r.flush()
	answer(r, g.Hand())
	same(r, "mark", fmt.Sprintf("%s", got(r, func() ([]store.Mark, error) { return r.Marks("g/") })), "[{g/1 1}]")
	answer(r, g.Hand()) // it is empty now
	r.Together().Mark(store.Mark{Name: "g/never", Value: []byte("1")})
	same(r, "marks", len(got(r, func() ([]store.Mark, error) { return r.Marks("g/") })), 1)
}
