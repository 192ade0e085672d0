package runtime_test

import (
	"errors"
	"fmt"
	goruntime "runtime"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/prelude"
)

// runaways are handlers that never end, or that go deeper than the limit of the
// test. Each must fail with an error that says want, while the scripts beside
// it answer.
var runaways = []struct{ name, code, want string }{
	{"endless loop", `for (;;) {}`, "without a break"},
	{"while with work", `let i = 0; while (true) { i = Math.sin(i) }`, "without a break"},
	{"promise loop", `const f = () => Promise.resolve().then(f); await f()`, "without a break"},
	{"await loop", `for (;;) await null`, "without a break"},
	{"microtask loop", `const f = () => queueMicrotask(f); f(); await new Promise(() => {})`, "without a break"},
	{"sort with a comparator", `const a = Array.from({length: 1e5}, (_, i) => i); for (;;) a.sort((x, y) => y - x)`, "without a break"},
	{"caught loop", `for (;;) { try { for (;;) {} } catch (e) {} finally { continue } }`, "without a break"},
	{"regular expressions", `const t = "x".repeat(1e5); for (;;) t.search(/x(?=y)/)`, "without a break"},
	{"caught regular expressions", `const t = "x".repeat(1e5); for (;;) { try { t.search(/x(?=y)/) } catch {} }`, "without a break"},
	{"recursion", `const f = n => n && f(n - 1); f(200)`, "call stack"},
	{"recursion through a getter", `let n = 200; const o = { get x() { return n-- && this.x } }; o.x`, "call stack"},
	{"recursion through a proxy", `let n = 200; const p = new Proxy({}, { get: (t, k, r) => n-- && r[k] }); p.x`, "call stack"},
	{"recursion through sort", `let n = 200; const f = () => n-- && [2, 1].sort(f); f()`, "call stack"},
	{"recursion through toString", `let n = 200; const o = { toString() { return n-- ? "" + this : "" } }; "" + o`, "call stack"},
	{"recursion through JSON", `let n = 200; const o = { toJSON() { return n-- && JSON.stringify(this) } }; JSON.stringify(o)`, "call stack"},
}

// TestRunaways runs each between two scripts that must keep answering.
func TestRunaways(t *testing.T) {
	files := map[string]string{
		"10-first.js": hear("first", "1"),
		"90-last.js":  hear("last", "9"),
	}
	var culprit strings.Builder
	for i, r := range runaways {
		fmt.Fprintf(&culprit, "bot.hear(\"run%d\", async () => { %s });\n", i, r.code)
	}
	culprit.WriteString(hear("alive", "yes"))
	files["50-culprit.js"] = culprit.String()
	set := start(t, files, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: 300 * time.Millisecond, CallStack: 100}})
	for i, r := range runaways {
		t.Run(r.name, func(t *testing.T) {
			failed := make(chan error, 1)
			go func() {
				_, _, err := say(t, set, fmt.Sprint("run", i))
				failed <- err
			}()
			neighbours(t, set, failed, r.want)
			if got, _, err := say(t, set, "alive"); got != "yes" || err != nil {
				t.Errorf("the script itself says %q, %v afterwards", got, err)
			}
		})
	}
}

// giants ask builtins of the engine for more than the limits of the test. The
// caps are a module, for they replace builtins.
var giants = []struct{ name, code string }{
	{"repeat", `"x".repeat(2e6)`},
	{"padStart", `"x".padStart(2e6)`},
	{"padEnd", `"x".padEnd(2e6)`},
	{"ArrayBuffer", `new ArrayBuffer(2e6)`},
	{"Uint8Array", `new Uint8Array(2e6)`},
	{"Float64Array", `new Float64Array(2e5)`},
	{"fill", `new Array(2e5).fill(0)`},
	{"join", `new Array(1e6).join("xx")`},
	{"indexOf", `[].indexOf.call({ length: 2e6 }, 1)`},
	{"Array.from", `Array.from({ length: 2e5 })`},
	{"Array.from of a long array", `Array.from(new Array(2e5))`},
	{"deep source", `new Function("[".repeat(2100) + "]".repeat(2100))`},
	{"source of prefixes", `Function("return " + "- ".repeat(16e3) + "1")`},
	{"long source", `(async () => {}).constructor(" ".repeat(4e5))`},
	{"deep JSON", `JSON.parse("[".repeat(200) + "]".repeat(200))`},
	{"deep array", `let a = [1]; for (let i = 0; i < 200; i++) a = [a]; a.flat(Infinity)`},
}

func TestGiants(t *testing.T) {
	var culprit strings.Builder
	for i, r := range giants {
		fmt.Fprintf(&culprit, "bot.hear(\"run%d\", async () => { %s });\n", i, r.code)
	}
	set := start(t, map[string]string{"10-first.js": hear("first", "1"), "50-culprit.js": culprit.String(), "90-last.js": hear("last", "9")},
		runtime.Options{Watch: runtime.WatchOff, Prelude: prelude.Programs(), Modules: []runtime.Module{prelude.JSON(), prelude.Limits()},
			Limits: runtime.Limits{Allocate: 1 << 20, Nesting: 100}})
	for i, r := range giants {
		t.Run(r.name, func(t *testing.T) {
			failed := make(chan error, 1)
			go func() {
				_, _, err := say(t, set, fmt.Sprint("run", i))
				failed <- err
			}()
			neighbours(t, set, failed, "RangeError")
		})
	}
}

// neighbours asks the scripts before and after the culprit until it failed.
func neighbours(t *testing.T, set *runtime.Scripts, failed <-chan error, want string) {
	t.Helper()
	began, rounds := time.Now(), 0
	for {
		for _, text := range []string{"first", "last"} {
			if got, _, err := say(t, set, text); got == "" || err != nil {
				t.Fatalf("%s says %q, %v", text, got, err)
			}
		}
		rounds++
		select {
		case err := <-failed:
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("the culprit ended with %v, want %q", err, want)
			}
			if took := time.Since(began); took > 250*time.Millisecond && rounds < 3 {
				t.Errorf("the others answered %d times in the %v that the culprit ran", rounds, took)
			}
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// TestMemoryBomb must not run beside other tests: the heap is everybody's.
func TestMemoryBomb(t *testing.T) {
	set := start(t, map[string]string{
		"10-first.js": hear("first", "1"),
		"90-last.js":  hear("last", "9"),
		"50-culprit.js": `
bot.hear("push", () => { const a = []; for (let i = 0; i < 3e6; i++) a.push({ a: 1, b: [2] }) });
bot.hear("string", () => { const a = [], s = "x".repeat(1e5); for (let i = 0; i < 1e4; i++) a.push(s + i) });
bot.hear("promises", async () => { const a = []; for (let i = 0; i < 5e6; i++) a.push(new Promise(() => {})) });
bot.hear("alive", () => "yes");`,
	}, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: time.Minute, Memory: 200 << 20}})
	for _, name := range []string{"push", "string", "promises"} {
		failed := make(chan error, 1)
		go func() {
			_, _, err := say(t, set, name)
			failed <- err
		}()
		err := <-failed
		var mem *runtime.MemoryError
		if !errors.As(err, &mem) || mem.Limit != 200<<20 {
			t.Errorf("%s ended with %v", name, err)
		}
		if got, _, err := say(t, set, "alive"); got != "yes" || err != nil {
			t.Errorf("after %s the script says %q, %v", name, got, err)
		}
	}
}

// native gives rules functions that stay in Go, where no interrupt reaches them.
type native struct{ until <-chan struct{} }

func (native) Specifiers() []string { return nil }
func (native) Exports() []string    { return nil }
func (n native) Install(s *runtime.Script) (*goja.Object, error) {
	err := s.VM().Set("spin", s.Func("spin", func(goja.FunctionCall) goja.Value {
		<-n.until
		return goja.Undefined()
	}))
	return nil, errors.Join(err, s.VM().Set("flood", s.Func("flood", func(c goja.FunctionCall) goja.Value {
		held := make([][]byte, c.Argument(0).ToInteger()>>20)
		for i := range held {
			held[i] = make([]byte, 1<<20)
		}
		<-n.until
		goruntime.KeepAlive(held)
		return goja.Undefined()
	})))
}

// TestMemoryFlood: a call in native code that takes far more than there is is
// given up long before the time for which others may ignore an interrupt.
func TestMemoryFlood(t *testing.T) {
	wedges, over := make(chan runtime.Wedge, 4), make(chan struct{})
	set := start(t, map[string]string{"50-culprit.js": "bot.hear('flood', () => { flood(4e8) });"},
		runtime.Options{Watch: runtime.WatchOff, OnWedge: func(w runtime.Wedge) { wedges <- w }, Modules: []runtime.Module{native{over}},
			Limits: runtime.Limits{CPU: time.Minute, Memory: 150 << 20, Wedge: time.Minute}})
	ended := make(chan error, 1)
	go func() {
		_, _, err := say(t, set, "flood")
		ended <- err
	}()
	select {
	case w := <-wedges:
		var mem *runtime.MemoryError
		if !errors.As(w.Reason, &mem) || mem.Used < 300<<20 || w.Place != "scripts/50-culprit.js:1" {
			t.Errorf("wedge %+v", w)
		}
	case err := <-ended:
		t.Errorf("the call ended with %v before it was given up", err)
	}
	close(over)
	<-ended
	goruntime.GC() // the heap is everybody's
}

// TestAfterMemoryBomb: what a bomb leaves behind is garbage and costs nobody
// else a turn.
func TestAfterMemoryBomb(t *testing.T) {
	set := start(t, map[string]string{
		"50-culprit.js": "bot.hear('bomb', () => { const a = []; for (let i = 0; i < 6; i++) a.push(new Uint8Array(6e7)); for (;;); });",
		"90-busy.js":    "bot.hear('busy', () => { const end = Date.now() + 60; while (Date.now() < end); return 'done'; });",
	}, runtime.Options{Watch: runtime.WatchOff, Prelude: prelude.Programs(), Limits: runtime.Limits{CPU: time.Minute, Memory: 100 << 20}})
	for range 3 {
		if _, _, err := say(t, set, "bomb"); err == nil {
			t.Fatal("the bomb was not stopped")
		}
		if got, _, err := say(t, set, "busy"); got != "done" || err != nil {
			t.Errorf("after the bomb the other says %q, %v", got, err)
		}
	}
	goruntime.GC()
}

func TestHandlerTimeout(t *testing.T) {
	set := start(t, map[string]string{"a.js": `
bot.hear("hang", async () => { await new Promise(() => {}); });
bot.hear("next", async (m, next) => { await next(); return "done"; });
bot.hear("ok", () => "ok");
bot.use(async (m, next) => { await new Promise(r => setTimeout(r, 150)); });
`}, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{Handler: 100 * time.Millisecond}})
	_, _, err := say(t, set, "hang")
	var late *runtime.TimeoutError
	var se *runtime.ScriptError
	if !errors.As(err, &late) || !errors.As(err, &se) || se.Line != 2 || late.Limit != 100*time.Millisecond {
		t.Errorf("hang ended with %v", err)
	}
	if got, _, err := say(t, set, "ok"); got != "ok" || err != nil {
		t.Errorf("ok says %q, %v", got, err)
	}
	// The first handler only waits for the second, which is late itself.
	_, _, err = say(t, set, "next")
	if !errors.As(err, &se) || se.Line != 5 {
		t.Errorf("next ended with %v", err)
	}
}

// TestWedge: a call in native code that goes on after its interrupt is
// reported, with where it is.
func TestWedge(t *testing.T) {
	wedges, over := make(chan runtime.Wedge, 4), make(chan struct{})
	set := start(t, map[string]string{
		"10-first.js":   hear("first", "1"),
		"50-culprit.js": "\nbot.hear('spin', () => { [1].forEach(spin); });\nbot.hear('alive', () => 'yes')",
		"90-last.js":    hear("last", "9"),
	}, runtime.Options{Watch: runtime.WatchOff, OnWedge: func(w runtime.Wedge) { wedges <- w; close(over) }, Modules: []runtime.Module{native{over}},
		Limits: runtime.Limits{CPU: 500 * time.Millisecond, Wedge: 300 * time.Millisecond}})
	failed := make(chan error, 1)
	go func() {
		_, _, err := say(t, set, "spin")
		failed <- err
	}()
	neighbours(t, set, failed, "without a break")
	w := <-wedges
	if w.Script != "50-culprit.js" || w.Place != "scripts/50-culprit.js:2" || w.Key != "m1" || !strings.Contains(w.Native, "forEach") {
		t.Errorf("wedge %+v", w)
	}
}

func TestInterruptHitsOnlyItsTurn(t *testing.T) {
	set := start(t, map[string]string{"a.js": `
bot.hear("loop", () => { for (;;) {} });
bot.hear("short", () => { const end = Date.now() + 150; while (Date.now() < end) {} return "ok" });`},
		runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: 150 * time.Millisecond}})
	for range 6 {
		say(t, set, "loop")
		got, _, err := say(t, set, "short") // ends just about when it is interrupted
		if err == nil && got != "ok" {
			t.Fatalf("short says %q", got)
		}
	}
}
