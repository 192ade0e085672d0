package interop

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	openilink "github.com/openilink/openilink-sdk-go"

	"hotreply/ilink/sim"
)

const alice = "alice@im.wechat"

// serve starts a simulator that is closed with the test.
func serve(t *testing.T) (*sim.Server, string) {
	t.Helper()
	s := sim.New(sim.Options{})
	h := httptest.NewServer(s)
	t.Cleanup(func() {
		_ = s.Close()
		h.Close()
	})
	return s, h.URL
}

// TestOpeniLinkSDK logs the Go SDK in, lets it answer a text and a picture,
// and compares the mistakes that were recorded.
func TestOpeniLinkSDK(t *testing.T) {
	s, base := serve(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := openilink.NewClient("", openilink.WithBaseURL(base), openilink.WithCDNBaseURL(base+"/c2c"))
	login, err := c.LoginWithQR(ctx, nil)
	if err != nil || !login.Connected || login.UserID != sim.DefaultUser || login.BaseURL != base {
		t.Fatalf("login: %+v, %v", login, err)
	}
	picture := bytes.Repeat([]byte("png"), 100)
	if _, err := s.Say(sim.SayRequest{User: alice, Text: "hello"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SendMedia(sim.MediaRequest{User: alice, Kind: "video", Data: picture}); err != nil {
		t.Fatal(err)
	}
	handled := 0
	err = c.Monitor(ctx, func(m openilink.WeixinMessage) {
		answer(ctx, t, c, &m, picture)
		if handled++; handled == 2 {
			cancel()
		}
	}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("monitor: %v", err)
	}
	want := []sim.SentMessage{
		{Kind: "text", Text: "echo hello"}, {Kind: "text", Text: "back to you"}, {Kind: "image"}, {Kind: "file", Name: "note.txt"},
	}
	compareSent(t, s.Sent(alice, 0), want)
	compareViolations(t, s, map[string]int{}) // it makes none
}

func answer(ctx context.Context, t *testing.T, c *openilink.Client, m *openilink.WeixinMessage, picture []byte) {
	if text := openilink.ExtractText(m); text != "" {
		if _, err := c.SendText(ctx, m.FromUserID, "echo "+text, m.ContextToken); err != nil {
			t.Errorf("answer: %v", err)
		}
		return
	}
	got, err := c.DownloadMedia(ctx, m.ItemList[0].VideoItem.Media)
	if err != nil || !bytes.Equal(got, picture) {
		t.Errorf("downloaded %d bytes, %v", len(got), err)
	}
	if err := c.SendMediaFile(ctx, m.FromUserID, m.ContextToken, got, "picture.png", "back to you"); err != nil {
		t.Errorf("send picture: %v", err)
	}
	if err := c.SendMediaFile(ctx, m.FromUserID, m.ContextToken, got, "note.txt", ""); err != nil {
		t.Errorf("send file: %v", err)
	}
}

// compareSent checks kinds, names and texts, and that all is shown.
func compareSent(t *testing.T, got, want []sim.SentMessage) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d messages sent, want %d: %+v", len(got), len(want), got)
	}
	for i, m := range got {
		if m.Kind != want[i].Kind || m.Text != want[i].Text || m.Name != want[i].Name || !m.Shown {
			t.Errorf("message %d: %+v, want %+v", i, m, want[i])
		}
		if want[i].MD5 != "" && m.MD5 != want[i].MD5 {
			t.Errorf("message %d: MD5 %s, want %s", i, m.MD5, want[i].MD5)
		}
	}
}

// compareViolations compares the recorded mistakes and how often each was made.
func compareViolations(t *testing.T, s *sim.Server, want map[string]int) {
	t.Helper()
	got := map[string]int{}
	for _, v := range s.Violations() {
		got[v.Op+": "+v.What]++
	}
	for what, n := range got {
		if want[what] != n {
			t.Errorf("%d times %s, want %d", n, what, want[what])
		}
	}
	for what, n := range want {
		if got[what] == 0 && n != 0 {
			t.Errorf("never: %s, want %d times", what, n)
		}
	}
}
