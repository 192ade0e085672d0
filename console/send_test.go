package console_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"hotreply/bot"
)

// What a body means to the backend.
func TestSend(t *testing.T) {
	tests := []struct {
		body  string
		queue time.Duration
		parts int
		ok    bool
	}{
		{`{"to":"a","text":"x"}`, 0, 1, true},
		{`{"to":"a","text":"x","queue":true}`, 7 * 24 * time.Hour, 1, true},
		{`{"to":"a","text":"x","queue":false}`, 0, 1, true},
		{`{"to":"a","image":"https://example.com/a.png","text":"x","queue":"2d"}`, 48 * time.Hour, 2, true},
		{`{"to":"a","file":"a.txt","video":"v.mp4","image":"i.png","text":"x","account":"work"}`, 0, 4, true},
		{`{"to":"a","text":"x","queue":"soon"}`, 0, 0, false},
		{`{"to":"a","text":"x","queue":3}`, 0, 0, false},
		{`{"to":"a","text":"x","colour":"red"}`, 0, 0, false},
		{`{"to":"a","text":"x"} {}`, 0, 0, false},
		{`{"to":"a"}`, 0, 0, false},
		{`{"text":"x"}`, 0, 0, false},
		{``, 0, 0, false},
	}
	for _, tt := range tests {
		called := false
		f := &fake{deliver: func(key, to string, c bot.Content, o bot.SendOptions) (bot.Receipt, error) {
			called = true
			if key != "k1" || to != "a" || o.Queue != tt.queue || len(c.Parts) != tt.parts || c.Parts[0].Text != "x" {
				t.Errorf("%s: key %q, to %q, queue %s, parts %+v", tt.body, key, to, o.Queue, c.Parts)
			}
			if strings.Contains(tt.body, "work") != (o.Account == "work") {
				t.Errorf("%s: account %q", tt.body, o.Account)
			}
			for _, p := range c.Parts[1:] {
				if url := p.Source.URL != ""; url != strings.HasPrefix(p.Source.URL+p.Source.Path, "https://") || p.Kind == "" {
					t.Errorf("%s: part %+v", tt.body, p)
				}
			}
			return bot.Receipt{Status: "confirmed", ID: "7", Parts: tt.parts, Remaining: 9, Replayed: true}, nil
		}}
		w := call(t, f, "POST", "/api/send", tt.body, "Idempotency-Key", "k1")
		if called != tt.ok || (w.Code == 200) != tt.ok {
			t.Errorf("%s: status %d, delivered %v; want ok %v", tt.body, w.Code, called, tt.ok)
		}
		if !tt.ok {
			wantProblem(t, w.Code, w.Body.String(), 400, "BAD_REQUEST")
			continue
		}
		var got struct {
			Status           string
			ID               *string
			Parts, Remaining int
			Replayed         bool
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Status != "confirmed" || got.ID == nil || *got.ID != "7" || got.Parts != tt.parts || got.Remaining != 9 || !got.Replayed {
			t.Errorf("%s: answer %s", tt.body, w.Body)
		}
	}
}

// A send that has no number yet says so with null.
func TestSendWithoutNumber(t *testing.T) {
	f := &fake{deliver: func(string, string, bot.Content, bot.SendOptions) (bot.Receipt, error) {
		return bot.Receipt{Status: "queued"}, nil
	}}
	w := call(t, f, "POST", "/api/send", `{"to":"a","text":"x"}`)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"id":null`) {
		t.Errorf("answer %d %s", w.Code, w.Body)
	}
}

// A key is a part of a row's name, a body is read into memory: both are bounded.
func TestSendTooLarge(t *testing.T) {
	w := call(t, &fake{}, "POST", "/api/send", `{"to":"a","text":"x"}`, "Idempotency-Key", strings.Repeat("k", 256))
	wantProblem(t, w.Code, w.Body.String(), 400, "BAD_REQUEST")
	w = call(t, &fake{}, "POST", "/api/send", strings.Repeat(" ", 64<<20)+`{"to":"a","text":"x"}`)
	wantProblem(t, w.Code, w.Body.String(), 413, "TOO_LARGE")
}

// wantProblem checks an answer that is no success.
func wantProblem(t *testing.T, status int, body string, wantStatus int, wantCode string) {
	t.Helper()
	var p struct{ Code, Message string }
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Errorf("answer %q: %v", body, err)
	}
	if status != wantStatus || p.Code != wantCode || p.Message == "" {
		t.Errorf("answer %d %s, want %d %s", status, body, wantStatus, wantCode)
	}
}
