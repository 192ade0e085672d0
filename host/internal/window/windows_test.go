package window_test

import (
	"testing"
	"time"

	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/store"
)

const user = "u1@im.wechat"

// A send that was admitted before the user wrote again is counted where the
// service counts it: in the window that is open when it leaves, with its token.
func TestClaimFromBeforeTheLastMessage(t *testing.T) {
	now := time.Now()
	w := window.New("default", ilink.DefaultLimits(), func() time.Time { return now })
	hear := func(token ilink.Secret) {
		now = now.Add(time.Second)
		w.Inbound(&ilink.Message{From: user, ContextToken: token}, now)
	}
	hear("first")
	c, err := w.Take(user, 2)
	if err != nil {
		t.Fatal(err)
	}
	if g, err := w.Before(&c, 0); err != nil || g.Token != "first" {
		t.Fatalf("Before(0) = %+v, %v", g, err)
	}
	hear("second")
	if g, err := w.Before(&c, 1); err != nil || g.Token != "second" {
		t.Errorf("after the next message: %+v, %v; want its token", g, err)
	}
	if q := w.Quota(user); q.Used != 1 || q.Remaining != 9 {
		t.Errorf("quota = %+v, want the second part counted and nothing else", q)
	}
	w.GiveBack(c, 0, 1) // of the window that is over
	if q := w.Quota(user); q.Used != 1 {
		t.Errorf("after giving back a part of the window before: %+v", q)
	}
	w.GiveBack(c, 1, 2)
	if q := w.Quota(user); q.Used != 0 {
		t.Errorf("after giving back the part: %+v", q)
	}
}

// A part that is tried again and again is counted once, also when the user has
// written meanwhile: the service acted on none of the tries before.
func TestTriesAfterTheNextMessageCountOnce(t *testing.T) {
	now := time.Now()
	w := window.New("default", ilink.DefaultLimits(), func() time.Time { return now })
	hear := func(token ilink.Secret) {
		now = now.Add(time.Second)
		w.Inbound(&ilink.Message{From: user, ContextToken: token}, now)
	}
	hear("first")
	c, err := w.Take(user, 1)
	if err != nil {
		t.Fatal(err)
	}
	hear("second")
	for range 4 {
		if _, err := w.Before(&c, 0); err != nil {
			t.Fatal(err)
		}
	}
	if q := w.Quota(user); q.Used != 1 {
		t.Errorf("%d are used after four tries of one part, want 1", q.Used)
	}
}

// TestLateMessageKeepsTheCount: what is under way when an older message comes
// is counted once.
func TestLateMessageKeepsTheCount(t *testing.T) {
	w := window.New("default", ilink.Limits{Quota: 10, Window: 24 * time.Hour}, time.Now)
	now := time.Now()
	w.Inbound(&ilink.Message{From: user, ContextToken: "t2", Created: now}, now)
	c, err := w.Take(user, 1)
	if err != nil {
		t.Fatal(err)
	}
	w.Inbound(&ilink.Message{From: user, ContextToken: "t1", Created: now.Add(-time.Minute)}, now)
	if _, err := w.Before(&c, 0); err != nil {
		t.Fatal(err)
	}
	if q := w.Quota(user); q.Used != 1 {
		t.Errorf("%d sends are counted, want the one that was made", q.Used)
	}
}

// TestRowOfAWindow: a row is written as encoding/json would write it, and does
// not change with the next one.
func TestRowOfAWindow(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 123456789, time.FixedZone("", 8*3600))
	w := window.New("default", ilink.DefaultLimits(), func() time.Time { return now })
	w.Inbound(&ilink.Message{From: user, ContextToken: "token <1>"}, now)
	w.Inbound(&ilink.Message{From: "other"}, now)
	rows := func() (list [2]string) {
		w.KeepAll([]string{user, "other"}, func(kept []store.Window) {
			for i, k := range kept {
				list[i] = string(k.Value)
			}
		})
		return list
	}
	got := rows()
	want := [2]string{
		`{"window":{"opened_at":"2026-05-01T12:00:00.123456789+08:00","tokens":[{"token":"token \u003c1\u003e","since":"2026-05-01T12:00:00.123456789+08:00"}]},"last_at":"2026-05-01T12:00:00.123456789+08:00"}`,
		`{"window":{"opened_at":"2026-05-01T12:00:00.123456789+08:00"},"last_at":"2026-05-01T12:00:00.123456789+08:00"}`,
	}
	if got != want {
		t.Errorf("rows\n got %q\nwant %q", got, want)
	}
}

// BenchmarkKeep is what the row of a window costs, twice a message.
func BenchmarkKeep(b *testing.B) {
	w := window.New("default", ilink.DefaultLimits(), time.Now)
	w.Inbound(&ilink.Message{From: user, ContextToken: "AARzJWAFAAABAAAAAAAp2m3u7oE0zvGXLnGkaSAAAAB+9905Q6UiugPCawU3n3cGo"}, time.Now())
	b.ReportAllocs()
	for b.Loop() {
		w.Keep(user, func(store.Window) {})
	}
}
