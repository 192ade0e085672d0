package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// TestCopies: media that waits keeps a copy, is sent from it when its upload is
// old, and the copy goes when it has left.
func TestCopies(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fill(u1)
	picture := bot.Content{Parts: []bot.Part{{Kind: "file", Source: bot.Source{Bytes: []byte("the bytes"), Name: "a.bin"}}}}
	if got, err := r.wait(r.out.SendFrom("k", u1, picture, bot.SendOptions{Queue: 48 * time.Hour})); err != nil || got.Status != store.OutboxQueued {
		t.Fatalf("receipt %+v, %v", got, err)
	}
	stray := filepath.Join(r.dir, "queue", "media-stray")
	if err := os.WriteFile(stray, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	outbox.SweepCopies(filepath.Join(r.dir, "queue"), r.db, []string{account})
	if n := r.copies(); n != 1 {
		t.Fatalf("%d files, want the one copy", n)
	}
	r.end()
	r.begin() // this life knows nothing of the source
	r.ahead(2 * time.Hour)
	r.says(u1)
	r.done(r.message(u1), u1)
	r.eventually("an empty queue", func() bool { return r.queued(u1) == 0 })
	r.out.Wait()
	if n := len(r.sim.Requests("upload", 0)); n != 2 {
		t.Errorf("%d uploads, want the old one made anew", n)
	}
	sent := r.sim.Sent(u1, 0)
	if m := sent[len(sent)-1]; m.Name != "a.bin" || m.Size != 9 || !m.Shown {
		t.Errorf("sent %+v", m)
	}
	if n := r.copies(); n != 0 {
		t.Errorf("%d copies left", n)
	}
}

func (r *rig) copies() int {
	files, _ := os.ReadDir(filepath.Join(r.dir, "queue"))
	return len(files)
}

// TestCopyIsGone: without upload, copy and source there is nothing to send.
func TestCopyIsGone(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	client := r.login.Current()
	r.login.current.Store(nil)
	row := r.message(u1)
	picture := bot.Content{Parts: []bot.Part{{Kind: "file", Source: bot.Source{Bytes: []byte("the bytes"), Name: "a.bin"}}}}
	if got, err := r.wait(r.out.Send(r.run(row, u1), u1, picture, bot.SendOptions{})); err != nil || got.Status != store.OutboxQueued {
		t.Fatalf("receipt %+v, %v", got, err)
	}
	r.end()
	if err := os.RemoveAll(filepath.Join(r.dir, "queue")); err != nil {
		t.Fatal(err)
	}
	r.login.current.Store(client)
	r.begin()
	r.says(u1)
	r.done(r.message(u1), u1)
	r.out.Wait()
	if got := r.row(store.InboxSource(row)); got.State != store.OutboxRefused || !strings.Contains(got.Reason, "the copy kept of it is gone") {
		t.Errorf("row %+v", got)
	}
}

// TestUploads: an Upload of the user's own is sent as it is, one for another
// user is made anew, and one whose bytes are gone fails.
func TestUploads(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.says(u2)
	up, err := r.out.Upload(context.Background(), bot.UploadRequest{To: u1, Kind: "file", Source: bot.Source{Bytes: []byte("x"), Name: "a.bin"}})
	if err != nil || up.Account != account {
		t.Fatalf("%+v, %v", up, err)
	}
	part := func(u *bot.Upload, name string) bot.Content {
		return bot.Content{Parts: []bot.Part{{Kind: "file", Name: name, Source: bot.Source{Upload: u}}}}
	}
	for _, to := range []string{u1, u2, u1} {
		if _, err := r.wait(r.out.Send(nil, to, part(up, "b.bin"), bot.SendOptions{})); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(r.sim.Requests("upload", 0)); n != 2 {
		t.Errorf("%d uploads, want one per user", n)
	}
	for _, m := range append(r.sim.Sent(u1, 0), r.sim.Sent(u2, 0)...) {
		if m.Name != "b.bin" || !m.Shown {
			t.Errorf("arrived as %+v", m)
		}
	}
	bare := *up
	bare.Source = bot.Source{}
	var gone *ilink.MediaError
	if _, err := r.wait(r.out.Send(nil, u2, part(&bare, ""), bot.SendOptions{})); !errors.As(err, &gone) || gone.Reason != ilink.MediaGone {
		t.Errorf("an upload for somebody else whose bytes are gone: %v", err)
	}
	r.by.Store(int64(2 * time.Hour))
	for range 2 {
		if _, err := r.wait(r.out.Send(nil, u1, part(&bare, ""), bot.SendOptions{})); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(r.log.String(), "an old Upload is sent"); n != 1 {
		t.Errorf("warned %d times of an old Upload, want once an hour", n)
	}
}
