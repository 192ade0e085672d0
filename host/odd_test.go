package host

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"

	"hotreply/store"
)

// TestOddMessages: a message with a field that no message has is in the inbox,
// told in one line, given to no rule, and not in the way of the next one.
func TestOddMessages(t *testing.T) {
	long := strings.Repeat("x", 40<<10)
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	many := strings.Repeat(`{"type":1,"text_item":{"text":"a"}},`, 2000) + `{}`
	item := `[{"type":1,"text_item":{"text":"odd"}}]`
	tests := []struct{ name, items, message string }{
		{"message id", item, fmt.Sprintf(`{"message_id":%q}`, long)},
		{"sender", item, fmt.Sprintf(`{"from_user_id":%q}`, long)},
		{"recipient", item, fmt.Sprintf(`{"to_user_id":%q}`, long)},
		{"client id", item, fmt.Sprintf(`{"client_id":%q}`, long)},
		{"group", item, fmt.Sprintf(`{"group_id":%q}`, long)},
		{"session", item, fmt.Sprintf(`{"session_id":%q}`, long)},
		{"context token", item, fmt.Sprintf(`{"context_token":%q}`, long)},
		{"zero in the sender", item, `{"from_user_id":"a\u0000b@im.wechat"}`},
		{"item id", fmt.Sprintf(`[{"type":1,"msg_id":%q,"text_item":{"text":"odd"}}]`, long), ``},
		{"quoted id", fmt.Sprintf(`[{"type":1,"text_item":{"text":"odd"},"ref_msg":{"svr_id":%q}}]`, long), ``},
		{"file name", fmt.Sprintf(`[{"type":4,"file_item":{"file_name":%q,"media":{"full_url":"https://x"}}}]`, long), ``},
		{"media key", fmt.Sprintf(`[{"type":4,"file_item":{"media":{"full_url":"https://x","aes_key":%q}}}]`, long), ``},
		{"nesting", `[{"type":1,"text_item":{"text":"odd"},"ext":` + deep + `}]`, ``},
		{"items", `[` + many + `]`, ``},
	}
	var log lockedBuffer
	r := newRig(t, map[string]string{"all.js": `bot.on("message", msg => "re " + msg.text);`}, func(c *Config) { c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log}) })
	r.start()
	for i, tt := range tests {
		r.saysItems(u1, tt.items, tt.message)
		r.says(u1, fmt.Sprint("after ", i))
		if got := r.hears(u1, i+1)[i]; got != fmt.Sprint("re after ", i) {
			t.Errorf("%s: the next message is answered %q", tt.name, got)
		}
		if n := strings.Count(log.String(), "message kept, no rule gets it"); n != i+1 {
			t.Errorf("%s: %d lines, want one for each odd message so far: %d", tt.name, n, i+1)
		}
	}
	for _, line := range strings.Split(log.String(), "\n") {
		if len(line) > 1000 {
			t.Errorf("a line of %d bytes: %.200s", len(line), line)
		}
	}
	recorded := func() (n int) {
		rows, _ := r.host.db.History(store.Filter{Limit: 1000})
		for _, row := range rows {
			if row.State != store.InboxRecorded {
				continue
			}
			n++
			if !json.Valid(row.Raw) || !strings.HasPrefix(row.Reason, "out of bounds: ") {
				t.Errorf("recorded as %q, %d bytes", row.Reason, len(row.Raw))
			}
		}
		return n
	}
	if n := recorded(); n != len(tests) {
		t.Errorf("%d are recorded, want %d", n, len(tests))
	}
	if users := r.host.Users(); len(users) != 1 {
		t.Errorf("users %v, want the one who wrote", users)
	}
	r.halt()
	r.start()
	r.says(u1, "again")
	r.hears(u1, len(tests)+1)
}

// TestNumbersThatNoMessageHas: they count as absent, and the message is answered.
func TestNumbersThatNoMessageHas(t *testing.T) {
	r := newRig(t, map[string]string{"all.js": `bot.on("message", msg => [msg.kind, isNaN(msg.date), msg.media.duration > 1e9, msg.media.duration < 0].join());`})
	r.start()
	for i, n := range []string{"-1", "9223372036854775807", "1e300", "-9223372036854775808"} {
		r.saysItems(u1, fmt.Sprintf(`[{"type":3,"voice_item":{"playtime":%[1]s,"sample_rate":%[1]s,"media":{"full_url":"https://x"}}}]`, n),
			fmt.Sprintf(`{"create_time_ms":%[1]s,"seq":%[1]s}`, n))
		if got := r.hears(u1, i+1)[i]; got != "voice,false,false,false" {
			t.Errorf("%s: %q, want a time, and a length that a voice can have", n, got)
		}
	}
}
