package ilink

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestVisibleErrors(t *testing.T) {
	tests := []struct {
		err        Visible
		name, code string
		facts      string // as JSON
		text       string // part of Error
	}{
		{&NoContextError{User: "u1"}, "NoContextError", "NO_CONTEXT", `{}`, "u1"},
		{&WindowClosedError{OpenedAt: noon, ClosedAt: noon.Add(time.Hour), Now: noon.Add(2 * time.Hour)}, "WindowClosedError", "WINDOW_CLOSED",
			`{"closedAt":"2026-03-01T13:00:00Z","openedAt":"2026-03-01T12:00:00Z"}`, "2h0m0s ago"},
		{&QuotaExhaustedError{Limit: 10, Used: 9, Need: 2}, "QuotaExhaustedError", "QUOTA_EXHAUSTED", `{"limit":10,"need":2,"used":9}`, "9 of 10"},
		{&TextTooLongError{Bytes: 18000, Limit: 16384}, "TextTooLongError", "TEXT_TOO_LONG", `{"bytes":18000,"limit":16384}`, "18000"},
		{&SessionExpiredError{Account: "default"}, "SessionExpiredError", "SESSION_EXPIRED", `{"account":"default"}`, "default"},
		{&MediaError{Reason: MediaTooLarge, Size: 9, Limit: 8}, "MediaError", "TOO_LARGE", `{"limit":8,"size":9}`, "TOO_LARGE"},
	}
	for _, tt := range tests {
		facts, err := json.Marshal(tt.err.Facts())
		if err != nil || tt.err.Name() != tt.name || tt.err.Code() != tt.code || string(facts) != tt.facts {
			t.Errorf("%T: %s %s %s", tt.err, tt.err.Name(), tt.err.Code(), facts)
		}
		if s := tt.err.Error(); !strings.Contains(s, tt.text) || strings.HasSuffix(s, ".") || tt.err.Hint() == "" {
			t.Errorf("%T: Error %q, Hint %q", tt.err, s, tt.err.Hint())
		}
	}
	if !errors.Is(&SessionExpiredError{}, ErrStaleToken) {
		t.Error("a SessionExpiredError does not match ErrStaleToken")
	}
	for _, code := range []MediaCode{MediaKeyMismatch, MediaBadPadding, MediaTooLarge, MediaCDNStatus, MediaUnsupported,
		MediaProbePreview, MediaUserUnknown, MediaPathRefused, MediaGone} {
		if (&MediaError{Reason: code}).Hint() == "" {
			t.Errorf("%s has no hint", code)
		}
	}
}

// The likeliest reason of a -2 comes first.
func TestRejectedReasons(t *testing.T) {
	refused := func(ret int, msg string) error { return &Error{Op: "sendmessage", HTTPStatus: 200, Ret: ret, Msg: msg} }
	fresh := SendFacts{Quota: 10, Used: 1, TokenAge: time.Minute, Bytes: 20}
	tests := []struct {
		name  string
		err   error
		facts SendFacts
		first string
	}{
		{"quota", refused(-2, "prepare failed"), SendFacts{Quota: 10, Used: 10, TokenAge: time.Minute}, "used up"},
		{"old token", refused(-2, ""), SendFacts{Quota: 10, Used: 1, TokenAge: 24 * time.Hour}, "24 h ago"},
		{"long text", refused(-2, ""), SendFacts{Quota: 10, Bytes: 20000}, "16384 bytes"},
		{"burst", refused(-2, ""), SendFacts{Quota: 10, Recent: []time.Duration{100 * time.Millisecond}}, "short time"},
		{"malformed", refused(-2, "invalid arguments"), fresh, "malformed"},
		{"nothing known", refused(-2, ""), fresh, "limits this account"},
		{"nothing known but its text", refused(-2, "prepare failed"), fresh, "only 1 were counted here"},
		{"less counted than the service allows", refused(-2, ""), SendFacts{Quota: 5, Used: 4, TokenAge: time.Minute}, "used up (counted here: 4)"},
		{"more counted than the service allows", refused(-2, ""), SendFacts{Quota: 50, Used: 12, TokenAge: time.Minute}, "used up (counted here: 12)"},
		{"unknown recipient", refused(-1, ""), fresh, "not a user"},
	}
	for _, tt := range tests {
		r := Rejected(tt.err, tt.facts)
		if len(r.Reasons) == 0 || !strings.Contains(r.Reasons[0], tt.first) {
			t.Errorf("%s: reasons = %q, want %q first", tt.name, r.Reasons, tt.first)
		}
		if f := r.Facts(); f["ret"] != r.Ret || f["errmsg"] != r.ErrMsg || r.Code() != "REJECTED" || r.Hint() == "" {
			t.Errorf("%s: facts = %v", tt.name, f)
		}
		if _, err := json.Marshal(r.Facts()); err != nil {
			t.Error(err)
		}
	}
	r := Rejected(refused(-2, "prepare failed"), fresh)
	if len(r.Reasons) < 3 || !strings.Contains(r.Error(), `ret -2 "prepare failed"`) {
		t.Errorf("nothing speaks for any reason, so all are to be told: %v", r)
	}
	for _, reason := range r.Reasons { // of a short text to somebody who wrote a minute ago
		if strings.Contains(reason, "16384") || strings.Contains(reason, "malformed") || strings.Contains(reason, "more than 24 h ago") {
			t.Errorf("told though the facts rule it out: %s", reason)
		}
	}
	// A proxy's refusal is no word of the service.
	r = Rejected(&Error{Op: "sendmessage", HTTPStatus: 403, Msg: "Forbidden"}, fresh)
	if text := r.Error(); strings.Contains(text, "ret 0") || strings.Contains(text, "by the service") || !strings.Contains(text, "HTTP 403") {
		t.Errorf("a proxy's 403 is told as %q", text)
	}
	if got := Rejected(&Error{ErrCode: -12}, fresh); got.Ret != -12 {
		t.Errorf("errcode without ret is shown as %d", got.Ret)
	}
}
