package ilink

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const fair = `{"message_id":7,"from_user_id":"u@im.wechat","to_user_id":"b@im.bot","message_type":1,"item_list":[{"type":1,"text_item":{"text":"hi"}}]}`

// oddEntries are entries of msgs with one field that no message has.
func oddEntries() map[string]string {
	long := strings.Repeat("x", 40<<10)
	with := func(format string, args ...any) string {
		return strings.Replace(fair, `{`, `{`+fmt.Sprintf(format, args...)+`,`, 1)
	}
	item := func(format string, args ...any) string {
		return strings.Replace(fair, `"item_list":[`, `"item_list":[`+fmt.Sprintf(format, args...)+`,`, 1)
	}
	instead := func(old, format string, args ...any) string {
		return strings.Replace(fair, old, fmt.Sprintf(format, args...), 1)
	}
	return map[string]string{
		"message_id":          instead(`"message_id":7`, `"message_id":%q`, long),
		"message_id digits":   instead(`"message_id":7`, `"message_id":%s`, strings.Repeat("7", 40<<10)),
		"from_user_id":        instead(`"u@im.wechat"`, `%q`, long),
		"to_user_id":          instead(`"b@im.bot"`, `%q`, long),
		"client_id":           with(`"client_id":%q`, long),
		"session_id":          with(`"session_id":%q`, long),
		"group_id":            with(`"group_id":%q`, long),
		"run_id":              with(`"run_id":%q`, long),
		"context_token":       with(`"context_token":%q`, long),
		"zero in a user id":   instead(`"u@im.wechat"`, `"u\u0000v@im.wechat"`),
		"line in a user id":   instead(`"u@im.wechat"`, `"u\nv@im.wechat"`),
		"msg_id":              item(`{"type":1,"msg_id":%q,"text_item":{"text":"a"}}`, long),
		"svr_id":              item(`{"type":1,"text_item":{"text":"a"},"ref_msg":{"svr_id":%q}}`, long),
		"quoted msg_id":       item(`{"type":1,"text_item":{"text":"a"},"ref_msg":{"message_item":{"type":1,"msg_id":%q}}}`, long),
		"file_name":           item(`{"type":4,"file_item":{"file_name":%q,"media":{"full_url":"https://x"}}}`, long),
		"full_url":            item(`{"type":4,"file_item":{"media":{"full_url":%q}}}`, long),
		"encrypt_query_param": item(`{"type":2,"image_item":{"media":{"encrypt_query_param":%q}}}`, long),
		"aes_key":             item(`{"type":2,"image_item":{"media":{"full_url":"https://x","aes_key":%q}}}`, long),
		"md5":                 item(`{"type":4,"file_item":{"md5":%q,"media":{"full_url":"https://x"}}}`, long),
		"items":               item(`%s{"type":1,"text_item":{"text":"a"}}`, strings.Repeat(`{"type":1,"text_item":{"text":"a"}},`, 3000)),
		"text":                item(`{"type":1,"text_item":{"text":%q}}`, strings.Repeat("x", 2<<20)),
		"text without end":    item(`{"type":1,"text_item":{"text":%q}}`, strings.Repeat("x", 40<<20)),
		"nesting":             with(`"ext":%s%s`, strings.Repeat("[", 5000), strings.Repeat("]", 5000)),
		"nesting for parsers": with(`"ext":%s%s`, strings.Repeat(`{"a":[`, 20000), strings.Repeat("]}", 20000)),
		"no JSON":             with(`"ext":%s`, "undefined"),
		"raw line in a text":  item("{\"type\":1,\"text_item\":{\"text\":\"a\nb\"}}"),
	}
}

// One odd entry costs neither those beside it nor the cursor, and says in a
// few words what is odd.
func TestOneOddEntryAmongOthers(t *testing.T) {
	for name, odd := range oddEntries() {
		t.Run(name, func(t *testing.T) {
			answer := fmt.Sprintf(`{"ret":0,"msgs":[%s,%s,%s],"get_updates_buf":"c1","longpolling_timeout_ms":20000}`, fair, odd, fair)
			c := inMemory(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, answer) })
			b, err := c.GetUpdates(bg, "c0", 0)
			if err != nil || b.Cursor != "c1" || b.Hold != 20*time.Second || len(b.Messages) != 3 {
				t.Fatalf("GetUpdates = %d messages, cursor %q, hold %s, %v; want three, c1, 20s", len(b.Messages), b.Cursor, b.Hold, err)
			}
			for i, m := range b.Messages {
				why := m.NotFor()
				if (i == 1) != (why != "") {
					t.Errorf("message %d: not for anybody: %q", i, why)
				}
				if len(why) > 200 || len(m.DedupeKey()) > 200 || len(m.Raw) > 1<<20 || !json.Valid(m.Raw) {
					t.Errorf("message %d: reason of %d bytes, key of %d, %d raw", i, len(why), len(m.DedupeKey()), len(m.Raw))
				}
				for _, s := range append(m.IDs(), m.From, m.To, m.ClientID, m.SessionID, m.GroupID, m.ContextToken.Reveal()) {
					if len(s) > 16<<10 || strings.ContainsAny(s, "\x00\n") {
						t.Errorf("message %d keeps a field of %d bytes", i, len(s))
					}
				}
			}
			if b.Messages[0].Answerable() != true || b.Messages[0].DedupeKey() == b.Messages[1].DedupeKey() {
				t.Error("the odd one is taken for the one beside it")
			}
		})
	}
}

// A number beyond all measure is as good as absent, and the message is one.
func TestNumbersBeyondMeasure(t *testing.T) {
	for _, n := range []string{"-1", "9223372036854775807", "-9223372036854775808", "1e300", "4294967297", `"1e18"`} {
		m := mustDecode(t, json.RawMessage(fmt.Sprintf(`{"message_id":7,"from_user_id":"u","create_time_ms":%[1]s,"seq":%[1]s,"message_state":%[1]s,"item_list":[
			{"type":3,"voice_item":{"playtime":%[1]s,"encode_type":%[1]s,"sample_rate":%[1]s,"media":{"full_url":"https://x"}}},
			{"type":4,"file_item":{"len":%[1]s,"media":{"full_url":"https://x"}}},
			{"type":2,"image_item":{"mid_size":%[1]s,"media":{"full_url":"https://x"}}},
			{"type":5,"video_item":{"video_size":%[1]s,"play_length":%[1]s,"media":{"full_url":"https://x"}}},
			{"type":%[1]s,"text_item":{"text":"a"}}]}`, n)))
		if !m.Answerable() {
			t.Errorf("%s: not for anybody: %s", n, m.NotFor())
		}
		if !m.Created.IsZero() && (m.Created.Year() < 1970 || m.Created.Year() > 9999) {
			t.Errorf("%s: created %v", n, m.Created)
		}
		for _, media := range m.Medias() {
			if media.Duration < 0 || media.Duration > 366*24*time.Hour || media.Size < 0 || media.SealedSize < 0 || media.SampleRate > math.MaxInt32 {
				t.Errorf("%s: %+v", n, media)
			}
		}
	}
}

// A cursor that is too long to keep is told, and the one before stands.
func TestOddCursor(t *testing.T) {
	c := inMemory(answer200(fmt.Sprintf(`{"msgs":[%s],"get_updates_buf":%q}`, fair, strings.Repeat("c", 1<<20))))
	b, err := c.GetUpdates(bg, "c0", 0)
	if err != nil || b.Cursor != "" || b.OddCursor != 1<<20 || len(b.Messages) != 1 {
		t.Errorf("GetUpdates = cursor of %d bytes, odd %d, %d messages, %v", len(b.Cursor), b.OddCursor, len(b.Messages), err)
	}
}

// The hold that an answer asks for is bounded before it is multiplied.
func TestHoldBeyondMeasure(t *testing.T) {
	c := inMemory(answer200(`{"get_updates_buf":"c","longpolling_timeout_ms":9223372036854775807}`))
	if b, err := c.GetUpdates(bg, "c0", 0); err != nil || b.Hold != 10*time.Minute {
		t.Errorf("hold = %s, %v; want 10m", b.Hold, err)
	}
	h := http.Header{"Retry-After": {"9223372036"}}
	if d := retryAfter(h); d != time.Hour {
		t.Errorf("Retry-After = %s, want 1h", d)
	}
}

// An answer cut off in the middle is a failure still: nothing of it is taken.
func TestHalfAnAnswerIsNotSalvaged(t *testing.T) {
	for _, answer := range []string{
		`{"ret":0,"msgs":[` + fair + `,{"a":`, `{"ret":0,"msgs":[` + fair + `],"get_updates_buf":"c1"`,
		`{"ret":-1,"msgs":[` + fair + `,{undefined}],"get_updates_buf":"c1"}`, `{"ret":0,"msgs":[` + fair + `]] ,"get_updates_buf":"c1"}`,
	} {
		b, err := inMemory(answer200(answer)).GetUpdates(bg, "c0", 0)
		if err == nil || len(b.Messages) > 0 || b.Cursor != "" {
			t.Errorf("GetUpdates of %q = %+v, %v; want a failure", answer, b, err)
		}
	}
}

// An id that is none does not come back as a message's.
func TestSentWithAnOddID(t *testing.T) {
	c := inMemory(answer200(fmt.Sprintf(`{"ret":0,"message_id":%q}`, strings.Repeat("7", 40<<10))))
	sent, err := c.SendMessage(bg, Outgoing{To: "u", ClientID: "c", Item: TextItem("hi")})
	if err != nil || sent.Confirmed() {
		t.Errorf("SendMessage = id of %d bytes, %v; want it unconfirmed", len(sent.MessageID), err)
	}
}

// A token file of any size and content is told in a line.
func TestLoadCredentialsOutOfBounds(t *testing.T) {
	long := strings.Repeat("x", 40<<10)
	for name, text := range map[string]string{
		"file":  fmt.Sprintf(`{"bot_token":"t","bot_id":"b","x":%q}`, strings.Repeat("x", 1<<20)),
		"token": fmt.Sprintf(`{"bot_token":%q,"bot_id":"b"}`, long), "bot": fmt.Sprintf(`{"bot_token":"t","bot_id":%q}`, long),
		"user": fmt.Sprintf(`{"bot_token":"t","bot_id":"b","user_id":%q}`, long), "base": fmt.Sprintf(`{"bot_token":"t","bot_id":"b","base_url":%q}`, long),
		"line": `{"bot_token":"t\r\nX: y","bot_id":"b"}`,
	} {
		path := filepath.Join(t.TempDir(), "token.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadCredentials(path); err == nil || len(err.Error()) > 400 || errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: LoadCredentials = %.300v, want a short error", name, err)
		}
	}
}

// Whatever an answer is made of, salvage neither hangs nor hands out a piece
// that is not in it.
func FuzzSalvage(f *testing.F) {
	for _, s := range []string{`{"msgs":[{},{"a":"]}"}]}`, `{"msgs":[{a}],"ret":0}`, `{"msgs":[[]]]}`, `{"":}`, `{"msgs":[,]}`, `{"a\"":1}`, `{"msgs":["\`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		u, ok := salvage(body)
		if !ok {
			return
		}
		total := 0
		for _, m := range u.Msgs {
			total += len(m)
			if !strings.Contains(string(body), string(m)) {
				t.Errorf("%q is not in %q", m, body)
			}
		}
		if total > len(body) {
			t.Errorf("%d bytes of %d", total, len(body))
		}
		var plain struct {
			Msgs []json.RawMessage `json:"msgs"`
		}
		if json.Unmarshal(body, &plain) == nil && plain.Msgs != nil && len(plain.Msgs) != len(u.Msgs) {
			t.Errorf("%d entries, want %d: %q", len(u.Msgs), len(plain.Msgs), body)
		}
	})
}
