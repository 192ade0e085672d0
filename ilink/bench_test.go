package ilink

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func BenchmarkDecodeMessage(b *testing.B) {
	raw := json.RawMessage(`{"seq":41,"message_id":7512345678901234561,"from_user_id":"o9cqEXAMPLEuser0001@im.wechat","to_user_id":"a1b2c3d4e5f6@im.bot","client_id":"wx-9f8e7d","create_time_ms":1789000000123,"update_time_ms":1789000000123,"session_id":"o9cqEXAMPLEuser0001@im.wechat#a1b2c3d4e5f6@im.bot","message_type":1,"message_state":2,"item_list":[{"type":1,"create_time_ms":1789000000123,"update_time_ms":1789000000123,"is_completed":true,"text_item":{"text":"hello"}}],"context_token":"AARzJWexampleCtx0001"}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeMessage(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetUpdates(b *testing.B) {
	var msgs []string
	for i := range 100 {
		msgs = append(msgs, fmt.Sprintf(`{"message_id":%d,"from_user_id":"u%d@im.wechat","to_user_id":"b@im.bot","create_time_ms":1789000000123,"message_type":1,"item_list":[{"type":1,"text_item":{"text":"hello"}}],"context_token":"AARz%0128d"}`, int64(7512345678901234561)+int64(i), i, i))
	}
	c := inMemory(answer200(`{"msgs":[` + strings.Join(msgs, ",") + `],"get_updates_buf":"c1"}`))
	b.ReportAllocs()
	for b.Loop() {
		if batch, err := c.GetUpdates(bg, "", 0); err != nil || len(batch.Messages) != 100 {
			b.Fatal(err)
		}
	}
}

func BenchmarkSendMessage(b *testing.B) {
	c := inMemory(answer200(`{"ret":0,"message_id":7512345678901234777}`))
	m := Outgoing{To: "u@im.wechat", ClientID: "c", ContextToken: "t", Item: TextItem("hello")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.SendMessage(bg, m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSplitText(b *testing.B) {
	text := strings.Repeat("今天天气很好。We go to the park! ", 2000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		SplitText(text, 2000)
	}
}

// BenchmarkSplitTextThatFits is what nearly every reply is.
func BenchmarkSplitTextThatFits(b *testing.B) {
	text := "订单 7 已发货, see https://example.com/7"
	b.ReportAllocs()
	for b.Loop() {
		SplitText(text, 2000)
	}
}

func BenchmarkFilterMarkdown(b *testing.B) {
	text := strings.Repeat("**bold** *斜体* plain text with `code` and _emphasis_\n", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		FilterMarkdown(text)
	}
}
