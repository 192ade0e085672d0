package runtime_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
)

func TestDispatchOrderAndNext(t *testing.T) {
	set := start(t, map[string]string{
		"10-log.js": `
bot.use(async (m, next) => { const taken = await next(); return "use " + taken + " "; });
bot.hear(/^pass/, async (m, next) => "pass " + await next());`,
		"20-a.js": `
bot.hear("both", () => "first");
bot.hear("both", () => "second");
bot.hear("pass on", () => "taken");
bot.hear("fail", () => { throw new Error("inner") });
bot.hear(/(\d+)-(?<year>\d+)?/, m => JSON.stringify(m.match));
bot.on("image", () => "image");`,
		"9-b.js": `
bot.hear("guard", async (m, next) => { try { await next() } catch (e) { return "caught " + e.message } });
bot.fallback(() => "fallback");
bot.hear("twice", async (m, next) => { await next(); await next(); });`,
	}, runtime.Options{Watch: runtime.WatchOff})
	for _, c := range [][3]string{
		{"both", "first|use true ", "10-log.js"},
		{"pass on", "taken|pass true|use true ", "10-log.js"},
		{"pass off", "fallback|pass true|use true ", "10-log.js"},
		{"nothing", "fallback|use true ", "10-log.js"},
		{"12-34", `["12-34","12","34"]|use true `, "10-log.js"},
	} {
		got, o, err := say(t, set, c[0])
		if got != c[1] || err != nil || !o.Handled || o.Script != c[2] {
			t.Errorf("%s: %q, %+v, %v", c[0], got, o, err)
		}
	}
	_, o, err := say(t, set, "fail")
	if se, ok := err.(*runtime.ScriptError); !ok || se.Script != "20-a.js" || se.Line != 5 || !o.Handled {
		t.Errorf("fail: %+v, %v", o, err)
	}
	if _, _, err := say(t, set, "twice"); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("twice: %v", err)
	}
	m := &message{kinds: []string{"image"}}
	set.Current().Dispatch(context.Background(), m)
	if fmt.Sprint(m.replies) != "[image use true ]" {
		t.Errorf("image: %q", m.replies)
	}
}

func TestDispatchErrorsCrossScripts(t *testing.T) {
	set := start(t, map[string]string{
		"10-a.js": `bot.hear("x", async (m, next) => { try { await next() } catch (e) { return e.name + " " + e.message } });
bot.use(async (m, next) => { await next(); });`,
		"20-b.js": `bot.on("message", () => { throw new RangeError("too far") });`,
	}, runtime.Options{Watch: runtime.WatchOff})
	if got, _, err := say(t, set, "x"); got != "RangeError too far" || err != nil {
		t.Errorf("caught: %q, %v", got, err)
	}
	_, _, err := say(t, set, "y")
	if se, ok := err.(*runtime.ScriptError); !ok || se.Script != "20-b.js" || se.Name != "RangeError" {
		t.Errorf("not caught: %v", err)
	}
}

// TestErrorsKeepTheirPlaceThroughNext holds that middleware which awaits
// next(), in the same script or another, is not named for what the rule behind
// it threw.
func TestErrorsKeepTheirPlaceThroughNext(t *testing.T) {
	set := start(t, map[string]string{
		"10-log.js": `bot.use(async (m, next) => { await next(); });`,
		"20-all.js": `bot.use(async (m, next) => {
  try { await next(); } catch (e) { throw e; }
});
bot.use(async (m, next) => { await next(); });
bot.hear("sync", () => { throw new Error("here"); });
bot.hear("async", async () => { await 1; throw new Error("here"); });`,
		"30-far.js": `bot.hear("far", () => { throw new Error("here"); });`,
	}, runtime.Options{Watch: runtime.WatchOff})
	for text, want := range map[string]string{
		"sync":  "scripts/20-all.js:5:32: here",
		"async": "scripts/20-all.js:6:48: here",
		"far":   "scripts/30-far.js:1:31: here",
	} {
		if _, _, err := say(t, set, text); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// TestFailuresBehindNext holds that the error of a rule behind next() comes out
// of the dispatch as it was, counted once, whatever the middleware makes of it.
func TestFailuresBehindNext(t *testing.T) {
	set := start(t, map[string]string{
		"10-mw.js": `bot.use(async (m, next) => {
  try { await next(); } catch (e) {
    if (/^swallow/.test(m.text)) return;
    if (/^wrap/.test(m.text)) throw new Error("wrapped");
    throw e;
  }
});
bot.hear("rethrow near", () => { throw new Error("near"); });
bot.hear("wrap near", () => { throw new Error("wrap near"); });
bot.hear("swallow near", () => { throw new Error("swallow near"); });`,
		"20-far.js": `bot.hear(/far/, m => { throw new Error(m.text); });`,
	}, runtime.Options{Watch: runtime.WatchOff})
	for _, c := range []struct{ text, want, instead string }{
		{"rethrow near", "scripts/10-mw.js:8:40: near", ""},
		{"rethrow far", "scripts/20-far.js:1:30: rethrow far", ""},
		{"wrap near", "scripts/10-mw.js:9:37: wrap near", "scripts/10-mw.js:4:37: wrapped"},
		{"wrap far", "scripts/20-far.js:1:30: wrap far", "scripts/10-mw.js:4:37: wrapped"},
		{"swallow near", "scripts/10-mw.js:10:40: swallow near", ""},
		{"swallow far", "scripts/20-far.js:1:30: swallow far", ""},
	} {
		for n := 1; n <= 2; n++ {
			_, o, err := say(t, set, c.text)
			if strings.HasPrefix(c.text, "swallow") == (err != nil) {
				t.Errorf("%s: Dispatch returned %v", c.text, err)
			}
			if err == nil {
				err = o.Caught
			}
			se, ok := err.(*runtime.ScriptError)
			if !ok || se.Error() != c.want || se.Count != n {
				t.Errorf("%s, time %d: %+v, want %s", c.text, n, err, c.want)
			}
			if got := errorText(o.Instead); got != c.instead {
				t.Errorf("%s: thrown instead: %q, want %q", c.text, got, c.instead)
			}
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestEmit(t *testing.T) {
	set := start(t, map[string]string{
		"a.js": `globalThis.seen = []; bot.event("start", e => { seen.push(e) }); bot.hear("seen", () => seen.join());`,
		"b.js": `bot.event("start", async () => { await 1; throw new Error("listener") });`,
	}, runtime.Options{Watch: runtime.WatchOff})
	err := set.Current().Emit(context.Background(), "start", func(s *runtime.Script) (goja.Value, error) {
		return s.VM().ToValue("now"), nil
	})
	if err == nil || !strings.Contains(err.Error(), "listener") {
		t.Errorf("emit: %v", err)
	}
	if got, _, _ := say(t, set, "seen"); got != "now" {
		t.Errorf("seen %q", got)
	}
}

// notes records turns.
type notes struct {
	mu    sync.Mutex // guards open and keys
	open  map[string]int
	keys  map[string]bool
	wrong bool
}

func (n *notes) Begin(t runtime.Turn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.open[t.Script]++
	n.keys[t.Key] = true
	if n.open[t.Script] != 1 {
		n.wrong = true
	}
}
func (n *notes) End(t runtime.Turn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.open[t.Script]--
}

func TestTurnNotes(t *testing.T) {
	n := &notes{open: map[string]int{}, keys: map[string]bool{}}
	set := start(t, map[string]string{"a.js": `bot.hear("x", async () => { await new Promise(ok => setTimeout(ok, 1)); return "y" })`},
		runtime.Options{Watch: runtime.WatchOff, Turns: n})
	say(t, set, "x")
	set.Close(context.Background())
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.wrong || n.open["a.js"] != 0 || !n.keys["m1"] || !n.keys[""] {
		t.Errorf("notes %+v", n)
	}
}

func TestBusyScriptDelaysOnlyItsOwn(t *testing.T) {
	set := start(t, map[string]string{
		"10-busy.js": `bot.hear("busy", () => { const end = Date.now() + 300; while (Date.now() < end) {} return "done" }); bot.hear(/^b.*x$/, () => "b");`,
		"20-free.js": hear("free", "now") + `bot.hear(/^b.*y$/, () => "y");`,
	}, runtime.Options{Watch: runtime.WatchOff})
	done := make(chan string, 1)
	go func() {
		got, _, _ := say(t, set, "busy")
		done <- got
	}()
	<-time.After(20 * time.Millisecond)
	for text, want := range map[string]string{"free": "now", "b y": "y"} {
		began := time.Now()
		if got, _, err := say(t, set, text); got != want || err != nil {
			t.Errorf("%s: %q, %v", text, got, err)
		}
		if took := time.Since(began); took > 200*time.Millisecond {
			t.Errorf("%s took %v", text, took)
		}
	}
	if got := <-done; got != "done" {
		t.Errorf("busy says %q", got)
	}
}

func TestOneTaskFollowsItsCode(t *testing.T) {
	var script *runtime.Script
	probe := moduleFunc(func(s *runtime.Script) {
		script = s
		s.VM().Set("key", s.Func("key", func(goja.FunctionCall) goja.Value {
			if t := s.Task(); t != nil {
				return s.VM().ToValue(t.Key())
			}
			return s.VM().ToValue("none")
		}))
	})
	set := start(t, map[string]string{"a.js": `
const top = key();
globalThis.wait = ms => new Promise(ok => setTimeout(ok, ms));
globalThis.all = async () => { const a = [top, key()]; await wait(1); a.push(key()); await null; a.push(key());
  await new Promise(ok => setTimeout(() => { a.push(key()); ok() }, 1)); await Promise.all([wait(1), wait(2)]); a.push(key()); return a.join() };`},
		runtime.Options{Watch: runtime.WatchOff, Modules: []runtime.Module{probe}})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			key := fmt.Sprint("t", i)
			var got string
			err := script.Invoke(context.Background(), runtime.Invocation{Key: key, Value: i,
				Fn: func(this goja.Value, args ...goja.Value) (goja.Value, error) {
					fn, _ := goja.AssertFunction(script.VM().Get("all"))
					return fn(this)
				},
				Result: func(_ *runtime.Script, v goja.Value) error { got = v.String(); return nil }})
			want := "none" + strings.Repeat(","+key, 5)
			if err != nil || got != want {
				t.Errorf("%q, %v; want %q", got, err, want)
			}
		})
	}
	wg.Wait()
	_ = set
}

// moduleFunc is a module that only defines globals.
type moduleFunc func(*runtime.Script)

func (moduleFunc) Specifiers() []string { return nil }
func (moduleFunc) Exports() []string    { return nil }
func (f moduleFunc) Install(s *runtime.Script) (*goja.Object, error) {
	f(s)
	return nil, nil
}
