package heap

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func setting() int64 {
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

func returned() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// brisk is the usual pace in a fraction of the time.
func brisk() pace {
	p := usualPace()
	p.look, p.settle = 20*time.Millisecond, 50*time.Millisecond
	return p
}

var kept []byte // keeps the compiler from leaving out what is allocated

func work(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		kept = make([]byte, 256<<10)
	}
	kept = nil
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not so after 20 s; the setting is %d", what, setting())
		}
	}
}

func TestBusyThenQuietThenBusyAgain(t *testing.T) {
	t.Setenv("GOGC", "")
	before := setting()
	stop := Tend(Options{Limit: 512 << 20, pace: brisk()})
	defer stop()
	if got := setting(); got < 4*before {
		t.Errorf("at the start the setting is %d, want much more than %d", got, before)
	}
	until(t, "quiet after the start", func() bool { return setting() == before })
	until(t, "busy", func() bool { work(50 * time.Millisecond); return setting() >= 2*before })
	idle := returned()
	until(t, "quiet after work", func() bool { return setting() == before })
	until(t, "memory is returned", func() bool { return returned() > idle })
	stop()
	if got := setting(); got != before {
		t.Errorf("after stop the setting is %d, want %d", got, before)
	}
}

func TestStopRestoresWhileBusy(t *testing.T) {
	t.Setenv("GOGC", "")
	before := setting()
	stop := Tend(Options{})
	work(100 * time.Millisecond)
	stop()
	stop()
	runtime.GC()
	time.Sleep(20 * time.Millisecond) // nobody is called back any more
	if got := setting(); got != before {
		t.Errorf("after stop the setting is %d, want %d", got, before)
	}
}

func TestWhoHasSetGOGCKeepsIt(t *testing.T) {
	before := setting()
	t.Setenv("GOGC", "150")
	stop := Tend(Options{})
	defer stop()
	if got := setting(); got != before {
		t.Errorf("the setting is %d, want %d as before", got, before)
	}
}

func TestRoomStaysBelowTheLimits(t *testing.T) {
	const mb = 1 << 20
	for _, tt := range []struct{ limit, base, room int64 }{
		{0, 10 * mb, 64 * mb},
		{0, 100 * mb, 200 * mb},
		{512 * mb, 10 * mb, 64 * mb},
		{512 * mb, 100 * mb, 103 * mb},
		{512 * mb, 300 * mb, 300 * mb}, // as without any setting
		{32 * mb, 10 * mb, 10 * mb},
		{32 * mb, 40 * mb, 40 * mb},
		{128 * mb, 0, 31 * mb},
	} {
		k := keeper{Options: Options{Limit: tt.limit, pace: usualPace()}}
		base := max(tt.base, leastBase)
		if room := base * int64(k.percent(tt.base)) / 100; room/mb != tt.room/mb && (room+mb/2)/mb != tt.room/mb {
			t.Errorf("limit %d MB, base %d MB: %d MB of garbage, want %d", tt.limit/mb, tt.base/mb, room/mb, tt.room/mb)
		}
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(128 * mb))
	k := keeper{Options: Options{Limit: 512 * mb, pace: usualPace()}}
	if got := k.percent(64 * mb); got != leastPercent {
		t.Errorf("with a limit of the environment: %d, want %d", got, leastPercent)
	}
}

// To become quiet takes a second; for a program that rests for moments only it
// takes longer each time, and a long rest forgets that.
func TestRestlessProgramGetsTime(t *testing.T) {
	p := usualPace()
	k := keeper{Options: Options{pace: p}, needs: 1, timer: time.NewTimer(time.Hour)}
	defer k.timer.Stop()
	for i, tt := range []struct {
		rested time.Duration
		looks  int
	}{{time.Second, 4}, {time.Second, 8}, {2 * time.Second, 16}, {time.Second, 24}, {time.Second, 24}, {p.rest, 4}, {time.Second, 8}} {
		now := time.Now()
		k.since = now.Add(-tt.rested)
		if k.begin(now); k.needs != tt.looks {
			t.Errorf("rest %d, of %v: quiet after %d looks, want %d", i, tt.rested, k.needs, tt.looks)
		}
	}
	if d := time.Duration(p.quiet) * p.look; d > 1200*time.Millisecond {
		t.Errorf("quiet after %v, want about a second", d)
	}
}
