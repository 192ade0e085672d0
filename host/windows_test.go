package host

import (
	"testing"
	"time"

	"hotreply/ilink"
)

// A send that was admitted before the user wrote again is counted where the
// service counts it: in the window that is open when it leaves, with its token.
func TestClaimFromBeforeTheLastMessage(t *testing.T) {
	now := time.Now()
	w := newWindows("default", ilink.DefaultLimits(), func() time.Time { return now })
	hear := func(token ilink.Secret) {
		now = now.Add(time.Second)
		w.inbound(&ilink.Message{From: u1, ContextToken: token}, now)
	}
	hear("first")
	c, err := w.take(u1, 2)
	if err != nil {
		t.Fatal(err)
	}
	if g, err := w.before(&c, 0); err != nil || g.Token != "first" {
		t.Fatalf("before(0) = %+v, %v", g, err)
	}
	hear("second")
	if g, err := w.before(&c, 1); err != nil || g.Token != "second" {
		t.Errorf("after the next message: %+v, %v; want its token", g, err)
	}
	if q := w.quota(u1); q.Used != 1 || q.Remaining != 9 {
		t.Errorf("quota = %+v, want the second part counted and nothing else", q)
	}
	w.giveBack(c, 0, 1) // of the window that is over
	if q := w.quota(u1); q.Used != 1 {
		t.Errorf("after giving back a part of the window before: %+v", q)
	}
	w.giveBack(c, 1, 2)
	if q := w.quota(u1); q.Used != 0 {
		t.Errorf("after giving back the part: %+v", q)
	}
}

// A part that is tried again and again is counted once, also when the user has
// written meanwhile: the service acted on none of the tries before.
func TestTriesAfterTheNextMessageCountOnce(t *testing.T) {
	now := time.Now()
	w := newWindows("default", ilink.DefaultLimits(), func() time.Time { return now })
	hear := func(token ilink.Secret) {
		now = now.Add(time.Second)
		w.inbound(&ilink.Message{From: u1, ContextToken: token}, now)
	}
	hear("first")
	c, err := w.take(u1, 1)
	if err != nil {
		t.Fatal(err)
	}
	hear("second")
	for range 4 {
		if _, err := w.before(&c, 0); err != nil {
			t.Fatal(err)
		}
	}
	if q := w.quota(u1); q.Used != 1 {
		t.Errorf("%d are used after four tries of one part, want 1", q.Used)
	}
}
