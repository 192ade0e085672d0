package outbox_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/outbox"
	"hotreply/ilink"
	"hotreply/store"
)

// keep is a send that may wait for a day.
var keep = bot.SendOptions{Queue: 24 * time.Hour}

// fill uses a user's window up.
func (r *rig) fill(user string) {
	r.t.Helper()
	for i := range 10 {
		if _, err := r.send(user, fmt.Sprint("m", i), bot.SendOptions{}); err != nil {
			r.t.Fatal(err)
		}
	}
}

// TestQueued: what the window has no room for waits, leaves after the user's
// next message, oldest first, and leaves room for the live reply.
func TestQueued(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	for i := range 9 {
		got, err := r.wait(r.out.SendFrom(fmt.Sprint("k", i), u1, text(fmt.Sprint("q", i)), keep))
		if err != nil || got.Status != store.OutboxQueued {
			t.Fatalf("receipt %+v, %v; want queued", got, err)
		}
	}
	row := r.row("k0")
	if row.State != store.OutboxQueued || row.Reason != "QUOTA_EXHAUSTED" || time.Until(row.Expires) < 23*time.Hour {
		t.Errorf("row %+v", row)
	}
	if got := outbox.Awaits(&row); got != "the user's next message" {
		t.Errorf("it waits for %q", got)
	}
	r.says(u1)
	r.done(r.message(u1), u1)
	r.eventually("seven of them", func() bool { return r.queued(u1) == 2 && r.resting(u1) })
	if q := r.windows.Quota(u1); q.Remaining != 3 {
		t.Errorf("%d left for the live reply, want 3", q.Remaining)
	}
	r.says(u1)
	r.done(r.message(u1), u1)
	r.out.Wait()
	if seen := r.seen(u1); strings.Join(seen[10:], " ") != "q0 q1 q2 q3 q4 q5 q6 q7 q8" {
		t.Errorf("the user sees %q", seen[10:])
	}
}

// resting says that no round of the queue is due for a user.
func (r *rig) resting(user string) bool {
	left, err := r.db.Load(account)
	return err == nil && left.Releases[user] == 0
}

// TestOwnRowsWait: what a handler queues waits for the message after its own.
func TestOwnRowsWait(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	row := r.message(u1)
	if got, err := r.wait(r.out.Send(r.run(row, u1), u1, text("own"), keep)); err != nil || got.Status != store.OutboxQueued {
		t.Fatalf("receipt %+v, %v", got, err)
	}
	r.says(u1) // there is room now
	r.done(row, u1)
	r.out.Wait()
	if n := r.queued(u1); n != 1 {
		t.Fatalf("%d rows wait, want the handler's own", n)
	}
	r.done(r.message(u1), u1)
	r.eventually("an empty queue", func() bool { return r.queued(u1) == 0 })
}

// TestQueueIsBounded: one more than may wait throws the refusal itself.
func TestQueueIsBounded(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	for range 20 {
		if _, err := r.send(u1, "q", keep); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.send(u1, "q", keep); code(err) != "QUOTA_EXHAUSTED" {
		t.Errorf("the 21st: %v", err)
	}
	if n := r.queued(u1); n != 20 {
		t.Errorf("%d wait", n)
	}
}

// TestManyPartsLeaveOverTwoWindows: what there is room for leaves, and then the
// rest.
func TestManyPartsLeaveOverTwoWindows(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	list := bot.Content{}
	var want []string
	for i := range 10 {
		list.Parts = append(list.Parts, bot.Part{Text: fmt.Sprint("p", i)})
		want = append(want, fmt.Sprint("p", i))
	}
	if got, err := r.wait(r.out.SendFrom("k", u1, list, keep)); err != nil || got.Parts != 10 {
		t.Fatalf("receipt %+v, %v", got, err)
	}
	for n := 7; n <= 10; n += 3 {
		r.says(u1)
		r.done(r.message(u1), u1)
		r.eventually(fmt.Sprint(n, " parts"), func() bool { return len(r.seen(u1)) == 10+n })
		r.out.Wait()
	}
	if seen := r.seen(u1)[10:]; !slices.Equal(seen, want) {
		t.Errorf("the user sees %q", seen)
	}
	if row := r.row("k"); row.State != store.OutboxConfirmed {
		t.Errorf("row %+v", row)
	}
}

// TestLoginEnds: the service says twice that the login is dead. A handler's
// reply waits for the next login without being asked to; other sends fail.
func TestLoginEnds(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	client := r.login.Current()
	r.sim.Expire()
	row := r.message(u1)
	got, err := r.wait(r.out.Send(r.run(row, u1), u1, text("reply"), bot.SendOptions{}))
	if err != nil || got.Status != store.OutboxQueued {
		t.Fatalf("receipt %+v, %v; want queued", got, err)
	}
	if r.login.Current() != nil || r.login.expired.Load() != 1 {
		t.Error("the login was not ended")
	}
	if n := len(r.sim.Requests("sendmessage", 0)); n != 2 {
		t.Errorf("%d requests, want one and one more before it is believed", n)
	}
	kept := r.row(store.InboxSource(row))
	if kept.Reason != "SESSION_EXPIRED" || outbox.Awaits(&kept) != "the user's first message to the new login" {
		t.Errorf("row %+v", kept)
	}
	if _, err := r.send(u1, "x", bot.SendOptions{}); code(err) != "SESSION_EXPIRED" {
		t.Errorf("nobody's send: %v", err)
	}
	if can := r.out.CanSend(u1); can.OK || can.Reason != "SESSION_EXPIRED" {
		t.Errorf("CanSend: %+v", can)
	}
	// A round that finds no login leaves everything where it is.
	r.done(r.message(u1), u1)
	r.out.Wait()
	if n := r.queued(u1); n != 1 {
		t.Errorf("%d wait, want 1", n)
	}
	c := r.sim.NewBot("dev@im.wechat")
	next := *client
	next.BotToken, next.BotID = ilink.Secret(c.BotToken), c.BotID
	r.login.current.Store(&next)
	r.windows.Clear()
	r.says(u1)
	r.done(r.message(u1), u1)
	r.eventually("the reply", func() bool { return slices.Contains(r.seen(u1), "reply") })
}

// TestKept: a send that is made while no host runs leaves with the next login.
func TestKept(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	ctx := context.Background()
	got, err := r.out.Keep(ctx, u1, "kept", 0)
	if err != nil || got.Parts != 1 || got.Refusal != nil {
		t.Fatalf("kept as %+v, %v", got, err)
	}
	if _, err := r.out.Keep(ctx, u2, "x", 0); code(err) != "NO_CONTEXT" {
		t.Errorf("to a stranger: %v", err)
	}
	rows, _ := r.db.Queued(account, u1)
	if row := rows[0]; row.State != store.OutboxQueued || outbox.Awaits(&row) != "the next start" {
		t.Errorf("row %+v", row)
	}
	r.end()
	r.begin()
	r.out.SendKept()
	r.out.Wait()
	if seen := r.seen(u1); !slices.Equal(seen, []string{"kept"}) {
		t.Errorf("the user sees %q", seen)
	}
	if n := r.queued(u1); n != 0 {
		t.Errorf("%d wait", n)
	}
	// The window may have closed since: then it is as for any other send.
	if _, err := r.out.Keep(ctx, u1, "late", 0); err != nil {
		t.Fatal(err)
	}
	r.ahead(25 * time.Hour)
	r.out.SendKept()
	r.out.Wait()
	if n := r.queued(u1); n != 0 || len(r.seen(u1)) != 1 {
		t.Errorf("%d wait, and the user sees %q; want it given up", n, r.seen(u1))
	}
	if got, err := r.out.Keep(ctx, u1, "x", time.Hour); err != nil || code(got.Refusal) != "WINDOW_CLOSED" {
		t.Errorf("one that may wait: %+v, %v", got, err)
	}
}
