package storetest

import (
	"encoding/json"
	"fmt"
	"testing"

	"hotreply/store"
)

// A send is durable with its window before it leaves, and its row says how far
// it has come.
func persistAndNote(_ *testing.T, r *rig) {
	row := store.OutboxRow{
		ID: 77, Account: "other", User: "u", Source: "api:x", N: 1, Content: json.RawMessage(`["hi"]`), State: store.OutboxOpen,
		Parts: []store.PartState{{ClientID: "c1"}, {ClientID: "c2"}}, Data: json.RawMessage(`1`),
	}
	row.ID = answer(r, r.Persist("a", row, store.Window{User: "u", Value: []byte("w1")}))
	have := r.outbox("api:x")
	same(r, "row", fmt.Sprint(have.ID, have.Account, have.User, have.N, string(have.Content), have.Parts, have.State), fmt.Sprint(row.ID, "a", "u", 1, `["hi"]`, row.Parts, "open"))
	same(r, "created", have.Created.Equal(r.clock.Now()), true)
	same(r, "window", fmt.Sprintf("%s", got(r, func() ([]store.Window, error) { return r.Windows("a") })), "[{u w1}]")
	same(r, "open", len(got(r, func() ([]store.OutboxRow, error) { return r.Open("a") })), 1)
	next := have
	next.State, next.Parts = store.OutboxConfirmed, []store.PartState{{ClientID: "c1", State: "confirmed", MessageID: "m"}, {ClientID: "c2"}}
	r.Note("a", next)
	have = r.outbox("api:x")
	same(r, "noted", fmt.Sprint(have.State, have.Parts[0].MessageID, string(have.Content)), `confirmedm["hi"]`)
	same(r, "open", len(got(r, func() ([]store.OutboxRow, error) { return r.Open("a") })), 0)

	source := store.InboxSource(12)
	for _, n := range []int{3, 1, 2} {
		answer(r, r.Persist([]string{"a", "b"}[n%2], store.OutboxRow{User: "u", Source: source, N: n}, store.Window{}))
	}
	order := ""
	for _, row := range got(r, func() ([]store.OutboxRow, error) { return r.OutboxOf(source) }) {
		order += fmt.Sprint(row.N, row.Account, " ")
	}
	same(r, "rows of a source", order, "1b 2a 3b ")
}

// Rows wait for their user, up to a limit, and leave the queue once.
func queue(_ *testing.T, r *rig) {
	row := store.OutboxRow{User: "u", Source: "api:q", Reason: "WINDOW_CLOSED", Content: json.RawMessage(`["q"]`)}
	first := answer(r, r.Keep("a", row, 2))
	second := answer(r, r.Keep("a", row, 2))
	same(r, "behind the limit", answer(r, r.Keep("a", row, 2)), 0)
	row.User = "v"
	other := answer(r, r.Keep("a", row, 2))
	row.User = "u"
	answer(r, r.Keep("b", row, 2))
	waits := func(user string) string {
		return fmt.Sprint(outboxIDs(got(r, func() ([]store.OutboxRow, error) { return r.Queued("a", user) })))
	}
	same(r, "queued", waits("u"), fmt.Sprint([]uint64{first, second}))
	same(r, "count", r.CountQueued("a", "u"), 2)
	same(r, "of all users", waits(""), fmt.Sprint([]uint64{first, second, other}))

	take := got(r, func() ([]store.OutboxRow, error) { return r.Queued("a", "u") })[0]
	same(r, "state", take.State, store.OutboxQueued)
	take.Leave = 1
	same(r, "take", answer(r, r.Take("a", take, store.Window{User: "u", Value: []byte("w")})), true)
	same(r, "take again", answer(r, r.Take("a", take, store.Window{User: "u", Value: []byte("w2")})), false)
	same(r, "window", fmt.Sprintf("%s", got(r, func() ([]store.Window, error) { return r.Windows("a") })), "[{u w}]")
	open := got(r, func() ([]store.OutboxRow, error) { return r.Open("a") })
	same(r, "open", fmt.Sprint(outboxIDs(open), open[0].Leave), fmt.Sprint([]uint64{first}, 1))
	same(r, "queued", waits("u"), fmt.Sprint([]uint64{second}))
	back := open[0]
	back.State = store.OutboxQueued
	r.Note("a", back)
	same(r, "back", waits("u"), fmt.Sprint([]uint64{first, second}))
}

// A row that is given up fails the message that it answers, and one that has
// left the queue is not given up.
func giveUp(_ *testing.T, r *rig) {
	in := r.message("a", "u")
	r.Finish("a", store.End{Row: in, State: store.InboxDone})
	answer(r, r.Keep("a", store.OutboxRow{User: "u", Source: store.InboxSource(in)}, 9))
	row := r.outbox(store.InboxSource(in))
	row.Reason = "QUOTA_EXHAUSTED"
	same(r, "another reason", answer(r, r.GiveUp("a", row)), true)
	same(r, "message", r.inbox(in).State, store.InboxDone)
	row.State, row.Reason = store.OutboxRefused, "too late"
	same(r, "refused", answer(r, r.GiveUp("a", row)), true)
	same(r, "again", answer(r, r.GiveUp("a", row)), false)
	have := r.inbox(in)
	same(r, "message", have.State+have.Reason, "failed"+store.Undelivered("too late"))
	same(r, "row", r.outbox(store.InboxSource(in)).State, store.OutboxRefused)

	// The message of another account is not this one's to change.
	far := r.message("b", "u")
	r.Finish("b", store.End{Row: far, State: store.InboxDone})
	answer(r, r.Keep("a", store.OutboxRow{User: "u", Source: store.InboxSource(far)}, 9))
	row = r.outbox(store.InboxSource(far))
	row.State = store.OutboxRefused
	same(r, "refused", answer(r, r.GiveUp("a", row)), true)
	same(r, "message of another account", r.inbox(far).State, store.InboxDone)
}

// A message that is done makes a round of its user's queue due, until the round
// is over.
func releases(_ *testing.T, r *rig) {
	due := func() string { return fmt.Sprint(got(r, func() (store.State, error) { return r.Load("a") }).Releases) }
	row := r.message("a", "u")
	r.Finish("a", store.End{Row: row, State: store.InboxDone, Release: true})
	same(r, "nothing waits", due(), "map[]")
	row = r.message("a", "u")
	answer(r, r.Keep("a", store.OutboxRow{User: "u", Source: store.InboxSource(row)}, 9))
	r.Finish("a", store.End{Row: row, State: store.InboxDone, Release: true})
	same(r, "its own row", due(), "map[]")
	row = r.message("a", "u")
	r.Finish("a", store.End{Row: row, State: store.InboxDone})
	same(r, "no release", due(), "map[]")
	row = r.message("a", "u")
	r.Finish("a", store.End{Row: row, State: store.InboxDone, Release: true})
	same(r, "due", due(), fmt.Sprint(map[string]uint64{"u": row}))
	r.ClearRelease("a", "u", row-1)
	same(r, "an earlier round", due(), fmt.Sprint(map[string]uint64{"u": row}))
	r.ClearRelease("a", "u", row)
	same(r, "over", due(), "map[]")
}
