package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/outbox"
	"hotreply/store"
)

// TestStopped: a send that waits when the outbox ends is withdrawn, and what
// has a row leaves in the next life.
func TestStopped(t *testing.T) {
	r := newRig(t)
	r.change = func(o *outbox.Options) { o.Spacing = time.Hour }
	r.begin()
	r.says(u1)
	if _, err := r.send(u1, "first", bot.SendOptions{}); err != nil {
		t.Fatal(err)
	}
	s := r.out.SendFrom("k", u1, text("second"), bot.SendOptions{})
	r.eventually("its row", func() bool { return len(r.rows("k")) == 1 })
	r.end()
	if _, err := r.wait(s); !errors.Is(err, outbox.ErrStopped) && !errors.Is(err, errStop) {
		t.Fatalf("got %v, want that it was stopped", err)
	}
	if row := r.row("k"); row.State != store.OutboxOpen {
		t.Fatalf("row %+v, want an open one", row)
	}
	r.change = nil
	r.begin()
	r.resume()
	r.eventually("the row's end", func() bool { return r.row("k").State == store.OutboxConfirmed })
	if seen := r.seen(u1); !slices.Equal(seen, []string{"first", "second"}) {
		t.Errorf("the user sees %q", seen)
	}
}

// resume takes up what the journal has, as a host does at its start.
func (r *rig) resume() {
	r.t.Helper()
	left, err := r.db.Load(account)
	if err != nil {
		r.t.Fatal(err)
	}
	r.out.Resume(left.Open, left.Releases)
}

// TestResumeHoldsTheLane: what an earlier life left is sent before anything new
// of its user is handled, and waits for the first login.
func TestResumeHoldsTheLane(t *testing.T) {
	r := newRig(t)
	r.change = func(o *outbox.Options) { o.Spacing = time.Hour }
	r.begin()
	r.says(u1)
	r.says(u2)
	if _, err := r.send(u2, "first", bot.SendOptions{}); err != nil {
		t.Fatal(err)
	}
	row := r.message(u2)
	r.out.Send(r.run(row, u2), u1, text("to another than who wrote"), bot.SendOptions{})
	r.eventually("its row", func() bool { return len(r.rows(store.InboxSource(row))) == 1 })
	r.end()
	r.change, r.login.ready = nil, make(chan struct{})
	r.begin()
	r.resume()
	if r.lanes.of(u1) != 1 || r.lanes.of(u2) != 1 {
		t.Errorf("held: %d of the recipient, %d of the writer; want 1 each", r.lanes.of(u1), r.lanes.of(u2))
	}
	if seen := r.seen(u1); len(seen) != 0 {
		t.Errorf("%q left before the login", seen)
	}
	close(r.login.ready)
	r.eventually("free lanes", func() bool { return r.lanes.of(u1) == 0 && r.lanes.of(u2) == 0 })
	if seen := r.seen(u1); len(seen) != 1 {
		t.Errorf("the user sees %q", seen)
	}
}

// TestTakenOver: a run that comes after another sends nothing twice, and what
// it says beyond that.
func TestTakenOver(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	row := r.message(u1)
	run := r.run(row, u1)
	first, err := r.wait(r.out.Send(run, u1, text("a"), bot.SendOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	r.end()
	r.begin()
	run = r.run(row, u1, r.rows(store.InboxSource(row))...)
	again, err := r.wait(r.out.Send(run, u1, text("a"), bot.SendOptions{}))
	if err != nil || !again.Replayed || again.ID != first.ID || again.Status != store.OutboxConfirmed {
		t.Errorf("taken over as %+v, %v", again, err)
	}
	if next, err := r.wait(r.out.Send(run, u1, text("b"), bot.SendOptions{})); err != nil || next.Replayed {
		t.Errorf("the next: %+v, %v", next, err)
	}
	if seen := r.seen(u1); !slices.Equal(seen, []string{"a", "b"}) {
		t.Errorf("the user sees %q", seen)
	}
}

// TestTakenOverUnsent: a row that has not left yet, as the process stops, is no
// reason to send it anew.
func TestTakenOverUnsent(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	row := r.message(u1)
	content := text("a")
	if _, err := r.wait(r.out.Send(r.run(row, u1), u1, content, bot.SendOptions{})); err != nil {
		t.Fatal(err)
	}
	open := r.row(store.InboxSource(row))
	open.State = store.OutboxOpen
	if _, err := r.wait(r.out.Send(r.run(row, u1, open), u1, content, bot.SendOptions{})); !errors.Is(err, outbox.ErrStopped) {
		t.Errorf("got %v, want ErrStopped", err)
	}
	if seen := r.seen(u1); len(seen) != 1 {
		t.Errorf("the user sees %q", seen)
	}
}

// TestReleaseOutlivesTheProcess: a round that was due when the process died is
// finished by the next, before anything new of the user.
func TestReleaseOutlivesTheProcess(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	for i := range 3 {
		if _, err := r.send(u1, fmt.Sprint("q", i), keep); err != nil {
			t.Fatal(err)
		}
	}
	r.says(u1)
	row := r.message(u1)
	r.db.Finish(account, store.End{Row: row, State: store.InboxDone, Release: true})
	_ = r.db.Flush(context.Background())
	r.end() // without the round
	r.login.ready = make(chan struct{})
	r.begin()
	r.resume()
	if r.lanes.of(u1) != 1 {
		t.Error("the lane is not held")
	}
	close(r.login.ready)
	r.eventually("a free lane", func() bool { return r.lanes.of(u1) == 0 })
	if seen := r.seen(u1); strings.Join(seen[10:], " ") != "q0 q1 q2" {
		t.Errorf("the user sees %q", seen[10:])
	}
	r.out.Wait()
	_ = r.db.Flush(context.Background())
	if !r.resting(u1) {
		t.Error("the round is still due")
	}
}
