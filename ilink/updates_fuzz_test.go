package ilink

import (
	"encoding/json"
	"net/http"
	"testing"
)

// FuzzGetUpdates: whatever a poll is answered with, the client returns, each
// entry of msgs is a message or counted as odd, a refusal hands no message over,
// and the wait that the service asks for stays within bounds.
func FuzzGetUpdates(f *testing.F) {
	for _, answer := range []string{
		``, `{}`, `null`, `[]`, `{"ret":0,"msgs":null,"get_updates_buf":""}`,
		`{"errcode":-14,"errmsg":"session timeout"}`, `{"ret":"-14","longpolling_timeout_ms":1e9}`,
		`{"msgs":[{"message_id":7512345678901234561},null,7,[],"x"],"get_updates_buf":"Q1VSU09S","longpolling_timeout_ms":35000}`,
		`{"msgs":{"a":1},"get_updates_buf":7,"longpolling_timeout_ms":-1}`,
		`{"ret":0,"msgs":[{"item_list":[{"type":1,"text_item":{"text":"hi"}}]}]`,
	} {
		f.Add([]byte(answer))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		c := inMemory(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(answer) })
		b, err := c.GetUpdates(bg, "c0", 0)
		if b.Hold < 0 || b.Hold > maxHold {
			t.Errorf("asked to wait for %s", b.Hold)
		}
		if err != nil {
			if len(b.Messages) > 0 || b.Cursor != "" {
				t.Errorf("refused with %v, and yet %+v", err, b)
			}
			return
		}
		var plain struct {
			Msgs []json.RawMessage `json:"msgs"`
		}
		if json.Unmarshal(answer, &plain) == nil && len(b.Messages)+b.Odd != len(plain.Msgs) {
			t.Errorf("%d messages and %d odd entries of %d", len(b.Messages), b.Odd, len(plain.Msgs))
		}
	})
}
