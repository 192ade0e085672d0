package outbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"hotreply/store"
)

// TestGivenUp: a row that waits longer than it may is given up, and its message
// is a failed one.
func TestGivenUp(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	row := r.message(u1)
	if _, err := r.wait(r.out.Send(r.run(row, u1), u1, text("own"), keep)); err != nil {
		t.Fatal(err)
	}
	r.db.Finish(account, store.End{Row: row, State: store.InboxDone})
	r.out.GiveUpExpired(context.Background())
	if n := r.queued(u1); n != 1 {
		t.Fatalf("%d wait before the time is up, want 1", n)
	}
	r.ahead(25 * time.Hour)
	r.out.GiveUpExpired(context.Background())
	if got := r.row(store.InboxSource(row)); got.State != store.OutboxRefused || !strings.Contains(got.Reason, "waiting too long") {
		t.Errorf("row %+v", got)
	}
	if in, err := r.db.Inbox(row); err != nil || in.State != store.InboxFailed || in.Reason != store.Undelivered(r.row(store.InboxSource(row)).Reason) {
		t.Errorf("its message %+v, %v", in, err)
	}
}

// TestGivenUpForAnotherAccount: the message that fails is another account's.
func TestGivenUpForAnotherAccount(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	got, err := r.db.Receive("other", store.Batch{Arrivals: []store.Arrival{{Row: store.InboxRow{User: u2, Key: "k"}}}}).Wait(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	row := got[0].ID
	if _, err := r.wait(r.out.Send(r.run(row, u2), u1, text("q"), keep)); err != nil {
		t.Fatal(err)
	}
	r.db.Finish("other", store.End{Row: row, State: store.InboxDone})
	r.ahead(25 * time.Hour)
	r.out.GiveUpExpired(context.Background())
	_ = r.db.Flush(context.Background())
	if in, err := r.db.Inbox(row); err != nil || in.State != store.InboxFailed {
		t.Errorf("its message %+v, %v", in, err)
	}
}

// TestRefusedThrice: a row that the service refuses each time it leaves the
// queue is given up, and does not stand in the way of those behind it.
func TestRefusedThrice(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	source := r.message(u1)
	if _, err := r.wait(r.out.Send(r.run(source, u1), u1, text("bad"), keep)); err != nil {
		t.Fatal(err)
	}
	r.db.Finish(account, store.End{Row: source, State: store.InboxDone})
	if _, err := r.send(u1, "good", keep); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		r.says(u1)
		r.fault("sendmessage", "ret_-2", 1)
		r.done(r.message(u1), u1)
		r.out.Wait()
	}
	r.eventually("an empty queue", func() bool { return r.queued(u1) == 0 })
	row := r.row(store.InboxSource(source))
	if row.State != store.OutboxRefused || row.Refused != 3 {
		t.Errorf("row %+v, want refused after three times", row)
	}
	if in, _ := r.db.Inbox(source); in.State != store.InboxFailed {
		t.Errorf("its message is %s, want failed", in.State)
	}
	if seen := r.seen(u1); seen[len(seen)-1] != "good" {
		t.Errorf("the user sees %q at last", seen[len(seen)-1])
	}
}
