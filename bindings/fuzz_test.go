package bindings

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/runtime"
)

// fuzzed are calls that decode arguments: args stands for the fuzzed ones.
const fuzzed = `
const odd = [undefined, null, NaN, -0, 1n, Symbol("s"), "", "\u0000", () => 1, /x/g, new Date(NaN), [], {}, new Proxy({}, {}),
  new Uint8Array(2), Object.create(null), new Map(), Promise.resolve(), {get image() { throw new Error("getter") }}, Object.freeze([1])]
const calls = [
  (a) => bot.send(...a), (a) => bot.send("u", ...a), (a) => bot.upload("u", "image", ...a), (a) => bot.upload(...a), (a) => bot.canSend(...a),
  (a) => bot.cron(...a), (a) => bot.every(...a), (a) => bot.onDispose(...a), (a) => bot.hear(...a), (a) => bot.command(...a), (a) => bot.on(...a),
  (a) => store.get(...a), (a) => store.set(...a), (a) => store.delete(...a), (a) => store.has(...a), (a) => store.keys(...a), (a) => store.incr(...a), (a) => store.update(...a),
  (a, m) => m.reply(...a), (a, m) => m.ask(...a), (a, m) => m.typing(...a), (a, m) => m.once(...a), (a, m) => m[a[0]], (a, m) => { m[a[0]] = a[1] },
  (a) => bot[a[0]], (a) => console.log(...a), (a) => console.assert(false, ...a), (a) => new MediaError(...a),
]
let message
bot.on("message", m => { message = m })
fuzz(async (call, json, at) => {
  let args
  try { args = JSON.parse(json) } catch { args = [json] }
  if (!Array.isArray(args)) args = [args]
  if (at < odd.length * 4) args[at % 4] = odd[at >> 2]
  try { await Promise.race([calls[call % calls.length](args, message), 0]) } catch (e) { if (typeof e?.message !== "string") throw e }
})`

// FuzzArguments calls every decoding name with what comes: no Go panic, and
// every error is an Error.
func FuzzArguments(f *testing.F) {
	for _, seed := range []string{`["u",{"text":"x","image":"a"}]`, `[["a",["b"]],{"queue":"1d"}]`, `["0 8 * * *",1,{"timezone":"UTC"}]`, `["1h30m"]`, `{"a":`, `[{"match":"x","timeout":"1ms"}]`} {
		for call := range uint8(28) {
			f.Add(call, seed, uint8(call*3))
		}
	}
	dir := f.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "10-fuzz.js"), []byte(fuzzed), 0o600); err != nil {
		f.Fatal(err)
	}
	app := newFakeApp(dir)
	target := &fuzzTarget{}
	set, err := runtime.New(runtime.Options{Dir: dir, Modules: append(Modules(app, Options{}), target), ErrorValue: ErrorValue, Watch: runtime.WatchOff})
	if err != nil {
		f.Fatal(err)
	}
	ctx := context.Background()
	if err := set.Start(ctx); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = set.Close(ctx) })
	turn := &fakeTurn{impatient: true, f: app, key: "fuzz", account: "default", user: "u"}
	if _, err := Dispatch(ctx, set.Current(), turn, bot.Message{Account: "default"}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, call uint8, json string, at uint8) {
		err := target.script.Invoke(ctx, runtime.Invocation{Key: "fuzz", Value: turn, Fn: target.fn, Args: func() ([]goja.Value, error) {
			vm := target.script.VM()
			return []goja.Value{vm.ToValue(int(call)), vm.ToValue(json), vm.ToValue(int(at))}, nil
		}})
		var p *runtime.PanicError
		var se *runtime.ScriptError
		if errors.As(err, &p) || errors.As(err, &se) && strings.Contains(se.Message, "internal") {
			t.Errorf("call %d with %q, %d: %v", call, json, at, err)
		}
		app.takeSent()
		app.mu.Lock()
		app.asks, app.jobs = nil, map[string]*fakeJob{}
		app.mu.Unlock()
	})
}

// fuzzTarget takes the function that a fuzz script hands over.
type fuzzTarget struct {
	script *runtime.Script
	fn     goja.Callable
}

func (f *fuzzTarget) Specifiers() []string { return nil }
func (f *fuzzTarget) Exports() []string    { return nil }
func (f *fuzzTarget) Install(s *runtime.Script) (*goja.Object, error) {
	f.script = s
	return nil, s.VM().Set("fuzz", s.Func("fuzz", func(c goja.FunctionCall) goja.Value {
		f.fn, _ = goja.AssertFunction(c.Argument(0))
		return goja.Undefined()
	}))
}
