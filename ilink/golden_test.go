package ilink_test

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"testing"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// goldenSession is a recorded session: what this client sends, to the letter,
// and what the service answers. UPDATE=1 go test -run Golden writes it anew.
const goldenSession = "testdata/session.json"

// session is one of every call but media: login, a message, typing, an answer,
// a refusal, the end of the token. It works against anything that answers like
// the service.
func session(t *testing.T, c *ilink.Client, say, expire func()) {
	t.Helper()
	ctx := context.Background()
	cred, err := (&ilink.Login{Client: c, Show: func(ilink.QRCode) {}}).Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c.Credentials = cred
	check := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	check("notifystart", c.NotifyStart(ctx))
	say()
	b, err := c.GetUpdates(ctx, "", 0)
	check("getupdates", err)
	if len(b.Messages) != 1 || b.Messages[0].Text() != "hello" {
		t.Fatalf("messages = %+v", b.Messages)
	}
	m := b.Messages[0]
	ticket, err := c.GetConfig(ctx, m.From, m.ContextToken)
	check("getconfig", err)
	check("sendtyping", c.SendTyping(ctx, m.From, ticket, true))
	sent, err := c.SendMessage(ctx, ilink.Outgoing{To: m.From, ClientID: "golden:1", ContextToken: m.ContextToken, Item: ilink.TextItem("hi **there** <&>")})
	check("sendmessage", err)
	if !sent.Confirmed() {
		t.Errorf("sent = %+v", sent)
	}
	check("sendtyping", c.SendTyping(ctx, m.From, ticket, false))
	_, err = c.SendMessage(ctx, ilink.Outgoing{To: m.From, ClientID: "golden:2", Item: ilink.TextItem("x")})
	if ilink.FateOf(err) != ilink.FateRefused {
		t.Errorf("send without a token: %v", err)
	}
	check("notifystop", c.NotifyStop(ctx))
	expire()
	if _, err := c.GetUpdates(ctx, b.Cursor, 0); !errors.Is(err, ilink.ErrStaleToken) {
		t.Errorf("poll with a dead token: %v", err)
	}
}

func TestGoldenSessionRecorded(t *testing.T) {
	r := newRig(t, "")
	r.client.BotAgent = "golden/1"
	r.configure(func(s *sim.Settings) { s.Noise = 0 })
	r.sim.Record(true)
	session(t, r.client, func() { r.sim.Say(sim.SayRequest{User: sim.DefaultUser, Text: "hello"}) }, r.sim.Expire)
	list, err := r.sim.Transcript()
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := list.Write(&got); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(goldenSession, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenSession)
	if err != nil {
		t.Fatal(err)
	}
	if want = bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")); !bytes.Equal(got.Bytes(), want) {
		t.Errorf("recorded:\n%s\nwant %s", got.Bytes(), goldenSession)
	}
}

func TestGoldenSessionReplayed(t *testing.T) {
	f, err := os.Open(goldenSession)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := sim.ReadTranscript(f)
	if err != nil {
		t.Fatal(err)
	}
	replay := sim.NewReplay(list)
	s := httptest.NewServer(replay)
	defer s.Close()
	session(t, &ilink.Client{HomeURL: s.URL, BotAgent: "golden/1", HTTP: ilink.NewHTTPClient(nil)}, func() {}, func() {})
	for _, d := range replay.Differences() {
		t.Errorf("differs from what was recorded: %s", d)
	}
	if left := replay.Left(); len(left) > 0 {
		t.Errorf("recorded and never sent: %v", left)
	}
}
