package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf16"

	"hotreply/internal/clock"
)

// What can not be taken names its entry, and nothing of the dump is set.
func TestLoadRefuses(t *testing.T) {
	const good = `{"space":"s","key":"good","value":1}`
	tests := []struct {
		in    string
		entry int
		want  string
	}{
		{``, 0, "nothing in it"},
		{`{}`, 0, "list of entries"},
		{`"x"`, 0, "list of entries"},
		{`nothing`, 0, "no JSON"},
		{`[` + good + `,{"key":"a","value":1}]`, 2, `"space" is missing`},
		{`[` + good + `,{"space":"","key":"a","value":1}]`, 2, `"space" is missing`},
		{`[` + good + `,{"space":"s","value":1}]`, 2, `"key" is missing`},
		{`[` + good + `,{"space":"s","key":"a"}]`, 2, `"value" is missing`},
		{`[` + good + `,{"space":"s","key":"a","value":1,"ttl":"1h"}]`, 2, `"ttl" is unknown`},
		{`[` + good + `,{"space":"s","key":"a","Value":1}]`, 2, `"Value" is unknown`},
		{`[` + good + `,{"space":"s","key":"a","value":1,"value":2}]`, 2, `"value" is there twice`},
		{`[` + good + `,{"space":"s","key":"b","value":1},` + good + `]`, 3, "those of entry 1"},
		{`[` + good + `,{"space":7,"key":"a","value":1}]`, 2, "number"},
		{`[` + good + `,{"space":"s","key":"a","value":1,"expires":"soon"}]`, 2, "is no time"},
		{`[` + good + `,{"space":"s","key":"` + strings.Repeat("k", 2000) + `","value":1}]`, 2, "2000 bytes"},
		{`[` + good + `,{"space":"` + strings.Repeat("s", 40000) + `","key":"a","value":1}]`, 2, "40000 bytes"},
		{`[` + good + `,{"space":"s","key":"a","value":"` + strings.Repeat("v", 1<<20) + `"}]`, 2, "limit is 1048576"},
		{`[` + good + `,{"space":"s","key":"a","value":"` + "\xff" + `"}]`, 2, "UTF-8"},
		{`[` + good + `,1]`, 2, "no entry"},
		{`[` + good + `,`, 2, "ends in the middle"},
		{`[` + good, 2, "ends in the middle"},
		{`[` + good + `,{"space":"s","k`, 2, "ends in the middle"},
		{`[` + good + ` ` + good + `]`, 2, "no JSON"},
		{`[` + good + `,{"space":"s","key":"a","value":1}} ]`, 3, "no JSON"},
		{`[` + good + `] trailing`, 0, "follows after"},
		{`[` + good + `][` + good + `]`, 0, "follows after"},
	}
	for _, tt := range tests {
		kv := NewKV(temp(t), KVOptions{})
		done, err := kv.Load(context.Background(), strings.NewReader(tt.in))
		var le *LoadError
		if !errors.As(err, &le) || le.Entry != tt.entry || !strings.Contains(err.Error(), tt.want) || !strings.Contains(le.Hint(), "nothing was changed") {
			t.Errorf("Load(%.120s) = %v, want entry %d and %q", tt.in, err, tt.entry, tt.want)
		}
		if kv.Space("s").Has("good") || done != (Loaded{}) {
			t.Errorf("Load(%.120s) failed and still set %+v", tt.in, done)
		}
	}
}

// What editors and shells make of a file is taken; so is a value that is null.
func TestLoadTakes(t *testing.T) {
	const in = `[{"space":"s","key":"","value":null},{"space":"s","key":"名","value":{"n":[1,"<&>"]}}]`
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(in)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, bytes := range map[string]string{"plain": in, "byte order mark": "\ufeff" + in, "UTF-16": string(wide), "space around": "\r\n " + in + "\r\n\r\n"} {
		kv := NewKV(temp(t), KVOptions{})
		done, err := kv.Load(context.Background(), strings.NewReader(bytes))
		if err != nil || done.Set != 2 {
			t.Errorf("%s: %+v, %v", name, done, err)
		}
		if v, _ := kv.Space("s").Get("名"); string(v) != `{"n":[1,"<&>"]}` {
			t.Errorf("%s: got %s", name, v)
		}
		if v, ok := kv.Space("s").Get(""); !ok || string(v) != "null" {
			t.Errorf("%s: null became %q, %v", name, v, ok)
		}
	}
	kv := NewKV(temp(t), KVOptions{})
	if done, err := kv.Load(context.Background(), strings.NewReader("[\n]\n")); done.Set != 0 || err != nil {
		t.Errorf("Load of an empty dump = %+v, %v", done, err)
	}
}

// A ttl ends after a round trip when it would have ended without one, however
// long the dump lay; a value whose time is over is left out and counted.
func TestTTLRoundTrips(t *testing.T) {
	ctx := context.Background()
	c := clock.NewVirtual(time.Date(2026, 1, 2, 3, 4, 5, 678_912_345, time.UTC))
	from := NewKV(temp(t), KVOptions{Clock: c})
	_ = from.Space("s").Set(nil, "code", raw("17"), time.Hour)
	_ = from.Space("s").Set(nil, "soon", raw("1"), time.Minute)
	_ = from.Space("s").Set(nil, "ever", raw("2"), 0)
	var dump bytes.Buffer
	if err := from.Dump(ctx, &dump); err != nil {
		t.Fatal(err)
	}
	c.Advance(10*time.Minute + 333_333*time.Nanosecond)
	to := NewKV(temp(t), KVOptions{Clock: c})
	_ = to.Space("s").Set(nil, "ever", raw("3"), time.Second) // its end is not the loaded value's
	done, err := to.Load(ctx, bytes.NewReader(dump.Bytes()))
	if err != nil || done != (Loaded{Set: 2, Expired: 1}) {
		t.Fatalf("Load = %+v, %v", done, err)
	}
	var again bytes.Buffer
	if err := to.Dump(ctx, &again); err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(dump.String()) {
		if !strings.Contains(line, "soon") {
			want = append(want, strings.TrimRight(line, ",\n"))
		}
	}
	var got []string
	for line := range strings.Lines(again.String()) {
		got = append(got, strings.TrimRight(line, ",\n"))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("after the round trip\n%v\nwant\n%v", got, want)
	}
}

// A load that does not get to the disk leaves every value as it was, and what
// scripts write meanwhile is theirs.
func TestLoadOnAFullDisk(t *testing.T) {
	var full atomic.Bool
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{CommitFault: func() error {
		if full.Load() {
			return fmt.Errorf("write: %w", fullErrnos[0])
		}
		return nil
	}})
	kv := NewKV(db, KVOptions{MaxPending: 4 << 10})
	_ = kv.Space("s").Set(nil, "a", raw(`"old"`), 0)
	if err := kv.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	var in strings.Builder
	in.WriteString(`[{"space":"s","key":"a","value":"new"}`)
	for i := range 100 { // more than may wait for the disk
		fmt.Fprintf(&in, `,{"space":"s","key":"k%d","value":"%0100d"}`, i, i)
	}
	in.WriteString("]")
	full.Store(true)
	var f *FullError
	if _, err := kv.Load(context.Background(), strings.NewReader(in.String())); !errors.As(err, &f) {
		t.Fatalf("Load = %v, want a *FullError", err)
	}
	if v, _ := kv.Space("s").Get("a"); string(v) != `"old"` || kv.Space("s").Has("k0") || kv.Pending() != 0 {
		t.Errorf("afterwards a is %s, k0 %v, %d bytes wait", v, kv.Space("s").Has("k0"), kv.Pending())
	}
	full.Store(false)
	if done, err := kv.Load(context.Background(), strings.NewReader(in.String())); err != nil || done.Set != 101 {
		t.Errorf("with room again: %+v, %v", done, err)
	}
	if got := disk(t, db, "s", "a"); got != `"new"` {
		t.Errorf("on disk a is %s", got)
	}
}

// FuzzLoad holds that a dump is taken whole or not at all, and that what was
// taken comes out again.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(`[{"space":"s","key":"k","value":{"a":1}}]`))
	f.Add([]byte("\ufeff[{\"space\":\"s\",\"key\":\"\",\"value\":null,\"expires\":\"2999-01-02T03:04:05.678Z\"}]"))
	f.Add([]byte(`[{"space":"s","key":"a","value":1},{"space":"s","key":"a","value":2}]`))
	f.Add([]byte(`[] []`))
	f.Fuzz(func(t *testing.T, in []byte) {
		entries, err := readDump(bytes.NewReader(in))
		if err != nil {
			if len(entries) > 0 {
				t.Errorf("%d entries beside %v", len(entries), err)
			}
			return
		}
		var out bytes.Buffer
		out.WriteByte('[')
		for i, e := range entries {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := writeEntry(&out, e); err != nil {
				return // a year that no dump can hold
			}
		}
		out.WriteByte(']')
		again, err := readDump(&out)
		if err != nil || len(again) != len(entries) {
			t.Fatalf("%d entries came back as %d: %v", len(entries), len(again), err)
		}
		for i, e := range entries {
			if a := again[i]; a.Space != e.Space || a.Key != e.Key || !a.Expires.Equal(e.Expires) {
				t.Errorf("entry %d came back as %+v, was %+v", i, a, e)
			}
		}
	})
}
