package runtime_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/runtime"
)

// stage is a set of scripts in a bubble of time, with what it marks and tells.
type stage struct {
	t   *testing.T
	c   *counter
	set *runtime.Scripts
	dir string

	mu      sync.Mutex // guards the fields below
	log     strings.Builder
	strange []string
}

// Write takes what is logged.
func (s *stage) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

// logged lists the lines about leftovers that were ended.
func (s *stage) logged() (lines []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, "left behind") {
			lines = append(lines, line)
		}
	}
	return lines
}

// onStage runs f with a script in a bubble: time passes when all sleep.
func onStage(t *testing.T, source string, limits runtime.Limits, f func(*stage)) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "scripts")
	synctest.Test(t, func(t *testing.T) {
		s := &stage{t: t, c: &counter{gate: make(chan struct{})}, dir: dir}
		s.set = start(t, map[string]string{"10-a.js": source}, runtime.Options{
			Dir: dir, Modules: []runtime.Module{s.c}, Watch: runtime.WatchOff, Limits: limits,
			Logger: hclog.New(&hclog.LoggerOptions{Output: s, Level: hclog.Info}),
			OnError: func(e *runtime.ScriptError) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.strange = append(s.strange, e.Error())
			},
		})
		f(s)
		time.Sleep(time.Minute) // for goroutines of the bundler that sleep
	})
}

// after lets time pass and wants that many marks in all.
func (s *stage) after(d time.Duration, marks int64) {
	s.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	if n := s.c.marks.Load(); n != marks {
		s.t.Errorf("after %v: %d marks, want %d", d, n, marks)
	}
}

// gone wants that many versions to have come to their end.
func (s *stage) gone(want int64) {
	s.t.Helper()
	synctest.Wait()
	if n := s.c.gone.Load(); n != want {
		s.t.Errorf("%d versions are gone, want %d", n, want)
	}
}

// reports wants these errors, told as the script's.
func (s *stage) reports(want ...string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	all := strings.Join(s.strange, "\n")
	if len(s.strange) != len(want) {
		s.t.Errorf("%d errors were told, want %d:\n%s", len(s.strange), len(want), all)
	}
	for _, w := range want {
		if !strings.Contains(all, w) {
			s.t.Errorf("%q was not told, only\n%s", w, all)
		}
	}
}

func (s *stage) says(text, want string) {
	s.t.Helper()
	if got, o, err := say(s.t, s.set, text); got != want || err != nil || len(o.Strays) > 0 {
		s.t.Fatalf("%s: %q, %v, %v; want %q", text, got, o.Strays, err, want)
	}
}

// TestLeftoversLiveOn: what a handler left behind may do all that it could do.
// The value that it returned made its context, which is dead by then.
func TestLeftoversLiveOn(t *testing.T) {
	onStage(t, `
bot.hear("timer", async () => { await send("x"); setTimeout(async () => { await send("x"); mark() }, 1500); return "ok" });
bot.hear("work", async () => { await send("x"); slow().then(async () => { await send("x"); mark() }); return "ok" });
bot.hear("throws", async () => { await send("x"); setTimeout(async () => { await send("x"); mark() }, 1500); throw new Error("after that") });
bot.hear("sleeps", async () => { await send("x"); (async () => { await new Promise(ok => setTimeout(ok, 600e3)); await send("x"); mark() })(); return "ok" });
bot.hear("interval", () => { let n = 0; const id = setInterval(async () => { await send("x"); if (++n == 3) clearInterval(id) }, 1000); return "ok" });
`, runtime.Limits{}, func(s *stage) {
		s.says("timer", "ok")
		s.after(2*time.Second, 3)
		s.says("work", "ok")
		close(s.c.gate)
		s.after(time.Second, 6)
		if _, _, err := say(t, s.set, "throws"); err == nil {
			t.Error("throws: no error")
		}
		s.after(2*time.Second, 9)
		s.says("sleeps", "ok")
		s.after(time.Second, 10)
		s.after(600*time.Second, 12)
		s.says("interval", "ok")
		s.after(10*time.Second, 15)
		s.reports()
	})
}

// TestLeftoverErrorsAreTheScripts: nobody is there to fail any more.
func TestLeftoverErrorsAreTheScripts(t *testing.T) {
	onStage(t, `
bot.hear("throw", () => { setTimeout(() => { throw new RangeError("in a timer") }, 1000); return "ok" });
bot.hear("reject", () => { setTimeout(async () => { await send("bad") }, 1000); return "ok" });
bot.hear("loose", () => { slow().then(() => { throw new Error("in loose work") }); return "ok" });
`, runtime.Limits{}, func(s *stage) {
		s.says("throw", "ok")
		s.says("reject", "ok")
		s.says("loose", "ok")
		close(s.c.gate)
		s.after(2*time.Second, 1)
		s.reports("scripts/10-a.js:2:52: RangeError: in a timer", "refused", "in loose work")
	})
}

// TestLeftoverTurnHasItsOwnTime: each has a handler's time from when it begins,
// and takes none from others that the same handler left.
func TestLeftoverTurnHasItsOwnTime(t *testing.T) {
	onStage(t, `
bot.hear("timer", () => {
	setTimeout(async () => { mark(); setTimeout(mark, 5000); await new Promise(ok => setTimeout(ok, 2500)); mark() }, 5000);
	setTimeout(async () => { await new Promise(ok => setTimeout(ok, 900)); mark() }, 5500);
	return "ok"
});
bot.hear("work", () => { slow().then(mark); setTimeout(mark, 3000); return "ok" });
bot.hear("caught", () => { slow().catch(mark); return "ok" });
`, runtime.Limits{Handler: time.Second}, func(s *stage) {
		s.says("timer", "ok")
		s.after(5100*time.Millisecond, 1)
		s.after(20*time.Second, 2)
		s.reports("scripts/10-a.js:2:1: TimeoutError: the handler took longer than 1s")
		s.says("work", "ok")
		s.after(900*time.Millisecond, 2)
		s.after(200*time.Millisecond, 2)
		s.reports("10-a.js:2:1: TimeoutError", "10-a.js:7:1: TimeoutError")
		s.after(3*time.Second, 3)
		s.says("caught", "ok")
		s.after(2*time.Second, 4)
		s.reports("10-a.js:2:1: TimeoutError", "10-a.js:7:1: TimeoutError", "10-a.js:8:1: TimeoutError")
	})
}

// TestReturnedIsOver for timers, also while a send that the handler began is
// under way: an interval that sends does not keep it.
func TestReturnedIsOver(t *testing.T) {
	onStage(t, `
bot.hear("sends", () => { setInterval(() => { send("x") }, 5); send("x"); return "ok" });
bot.hear("fails", () => { setTimeout(() => { throw new Error("late") }, 5); send("x"); return "ok" });
bot.hear("stopped", () => {
	setTimeout(async () => { setTimeout(mark, 500); slow().then(mark); await slow(); mark() }, 2); setInterval(mark, 500);
	for (let i = 0; i < 5; i++) send("x");
	return "ok";
});
`, runtime.Limits{Handler: time.Second}, func(s *stage) {
		began := time.Now()
		s.says("sends", "ok")
		if took := time.Since(began); took > 100*time.Millisecond {
			t.Errorf("the handler was over after %v", took)
		}
		s.says("fails", "ok")
		s.reports("late")
		s.set.EndHandlers(context.Background(), errRefused) // the interval
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(10*time.Millisecond, func() { cancel(errRefused) })
		if _, err := s.set.Current().Dispatch(ctx, &message{text: "stopped"}); !errors.Is(err, errRefused) {
			t.Errorf("stopped: %v", err)
		}
		close(s.c.gate)
		marks := s.c.marks.Load()
		s.after(time.Minute, marks)
		s.reports("late")
	})
}

// TestTimeoutLeavesNothing: after its time, and after a stop of its caller, a
// handler has no timers, no work and no way to begin any.
func TestTimeoutLeavesNothing(t *testing.T) {
	onStage(t, `
bot.hear("late", async () => {
	setTimeout(mark, 3000); setInterval(mark, 3000); slow().then(mark, () => {});
	try { await slow() } catch (e) { setTimeout(mark, 1000) }
});
`, runtime.Limits{Handler: 2 * time.Second}, func(s *stage) {
		var late *runtime.TimeoutError
		if _, _, err := say(t, s.set, "late"); !errors.As(err, &late) {
			t.Errorf("late: %v", err)
		}
		s.after(time.Minute, 0)
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(time.Second, func() { cancel(errRefused) })
		if _, err := s.set.Current().Dispatch(ctx, &message{text: "late"}); !errors.Is(err, errRefused) {
			t.Errorf("stopped: %v", err)
		}
		s.after(time.Minute, 0)
		s.reports()
	})
}

// TestTimersAreBounded at 10,000 of a script.
func TestTimersAreBounded(t *testing.T) {
	onStage(t, `
bot.hear("many", () => { let n = 0; try { for (;;) { setTimeout(() => {}, 60e3); n++ } } catch (e) { return [n, e.name, e.code, e.message].join() } });
bot.hear("again", () => { clearTimeout(setTimeout(mark, 1)); return "ok" });
`, runtime.Limits{}, func(s *stage) {
		s.says("many", "10000,RangeError,TOO_MANY_TIMERS,10-a.js has 10000 timers that have yet to fire, more are refused")
		s.after(2*time.Minute, 0)
		s.says("again", "ok")
		s.reports()
	})
}

// TestLimitsAreNoLeftovers: what only bounds other work holds nothing back and
// is none of the 10,000, and yet its time comes.
func TestLimitsAreNoLeftovers(t *testing.T) {
	onStage(t, `
bot.hear("many", () => { for (let i = 0; i < 12000; i++) limit(() => {}, 60e3); setTimeout(mark, 1000); return "ok" });
bot.hear("waits", async () => { Promise.reject(new Error("stray")); await new Promise(ok => limit(ok, 5000)); return "waited" });
bot.hear("late", () => { limit(async () => { await send("x"); mark() }, 5000); return "ok" });
bot.hear("throws", () => { limit(() => { throw new Error("in a limit") }, 1000); return "ok" });
bot.hear("replaced", () => { limit(mark, 5000); return "ok" });
`, runtime.Limits{}, func(s *stage) {
		s.says("many", "ok")
		s.after(2*time.Second, 1)
		if got, o, err := say(t, s.set, "waits"); got != "waited" || err != nil || len(o.Strays) != 1 {
			t.Errorf("waits: %q, %+v, %v", got, o, err)
		}
		s.says("late", "ok")
		s.after(6*time.Second, 3)
		s.says("throws", "ok")
		s.after(2*time.Second, 3)
		s.reports("in a limit")
		s.says("replaced", "ok")
		write(t, s.dir, map[string]string{"10-a.js": `bot.hear("x", () => "y");`})
		s.set.Reload(context.Background())
		s.gone(1)
		s.after(time.Minute, 3)
		if lines := s.logged(); len(lines) > 0 {
			t.Errorf("counted as left behind: %q", lines)
		}
	})
}

// TestEndHandlers: nothing of the scripts' code goes on, one line counts what
// was left behind, and no error is told of it.
func TestEndHandlers(t *testing.T) {
	onStage(t, `
setInterval(mark, 1000);
bot.hear("leave", () => {
	setInterval(async () => { await send("x") }, 1000); setTimeout(mark, 2000);
	(async () => { await slow(); mark() })();
	setTimeout(async () => { await slow(); mark() }, 100);
	return "ok"
});
bot.hear("runs", async () => { setTimeout(mark, 1000); await slow(); mark() });
`, runtime.Limits{}, func(s *stage) {
		s.says("leave", "ok")
		time.Sleep(time.Second + 10*time.Millisecond) // a send is under way
		ended := make(chan error, 1)
		go func() { _, _, err := say(t, s.set, "runs"); ended <- err }()
		synctest.Wait()
		marks := s.c.marks.Load()
		s.set.EndHandlers(context.Background(), errRefused)
		if err := <-ended; !errors.Is(err, errRefused) {
			t.Errorf("the handler that ran: %v", err)
		}
		close(s.c.gate)
		s.after(time.Minute, marks)
		s.reports()
		if lines := s.logged(); len(lines) != 1 || !strings.Contains(lines[0], "count=5") || !strings.Contains(lines[0], "reason=refused") {
			t.Errorf("lines: %q", lines)
		}
	})
}

// TestReloadEndsLeftovers: those of the replaced version have a handler's time,
// then one line counts them. Top-level timers end with the version.
func TestReloadEndsLeftovers(t *testing.T) {
	onStage(t, `
setInterval(mark, 1000);
bot.hear("leave", () => {
	setTimeout(mark, 5500); setTimeout(mark, 3600e3); setInterval(mark, 20e3);
	setTimeout(() => { slow() }, 15e3);
	return "1"
});
`, runtime.Limits{Handler: 30 * time.Second}, func(s *stage) {
		s.says("leave", "1")
		s.after(1500*time.Millisecond, 1)
		write(t, s.dir, map[string]string{"10-a.js": `bot.hear("leave", () => "2");`})
		s.set.Reload(context.Background())
		s.says("leave", "2")
		s.after(10*time.Second, 2) // the first timeout
		s.after(12*time.Second, 3) // the interval
		if lines := s.logged(); len(lines) > 0 {
			t.Errorf("ended before their time: %q", lines)
		}
		s.after(time.Hour, 3)
		s.reports()
		lines := s.logged()
		if len(lines) != 1 || !strings.Contains(lines[0], "[INFO]") || !strings.Contains(lines[0], "rule=10-a.js") || !strings.Contains(lines[0], "count=3") {
			t.Errorf("lines: %q", lines)
		}
	})
}

// TestReloadWaitsForNothingElse: an old version goes when the last of what its
// handlers left behind has come to its end.
func TestReloadWaitsForNothingElse(t *testing.T) {
	onStage(t, `bot.hear("chain", () => { let n = 0; const step = () => { mark(); if (++n < 5) setTimeout(step, 1000) }; setTimeout(step, 1000); return "ok" });`,
		runtime.Limits{}, func(s *stage) {
			s.says("chain", "ok")
			write(t, s.dir, map[string]string{"10-a.js": `bot.hear("x", () => "y");`})
			s.set.Reload(context.Background())
			s.after(4500*time.Millisecond, 4)
			s.gone(0)
			s.after(time.Second, 5)
			s.gone(1)
			if lines := s.logged(); len(lines) > 0 {
				t.Errorf("ended although it had come to its end: %q", lines)
			}
		})
}

// TestStrays: failures beside the handler's own code take nothing from what it
// returns, and are judged when it is over.
func TestStrays(t *testing.T) {
	rest := `await new Promise(ok => setTimeout(ok, 100))`
	tests := []struct {
		name, handler, reply string
		strays               []string
		fails                string
	}{
		{"a rejected promise", `async () => { Promise.reject(new Error("stray")); ` + rest + `; return "ok" }`, "ok", []string{"stray"}, ""},
		{"a throw in a timer", `async () => { setTimeout(() => { throw new Error("stray") }); ` + rest + `; return "ok" }`, "ok", []string{"stray"}, ""},
		{"a throw in a microtask", `async () => { queueMicrotask(() => { throw new Error("stray") }); ` + rest + `; return "ok" }`, "ok", []string{"stray"}, ""},
		{"a failed send", `async () => { send("bad"); ` + rest + `; return "ok" }`, "ok", []string{"refused"}, ""},
		{"a send that fails last", `() => { send("bad"); return "ok" }`, "ok", []string{"refused"}, ""},
		{"a callback that rejects", `async () => { (async () => { await null; throw new Error("stray") })(); ` + rest + `; return "ok" }`, "ok", []string{"stray"}, ""},
		{"several", `async () => { Promise.reject(new Error("one")); Promise.reject(new Error("two")); ` + rest + `; return "ok" }`, "ok", []string{"one", "two"}, ""},
		{"awaited later", `async () => { const p = Promise.reject(new Error("stray")); ` + rest + `; try { await p } catch {} return "ok" }`, "ok", nil, ""},
		{"awaited last of all", `async () => { const p = Promise.reject(new Error("own")); ` + rest + `; return p }`, "", nil, "own"},
		{"caught", `async () => { send("bad").catch(() => {}); ` + rest + `; return "ok" }`, "ok", nil, ""},
		{"beside an own failure", `async () => { Promise.reject(new Error("stray")); ` + rest + `; throw new Error("own") }`, "", []string{"stray"}, "own"},
		{"its own on two ways", `async () => { const p = slow2(); p.finally(() => {}); await p }`, "", nil, "refused"},
		{"nothing to wait for", `async () => { await new Promise(() => setTimeout(() => { throw new Error("stuck") })) }`, "", nil, "stuck"},
		{"no way back", `async () => { await new Promise(ok => { slow2().then(ok) }) }`, "", nil, "refused"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			onStage(t, `const slow2 = async () => { await send("bad") }; bot.hear("x", `+c.handler+`);`, runtime.Limits{}, func(s *stage) {
				began := time.Now()
				got, o, err := say(t, s.set, "x")
				if got != c.reply || (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
					t.Errorf("%q, %v; want %q and the failure %q", got, err, c.reply, c.fails)
				}
				if len(o.Strays) != len(c.strays) {
					t.Errorf("strays %v, want %q", o.Strays, c.strays)
				}
				for i := range min(len(o.Strays), len(c.strays)) {
					if !strings.Contains(o.Strays[i].Error(), c.strays[i]) {
						t.Errorf("strays %v, want %q", o.Strays, c.strays)
					}
				}
				if took := time.Since(began); took > time.Second {
					t.Errorf("took %v", took)
				}
				s.reports()
			})
		})
	}
}

// TestStrayBehindNext: middleware hears nothing of it and goes on.
func TestStrayBehindNext(t *testing.T) {
	onStage(t, `
bot.use(async (msg, next) => { const taken = await next(); return "and " + taken });
bot.hear("inner", () => { Promise.reject(new Error("stray")); return "inner" });
bot.hear("throws", () => { throw new Error("own") });
`, runtime.Limits{}, func(s *stage) {
		got, o, err := say(t, s.set, "inner")
		if got != "inner|and true" || err != nil || len(o.Strays) != 1 || o.Caught != nil {
			t.Errorf("%q, %+v, %v", got, o, err)
		}
	})
	onStage(t, `
bot.use((msg, next) => { next() });
bot.hear("throws", () => { throw new Error("own") });
`, runtime.Limits{}, func(s *stage) {
		_, o, err := say(t, s.set, "throws")
		if err == nil || !strings.Contains(err.Error(), "own") || len(o.Strays) != 0 || o.Caught != nil {
			t.Errorf("next() that nobody awaited: %+v, %v", o, err)
		}
	})
}

// TestManyStrays of one handler are told, and not kept without end.
func TestManyStrays(t *testing.T) {
	onStage(t, `bot.hear("x", () => { for (let i = 0; i < 300; i++) Promise.reject(new Error("stray " + i)); return "ok" });`,
		runtime.Limits{}, func(s *stage) {
			got, o, err := say(t, s.set, "x")
			s.mu.Lock()
			defer s.mu.Unlock()
			if got != "ok" || err != nil || len(o.Strays)+len(s.strange) != 300 || len(o.Strays) > 100 {
				t.Errorf("%q, %v: %d strays and %d errors of the script", got, err, len(o.Strays), len(s.strange))
			}
		})
}
