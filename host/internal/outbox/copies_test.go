package outbox_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/outbox"
	"hotreply/ilink"
	"hotreply/store"
)

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
