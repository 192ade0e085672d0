package runtime_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hotreply/runtime"
)

// budgetOf runs an endless loop and returns the error that ended it.
func budgetOf(t *testing.T, cpu func() time.Duration) *runtime.BudgetError {
	t.Helper()
	set := start(t, map[string]string{"x.js": `bot.hear("loop", () => { for (;;) {} })`},
		runtime.Options{Watch: runtime.WatchOff, CPUTime: cpu, Limits: runtime.Limits{CPU: 50 * time.Millisecond, Wedge: -1}})
	_, _, err := say(t, set, "loop")
	var b *runtime.BudgetError
	if !errors.As(err, &b) {
		t.Fatalf("ended with %v", err)
	}
	return b
}

// The guard counts time in ticks of its own, so what its errors tell does not
// hang on how busy the machine of the test is.
func TestTimeIsUpByClockAndProcessor(t *testing.T) {
	// The process gets no processor at all: the clock decides, late.
	b := budgetOf(t, func() time.Duration { return 0 })
	if b.Elapsed <= 500*time.Millisecond || b.Elapsed > 600*time.Millisecond || b.CPU != 0 {
		t.Errorf("without the processor: %+v", b)
	}
	if !strings.Contains(b.Error(), "0s of processor time") || !strings.Contains(b.Hint(), "busy") {
		t.Errorf("%s, hint: %s", b, b.Hint())
	}
	// A third of it.
	var looks atomic.Int64
	b = budgetOf(t, func() time.Duration { return time.Duration(looks.Add(1)) * 7 * time.Millisecond })
	if b.Elapsed < 160*time.Millisecond || b.CPU <= b.Limit || b.CPU > 60*time.Millisecond {
		t.Errorf("with some of the processor: %+v", b)
	}
	// All of it, and other threads beside: not before the clock says so.
	b = budgetOf(t, func() time.Duration { return time.Duration(looks.Add(1)) * time.Second })
	if b.Elapsed <= 50*time.Millisecond || b.Elapsed > 200*time.Millisecond {
		t.Errorf("with all of the processor: %+v", b)
	}
	if strings.Contains(b.Hint(), "busy") {
		t.Errorf("hint: %s", b.Hint())
	}
}

func TestLoadingHasFiveTimesTheLimit(t *testing.T) {
	var failed []*runtime.ScriptError
	start(t, map[string]string{"x.js": `for (;;) {}`}, runtime.Options{Watch: runtime.WatchOff,
		OnReport: func(r runtime.Report) { failed = append(failed, r.Failed...) },
		Limits:   runtime.Limits{CPU: 40 * time.Millisecond, Wedge: -1}})
	if len(failed) != 1 {
		t.Fatal(failed)
	}
	err := error(failed[0])
	var b *runtime.BudgetError
	if !errors.As(err, &b) || b.Limit != 200*time.Millisecond || !b.Loading || b.Elapsed <= b.Limit {
		t.Fatalf("%v %+v", err, b)
	}
	if !strings.Contains(b.Error(), "top level ran for more than 200ms") || !strings.Contains(b.Hint(), "5 times") {
		t.Errorf("%s, hint: %s", b, b.Hint())
	}
}
