package sim

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// request builds a bearer request for a handler that is called directly.
func request(token, op, body string, n int) *http.Request {
	r := httptest.NewRequest("POST", "/ilink/bot/"+op, bytes.NewReader([]byte(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("AuthorizationType", "ilink_bot_token")
	r.Header.Set("iLink-App-Id", "bot")
	r.Header.Set("iLink-App-ClientVersion", "132105")
	r.Header.Set("X-WECHAT-UIN", base64.StdEncoding.EncodeToString(fmt.Append(nil, n)))
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

// BenchmarkSend is what one accepted message costs the service, without HTTP.
func BenchmarkSend(b *testing.B) {
	s := New(Options{})
	defer s.Close()
	if err := s.Configure(func(set *Settings) { set.Quota = 0 }); err != nil {
		b.Fatal(err)
	}
	token := s.NewBot("").BotToken
	if _, err := s.Say(SayRequest{Text: "hi"}); err != nil {
		b.Fatal(err)
	}
	s.mu.Lock()
	context := s.st.byToken[token].chats[DefaultUser].newest
	s.mu.Unlock()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		body := fmt.Sprintf(`{"msg":{"from_user_id":"","to_user_id":%q,"client_id":"c%d","message_type":2,"message_state":2,`+
			`"item_list":[{"type":1,"text_item":{"text":"hi there"}}],"context_token":%q},"base_info":{"channel_version":"2.4.9"}}`,
			DefaultUser, i, context)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, request(token, "sendmessage", body, i))
	}
	if n := len(s.Violations()); n > 0 {
		b.Fatalf("%d violations: %+v", n, s.Violations()[0])
	}
}

// BenchmarkSay is what one message of a user costs until it is acknowledged.
func BenchmarkSay(b *testing.B) {
	s := New(Options{})
	defer s.Close()
	token := s.NewBot("").BotToken
	cursor := ""
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := s.Say(SayRequest{Text: "hi"}); err != nil {
			b.Fatal(err)
		}
		if i%20 != 0 {
			continue
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, request(token, "getupdates", `{"get_updates_buf":"`+cursor+`","base_info":{"channel_version":"2.4.9"}}`, i))
		var a struct {
			Cursor string `json:"get_updates_buf"`
		}
		if err := decodeInto(w.Body.Bytes(), &a); err != nil {
			b.Fatal(err)
		}
		cursor = a.Cursor
	}
}
