package regex_test

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"hotreply/runtime/regex"
)

// megabyte is 2^20 units of UTF-16 and of ASCII, with nothing at the end.
func megabyte(ascii bool) regex.Text {
	if ascii {
		return regex.String(strings.Repeat("ab", 1<<19) + "!")
	}
	return regex.String(strings.Repeat("a好", 1<<19) + "!")
}

// hard are patterns that have to look at the whole text; the last ones find no
// end by themselves.
var hard = []struct{ name, pattern, flags string }{
	{"lookbehind", `(?<=好|b)!`, ""},
	{"lookahead", `^(?:(?!END).)*!$`, ""},
	{"back reference", `(好|b)a\1!`, ""},
	{"Han", `[\p{sc=Han}a-z]+!$`, "u"},
	{"lazy", `^.*?!`, ""},
	{"captures in loops", `^(?:(a)|(好)|(b))*!$`, ""},
	{"group repeated", `^([ab好])*!$`, ""},
	{"alternatives repeated", `^(?:a|b|好)*!?$`, ""},
	{"capture before an assertion", `^(a|b|好)*(?=!$)`, ""},
	{"capture to the end", `^(a|b|好|!)*`, ""},
	{"two ways for each", `^(a|b|ab|好)*!$`, ""},
	{"words", `^(?:(\w|好)+\s?)*!$`, ""},
	{"two captures", `^((a|b)(好|b)?)*!`, ""},
	{"counted", `^(?:(a)|[^a]){3,2000000}!?`, ""},
	{"texts repeated", `^(?:ab|a好)*a?!`, ""},
	{"nested repetition", `^(\S+)+$x`, ""},
	{"nested with back reference", `^(a|.)+(\S+)+\2$`, ""},
}

// BenchmarkMegabyte tells the highest heap besides the time. Each pattern has
// five seconds; those that need more end with an error.
func BenchmarkMegabyte(b *testing.B) {
	for _, c := range hard {
		for _, ascii := range []bool{true, false} {
			name := c.name + "/UTF-16"
			if ascii {
				name = c.name + "/ASCII"
			}
			b.Run(name, func(b *testing.B) {
				text, r := megabyte(ascii), regex.MustCompile(c.pattern, c.flags)
				var peak, ended float64
				for b.Loop() {
					var m regex.Matcher
					began := time.Now()
					base := heap()
					m.Poll = func() error {
						peak = max(peak, heap()-base)
						if time.Since(began) > 5*time.Second {
							return errors.New("late")
						}
						return nil
					}
					if _, err := m.Match(r, text, 0); err != nil {
						ended = 1
					}
				}
				b.ReportMetric(peak/(1<<20), "MB-peak")
				b.ReportMetric(ended, "errors")
			})
		}
	}
}

// heap is the memory of objects, with those that are garbage but not yet freed.
func heap() float64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return float64(s[0].Value.Uint64())
}

// TestMemoryOfAMatch: what a match of a long text needed is let go of, and a
// bound of its stack is an error.
func TestMemoryOfAMatch(t *testing.T) {
	text := megabyte(false)
	for _, c := range hard[:15] {
		var m regex.Matcher
		if _, err := m.Match(regex.MustCompile(c.pattern, c.flags), text, 0); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		kept := m
		m = regex.Matcher{}
		runtime.KeepAlive(kept)
		kept = regex.Matcher{}
		_ = kept
		runtime.GC()
		runtime.ReadMemStats(&after)
		if n := int64(before.HeapAlloc) - int64(after.HeapAlloc); n > 2<<20 {
			t.Errorf("%s: %d bytes are kept", c.name, n)
		}
	}
	runtime.KeepAlive(text)
}

// TestPeakOfAMatch: what a match of a megabyte needs at a time stays within a
// small part of what places to go back to for each letter would take.
func TestPeakOfAMatch(t *testing.T) {
	const most = 105 << 20
	for _, c := range hard[5:15] {
		text, peak := megabyte(true), 0.0
		runtime.GC()
		base := heap()
		m := regex.Matcher{Poll: func() error { peak = max(peak, heap()-base); return nil }}
		if _, err := m.Match(regex.MustCompile(c.pattern, c.flags), text, 0); err != nil || peak > most {
			t.Errorf("%s: %.0f MB at a time, %v", c.name, peak/(1<<20), err)
		}
	}
}

// TestManyPlaces: what a match goes back to is right wherever its memory comes
// in pieces.
func TestManyPlaces(t *testing.T) {
	there, back := regex.MustCompile(`^(?:(x)|(y)z?|(xy))*$`, ""), regex.MustCompile(`^(?:(x)y?|(y)|(xy))*w|^(x)`, "")
	for _, about := range []int{64, 256, 1024, 4096, 8192, 12288} {
		for n := about/4 - 3; n < about+4; n += max(1, about/100) {
			text := regex.String(strings.Repeat("xy", n))
			var m regex.Matcher
			found, err := m.Match(there, text, 0)
			if want := fmt.Sprint([]int{0, 2 * n, -1, -1, 2*n - 1, 2 * n, -1, -1}); err != nil || fmt.Sprint(found) != want {
				t.Fatalf("%d times: %v, %v, want %s", n, found, err, want)
			}
			found, err = m.Match(back, text, 0)
			if want := "[0 1 -1 -1 -1 -1 -1 -1 0 1]"; err != nil || fmt.Sprint(found) != want {
				t.Fatalf("%d times, back to the beginning: %v, %v, want %s", n, found, err, want)
			}
		}
	}
}
