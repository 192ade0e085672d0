package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hotreply/runtime"
)

// drag is a matcher that sleeps where a pattern would find no end: texts that
// begin with "slow" keep patterns that hold "slow" for a while.
func drag(d time.Duration) func(pattern, text string) time.Duration {
	return func(pattern, text string) time.Duration {
		if strings.Contains(pattern, "slow") && strings.HasPrefix(text, "slow") {
			return d
		}
		return 0
	}
}

const (
	cpuLimit   = time.Second
	matchLimit = cpuLimit + 250*time.Millisecond
	wedgeLimit = 2 * time.Second
)

// slowRules have a pattern that never matches its slow texts, and a script
// behind it.
var slowRules = map[string]string{
	"10-first.js":   `bot.hear("first", () => "1");`,
	"50-culprit.js": "\nbot.hear([/slow.*\\d/, 'slow but known'], () => 'pattern');\nbot.hear('alive', () => 'yes');",
	"90-last.js":    `bot.fallback(() => "last");`,
}

// inBubble runs a test on a clock of its own. The bundler's goroutines, which
// sleep a quarter second, end before it does.
func inBubble(t *testing.T, test func(t *testing.T)) {
	synctest.Test(t, func(t *testing.T) {
		test(t)
		time.Sleep(time.Second)
	})
}

// slowly is a set whose slow texts take a while, inside a bubble of time.
func slowly(t *testing.T, takes time.Duration, opts runtime.Options) *runtime.Scripts {
	opts.Watch, opts.MatchDelay = runtime.WatchOff, drag(takes)
	opts.Limits = runtime.Limits{CPU: cpuLimit, Wedge: wedgeLimit}
	began := time.Now()
	opts.CPUTime = func() time.Duration { return time.Since(began) } // of the bubble, as if it worked all the time
	return start(t, slowRules, opts)
}

// failsSlowly says a text on which the pattern finds no answer.
func failsSlowly(t *testing.T, set *runtime.Scripts, text string) {
	t.Helper()
	var late *runtime.MatchTimeoutError
	var se *runtime.ScriptError
	if got, _, err := say(t, set, text); !errors.As(err, &late) || !errors.As(err, &se) || se.Line != 2 || se.Hint() == "" {
		t.Errorf("%q: %q, %v, want a MatchTimeoutError of line 2", text, got, err)
	}
}

// passes says a text that the pattern is not asked about any more.
func passes(t *testing.T, set *runtime.Scripts, text string) *runtime.PassedOverError {
	t.Helper()
	began := time.Now()
	got, o, err := say(t, set, text)
	if got != "last" || err != nil || len(o.PassedOver) != 1 || time.Since(began) != 0 {
		t.Fatalf("%q: %q, %+v, %v after %v, want it to pass at once", text, got, o.PassedOver, err, time.Since(began))
	}
	return o.PassedOver[0]
}

func replies(t *testing.T, set *runtime.Scripts, text, want string) {
	t.Helper()
	if got, o, err := say(t, set, text); got != want || err != nil || len(o.PassedOver) != 0 {
		t.Errorf("%q: %q, %+v, %v, want %q", text, got, o, err, want)
	}
}

// TestSlowPattern: three texts in a row without an answer, and texts as long as
// the shortest of them pass the pattern; all others do not.
func TestSlowPattern(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var reported []*runtime.ScriptError
		set := slowly(t, matchLimit, runtime.Options{OnError: func(e *runtime.ScriptError) { reported = append(reported, e) }})
		failsSlowly(t, set, "slow 文字文字文字")
		failsSlowly(t, set, "slow 文字文")
		replies(t, set, "alive", "yes") // no text of that length
		if len(reported) != 0 {
			t.Errorf("reported too early: %v", reported[0])
		}
		failsSlowly(t, set, "slow 文字文字文")
		began := time.Now()
		if len(reported) != 1 || !strings.Contains(reported[0].Error(), "texts of 8 characters and more pass the pattern /slow.*\\d/") || reported[0].Script != "50-culprit.js" {
			t.Fatalf("reported: %v", reported)
		}
		for range 7 { // ten messages cost three timeouts
			e := passes(t, set, "slow 文字文")
			if e.Place != "scripts/50-culprit.js:2" || e.Shortest != 8 || !strings.Contains(e.Error(), e.Place) || e.Hint() == "" {
				t.Errorf("passed over by %+v: %v", e, e)
			}
		}
		replies(t, set, "slow but known", "pattern") // by another pattern of the rule
		failsSlowly(t, set, "slow 文")                // shorter: from now on such pass as well
		passes(t, set, "slow 文")
		replies(t, set, "first", "1")
		time.Sleep(10*time.Minute - time.Since(began) - 1)
		passes(t, set, "slow 文字文")
	})
}

// TestSlowPatternIsTriedAgain: the time doubles with each period that did not
// help, up to a day, and an answer ends it all.
func TestSlowPatternIsTriedAgain(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var takes atomic.Int64
		takes.Store(int64(matchLimit))
		born := time.Now()
		set := start(t, slowRules, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: cpuLimit},
			CPUTime:    func() time.Duration { return time.Since(born) },
			MatchDelay: func(pattern, text string) time.Duration { return drag(time.Duration(takes.Load()))(pattern, text) }})
		failsSlowly(t, set, "slow text")
		failsSlowly(t, set, "slow text")
		period := 10 * time.Minute
		for range 10 {
			failsSlowly(t, set, "slow text")
			began := time.Now()
			if e := passes(t, set, "slow text"); e.Until.Sub(began) != period {
				t.Fatalf("passed over for %v, want %v", e.Until.Sub(began), period)
			}
			time.Sleep(period)
			period = min(2*period, 24*time.Hour)
		}
		takes.Store(0)
		replies(t, set, "slow text", "last")
		takes.Store(int64(matchLimit))
		failsSlowly(t, set, "slow text")
		failsSlowly(t, set, "slow text")
		takes.Store(0)
		replies(t, set, "slow text", "last") // the row is broken
		takes.Store(int64(matchLimit))
		failsSlowly(t, set, "slow text")
		failsSlowly(t, set, "slow text")
		failsSlowly(t, set, "slow text")
		if e := passes(t, set, "slow text"); e.Periods != 1 {
			t.Errorf("after an answer it is %+v, want the first period", e)
		}
	})
}

// TestPatternWedge: a pattern that goes on beyond its time limit is reported
// with script, line, pattern and event, while scripts before it answer; it is
// counted as any text without an answer, before that report.
func TestPatternWedge(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		wedges := make(chan runtime.Wedge, 4)
		var mu sync.Mutex
		var known []runtime.SlowPattern
		set := slowly(t, matchLimit+wedgeLimit+time.Minute, runtime.Options{
			OnSlow: func(p runtime.SlowPattern) {
				mu.Lock()
				defer mu.Unlock()
				known = append(known, p)
			},
			OnWedge: func(w runtime.Wedge) {
				mu.Lock()
				defer mu.Unlock()
				if len(known) == 0 {
					t.Error("not counted before the process may end")
				}
				wedges <- w
			}})
		m := &message{text: "slow text"}
		failed := make(chan error, 1)
		began := time.Now()
		go func() {
			_, err := set.Current().Dispatch(context.Background(), m)
			failed <- err
		}()
		w := <-wedges
		var late *runtime.MatchTimeoutError
		if w.Script != "50-culprit.js" || w.Place != "scripts/50-culprit.js:2" || w.Key != "m1" || w.Value != any(m) || w.Pattern != "/slow.*\\d/" || !errors.As(w.Reason, &late) {
			t.Errorf("wedge %+v", w)
		}
		if took := time.Since(began); took < matchLimit+wedgeLimit || took > matchLimit+wedgeLimit+time.Second {
			t.Errorf("reported after %v", took)
		}
		replies(t, set, "first", "1")
		if err := <-failed; !errors.As(err, &late) {
			t.Errorf("the event ended with %v, want a MatchTimeoutError", err)
		}
		replies(t, set, "alive", "yes")
		mu.Lock()
		defer mu.Unlock()
		if len(known) != 1 || known[0].InARow != 1 || known[0].Shortest != 9 || known[0].Script != "50-culprit.js" || known[0].Pattern != "/slow.*\\d/" {
			t.Errorf("counted as %+v", known)
		}
	})
}

// TestSlowPatternOfAnEarlierLife: what a life of the process knew, the next one
// knows.
func TestSlowPatternOfAnEarlierLife(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var known []runtime.SlowPattern
		keep := func(p runtime.SlowPattern) { known = append(known, p) }
		set := slowly(t, matchLimit, runtime.Options{OnSlow: keep})
		failsSlowly(t, set, "slow text")
		failsSlowly(t, set, "slow text")
		set = slowly(t, matchLimit, runtime.Options{OnSlow: keep, Slow: known[len(known)-1:]})
		failsSlowly(t, set, "slow text")
		set = slowly(t, matchLimit, runtime.Options{OnSlow: keep, Slow: known[len(known)-1:]})
		passes(t, set, "slow text")
		set = slowly(t, 0, runtime.Options{OnSlow: keep, Slow: known[len(known)-1:]})
		time.Sleep(10 * time.Minute)
		replies(t, set, "slow text", "last")
		if last := known[len(known)-1]; last.InARow != 0 || last.Script != "50-culprit.js" {
			t.Errorf("after an answer %+v is known", last)
		}
	})
}

// TestSlowPatternOfAScriptAside: a pattern of a script that is set aside harms
// nobody. The event counts as one that it would have taken.
func TestSlowPatternOfAScriptAside(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		wedges := make(chan runtime.Wedge, 4)
		var guilty atomic.Bool
		set := slowly(t, time.Hour, runtime.Options{OnWedge: func(w runtime.Wedge) { wedges <- w }, Bundles: &bundles{m: map[string][]byte{}},
			Skip: func(name string) bool { return guilty.Load() && name == "50-culprit.js" }})
		guilty.Store(true)
		set.Reload(t.Context())
		began := time.Now()
		got, o, err := say(t, set, "slow text")
		if got != "last" || err != nil || !slices.Equal(o.Aside, []string{"50-culprit.js"}) || time.Since(began) > matchLimit {
			t.Errorf("%q, %+v, %v after %v", got, o, err, time.Since(began))
		}
		began = time.Now()
		if got, _, err := say(t, set, "is slow"); got != "last" || err != nil || time.Since(began) != 0 {
			t.Errorf("the next event meanwhile: %q, %v after %v", got, err, time.Since(began))
		}
		if len(wedges) > 0 {
			t.Errorf("a script that is set aside was reported: %+v", <-wedges)
		}
		time.Sleep(time.Hour)
	})
}

// TestMatcherIsShared: who waits for the patterns of a script does so by the
// time that everybody has had, whatever the order in which they came.
func TestMatcherIsShared(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		set := slowly(t, 100*time.Millisecond, runtime.Options{})
		var mu sync.Mutex
		var order []string
		var all sync.WaitGroup
		says := func(user, text string) {
			all.Go(func() {
				m := &message{text: text, user: user}
				if _, err := set.Current().Dispatch(context.Background(), m); err != nil {
					t.Errorf("%s: %v", user, err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, user)
			})
			synctest.Wait() // it waits in the queue
		}
		for range 4 {
			says("greedy", "slow text")
		}
		for _, user := range []string{"a", "b", "c"} {
			says(user, "slow text")
		}
		all.Wait()
		if got, want := fmt.Sprint(order), "[greedy a b c greedy greedy greedy]"; got != want {
			t.Errorf("served in the order %s, want %s", got, want)
		}
	})
}

// TestWaitingForAMatcherEnds: an event that is given up leaves the queue.
func TestWaitingForAMatcherEnds(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		set := slowly(t, time.Second, runtime.Options{})
		var all sync.WaitGroup
		all.Go(func() { replies(t, set, "slow text", "last") })
		synctest.Wait()
		ctx, cancel := context.WithCancelCause(context.Background())
		ended := errors.New("given up")
		all.Go(func() {
			if _, err := set.Current().Dispatch(ctx, &message{text: "slow text"}); !errors.Is(err, ended) {
				t.Errorf("it ended with %v", err)
			}
		})
		synctest.Wait()
		cancel(ended)
		synctest.Wait()
		began := time.Now()
		all.Wait()
		if took := time.Since(began); took > time.Second {
			t.Errorf("the matcher was kept for %v by an event that was given up", took)
		}
	})
}

// TestMatchTimeIsUpByClockAndProcessor: a busy machine fails no pattern that a
// quiet one matches, until the clock has gone ten times as far.
func TestMatchTimeIsUpByClockAndProcessor(t *testing.T) {
	for _, c := range []struct {
		share int // of the processor, in percent
		takes time.Duration
		late  bool
	}{
		{100, matchLimit - 1, false},
		{100, matchLimit, true},
		{20, 5*matchLimit - time.Millisecond, false},
		{20, 5 * matchLimit, true},
		{0, 10*matchLimit - 1, false},
		{0, 10 * matchLimit, true},
		{400, matchLimit - 1, false}, // others work beside it
	} {
		t.Run(fmt.Sprint(c.share, "% for ", c.takes), func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				born := time.Now()
				set := start(t, slowRules, runtime.Options{Watch: runtime.WatchOff, MatchDelay: drag(c.takes),
					CPUTime: func() time.Duration { return time.Since(born) * time.Duration(c.share) / 100 },
					OnWedge: func(w runtime.Wedge) { t.Errorf("wedged: %+v", w) },
					Limits:  runtime.Limits{CPU: cpuLimit, Wedge: wedgeLimit}})
				if !c.late {
					replies(t, set, "slow but known", "pattern")
					replies(t, set, "slow text", "last")
					return
				}
				_, _, err := say(t, set, "slow text")
				var late *runtime.MatchTimeoutError
				if !errors.As(err, &late) || late.Elapsed != c.takes || late.CPU != c.takes*time.Duration(c.share)/100 {
					t.Fatalf("ended with %v: %+v", err, late)
				}
				if busy := c.share == 0; busy != strings.Contains(late.Hint(), "busy") || busy != strings.Contains(late.Error(), "0s of processor time") {
					t.Errorf("%v, hint: %s", late, late.Hint())
				}
			})
		})
	}
}
