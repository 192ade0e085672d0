package ilink

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// Two copies agree in what the sender made, whatever the service made of it.
func TestIdentity(t *testing.T) {
	const text = `{"message_id":1,"from_user_id":"u","to_user_id":"b","client_id":"wx-1","create_time_ms":5,"context_token":"c","session_id":"s","seq":1,
		"item_list":[{"type":1,"msg_id":11,"text_item":{"text":"hi"}}]}`
	const image = `{"message_id":1,"from_user_id":"u","to_user_id":"b","client_id":"wx-1","create_time_ms":5,"item_list":[{"type":2,
		"image_item":{"aeskey":"00ff","mid_size":10,"media":{"aes_key":"x","encrypt_query_param":"p","full_url":"https://a/?1"}}}]}`
	const file = `{"message_id":1,"from_user_id":"u","to_user_id":"b","client_id":"wx-1","create_time_ms":5,"item_list":[{"type":4,
		"file_item":{"md5":"aa","len":"10","file_name":"n","media":{"aes_key":"x","full_url":"https://a/?1"}}}]}`
	tests := []struct {
		name, of, old, new string
		same               bool
	}{
		{"another id", text, `"message_id":1`, `"message_id":2`, true},
		{"no id", text, `"message_id":1,`, ``, true},
		{"another item id", text, `"msg_id":11`, `"msg_id":12`, true},
		{"another bot id", text, `"to_user_id":"b"`, `"to_user_id":"c"`, true},
		{"another token", text, `"context_token":"c"`, `"context_token":"d"`, true},
		{"no token", text, `"context_token":"c",`, ``, true},
		{"another sequence", text, `"seq":1`, `"seq":2`, true},
		{"another session", text, `"session_id":"s"`, `"session_id":"t"`, true},
		{"an unknown field", text, `"seq":1`, `"seq":1,"trace":{"a":1}`, true},
		{"another client id", text, `wx-1`, `wx-2`, false},
		{"another time", text, `"create_time_ms":5`, `"create_time_ms":6`, false},
		{"another text", text, `"hi"`, `"ho"`, false},
		{"another sender", text, `"from_user_id":"u"`, `"from_user_id":"v"`, false},
		{"one item more", text, `"item_list":[`, `"item_list":[{"type":1,"text_item":{"text":""}},`, false},
		{"another address", image, `"p","full_url":"https://a/?1"`, `"q","full_url":"https://b/?2"`, true},
		{"another second key", image, `"aes_key":"x"`, `"aes_key":"y"`, true},
		{"another key", image, `00ff`, `01ff`, false},
		{"another size", image, `"mid_size":10`, `"mid_size":11`, false},
		{"sealed anew", file, `"aes_key":"x","full_url":"https://a/?1"`, `"aes_key":"y","full_url":"https://b/?1"`, true},
		{"another md5", file, `"md5":"aa"`, `"md5":"ab"`, false},
	}
	for _, tt := range tests {
		a := mustDecode(t, json.RawMessage(tt.of))
		b := mustDecode(t, json.RawMessage(strings.Replace(tt.of, tt.old, tt.new, 1)))
		if a.Identity() == "" || !strings.Contains(tt.of, tt.old) || (a.Identity() == b.Identity()) != tt.same {
			t.Errorf("%s: identities %q and %q, want them the same: %v", tt.name, a.Identity(), b.Identity(), tt.same)
		}
	}
	for name, without := range map[string]string{"client id": `"client_id":"wx-1",`, "time": `"create_time_ms":5,`, "sender": `"from_user_id":"u",`} {
		if m := mustDecode(t, json.RawMessage(strings.Replace(text, without, "", 1))); m.Identity() != "" {
			t.Errorf("without a %s there is the identity %q", name, m.Identity())
		}
	}
	if m := mustDecode(t, json.RawMessage(strings.Replace(text, `"create_time_ms":5`, `"create_time_ms":0`, 1))); m.Identity() != "" {
		t.Errorf("with a time of 0 there is the identity %q", m.Identity())
	}
}

// A copy's token goes out with the next send, and buys nothing.
func TestWindowCopy(t *testing.T) {
	l := DefaultLimits()
	w := opened()
	before := take(t, &w, noon, l, 7)
	if !w.Copy("t1b", noon) || w.Remaining(noon, l) != 3 || !w.OpenedAt().Equal(noon) {
		t.Errorf("after a copy %d sends are left, opened at %v; want 3, at noon", w.Remaining(noon, l), w.OpenedAt())
	}
	if g := take(t, &w, noon, l, 1); g.Token != "t1b" {
		t.Errorf("token = %q, want the copy's", g.Token.Reveal())
	}
	w.GiveBack(before)
	if got := w.Remaining(noon, l); got != 3 {
		t.Errorf("a right from before the copy given back: %d are left, want 3", got)
	}
	w.Inbound("t2", noon.Add(time.Minute), noon.Add(time.Minute))
	w.Trim(1)
	for name, changed := range map[string]bool{
		"of an older message": w.Copy("t1c", noon), "without a token": w.Copy("", noon.Add(time.Minute)), "with the same": w.Copy("t2", noon.Add(time.Minute)),
	} {
		if changed {
			t.Errorf("a copy %s changes the window", name)
		}
	}
	if g := take(t, &w, noon.Add(time.Minute), l, 1); g.Token != "t2" {
		t.Errorf("token = %q, want the newest message's", g.Token.Reveal())
	}
	if late := noon.Add(24 * time.Hour); w.Copy("t3", late) && w.ClosesAt(l).After(noon.Add(24*time.Hour+time.Minute)) {
		t.Error("a copy keeps the window open")
	}
	var none Window
	if none.Copy("t", noon) || !none.OpenedAt().IsZero() {
		t.Error("a copy opens a window that never was")
	}
}
