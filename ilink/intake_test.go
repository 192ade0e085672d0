package ilink

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// entriesOf writes n messages of some 500 bytes, with ids from 1 on.
func entriesOf(n int) string {
	var s strings.Builder
	for i := range n {
		if i > 0 {
			s.WriteString(" ,\n")
		}
		fmt.Fprintf(&s, `{"message_id":%d,"from_user_id":"u@im.wechat","item_list":[{"type":1,"text_item":{"text":%q}}]}`, i+1, "]},{"+strings.Repeat("字", 130))
	}
	return s.String()
}

// taken polls once and returns what was committed, with the cursors.
func taken(t *testing.T, h http.HandlerFunc) (ids []string, odd []string, cursors []string, events []PollEvent) {
	t.Helper()
	n := 0
	events, _ = polled(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		if n++; n > 1 {
			hold(r)
			return
		}
		h(w, r)
	}, func(p *Poller) {
		p.Cursor = "c0"
		p.Commit = func(_ context.Context, b Batch) error {
			cursors = append(cursors, b.Cursor)
			for _, m := range b.Messages {
				if m.Odd != "" {
					odd = append(odd, m.Odd)
				}
				ids = append(ids, m.ID)
			}
			return nil
		}
	})
	return ids, odd, cursors, events
}

// An answer that is larger than what is kept in memory is taken: every message
// once, in order, the cursor behind the last.
func TestAnswerBeyondMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 18 MB")
	}
	const n = 36_000
	synctest.Test(t, func(t *testing.T) {
		ids, odd, cursors, events := taken(t, answer200(`{"ret":0,"msgs":[`+entriesOf(n)+`],"get_updates_buf":"c1"}`))
		if len(ids) != n || len(odd) > 0 || ids[n-1] != fmt.Sprint(n) {
			t.Fatalf("%d messages, %d of them odd; want %d", len(ids), len(odd), n)
		}
		last := len(cursors) - 1
		if last < 1 || cursors[last] != "c1" || slices.ContainsFunc(cursors[:last], func(c string) bool { return c != "" }) {
			t.Errorf("cursors %q, want one, with the last part", cursors)
		}
		if events[0].State != PollOK {
			t.Errorf("told as %+v", events[0])
		}
	})
}

// Parts are cut between entries, wherever the pieces of the answer end and
// whatever stands beside the list.
func TestParts(t *testing.T) {
	const n = 200
	whole := entriesOf(n)
	for name, answer := range map[string]string{
		"cursor behind":      `{"ret":0,"msgs":[` + whole + `],"get_updates_buf":"c1"}`,
		"cursor in front":    `{"get_updates_buf":"c1" , "msgs" : [` + whole + `]}`,
		"another large list": `{"ret":0,"ext":[` + strings.Repeat(`{"a":[1]},`, 200_000) + `1],"msgs":[` + whole + `],"more":{"msgs":[1,{}]},"get_updates_buf":"c1"}`,
		"an entry without end": `{"ret":0,"msgs":[` + whole + `,{"message_id":"odd","from_user_id":"v","list":[` + strings.Repeat(`{"a":"]"},`, 500_000) +
			`1],"x":1}, [` + strings.Repeat("[1],", 1_300_000) + `[1]]],"get_updates_buf":"c1"}`,
	} {
		for _, size := range []int{1, 7, 64 << 10} {
			if size < 64<<10 && len(answer) > 1<<20 {
				continue // takes long
			}
			var list []json.RawMessage
			parts := 0
			in := &intake{limit: 10_000, part: func(p []json.RawMessage) error { parts++; list = append(list, p...); return nil }}
			for piece := range slices.Chunk([]byte(answer), size) {
				if err := in.take(piece); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if len(in.body) > 10_000+maxEntryBytes+maxMessageBytes+size {
					t.Fatalf("%s: %d bytes are kept", name, len(in.body))
				}
			}
			var u wireUpdates
			if err := json.Unmarshal(in.body, &u); err != nil || u.Cursor != "c1" {
				t.Fatalf("%s: what is left is %q: %v", name, excerpt(in.body), err)
			}
			var b Batch
			b.decode(append(list, u.Msgs...))
			for i, m := range b.Messages[:min(n, len(b.Messages))] {
				if m.ID != fmt.Sprint(i+1) || m.Odd != "" {
					t.Fatalf("%s in pieces of %d: message %d is %q %s", name, size, i+1, m.ID, m.Odd)
				}
			}
			want, odd := n, 0
			if strings.Contains(name, "end") {
				if want, odd = n+1, 1; len(b.Messages) != want || b.Messages[n].From != "v" || !strings.Contains(b.Messages[n].Odd, "at most 1048576") {
					t.Fatalf("%s: %d messages, the last %q", name, len(b.Messages), b.Messages[len(b.Messages)-1].Odd)
				}
			}
			if len(b.Messages) != want || b.Odd != odd || parts == 0 {
				t.Errorf("%s: %d messages, %d odd, in %d parts", name, len(b.Messages), b.Odd, parts)
			}
		}
	}
}

// One that ends in the middle has failed; what was taken of it stays, and the
// next question has the same cursor.
func TestAnswerBeyondMemoryThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids, _, cursors, events := taken(t, answer200(`{"ret":0,"msgs":[`+entriesOf(20_000)))
		if len(ids) < 15_000 || slices.ContainsFunc(cursors, func(c string) bool { return c != "" }) {
			t.Errorf("%d messages, cursors %q", len(ids), cursors)
		}
		if len(events) == 0 || events[0].State != PollRetrying {
			t.Errorf("events %+v, want a failure first", events)
		}
	})
}

// An answer that stops coming has failed, and is no silent poll.
func TestAnswerThatStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, due, cancel := within(bg, 45*time.Second)
		defer cancel()
		from := time.Now()
		_, err := (&intake{}).read(&slowReader{pieces: []string{`{"msgs":[`, fair, ""}, each: 20 * time.Second, ctx: ctx}, due)
		err = (&Client{}).failed(ctx, call{op: "getupdates"}, true, err)
		if took := time.Since(from); took != 70*time.Second || timedOut(err) || cutShort(err, took) || !strings.Contains(err.Error(), "had come as far as") {
			t.Errorf("after %s: %v, timed out %v, cut %v; want a failure after 70s", took, err, timedOut(err), cutShort(err, took))
		}
	})
}

// The time of an answer is that between two pieces of it, and the time that a
// part takes to be handed on is not the service's.
func TestAnswerThatTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, due, cancel := within(bg, 45*time.Second)
		defer cancel()
		in := &intake{}
		pieces := &slowReader{pieces: []string{`{"msgs":[`, fair, `],`, `"get_updates_buf":`, `"c1"}`}, each: 20 * time.Second}
		body, err := in.read(pieces, due)
		if err != nil || string(body) != `{"msgs":[`+fair+`],"get_updates_buf":"c1"}` {
			t.Errorf("read = %q, %v", body, err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("disk")
		var err error
		_, err = polled(t, time.Hour, answer200(`{"msgs":[`+entriesOf(20_000)+`],"get_updates_buf":"c1"}`), func(p *Poller) {
			p.Commit = func(_ context.Context, b Batch) error {
				if b.Part > 0 {
					time.Sleep(20 * time.Minute) // the inbox is full
					return nil
				}
				if b.Cursor != "c1" {
					return errors.New("the last part has no cursor")
				}
				return broken
			}
		})
		if !errors.Is(err, broken) {
			t.Errorf("Run = %v, want the error of Commit", err)
		}
	})
}

// slowReader gives a piece each time, and waits for the context at an empty one.
type slowReader struct {
	pieces []string
	each   time.Duration
	ctx    context.Context
}

func (r *slowReader) Read(p []byte) (int, error) {
	if len(r.pieces) == 0 {
		return 0, io.EOF
	}
	piece := r.pieces[0]
	if r.pieces = r.pieces[1:]; piece == "" {
		<-r.ctx.Done()
		return 0, context.Cause(r.ctx)
	}
	time.Sleep(r.each)
	return copy(p, piece), nil
}
