package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"hotreply/store"
)

// Rows, quotes, windows and the cursor of a poll are taken in together, a copy
// adds nothing but what is new of it.
func receive(_ *testing.T, r *rig) {
	first := store.Arrival{
		Row:    store.InboxRow{User: "u", Key: "k1", Identity: "i1", Kind: "message", Raw: json.RawMessage(`{"a":1}`), Account: "other", ID: 99},
		Quotes: []store.Quote{{MessageID: "m1", Value: []byte("said")}},
	}
	answers := answer(r, r.Receive("a", store.Batch{
		Arrivals: []store.Arrival{first, {Row: store.InboxRow{User: "v", Key: "k2", State: store.InboxRecorded, Reason: "why"}}},
		Windows:  []store.Window{{User: "u", Value: []byte("w1")}},
		Cursor:   "c1",
	}))
	if len(answers) != 2 || !answers[0].Added || !answers[1].Added || answers[1].ID <= answers[0].ID {
		r.t.Fatalf("answers %+v", answers)
	}
	row := r.inbox(answers[0].ID)
	same(r, "row", fmt.Sprint(row.Account, row.User, row.Key, row.State, string(row.Raw)), `auk1pending{"a":1}`)
	same(r, "received", row.Received.Equal(r.clock.Now()), true)
	recorded := r.inbox(answers[1].ID)
	same(r, "recorded", recorded.State+recorded.Reason, "recordedwhy")

	// The same message under another key, told by what it is.
	again := answer(r, r.Receive("a", store.Batch{Arrivals: []store.Arrival{{
		Row:    store.InboxRow{User: "u", Key: "k9", Identity: "i1"},
		Quotes: []store.Quote{{MessageID: "m1", Value: []byte("other")}, {MessageID: "m2", Value: []byte("more")}},
	}}}))
	same(r, "copy", again[0], store.Received{ID: answers[0].ID})
	same(r, "quote of the first", string(r.Quoted("a", "m1")), "said")
	same(r, "quote of the copy", string(r.Quoted("a", "m2")), "more")
	byKey := answer(r, r.Receive("a", one(store.InboxRow{Key: "k9"})))
	same(r, "the copy's key", byKey[0], store.Received{ID: answers[0].ID})
	same(r, "the key in another account", answer(r, r.Receive("b", one(store.InboxRow{Key: "k1"})))[0].Added, true)
	unnamed := store.Batch{Arrivals: []store.Arrival{{}, {}}}
	for _, a := range answer(r, r.Receive("a", unnamed)) {
		same(r, "a row without a key", a.Added, true)
	}
	state := got(r, func() (store.State, error) { return r.Load("a") })
	same(r, "pending", len(state.Pending), 3)
	same(r, "windows", fmt.Sprintf("%s", r.everyWindow("a")), "[{u w1}]")
	same(r, "the window of a user", fmt.Sprintf("%s", got(r, func() (store.Window, error) { return r.Window("a", "u") })), "{u w1}")
	same(r, "the window of nobody", fmt.Sprintf("%s", got(r, func() (store.Window, error) { return r.Window("a", "U") })), "{ }")
	same(r, "the window in another account", fmt.Sprintf("%s", got(r, func() (store.Window, error) { return r.Window("b", "u") })), "{ }")
	same(r, "cursor", answer(r, r.Login("a", "")).Cursor, "c1")
}

// Known foretells what Receive adds.
func known(_ *testing.T, r *rig) {
	answer(r, r.Receive("a", one(store.InboxRow{Key: "k1", Identity: "i1"})))
	rows := []store.InboxRow{
		{Key: "k1"}, {Key: "k2", Identity: "i1"}, {Key: "k3", Identity: "i3"}, {Key: "k4", Identity: "i3"}, {Key: "k4"}, {}, {},
	}
	want := "[true true false true true false false]"
	same(r, "known", fmt.Sprint(got(r, func() ([]bool, error) { return r.Known("a", rows) })), want)
	var b store.Batch
	for _, row := range rows {
		b.Arrivals = append(b.Arrivals, store.Arrival{Row: row})
	}
	var copies []bool
	for _, a := range answer(r, r.Receive("a", b)) {
		copies = append(copies, !a.Added)
	}
	same(r, "copies", fmt.Sprint(copies), want)
}

// Another bot starts over with cursor and windows, the same goes on.
func login(_ *testing.T, r *rig) {
	same(r, "first", answer(r, r.Login("a", "bot1")), store.Login{Fresh: true})
	answer(r, r.Receive("a", store.Batch{Arrivals: []store.Arrival{{Row: store.InboxRow{User: "u"}}}, Windows: []store.Window{{User: "u", Value: []byte("w")}}, Cursor: "c"}))
	r.NoteWindow("b", store.Window{User: "u", Value: []byte("w")})
	r.Expire("a")
	same(r, "same bot", answer(r, r.Login("a", "bot1")), store.Login{Cursor: "c"})
	same(r, "windows of it", len(got(r, func() ([]store.Window, error) { return r.Windows("a") })), 1)
	same(r, "another bot", answer(r, r.Login("a", "bot2")), store.Login{Fresh: true})
	same(r, "windows of it", len(got(r, func() ([]store.Window, error) { return r.Windows("a") })), 0)
	same(r, "windows of another account", len(got(r, func() ([]store.Window, error) { return r.Windows("b") })), 1)
	same(r, "rows", len(got(r, func() (store.State, error) { return r.Load("a") }).Pending), 1)
}

// A row ends once, with those that answered it.
func finish(_ *testing.T, r *rig) {
	row, answered, later := r.message("a", "u"), r.message("a", "u"), r.message("a", "u")
	r.Finish("a", store.End{Row: row, State: store.InboxFailed, Reason: "why", Answers: []uint64{answered}})
	r.Finish("a", store.End{Row: row, State: store.InboxDone})
	r.Fail("a", answered, "lost")
	r.Fail("a", later, "it is not done")
	have := r.inbox(row)
	same(r, "row", have.State+have.Reason, "failedwhy")
	same(r, "finished", have.Finished.Equal(r.clock.Now()), true)
	have = r.inbox(answered)
	same(r, "answer", have.State+have.Reason, "failedlost")
	same(r, "later", r.inbox(later).State, store.InboxPending)
}

// Only what has failed is handled again.
func retry(_ *testing.T, r *rig) {
	row := r.message("a", "u")
	refused(r, "retry of a pending row", r.Retry("a", row))
	refused(r, "retry of no row", r.Retry("a", row+1))
	answer(r, r.Persist("a", store.OutboxRow{User: "u", Source: store.InboxSource(row), N: 4, State: store.OutboxConfirmed}, store.Window{}))
	answer(r, r.Blame("a", row, 2, ""))
	r.Finish("a", store.End{Row: row, State: store.InboxFailed, Reason: "why"})
	have := answer(r, r.Retry("a", row))
	same(r, "row", fmt.Sprint(have.ID, have.State, have.Reason, have.Attempts, have.Retries, have.Before), fmt.Sprint(row, "pending", "", 0, 1, 4))
	same(r, "pending", len(got(r, func() (store.State, error) { return r.Load("a") }).Pending), 1)
	same(r, "failed", len(got(r, func() ([]store.InboxRow, error) { return r.Failed(10) })), 0)
}

// Deaths stand with the row, and end it if they say so.
func blame(_ *testing.T, r *rig) {
	row := r.message("a", "u")
	answer(r, r.Blame("a", row, 2, ""))
	have := r.inbox(row)
	same(r, "blamed", fmt.Sprint(have.State, have.Attempts), "pending2")
	answer(r, r.Blame("a", row, 3, "three deaths"))
	have = r.inbox(row)
	same(r, "dead", fmt.Sprint(have.State, have.Reason, have.Attempts), "deadthree deaths3")
	refused(r, "blame of no row", r.Blame("a", row+1, 1, ""))
}

// What a re-run needs stays with the row until it is done.
func onceAndAnswers(_ *testing.T, r *rig) {
	row := r.message("a", "u")
	answer(r, r.Once("a", row, "pay", json.RawMessage(`1`)))
	answer(r, r.Once("a", row, "ask", json.RawMessage(`2`)))
	answer(r, r.Once("a", row, "pay", json.RawMessage(`3`)))
	r.Answer("a", row, json.RawMessage(`"x"`))
	r.Answer("a", row, json.RawMessage(`"y"`))
	have := r.inbox(row)
	same(r, "once", fmt.Sprintf("%s %s", have.Once, have.Answers), `map[ask:2 pay:3] ["x" "y"]`)
	refused(r, "once of no row", r.Once("a", row+1, "pay", nil))
	r.Finish("a", store.End{Row: row, State: store.InboxDone})
	have = r.inbox(row)
	same(r, "once when done", len(have.Once)+len(have.Answers), 0)
}

// Load brings all that is unfinished, in order.
func load(_ *testing.T, r *rig) {
	var want []uint64
	for range 3 {
		want = append(want, r.message("a", "u"))
		r.message("b", "u")
	}
	done := r.message("a", "v")
	r.Finish("a", store.End{Row: done, State: store.InboxDone})
	sent := answer(r, r.Persist("a", store.OutboxRow{User: "u", Source: store.InboxSource(want[1])}, store.Window{User: "u", Value: []byte("w")}))
	s := got(r, func() (store.State, error) { return r.Load("a") })
	same(r, "pending", fmt.Sprint(ids(s.Pending, func(p store.Pending) uint64 { return p.ID })), fmt.Sprint(want))
	for _, p := range s.Pending {
		same(r, "sent", p.Sent, p.ID == want[1])
	}
	same(r, "open", fmt.Sprint(outboxIDs(s.Open)), fmt.Sprint([]uint64{sent}))
	same(r, "windows", fmt.Sprintf("%s", r.everyWindow("a")), "[{u w}]")
}

// Lists are newest first and go on where one ended.
func lists(_ *testing.T, r *rig) {
	var all []uint64
	for i := range 6 {
		row := r.message([]string{"a", "b"}[i%2], "u")
		if i < 4 {
			r.Finish("a", store.End{Row: row, State: store.InboxFailed})
		}
		all = append(all, row)
	}
	tick := answer(r, r.Tick(store.InboxRow{Kind: "tick"}, store.Job{Key: "j"}))
	r.Finish("", store.End{Row: tick.ID, State: store.InboxDone})
	slices.Reverse(all)
	list := func(f store.Filter) string {
		return fmt.Sprint(inboxIDs(got(r, func() ([]store.InboxRow, error) { return r.History(f) })))
	}
	same(r, "newest", list(store.Filter{Limit: 2}), fmt.Sprint([]uint64{tick.ID, all[0]}))
	same(r, "without ticks", list(store.Filter{Limit: 2, Without: "tick"}), fmt.Sprint(all[:2]))
	same(r, "the next", list(store.Filter{Before: all[1], Limit: 10}), fmt.Sprint(all[2:]))
	failed := got(r, func() ([]store.InboxRow, error) { return r.Failed(1) })
	same(r, "failed", fmt.Sprint(inboxIDs(failed)), fmt.Sprint([]uint64{all[3]}))
	if _, err := r.Inbox(tick.ID + 1); !errors.Is(err, store.ErrNoRow) {
		r.t.Errorf("no row: %v", err)
	}
}

// everyWindow is the windows of an account.
func (r *rig) everyWindow(account string) []store.Window {
	return got(r, func() ([]store.Window, error) { return r.Windows(account) })
}
