package ilink_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/internal/clock"
)

// eager fires waits of a few seconds at once and longer ones never: backoff
// without waiting, patience without end.
type eager struct{ clock.System }

func (eager) AfterFunc(d time.Duration, f func()) func() bool {
	if d < 30*time.Second {
		go f()
	}
	return func() bool { return true }
}

const alice = "alice@im.wechat"

// bed is a simulator with a bot that alice has written to.
type bed struct {
	t   testing.TB
	sim *sim.Server
	c   *ilink.Client
	ctx string // alice's context token
}

func newBed(t testing.TB) *bed {
	t.Helper()
	s := sim.New(sim.Options{Seed: 1})
	web := httptest.NewServer(s)
	t.Cleanup(func() { web.Close(); _ = s.Close() })
	bot := s.NewBot("owner@im.wechat")
	b := &bed{t: t, sim: s, c: &ilink.Client{
		Credentials: ilink.Credentials{BotToken: ilink.Secret(bot.BotToken), BotID: bot.BotID, BaseURL: web.URL},
		CDNBaseURL:  web.URL + "/c2c",
		Clock:       eager{},
	}}
	if _, err := s.Say(sim.SayRequest{User: alice, Text: "hi"}); err != nil {
		t.Fatal(err)
	}
	b.ctx = b.next().ContextToken.Reveal()
	return b
}

// next is the next message to the bot.
func (b *bed) next() ilink.Message {
	b.t.Helper()
	batch, err := b.c.GetUpdates(b.t.Context(), "", 5*time.Second)
	for i := 0; err == nil && i < 5; i++ {
		if n := len(batch.Messages); n > 0 {
			return batch.Messages[n-1]
		}
		batch, err = b.c.GetUpdates(b.t.Context(), batch.Cursor, 5*time.Second)
	}
	b.t.Fatalf("no message: %v", err)
	return ilink.Message{}
}

func (b *bed) clean() {
	b.t.Helper()
	if v := b.sim.Violations(); len(v) > 0 {
		b.t.Errorf("violations: %+v", v)
	}
}

func (b *bed) fault(kind string, count int) {
	b.t.Helper()
	if err := b.sim.SetFault(sim.Fault{Kind: kind, Count: count}); err != nil {
		b.t.Fatal(err)
	}
}

// sendMedia lets alice send media, and returns it as the bot gets it.
func (b *bed) sendMedia(r sim.MediaRequest) ilink.Media {
	b.t.Helper()
	r.User = alice
	id, err := b.sim.SendMedia(r)
	if err != nil {
		b.t.Fatal(err)
	}
	cursor := ""
	for range 10 {
		batch, err := b.c.GetUpdates(b.t.Context(), cursor, 5*time.Second)
		if err != nil {
			b.t.Fatal(err)
		}
		cursor = batch.Cursor
		for _, m := range batch.Messages {
			if m.ID == id {
				return m.Medias()[0]
			}
		}
	}
	b.t.Fatalf("message %s did not come", id)
	return ilink.Media{}
}

func (b *bed) download(m ilink.Media, o ilink.DownloadOptions) ([]byte, error) {
	d, err := b.c.Download(b.t.Context(), m, o)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return io.ReadAll(d)
}

func content(n int) []byte {
	c := bytes.Repeat([]byte("iLink media 媒体 "), n/16+1)
	return c[:n]
}

var png = append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), content(5000)...)

func code(err error) string {
	var e *ilink.MediaError
	if errors.As(err, &e) {
		return e.Code()
	}
	return ""
}

// once is a reader that can not go back.
type once struct{ io.Reader }

func (b *bed) upload(r io.Reader, o ilink.UploadOptions) (*ilink.Upload, error) {
	o.To = alice
	return b.c.Upload(b.t.Context(), r, o)
}

// send sends an upload, as read back from the state directory.
func (b *bed) send(u ilink.Upload) {
	b.t.Helper()
	row, err := json.Marshal(u)
	if err != nil {
		b.t.Fatal(err)
	}
	var again ilink.Upload
	if err := json.Unmarshal(row, &again); err != nil {
		b.t.Fatal(err)
	}
	// A message a send, so that the quota does not matter.
	if _, err := b.sim.Say(sim.SayRequest{User: alice, Text: "more"}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.c.SendMessage(b.t.Context(), ilink.Outgoing{
		To: alice, ClientID: ilink.NewClientID(time.Now()), ContextToken: ilink.Secret(b.ctx), Item: again.UploadedItem,
	}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bed) lastSent() sim.SentMessage {
	b.t.Helper()
	sent := b.sim.Sent(alice, 0)
	if len(sent) == 0 {
		b.t.Fatal("nothing was sent")
	}
	return sent[len(sent)-1]
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }
