package runtime_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dlclark/regexp2/v2"

	"hotreply/runtime"
)

// heavyPattern is a rule whose pattern is tried without a time limit, for it
// has no lookaround: thousands of alternatives, each of which may begin at
// every character. Its time grows with the text, so that it ends.
const heavyPattern = `
bot.hear(new RegExp(Array.from({ length: 1500 }, (_, i) => "(?:a|b)*" + i + "x").join("|")), () => "never");
bot.hear("alive", () => "yes");`

// heavyText is a text on which heavyPattern takes about as long as wanted.
func heavyText(t *testing.T, set *runtime.Scripts, wanted time.Duration) string {
	t.Helper()
	say(t, set, "ab") // the pattern is compiled
	for probe := 4; ; probe *= 2 {
		began := time.Now()
		if _, _, err := say(t, set, strings.Repeat("ab", probe)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 40*time.Millisecond {
			return strings.Repeat("ab", int(float64(probe)*float64(wanted)/float64(took)))
		}
	}
}

// TestPatternWedge: a pattern that goes on beyond its time limit is reported
// with script, line, pattern and event, while scripts before it answer.
func TestPatternWedge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of one core")
	}
	wedges := make(chan runtime.Wedge, 4)
	set := start(t, map[string]string{"10-first.js": hear("first", "1"), "50-culprit.js": heavyPattern},
		runtime.Options{Watch: runtime.WatchOff, OnWedge: func(w runtime.Wedge) { wedges <- w },
			Limits: runtime.Limits{CPU: time.Second, Wedge: 300 * time.Millisecond}})
	// The time limit is the process's, set by whichever test came first.
	limit := regexp2.DefaultMatchTimeout
	m := &message{text: heavyText(t, set, limit+3*time.Second)}
	failed := make(chan error, 1)
	began := time.Now()
	go func() {
		_, err := set.Current().Dispatch(context.Background(), m)
		failed <- err
	}()
	select {
	case w := <-wedges:
		var late *runtime.MatchTimeoutError
		if w.Script != "50-culprit.js" || w.Place != "scripts/50-culprit.js:2" || w.Key != "m1" || w.Value != any(m) || !errors.As(w.Reason, &late) {
			t.Errorf("wedge %+v", w)
		}
		if !strings.HasPrefix(w.Pattern, "/(?:a|b)*0x|") || len(w.Pattern) > 200 {
			t.Errorf("the pattern is named as %d bytes: %.100s", len(w.Pattern), w.Pattern)
		}
		if took := time.Since(began); took < limit {
			t.Errorf("reported after %v, before the limit of %v", took, limit)
		}
	case err := <-failed:
		t.Fatalf("no wedge was reported before the match ended with %v after %v", err, time.Since(began))
	}
	if got, _, err := say(t, set, "first"); got != "1" || err != nil {
		t.Errorf("the script before it says %q, %v", got, err)
	}
	var late *runtime.MatchTimeoutError
	if err := <-failed; !errors.As(err, &late) {
		t.Errorf("the event ended with %v, want a MatchTimeoutError", err)
	}
	if got, _, err := say(t, set, "alive"); got != "yes" || err != nil || len(wedges) > 0 {
		t.Errorf("afterwards the script says %q, %v, with %d more reports", got, err, len(wedges))
	}
}

// TestPatternWedgeAside: a pattern of a script that is set aside harms nobody.
// The event counts as one that it would have taken.
func TestPatternWedgeAside(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of one core")
	}
	wedges := make(chan runtime.Wedge, 4)
	var guilty atomic.Bool
	set := start(t, map[string]string{"50-culprit.js": heavyPattern, "90-last.js": `bot.fallback(() => "nobody")`},
		runtime.Options{Watch: runtime.WatchOff, OnWedge: func(w runtime.Wedge) { wedges <- w },
			Bundles: &bundles{m: map[string][]byte{}}, Dir: filepath.Join(t.TempDir(), "scripts"),
			Skip:   func(name string) bool { return guilty.Load() && name == "50-culprit.js" },
			Limits: runtime.Limits{CPU: time.Second, Wedge: 300 * time.Millisecond}})
	limit := regexp2.DefaultMatchTimeout
	text := heavyText(t, set, limit+3*time.Second)
	guilty.Store(true)
	set.Reload(t.Context())
	began := time.Now()
	got, o, err := say(t, set, text)
	took := time.Since(began)
	if got != "nobody" || err != nil || !slices.Equal(o.Aside, []string{"50-culprit.js"}) {
		t.Errorf("%q, %+v, %v", got, o, err)
	}
	if took > limit+2*time.Second {
		t.Errorf("it took %v, the limit is %v", took, limit)
	}
	began = time.Now()
	if got, _, err := say(t, set, "another"); got != "nobody" || err != nil || time.Since(began) > limit {
		t.Errorf("the next event meanwhile: %q, %v after %v", got, err, time.Since(began))
	}
	if len(wedges) > 0 {
		t.Errorf("a script that is set aside was reported: %+v", <-wedges)
	}
}
