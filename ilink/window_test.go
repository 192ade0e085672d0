package ilink

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// opened is a window opened at noon with token "t1".
func opened() Window {
	var w Window
	w.Inbound("t1", noon, noon)
	return w
}

// take takes n grants, which must all be there.
func take(t *testing.T, w *Window, now time.Time, l Limits, n int) (last Grant) {
	t.Helper()
	for range n {
		g, err := w.Take(now, l)
		if err != nil {
			t.Fatalf("Take: %v", err)
		}
		last = g
	}
	return last
}

func TestWindowQuota(t *testing.T) {
	l := DefaultLimits()
	w := opened()
	take(t, &w, noon, l, 10)
	_, err := w.Take(noon, l)
	var quota *QuotaExhaustedError
	if !errors.As(err, &quota) || quota.Limit != 10 || quota.Used != 10 {
		t.Errorf("eleventh Take = %v, want a QuotaExhaustedError of 10 of 10", err)
	}
	w.Inbound("t2", noon.Add(time.Minute), noon.Add(time.Minute))
	if got := w.Remaining(noon.Add(time.Minute), l); got != 10 {
		t.Errorf("Remaining after the next message = %d, want 10", got)
	}
	if g := take(t, &w, noon.Add(time.Minute), l, 1); g.Token != "t2" {
		t.Errorf("token = %q, want the newest", g.Token.Reveal())
	}
}

func TestWindowCountsAllPartsBeforehand(t *testing.T) {
	l := DefaultLimits()
	w := opened()
	take(t, &w, noon, l, 8)
	if err := w.Check(noon, 2, l); err != nil {
		t.Errorf("Check for 2 of 2 left = %v", err)
	}
	var quota *QuotaExhaustedError
	if err := w.Check(noon, 3, l); !errors.As(err, &quota) || quota.Used != 8 || quota.Need != 3 {
		t.Errorf("Check for 3 of 2 left = %v", err)
	}
	if w.Remaining(noon, l) != 2 {
		t.Error("Check took something")
	}
}

func TestWindowTimes(t *testing.T) {
	l := DefaultLimits()
	never := Window{}
	var noContext *NoContextError
	if err := never.Check(noon, 1, l); !errors.As(err, &noContext) {
		t.Errorf("Check without any message = %v, want NoContextError", err)
	}
	w := opened()
	tests := []struct {
		after time.Duration
		open  bool
	}{
		{0, true}, {23 * time.Hour, true},
		{24*time.Hour - time.Minute - time.Second, true},
		{24*time.Hour - time.Minute, false}, // closed 60 s early
		{24 * time.Hour, false}, {240 * time.Hour, false},
	}
	for _, tt := range tests {
		err := w.Check(noon.Add(tt.after), 1, l)
		var closed *WindowClosedError
		if tt.open != (err == nil) || !tt.open && !errors.As(err, &closed) {
			t.Errorf("Check after %s = %v, want open %v", tt.after, err, tt.open)
		}
	}
	if want := noon.Add(24*time.Hour - time.Minute); !w.ClosesAt(l).Equal(want) {
		t.Errorf("ClosesAt = %v, want %v", w.ClosesAt(l), want)
	}
}

// The window runs from the earlier of the message's own time and its receipt.
func TestWindowOpensAtTheEarlierTime(t *testing.T) {
	for _, tt := range []struct {
		name              string
		created, received time.Time
	}{
		{"waited at the service", noon, noon.Add(3 * time.Hour)},
		{"phone's clock ahead", noon.Add(time.Hour), noon},
		{"no time of its own", time.Time{}, noon},
	} {
		var w Window
		w.Inbound("t", tt.created, tt.received)
		if !w.OpenedAt().Equal(noon) {
			t.Errorf("%s: opened at %v, want %v", tt.name, w.OpenedAt(), noon)
		}
	}
}

func TestWindowOrderOfMessages(t *testing.T) {
	l := DefaultLimits()
	w := opened()
	take(t, &w, noon, l, 4)
	w.Inbound("t0", noon.Add(-time.Hour), noon) // an older one, delivered late
	if w.Used() != 4 || !w.OpenedAt().Equal(noon) {
		t.Errorf("an older message opened the window anew: used %d, opened %v", w.Used(), w.OpenedAt())
	}
	w.Inbound("t1", noon, noon.Add(time.Second)) // the newest, delivered again
	if w.Used() != 4 {
		t.Errorf("a message delivered again opened the window anew: used %d", w.Used())
	}
	w.Inbound("", noon.Add(time.Minute), noon.Add(time.Minute)) // without a token
	if g := take(t, &w, noon.Add(time.Minute), l, 1); g.Token != "t1" || w.Used() != 1 {
		t.Errorf("after a message without a token: token %q, used %d; want t1 and 1", g.Token.Reveal(), w.Used())
	}
	w.Inbound("t1", noon.Add(2*time.Minute), noon.Add(2*time.Minute)) // the same token again
	if w.Used() != 0 {
		t.Errorf("a message with the same token left the count at %d", w.Used())
	}
	var tokenless Window
	tokenless.Inbound("", noon, noon)
	var noContext *NoContextError
	if err := tokenless.Check(noon, 1, l); !errors.As(err, &noContext) {
		t.Errorf("Check with no token at all = %v, want NoContextError", err)
	}
}

func TestWindowOlderTokens(t *testing.T) {
	l := DefaultLimits()
	w := opened()
	take(t, &w, noon, l, 3)
	later := noon.Add(10 * time.Hour)
	w.Inbound("t2", later, later)
	take(t, &w, later, l, 10)
	if _, err := w.Take(later, l); err == nil {
		t.Fatal("an older token was used although that is off")
	}
	l.OlderTokens = true
	if got := w.Remaining(later, l); got != 7 {
		t.Errorf("Remaining = %d, want the 7 of the older token", got)
	}
	if g := take(t, &w, later, l, 7); g.Token != "t1" {
		t.Errorf("token = %q, want the older one", g.Token.Reveal())
	}
	var quota *QuotaExhaustedError
	if _, err := w.Take(later, l); !errors.As(err, &quota) || quota.Limit != 20 || quota.Used != 20 {
		t.Errorf("Take of the 21st = %v", err)
	}
	w = opened()
	w.Inbound("t2", later, later)
	tomorrow := noon.Add(25 * time.Hour) // t1 is past its window, t2 is not
	if got := w.Remaining(tomorrow, l); got != 10 {
		t.Errorf("Remaining = %d, want only the newer token's 10", got)
	}
}

// In doubt counts once, its repeat once more; what was not accepted comes back.
func TestWindowGiveBack(t *testing.T) {
	l := DefaultLimits()
	w := opened()
	g := take(t, &w, noon, l, 1)
	take(t, &w, noon, l, 1) // the repeat of a lost one
	if w.Used() != 2 {
		t.Errorf("used %d after a repeat, want 2", w.Used())
	}
	w.GiveBack(g)
	if w.Used() != 1 {
		t.Errorf("used %d after giving one back, want 1", w.Used())
	}
	w.Inbound("t1", noon.Add(time.Hour), noon.Add(time.Hour)) // same token, new count
	take(t, &w, noon.Add(time.Hour), l, 1)
	w.GiveBack(g)
	if w.Used() != 1 {
		t.Errorf("a grant of the window before was given back to this one: used %d, want 1", w.Used())
	}
}

func TestWindowUnlimited(t *testing.T) {
	w := opened()
	l := Limits{}
	take(t, &w, noon.Add(1000*time.Hour), l, 50)
	if got := w.Remaining(noon, l); got != -1 {
		t.Errorf("Remaining without a quota = %d, want -1", got)
	}
	if !w.ClosesAt(l).IsZero() {
		t.Errorf("ClosesAt without a window = %v", w.ClosesAt(l))
	}
}

// Loaded after a day, the tokens go and the row stays: the error says that the
// window closed, not that the user never wrote.
func TestWindowStored(t *testing.T) {
	l := DefaultLimits()
	w := opened()
	take(t, &w, noon, l, 3)
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var back Window
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(w, back) {
		t.Fatalf("stored as %s, read as %+v, %v", data, back, err)
	}
	if g := take(t, &back, noon.Add(time.Hour), l, 1); g.Token != "t1" || back.Used() != 4 {
		t.Errorf("after a restart: token %q, used %d", g.Token.Reveal(), back.Used())
	}
	back.Prune(noon.Add(25*time.Hour), l)
	data, _ = json.Marshal(back)
	if strings.Contains(string(data), "t1") {
		t.Errorf("token survives its window: %s", data)
	}
	var closed *WindowClosedError
	if err := back.Check(noon.Add(25*time.Hour), 1, l); !errors.As(err, &closed) {
		t.Errorf("Check after pruning = %v, want WindowClosedError", err)
	}
}

// TestWindowJSON: a window is written as encoding/json would write it.
func TestWindowJSON(t *testing.T) {
	far := time.FixedZone("far", -9*3600-30*60)
	texts := []string{"", "t1", `quo"te\\`, "<a&b>", "会话", "\x00\x1f\x7f", "bad\xff", "\u2028", strings.Repeat("AbC+/=", 50)}
	for i, text := range texts {
		w := Window{}
		if i%3 != 0 {
			w.openedAt = noon.Add(time.Duration(i) * 1234567 * time.Nanosecond).In(far)
		}
		for n := range i {
			w.tokens = append(w.tokens, tokenUse{Token: Secret(text), Since: noon.Add(time.Duration(n) * time.Millisecond), Used: n})
		}
		wire := wireWindow{OpenedAt: w.openedAt}
		for _, u := range w.tokens {
			wire.Tokens = append(wire.Tokens, wireTokenUse{u.Token.Reveal(), u.Since, u.Used})
		}
		want, err := json.Marshal(wire)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(w.AppendJSON(nil)); got != string(want) {
			t.Errorf("window of %q:\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestWindowIsAValue(t *testing.T) {
	l := DefaultLimits()
	w := opened()
	before := w
	take(t, &w, noon, l, 5)
	w.Inbound("t2", noon.Add(time.Second), noon.Add(time.Second))
	w.Prune(noon.Add(48*time.Hour), l)
	if before.Used() != 0 || before.Remaining(noon, l) != 10 {
		t.Errorf("a copy changed with its original: %+v", before)
	}
}

func TestWindowKeepsFewTokens(t *testing.T) {
	var w Window
	for i := range 1000 {
		at := noon.Add(time.Duration(i) * time.Second)
		w.Inbound(Secret(strings.Repeat("x", i+1)), at, at)
	}
	if len(w.tokens) > maxTokens {
		t.Errorf("%d tokens are kept", len(w.tokens))
	}
}

func TestSkew(t *testing.T) {
	var s Skew
	s.Observe(noon, noon.Add(-100*time.Millisecond), noon.Add(200*time.Millisecond))
	if s.Ahead() != 0 {
		t.Errorf("clocks that may agree give a skew of %s", s.Ahead())
	}
	s.Observe(noon.Add(24*time.Hour), noon, noon)
	if got := s.Correct(noon); got.Before(noon.Add(24*time.Hour)) || got.After(noon.Add(24*time.Hour+time.Second)) {
		t.Errorf("Correct = %v, want a day later", got)
	}
	before := s.Ahead()
	s.Observe(noon.Add(24*time.Hour+35*time.Second), noon, noon.Add(35*time.Second)) // a held poll proves little
	if s.Ahead() != before {
		t.Errorf("skew moved from %s to %s without need", before, s.Ahead())
	}
	s.Observe(noon.Add(-time.Second), noon.Add(-time.Second), noon.Add(time.Second)) // asked before the move, read after it
	if s.Ahead() != before {
		t.Errorf("a late answer moved the skew from %s to %s", before, s.Ahead())
	}
	s.Observe(noon.Add(time.Second), noon.Add(time.Second), noon.Add(time.Second)) // the service was set back
	if d := s.Ahead(); d < 0 || d > time.Second {
		t.Errorf("skew = %s, want at most a second", d)
	}
}
