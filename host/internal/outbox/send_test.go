package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/outbox"
	"hotreply/ilink"
	"hotreply/store"
)

// TestSent: a send has its row before its request, and its receipt after the
// answer.
func TestSent(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	s := r.out.SendFrom("api:1", u1, text("1 < 2"), bot.SendOptions{})
	got, err := r.wait(s)
	if err != nil || got.Status != store.OutboxConfirmed || got.ID == "" || got.Parts != 1 || got.Remaining != 9 || got.Replayed {
		t.Errorf("receipt %+v, %v", got, err)
	}
	row := r.row("api:1")
	if row.State != store.OutboxConfirmed || row.Parts[0].MessageID != got.ID || row.Parts[0].Sends != 1 || row.User != u1 || row.Account != account {
		t.Errorf("row %+v", row)
	}
	if m := r.sim.Sent(u1, 0)[0]; m.ClientID != row.Parts[0].ClientID || m.ContextToken == "" {
		t.Errorf("sent %+v, want the client id of the row", m)
	}
	if sent := r.copyOf(&r.sent); !slices.Equal(sent, []string{"1 < 2"}) {
		t.Errorf("told of %q, want what the rule wrote", sent)
	}
	r.end()
	r.begin() // the window is in the journal as the send left it
	if q := r.windows.Quota(u1); q.Used != 1 {
		t.Errorf("the next life knows of %d sends, want 1", q.Used)
	}
}

// TestRefusedBefore: what the guard refuses makes no request and no row, and
// costs nothing.
func TestRefusedBefore(t *testing.T) {
	r := newRig(t)
	r.begin()
	if _, err := r.wait(r.out.SendFrom("k", u1, text("x"), bot.SendOptions{})); code(err) != "NO_CONTEXT" {
		t.Errorf("to a stranger: %v", err)
	}
	r.says(u1)
	large, whole := strings.Repeat("x", ilink.MaxTextBytes+1), false
	if _, err := r.send(u1, "", bot.SendOptions{Split: &whole}); err == nil || !strings.Contains(err.Error(), "nothing to send") {
		t.Errorf("nothing at all: %v", err)
	}
	if _, err := r.send(u1, large, bot.SendOptions{Split: &whole}); code(err) != "TEXT_TOO_LONG" {
		t.Errorf("too long a text that may not be cut: %v", err)
	}
	many := bot.Content{Parts: slices.Repeat([]bot.Part{{Text: "x"}}, 11)}
	var full *ilink.QuotaExhaustedError
	if _, err := r.wait(r.out.Send(nil, u1, many, bot.SendOptions{})); !errors.As(err, &full) || full.Need != 11 || full.Limit != 10 {
		t.Errorf("more than a window holds: %v", err)
	}
	for i := range 10 {
		if _, err := r.send(u1, fmt.Sprint(i), bot.SendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.wait(r.out.SendFrom("k", u1, text("x"), bot.SendOptions{})); code(err) != "QUOTA_EXHAUSTED" {
		t.Errorf("the eleventh: %v", err)
	}
	if can := r.out.CanSend(u1); can.OK || can.Reason != "QUOTA_EXHAUSTED" || can.Remaining != 0 {
		t.Errorf("CanSend: %+v", can)
	}
	if low := r.copyOf(&r.events); !slices.Equal(low, []string{"quotaLow"}) {
		t.Errorf("events %q, want one quotaLow", low)
	}
	r.says(u1)
	if can := r.out.CanSend(u1); !can.OK || can.Remaining != 10 {
		t.Errorf("CanSend after a message: %+v", can)
	}
	r.ahead(25 * time.Hour)
	if _, err := r.wait(r.out.SendFrom("k", u1, text("x"), bot.SendOptions{})); code(err) != "WINDOW_CLOSED" {
		t.Errorf("a day later: %v", err)
	}
	if rows := r.rows("k"); len(rows) != 0 {
		t.Errorf("%d rows, want none", len(rows))
	}
	if n := len(r.sim.Sent(u1, 0)); n != 10 {
		t.Errorf("%d messages reached the service, want 10", n)
	}
}

// TestRefusedByTheService: the refusal says what is known of it, the row ends
// refused, and what did not count is given back.
func TestRefusedByTheService(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fault("sendmessage", "ret_-2", 1)
	_, err := r.wait(r.out.SendFrom("one", u1, text("x"), bot.SendOptions{}))
	var rejected *ilink.RejectedError
	if !errors.As(err, &rejected) || rejected.Ret != -2 {
		t.Fatalf("got %v, want the refusal", err)
	}
	if row := r.row("one"); row.State != store.OutboxRefused || row.Parts[0].Err == "" || row.Reason == "" {
		t.Errorf("row %+v", row)
	}
	if q := r.windows.Quota(u1); q.Used != 0 {
		t.Errorf("%d sends counted, want none", q.Used)
	}
	// With parts that have left the error says how many.
	list := bot.Content{Parts: []bot.Part{{Text: "a"}, {Text: "b"}, {Text: "c"}}}
	r.change = func(o *outbox.Options) {
		sent := o.Sent
		o.Sent = func(id string, m outbox.Message) {
			sent(id, m)
			r.fault("sendmessage", "ret_-2", 1) // the next one
		}
	}
	r.end()
	r.begin()
	_, err = r.wait(r.out.SendFrom("three", u1, list, bot.SendOptions{}))
	var partial *outbox.PartialError
	if !errors.As(err, &partial) || partial.Sent != 1 || partial.Parts != 3 || partial.Code() != "REJECTED" || partial.Facts()["sent"] != 1 {
		t.Fatalf("got %v, want how far it came", err)
	}
	if q := r.windows.Quota(u1); q.Used != 1 {
		t.Errorf("%d sends counted, want the one that left", q.Used)
	}
	r.fault("sendmessage", "ret_-2", 0)
}

// TestUnconfirmed: a lost answer is asked for once more under the same id; what
// stays in doubt is unconfirmed and never refused.
func TestUnconfirmed(t *testing.T) {
	for _, c := range []struct {
		about, fault string
		count        int
		repeat       bool
		state        string
		requests     int
	}{
		{"an answer is lost", "drop_response", 1, true, store.OutboxConfirmed, 2},
		{"two are lost", "drop_response", 2, true, store.OutboxUnconfirmed, 2},
		{"lost, repeats off", "drop_response", 1, false, store.OutboxUnconfirmed, 1},
		{"no id", "no_message_id", 1, true, store.OutboxUnconfirmed, 1},
		{"the service is down for a moment", "http_502", 1, true, store.OutboxConfirmed, 2},
	} {
		t.Run(c.about, func(t *testing.T) {
			r := newRig(t)
			r.change = func(o *outbox.Options) { o.RepeatLost = c.repeat }
			r.begin()
			r.says(u1)
			r.fault("sendmessage", c.fault, c.count)
			got, err := r.wait(r.out.SendFrom("k", u1, text("x"), bot.SendOptions{}))
			if err != nil || got.Status != c.state {
				t.Errorf("receipt %+v, %v; want %s", got, err, c.state)
			}
			if n := len(r.sim.Requests("sendmessage", 0)); n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
			if seen := r.seen(u1); len(seen) != 1 {
				t.Errorf("the user sees %q, want one message", seen)
			}
			if row := r.row("k"); row.State != c.state {
				t.Errorf("row %+v", row)
			}
			told := slices.Contains(r.copyOf(&r.events), "unconfirmed") && strings.Contains(r.log.String(), "it may never be shown")
			if told != (c.state == store.OutboxUnconfirmed) {
				t.Errorf("told of: %t\n%s", told, r.log.String())
			}
		})
	}
}

// TestUnconfirmedIsSaidOnce: until a send is confirmed again.
func TestUnconfirmedIsSaidOnce(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	r.fault("sendmessage", "no_message_id", 2)
	for range 3 { // the third is confirmed
		if _, err := r.send(u1, "x", bot.SendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	r.fault("sendmessage", "no_message_id", 1)
	if _, err := r.send(u1, "x", bot.SendOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(r.log.String(), "it may never be shown"); n != 2 {
		t.Errorf("said %d times, want 2", n)
	}
}

// TestOrderOfARun: a handler's sends leave in the order of its calls, though
// the first has to upload.
func TestOrderOfARun(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	row := r.message(u1)
	run := r.run(row, u1)
	if !run.Silent() {
		t.Error("a run is not silent before its first send")
	}
	r.out.Send(run, u1, bot.Content{Parts: []bot.Part{{Kind: "file", Source: bot.Source{Bytes: []byte("bytes"), Name: "a.bin"}}}}, bot.SendOptions{})
	for i := range 5 {
		r.out.Send(run, u1, text(fmt.Sprint(i)), bot.SendOptions{Returned: i == 4})
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := run.Settled(ctx); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range r.sim.Sent(u1, 0) {
		got = append(got, m.Name+m.Text)
	}
	if want := []string{"a.bin", "0", "1", "2", "3", "4"}; !slices.Equal(got, want) {
		t.Errorf("left as %q, want %q", got, want)
	}
	if run.Silent() || !run.Answered() {
		t.Error("the run does not know what it sent")
	}
	for i, row := range r.rows(store.InboxSource(row)) {
		if row.N != i+1 {
			t.Errorf("row %d has the number %d", i, row.N)
		}
	}
}

// TestTextsFitWhatIsLeft: texts are cut no more than the window has room for.
func TestTextsFitWhatIsLeft(t *testing.T) {
	r := newRig(t)
	r.begin()
	r.says(u1)
	long := strings.Repeat("0123456789", 1000)
	if got, err := r.send(u1, long, bot.SendOptions{}); err != nil || got.Parts != 5 {
		t.Fatalf("with room for ten: %+v, %v; want 5 parts of 2000", got, err)
	}
	for range 3 {
		if _, err := r.send(u1, "x", bot.SendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := r.send(u1, long, bot.SendOptions{}); err != nil || got.Parts != 2 {
		t.Errorf("with room for two: %+v, %v; want 2 parts", got, err)
	}
	if seen := r.seen(u1); strings.Join(seen[8:], "") != long {
		t.Error("what arrived is not the text")
	}
}
