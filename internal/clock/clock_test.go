package clock

import (
	"testing"
	"time"
)

func TestVirtualAdvance(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	v := NewVirtual(start)
	var got []string
	note := func(name string) func() {
		return func() { got = append(got, name+" "+v.Now().Sub(start).String()) }
	}
	v.AfterFunc(3*time.Second, note("c"))
	v.AfterFunc(time.Second, func() {
		note("a")()
		v.AfterFunc(time.Second, note("b"))
	})
	stop := v.AfterFunc(2*time.Second, note("never"))
	if !stop() {
		t.Error("stop of a waiting timer reported false")
	}
	if stop() {
		t.Error("second stop reported true")
	}
	v.AfterFunc(time.Hour, note("late"))

	v.Advance(10 * time.Second)

	want := []string{"a 1s", "b 2s", "c 3s"}
	if len(got) != len(want) {
		t.Fatalf("fired %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("fired %q, want %q", got, want)
		}
	}
	if now := v.Now().Sub(start); now != 10*time.Second {
		t.Errorf("clock stands at +%v, want +10s", now)
	}
}
