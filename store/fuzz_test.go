package store

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"
)

// Arbitrary bytes in place of a row are an error or a row, never a panic, and
// what was decoded is what encoding it gives.
func FuzzRow(f *testing.F) {
	in := InboxRow{Account: "a", Received: time.Unix(1, 0).UTC(), State: InboxPending}
	head, _ := in.appendHead(nil)
	f.Add(frame(head, []byte(`{"x":1}`)))
	f.Add([]byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 'x'})
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := decodeOutbox(1, b); err != nil {
			_ = err.Error()
		}
		in, err := decodeInbox(1, b)
		if err != nil {
			return
		}
		head, err := in.appendHead(nil)
		if err != nil {
			t.Skip() // a time outside what JSON can hold
		}
		again, err := decodeInbox(1, frame(head, in.Raw))
		if err != nil || !bytes.Equal(again.Raw, in.Raw) || again.State != in.State || again.Account != in.Account {
			t.Errorf("%+v became %+v, %v", in, again, err)
		}
	})
}

func FuzzKVRow(f *testing.F) {
	f.Add(kvKey("space", "key"), append(number(0), `"x"`...))
	f.Add([]byte{9, 'x'}, []byte{1})
	f.Fuzz(func(t *testing.T, key, value []byte) {
		decodeKV(value)
		if space, k, ok := splitKV(key); ok {
			if s2, k2, ok := splitKV(kvKey(space, k)); !ok || s2 != space || k2 != k {
				t.Errorf("key %q of %q became %q of %q", k, space, k2, s2)
			}
		}
	})
}

// A file of arbitrary bytes is refused or checked, without a panic.
func FuzzCheckFile(f *testing.F) {
	good := sample(f, 3)
	f.Add(uint32(0), []byte{1})
	f.Add(uint32(4096*3+8), []byte{2, 0, 255, 255})
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		b := append([]byte(nil), good...)
		copy(b[int(at)%len(b):], patch)
		_ = checkReader(bytes.NewReader(b), int64(len(b)))
	})
}

func FuzzNumber(f *testing.F) {
	f.Add([]byte("1e400"))
	f.Add([]byte(" -0 "))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, ok := numberIn(b)
		if !ok {
			return
		}
		if !json.Valid(formatNumber(n)) {
			t.Errorf("%s is read as %v and written as %s", b, n, formatNumber(n))
		}
	})
}
