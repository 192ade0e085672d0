package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
)

// counter is a module with Go work and a place to leave marks.
type counter struct {
	marks   atomic.Int64
	began   atomic.Int64
	gate    chan struct{} // slow() waits for it
	dispose atomic.Int64
	gone    atomic.Int64 // versions of which nothing runs any more
}

func (c *counter) Specifiers() []string { return nil }
func (c *counter) Exports() []string    { return nil }
func (c *counter) Install(s *runtime.Script) (*goja.Object, error) {
	s.OnDispose(func() { c.dispose.Add(1) })
	context.AfterFunc(s.Context(), func() { c.gone.Add(1) })
	set := func(name string, fn func(goja.FunctionCall) goja.Value) { s.VM().Set(name, s.Func(name, fn)) }
	set("mark", func(goja.FunctionCall) goja.Value { c.marks.Add(1); return goja.Undefined() })
	set("begin", func(goja.FunctionCall) goja.Value { c.began.Add(1); return goja.Undefined() })
	set("slow", func(goja.FunctionCall) goja.Value {
		return s.Async(runtime.AsyncOptions{}, func(ctx context.Context) (any, error) {
			select {
			case <-c.gate:
				return "slow", nil
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}, func(v any) (goja.Value, error) { return s.VM().ToValue(v), nil })
	})
	set("send", func(call goja.FunctionCall) goja.Value {
		what := call.Argument(0).String()
		return s.Async(runtime.AsyncOptions{Hold: true, StopClock: true}, func(ctx context.Context) (any, error) {
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
			c.marks.Add(1)
			if what == "bad" {
				return nil, errRefused
			}
			return nil, nil
		}, nil)
	})
	set("bug", func(goja.FunctionCall) goja.Value { panic("a bug in Go") })
	set("asyncBug", func(goja.FunctionCall) goja.Value {
		return s.Async(runtime.AsyncOptions{}, func(context.Context) (any, error) { panic("a bug beside the loop") }, nil)
	})
	set("limit", func(call goja.FunctionCall) goja.Value {
		fn, _ := goja.AssertFunction(call.Argument(0))
		s.After(call.Argument(1), fn)
		return goja.Undefined()
	})
	set("refuse", func(goja.FunctionCall) goja.Value { s.Throw(errRefused); return nil })
	return nil, nil
}

var errRefused = errors.New("refused")

func TestDrainOldHandlersFinish(t *testing.T) {
	c := &counter{gate: make(chan struct{})}
	f := &folder{t: t, dir: filepath.Join(t.TempDir(), "scripts")}
	v := func(n string) string {
		return `
setInterval(mark, 1);
const version = "` + n + `";
bot.hear("timer", async () => { begin(); await new Promise(ok => setTimeout(ok, 150)); return version + " timer"; });
bot.hear("work", async () => { begin(); const r = await slow(); await new Promise(ok => setTimeout(ok, 5)); return version + " " + r; });
bot.hear("version", () => version);
bot.hear("left", () => { setTimeout(mark, 100); return "left" });`
	}
	f.set = start(t, map[string]string{"a.js": v("1")}, runtime.Options{Dir: f.dir, Modules: []runtime.Module{c}})
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 2)
	for _, text := range []string{"timer", "work"} {
		go func() {
			got, _, err := say(t, f.set, text)
			answers <- answer{got, err}
		}()
	}
	for c.began.Load() < 2 {
		<-time.After(time.Millisecond)
	}
	f.write("a.js", strings.Replace(v("2"), "setInterval(mark, 1);", "", 1))
	f.becomes("version", "2")
	deadline := time.Now().Add(5 * time.Second)
	for c.dispose.Load() == 0 && time.Now().Before(deadline) {
		<-time.After(time.Millisecond)
	}
	<-time.After(20 * time.Millisecond)
	marks := c.marks.Load()
	<-time.After(30 * time.Millisecond)
	if now := c.marks.Load(); now != marks {
		t.Errorf("the old version's top-level interval still runs: %d marks, then %d", marks, now)
	}
	close(c.gate)
	got := map[string]bool{}
	for range 2 {
		a := <-answers
		if a.err != nil {
			t.Error(a.err)
		}
		got[a.text] = true
	}
	if !got["1 timer"] || !got["1 slow"] {
		t.Errorf("old handlers answered %v", got)
	}
}

func TestDrainTimeoutsThatHandlersLeft(t *testing.T) {
	c := &counter{}
	f := &folder{t: t, dir: filepath.Join(t.TempDir(), "scripts")}
	f.set = start(t, map[string]string{"a.js": `bot.hear("left", () => { setTimeout(mark, 100); return "1" });`},
		runtime.Options{Dir: f.dir, Modules: []runtime.Module{c}})
	f.becomes("left", "1")
	f.write("a.js", `bot.hear("left", () => "2");`)
	f.becomes("left", "2")
	deadline := time.Now().Add(5 * time.Second)
	for c.marks.Load() == 0 && time.Now().Before(deadline) {
		<-time.After(time.Millisecond)
	}
	if c.marks.Load() == 0 {
		t.Error("the timeout of the old handler never fired")
	}
}

func TestHoldsAndUnawaitedSends(t *testing.T) {
	c := &counter{}
	set := start(t, map[string]string{"a.js": `
bot.hear("two", () => { send("a"); send("b"); });
bot.hear("bad", () => { send("bad"); });
bot.hear("caught", async () => { try { await send("bad") } catch (e) { return e.message } });
bot.hear("bug", () => bug());
bot.hear("asyncBug", () => asyncBug());
bot.hear("refuse", () => refuse());`}, runtime.Options{Modules: []runtime.Module{c}, Watch: runtime.WatchOff})
	if _, _, err := say(t, set, "two"); err != nil || c.marks.Load() != 2 {
		t.Errorf("the handler was over after %d of 2 sends, %v", c.marks.Load(), err)
	}
	_, o, err := say(t, set, "bad")
	var se *runtime.ScriptError
	if err != nil || len(o.Strays) != 1 || !errors.Is(o.Strays[0], errRefused) || !errors.As(o.Strays[0], &se) || se.Line != 3 || !strings.Contains(se.Hint(), "await") {
		t.Errorf("a failed send that nobody awaited: %+v, %v", o, err)
	}
	if got, _, err := say(t, set, "caught"); got != "refused" || err != nil {
		t.Errorf("caught: %q, %v", got, err)
	}
	_, _, err = say(t, set, "bug")
	var bug *runtime.PanicError
	if !errors.As(err, &bug) || bug.Value != "a bug in Go" {
		t.Errorf("bug: %v", err)
	}
	if _, _, err = say(t, set, "asyncBug"); !errors.As(err, &bug) {
		t.Errorf("asyncBug: %v", err)
	}
	if _, _, err = say(t, set, "refuse"); !errors.Is(err, errRefused) {
		t.Errorf("refuse: %v", err)
	}
}

func TestCanceledDispatch(t *testing.T) {
	c := &counter{gate: make(chan struct{})}
	set := start(t, map[string]string{"a.js": `bot.hear("work", async () => await slow());`},
		runtime.Options{Modules: []runtime.Module{c}, Watch: runtime.WatchOff})
	ctx, cancel := context.WithCancelCause(context.Background())
	time.AfterFunc(20*time.Millisecond, func() { cancel(errRefused) })
	_, err := set.Current().Dispatch(ctx, &message{text: "work"})
	if !errors.Is(err, errRefused) {
		t.Errorf("got %v, want the cause", err)
	}
}

// TestCloseInterrupts closes while a handler loops: it must not take until the
// budget of the turn.
func TestCloseInterrupts(t *testing.T) {
	set := start(t, map[string]string{"a.js": `bot.hear("loop", () => { for (;;) {} });`},
		runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: time.Hour}})
	failed := make(chan error, 1)
	go func() {
		_, _, err := say(t, set, "loop")
		failed <- err
	}()
	<-time.After(50 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := set.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("close: %v", err)
	}
	if err := <-failed; !errors.Is(err, runtime.ErrGone) {
		t.Errorf("the handler ended with %v", err)
	}
}

// TestCloseWaitsForHandlersOnly closes with timers that nobody waits for: those
// of a handler that is over, and of one that was ended early.
func TestCloseWaitsForHandlersOnly(t *testing.T) {
	set := start(t, map[string]string{"a.js": `
bot.hear("left", () => { setTimeout(() => {}, 3600e3); return "left" });
bot.hear("wait", async () => { await new Promise(ok => setTimeout(ok, 3600e3)) });`},
		runtime.Options{Watch: runtime.WatchOff})
	say(t, set, "left")
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	set.Current().Dispatch(ctx, &message{text: "wait"})
	began := time.Now()
	if err := set.Close(context.Background()); err != nil || time.Since(began) > 5*time.Second {
		t.Errorf("close took %v: %v", time.Since(began), err)
	}
}

func TestAfterClose(t *testing.T) {
	set := start(t, map[string]string{"a.js": `bot.hear("x", () => "y");`}, runtime.Options{Watch: runtime.WatchOff})
	script := set.Current().Scripts()[0]
	old := set.Current()
	if err := set.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if script.Post(func() { t.Error("ran on a stopped loop") }) {
		t.Error("posting to a stopped loop reported true")
	}
	if err := script.Invoke(context.Background(), runtime.Invocation{}); !errors.Is(err, runtime.ErrGone) {
		t.Errorf("invoke: %v", err)
	}
	if o, err := old.Dispatch(context.Background(), &message{text: "x"}); o.Handled || err != nil {
		t.Errorf("dispatch: %+v, %v", o, err)
	}
}

// TestManyReloads holds that a reload leaves nothing behind. The full number
// is for a quiet machine: HOTREPLY_RELOADS=3000.
func TestManyReloads(t *testing.T) {
	n := 150
	if text := os.Getenv("HOTREPLY_RELOADS"); text != "" {
		fmt.Sscan(text, &n)
	}
	f := watch(t, runtime.WatchOff, map[string]string{"b.js": hear("b", "b")})
	reload := func(i int) {
		f.write("a.js", fmt.Sprintf(`setInterval(() => {}, 1000); const big = new Array(1000).fill(%d); bot.hear(/a(\d)/, async () => { await 1; return big.length + "" });`, i))
		f.set.Reload(context.Background())
		if got, _, err := say(t, f.set, "a1"); got != "1000" || err != nil {
			t.Fatalf("reload %d: %q, %v", i, got, err)
		}
	}
	// What was stopped may take a while to end on a busy machine.
	measure := func(good func(heap uint64, goroutines int) bool) (heap uint64, goroutines int) {
		for deadline := time.Now().Add(10 * time.Second); ; {
			for range 20 {
				goruntime.GC()
				<-time.After(5 * time.Millisecond)
			}
			var m goruntime.MemStats
			goruntime.ReadMemStats(&m)
			heap, goroutines = m.HeapAlloc, goruntime.NumGoroutine()
			if good(heap, goroutines) || time.Now().After(deadline) {
				return heap, goroutines
			}
		}
	}
	for i := range 20 {
		reload(i)
	}
	heap, goroutines := measure(func(uint64, int) bool { return true })
	for i := range n {
		reload(20 + i)
	}
	heap2, goroutines2 := measure(func(h uint64, g int) bool { return g <= goroutines+3 && h <= heap+heap/4+4<<20 })
	if goroutines2 > goroutines+3 || heap2 > heap+heap/4+4<<20 {
		t.Errorf("after %d reloads %d goroutines and %d KiB of heap, before %d and %d", n, goroutines2, heap2>>10, goroutines, heap>>10)
	}
}

// TestEndOfHandlerIsToldOnce holds that a handler which was ended from outside
// fails once, and that its promise, rejected by that very end, is not reported
// as an error of its own.
func TestEndOfHandlerIsToldOnce(t *testing.T) {
	c := &counter{gate: make(chan struct{})}
	var stray atomic.Int64
	set := start(t, map[string]string{"a.js": `
		bot.hear("wait", async () => { try { await slow(); } finally { mark(); } });
		bot.hear("catch", async () => { try { await slow(); } catch (e) { mark(); throw new Error("then: " + e.message); } });
		bot.hear("next", () => "alive");
	`}, runtime.Options{
		Modules: []runtime.Module{c}, Watch: runtime.WatchOff, Limits: runtime.Limits{Handler: 50 * time.Millisecond},
		OnError: func(e *runtime.ScriptError) { t.Logf("stray: %v", e); stray.Add(1) },
	})
	for _, text := range []string{"wait", "catch"} {
		_, _, err := say(t, set, text)
		var late *runtime.TimeoutError
		if !errors.As(err, &late) {
			t.Errorf("%s: %v, want a timeout", text, err)
		}
	}
	for end := time.Now().Add(10 * time.Second); c.marks.Load() < 2 && time.Now().Before(end); {
		<-time.After(time.Millisecond)
	}
	if n := c.marks.Load(); n != 2 {
		t.Fatalf("%d promises were rejected after the end, want 2", n)
	}
	// Whatever follows from them is over before the loop's next turn.
	if got, _, err := say(t, set, "next"); got != "alive" || err != nil {
		t.Errorf("afterwards: %q, %v", got, err)
	}
	if n := stray.Load(); n != 0 {
		t.Errorf("%d errors beside the handlers' own", n)
	}
}
