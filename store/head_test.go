package store

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

// plain is below one number, now and then below another.
func plain(r *rand.Rand, often, seldom int) int {
	if r.IntN(20) == 0 {
		return r.IntN(seldom)
	}
	return r.IntN(often)
}

// someText is text of every kind that a head may have, and some that it has not.
func someText(r *rand.Rand) string {
	return []string{
		"", "default", "o9cq80@im.wechat", "message:7123", "已经处理", "a\"b\\c", "<b>&amp;</b>", "line\nline\x00\x7f",
		"\u2028 \u2029", "\xff broken \xc3", InboxPending, OutboxConfirmed, strings.Repeat("x", r.IntN(300)),
	}[plain(r, 5, 13)]
}

func someTime(r *rand.Rand) time.Time {
	return []time.Time{
		{}, time.Unix(r.Int64N(4e9), r.Int64N(1e9)), time.Unix(r.Int64N(4e9), 0).UTC(), time.Unix(5, 120e6).In(time.FixedZone("", 3600*(r.IntN(27)-13)+60*r.IntN(60))),
		time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Unix(5, 0).In(time.FixedZone("", 25*3600)), time.Unix(5, 0).In(time.FixedZone("", 3601)),
	}[plain(r, 4, 9)]
}

func someNumber(r *rand.Rand) int {
	return []int{0, 0, 1, 9, 10, 123456789, 1234567890, -1}[plain(r, 6, 8)]
}

func someRaw(r *rand.Rand) json.RawMessage {
	return []json.RawMessage{nil, {}, json.RawMessage(`{"a": "<x>"}`), json.RawMessage(`null`), json.RawMessage(`"中文"`), json.RawMessage(`{`)}[r.IntN(6)]
}

func someInbox(r *rand.Rand) InboxRow {
	row := InboxRow{
		Account: someText(r), User: someText(r), Key: someText(r), Kind: someText(r), Received: someTime(r), State: someText(r),
		Reason: someText(r), Attempts: someNumber(r), Finished: someTime(r), Retries: someNumber(r), Before: someNumber(r),
	}
	switch r.IntN(20) {
	case 0:
		row.Once = map[string]json.RawMessage{someText(r): someRaw(r), "b": someRaw(r)}
	case 1:
		row.Answers = []json.RawMessage{someRaw(r), someRaw(r)}
	case 2:
		row.Once, row.Answers = map[string]json.RawMessage{}, []json.RawMessage{}
	}
	return row
}

func someOutbox(r *rand.Rand) OutboxRow {
	row := OutboxRow{
		Account: someText(r), User: someText(r), Source: someText(r), N: someNumber(r), State: someText(r), Reason: someText(r),
		Created: someTime(r), Expires: someTime(r), Leave: someNumber(r), Refused: someNumber(r),
	}
	if r.IntN(10) == 0 {
		row.Data = someRaw(r)
	}
	for range r.IntN(3) {
		row.Parts = append(row.Parts, PartState{someText(r), someText(r), someText(r), someNumber(r), someText(r)})
	}
	return row
}

// Heads are written as encoding/json writes them, and read as it reads them.
func TestHeads(t *testing.T) {
	read := 0
	for seed := range uint64(20_000) {
		r := rand.New(rand.NewPCG(seed, 3))
		in, out := someInbox(r), someOutbox(r)
		a, err1 := in.appendHead([]byte("before"))
		b, err2 := out.appendHead(nil)
		account := AccountRow{someText(r), someText(r), r.IntN(2) == 0}
		c, err3 := account.append(nil)
		sameHead(t, account, c, err3)
		sameRow(t, c)
		sameHead(t, in, a[min(len("before"), len(a)):], err1)
		sameHead(t, out, b, err2)
		if err1 == nil && sameRow(t, a[len("before"):]) {
			read++
		}
		if err2 == nil && sameRow(t, b) {
			read++
		}
	}
	if read < 10_000 {
		t.Errorf("of 40,000 heads only %d were read without encoding/json", read)
	}
}

func sameHead(t *testing.T, row any, got []byte, err error) {
	t.Helper()
	want, fails := json.Marshal(row)
	if (err == nil) != (fails == nil) || fails == nil && string(got) != string(want) {
		t.Fatalf("%+v is written as\n%s, %v, by encoding/json\n%s, %v", row, got, err, want, fails)
	}
}

// sameRow says whether one of the readers has read a head.
func sameRow(t *testing.T, head []byte) (read bool) {
	t.Helper()
	if got, ok := readInboxHead(head); ok {
		read = true
		if want, err := unmarshalled[InboxRow](head); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is read as\n%+v, by encoding/json as\n%+v, %v", head, got, want, err)
		}
	}
	if got, ok := readOutboxHead(head); ok {
		read = true
		if want, err := unmarshalled[OutboxRow](head); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is read as\n%+v, by encoding/json as\n%+v, %v", head, got, want, err)
		}
	}
	if got, ok := readAccount(head); ok {
		read = true
		if want, err := unmarshalled[AccountRow](head); err != nil || got != want {
			t.Fatalf("%s is read as\n%+v, by encoding/json as\n%+v, %v", head, got, want, err)
		}
	}
	return read
}

func FuzzHead(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		in, out := someInbox(r), someOutbox(r)
		a, _ := in.appendHead(nil)
		b, _ := out.appendHead(nil)
		f.Add(a)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, head []byte) { sameRow(t, head) })
}

func BenchmarkHead(b *testing.B) {
	row := OutboxRow{
		Account: "default", User: "o9cq8user@im.wechat", Source: InboxSource(123456), N: 1, State: OutboxConfirmed, Created: time.Now(),
		Parts: []PartState{{ClientID: "hotreply:123456789", State: "confirmed", MessageID: "7123456789", Sends: 1}},
	}
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		var room []byte
		for b.Loop() {
			room, _ = row.appendHead(room[:0])
		}
	})
	head, _ := row.appendHead(nil)
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readOutboxHead(head)
		}
	})
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = unmarshalled[OutboxRow](head)
		}
	})
}
