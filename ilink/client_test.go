package ilink

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// serve starts a service that answers each call with what reply returns, and
// a client of it with a token.
func serve(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &Client{
		Credentials: Credentials{BotToken: "bot@im.bot:secret", BotID: "bot@im.bot", BaseURL: s.URL},
		HTTP:        s.Client(),
		BotAgent:    "MyHost/0.1.0",
	}
}

func body(t *testing.T, r *http.Request) map[string]any {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Errorf("body of %s is not JSON: %v", r.URL.Path, err)
	}
	return m
}

func TestHeadersAndBaseInfo(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for name, want := range map[string]string{
			"Content-Type":            "application/json",
			"AuthorizationType":       "ilink_bot_token",
			"iLink-App-Id":            "bot",
			"iLink-App-ClientVersion": "132105",
			"Authorization":           "Bearer bot@im.bot:secret",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("header %s = %q, want %q", name, got, want)
			}
		}
		if r.ContentLength <= 0 {
			t.Errorf("Content-Length = %d, want the body's length", r.ContentLength)
		}
		info, _ := body(t, r)["base_info"].(map[string]any)
		if info["channel_version"] != "2.4.9" || info["bot_agent"] != "MyHost/0.1.0" {
			t.Errorf("base_info = %v", info)
		}
		io.WriteString(w, `{"ret":0}`)
	})
	if err := c.NotifyStart(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestSendMessageOutcomes(t *testing.T) {
	tests := []struct {
		name, answer string
		status       int
		id           string
		fate         Fate
		fails        bool
	}{
		{name: "confirmed, bare number above 2^53", answer: `{"ret":0,"message_id":7512345678901234777}`, id: "7512345678901234777"},
		{name: "confirmed, string", answer: `{"message_id":"7512345678901234777"}`, id: "7512345678901234777"},
		{name: "no id", answer: `{"ret":0}`},
		{name: "empty object", answer: `{}`},
		{name: "empty body", answer: ``},
		{name: "refused", answer: `{"ret":-2,"errmsg":"prepare failed"}`, fails: true, fate: FateRefused},
		{name: "stale in errcode", answer: `{"errcode":-14,"errmsg":"session timeout"}`, fails: true, fate: FateStale},
		{name: "stale in ret", answer: `{"ret":-14}`, fails: true, fate: FateStale},
		{name: "garbage", answer: `<html>`, fails: true, fate: FateLost},
		{name: "server error", answer: `oops`, status: 502, fails: true, fate: FateServerError},
		{name: "edge timeout", answer: ``, status: 524, fails: true, fate: FateServerError},
		{name: "forbidden", answer: ``, status: 403, fails: true, fate: FateRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if tt.status != 0 {
					w.WriteHeader(tt.status)
				}
				io.WriteString(w, tt.answer)
			})
			sent, err := c.SendMessage(context.Background(), Outgoing{To: "u@im.wechat", ClientID: "c1", ContextToken: "t", Item: TextItem("hi")})
			if (err != nil) != tt.fails || sent.MessageID != tt.id {
				t.Fatalf("SendMessage = %+v, %v; want id %q, error %v", sent, err, tt.id, tt.fails)
			}
			if tt.fails && FateOf(err) != tt.fate {
				t.Errorf("FateOf(%v) = %v, want %v", err, FateOf(err), tt.fate)
			}
		})
	}
}

func TestFateNotSent(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close() // nobody listens there now
	c := &Client{Credentials: Credentials{BotToken: "t", BaseURL: s.URL}, HTTP: NewHTTPClient(nil)}
	_, err := c.SendMessage(context.Background(), Outgoing{To: "u", ClientID: "c", Item: TextItem("x")})
	if FateOf(err) != FateNotSent {
		t.Errorf("FateOf(%v) = %v, want %v", err, FateOf(err), FateNotSent)
	}
}

func TestFateLost(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.ReadAll(r.Body)
		panic(http.ErrAbortHandler) // the connection ends without an answer
	})
	_, err := c.SendMessage(context.Background(), Outgoing{To: "u", ClientID: "c", Item: TextItem("x")})
	if FateOf(err) != FateLost {
		t.Errorf("FateOf(%v) = %v, want %v", err, FateOf(err), FateLost)
	}
}

func TestGetUpdates(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got, ok := body(t, r)["get_updates_buf"]; !ok || got != "" {
			t.Errorf("get_updates_buf = %v, %v; want it there and empty", got, ok)
		}
		io.WriteString(w, `{"ret":0,"msgs":[{"seq":41,"message_id":7512345678901234561,"from_user_id":"u@im.wechat","to_user_id":"b@im.bot",
			"create_time_ms":1789000000123,"message_type":1,"message_state":2,
			"item_list":[{"type":1,"text_item":{"text":"hello"}}],"context_token":"AARz"}],
			"get_updates_buf":"Q1VS","longpolling_timeout_ms":25000}`)
	})
	b, err := c.GetUpdates(context.Background(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if b.Cursor != "Q1VS" || b.Hold != 25*time.Second || len(b.Messages) != 1 || b.ServerTime.IsZero() {
		t.Fatalf("GetUpdates = %+v", b)
	}
	m := b.Messages[0]
	if m.ID != "7512345678901234561" || m.Text() != "hello" || m.Kind() != KindText || m.ContextToken.Reveal() != "AARz" || !m.Answerable() {
		t.Errorf("message = %+v", m)
	}
	if strings.Contains(m.ContextToken.String(), "AARz") {
		t.Error("context token prints in the clear")
	}
}

func TestPollerStopsWhenStale(t *testing.T) {
	asked := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		io.WriteString(w, `{"errcode":-14,"errmsg":"session timeout"}`)
	})
	p := &Poller{Client: c, Recheck: time.Millisecond, Commit: func(context.Context, Batch) error { return nil }}
	if err := p.Run(context.Background()); !errors.Is(err, ErrStaleToken) {
		t.Errorf("Run = %v, want ErrStaleToken", err)
	}
	if asked != 2 {
		t.Errorf("asked %d times, want 2", asked)
	}
}

func TestLogin(t *testing.T) {
	answers := []string{`{"status":"wait"}`, `{"status":"scaned"}`,
		`{"status":"confirmed","bot_token":"tok","ilink_bot_id":"b@im.bot","ilink_user_id":"u@im.wechat"}`}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			io.WriteString(w, `{"ret":0,"qrcode":"k1","qrcode_img_content":"https://example.invalid/q/1"}`)
			return
		}
		io.WriteString(w, answers[0])
		answers = answers[1:]
	})
	var steps []LoginStep
	l := &Login{Client: c, Show: func(QRCode) {}, Say: func(e LoginEvent) { steps = append(steps, e.Step) }}
	cred, err := l.Run(context.Background())
	if err != nil || cred.BotToken != "tok" || cred.BotID != "b@im.bot" || cred.UserID != "u@im.wechat" {
		t.Fatalf("Run = %+v, %v", cred, err)
	}
	if len(steps) != 2 || steps[0] != LoginScanned || steps[1] != LoginConfirmed {
		t.Errorf("steps = %v", steps)
	}
}
