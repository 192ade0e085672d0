package bindings

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dop251/goja"
	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/runtime"
	"hotreply/runtime/web"
)

// TestScripts runs testdata/*.js. A file is cut at lines "// == name" into
// scripts, each loaded on its own against a fake host. A line that ends in
// "//! pattern" must throw an error whose message, hint and code match the
// regular expression; a script whose first line is "//! pattern" must fail to
// load with it. What the harness offers stands in its install.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/*.js: %v, %v", files, err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cut(string(src)) {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".js")+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				c.run(t, file)
			})
		}
	}
}

// chunk is one script of a test file.
type chunk struct {
	name   string
	line   int // of its first line in the file
	source string
	load   *regexp.Regexp // the error its load must have; nil: none
	wants  map[int]string // by line of the file
}

var wantMark = regexp.MustCompile(`^(\s*)(.*?)\s*//! (.*)$`)

func cut(src string) []*chunk {
	var chunks []*chunk
	var c *chunk
	for i, line := range strings.Split(src, "\n") {
		n := i + 1
		if name, ok := strings.CutPrefix(line, "// == "); ok {
			c = &chunk{name: strings.ReplaceAll(name, " ", "_"), line: n + 1, wants: map[int]string{}}
			chunks = append(chunks, c)
			continue
		}
		if c == nil {
			continue
		}
		if m := wantMark.FindStringSubmatch(line); m != nil {
			if m[2] == "" && n == c.line {
				c.load = regexp.MustCompile(m[3])
				line = ""
			} else {
				c.wants[n] = m[3]
				line = fmt.Sprintf("%stry { %s; harness.missed(%d) } catch (e) { harness.caught(%d, e) }", m[1], strings.TrimSuffix(m[2], ";"), n, n)
			}
		}
		c.source += line + "\n"
	}
	return chunks
}

func (c *chunk) run(t *testing.T, file string) {
	dir := t.TempDir()
	scripts, files := filepath.Join(dir, "scripts"), filepath.Join(dir, "files")
	for _, d := range []string{scripts, files} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(scripts, "10-test.js"), []byte(c.source), 0o600); err != nil {
		t.Fatal(err)
	}
	h := &harness{t: t, c: c, file: file, app: newFakeApp(files)}
	log := hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: &h.log, DisableTime: true})
	var report runtime.Report
	client, err := web.NewClient(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	set, err := runtime.New(runtime.Options{
		Dir: scripts, Logger: hclog.New(&hclog.LoggerOptions{Level: hclog.Error, Output: testOutput{t}}), Modules: append(Modules(h.app, Options{Logger: log}), web.Module(client), h), ErrorValue: ErrorValue,
		Limits: runtime.Limits{CPU: time.Minute}, // the machine may be busy
		Watch:  runtime.WatchOff, OnReport: func(r runtime.Report) { report = r },
		OnError: func(e *runtime.ScriptError) { h.errorf("%v (hint: %s)", e, e.Hint()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	h.set = set
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := set.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer set.Close(ctx)
	c.checkLoad(t, report)
	for _, fn := range h.runs {
		if err := h.script.Invoke(ctx, runtime.Invocation{Key: "run", Fn: fn}); err != nil {
			var se *runtime.ScriptError
			errors.As(err, &se)
			t.Errorf("%s: %v\n%s", file, err, se.Hint())
		}
	}
	for line, want := range c.wants {
		if !h.met[line] {
			t.Errorf("%s:%d: was never reached, wanted an error like %q", file, line, want)
		}
	}
}

func (c *chunk) checkLoad(t *testing.T, report runtime.Report) {
	t.Helper()
	text := ""
	for _, e := range report.Failed {
		text += e.Error() + " | " + e.Hint()
	}
	switch {
	case c.load == nil && text != "":
		t.Fatalf("line %d: does not load: %s", c.line, text)
	case c.load != nil && !c.load.MatchString(text):
		t.Fatalf("line %d: load error is %q, want %q", c.line, text, c.load)
	}
}

// harness is what test scripts can do besides the names under test.
type harness struct {
	t      *testing.T
	c      *chunk
	file   string
	app    *fakeApp
	set    *runtime.Scripts
	script *runtime.Script
	runs   []goja.Callable
	met    map[int]bool
	log    lockedBuffer
	turns  int
}

func (h *harness) Specifiers() []string { return nil }
func (h *harness) Exports() []string    { return nil }

func (h *harness) errorf(format string, args ...any) { h.t.Errorf(h.file+": "+format, args...) }

// Install defines the globals run(fn), says(text | message), eq(got, want),
// sent(), refuse(class), tick(key), emit(event), logged(), saved(name) and
// harness.
func (h *harness) Install(s *runtime.Script) (*goja.Object, error) {
	vm := s.VM()
	h.script, h.met = s, map[int]bool{}
	define := func(name string, fn func(c goja.FunctionCall) goja.Value) { _ = vm.Set(name, s.Func(name, fn)) }
	define("run", func(c goja.FunctionCall) goja.Value {
		fn, _ := goja.AssertFunction(c.Argument(0))
		h.runs = append(h.runs, fn)
		return goja.Undefined()
	})
	define("eq", func(c goja.FunctionCall) goja.Value {
		got, want := kitOf(s).inspect(c.Argument(0)), kitOf(s).inspect(c.Argument(1))
		if got != want {
			_, line, _ := position(vm)
			h.errorf("%d: got %s, want %s", line+h.c.line-1, got, want)
		}
		return goja.Undefined()
	})
	define("sent", func(goja.FunctionCall) goja.Value { return jsonValue(s, h.app.takeSent()) })
	define("refuse", func(c goja.FunctionCall) goja.Value {
		h.app.mu.Lock()
		defer h.app.mu.Unlock()
		h.app.refuse = append(h.app.refuse, h.refusal(c.Argument(0).String()))
		return goja.Undefined()
	})
	define("logged", func(goja.FunctionCall) goja.Value { return vm.ToValue(h.log.take()) })
	define("saved", func(c goja.FunctionCall) goja.Value {
		text, err := h.app.read(c.Argument(0).String())
		if err != nil {
			s.Throw(err)
		}
		return vm.ToValue(text)
	})
	// settle waits until another message has reached its question.
	define("settle", func(goja.FunctionCall) goja.Value {
		return s.Async(runtime.AsyncOptions{}, func(ctx context.Context) (any, error) { return nil, h.app.asked(ctx) }, nil)
	})
	define("tick", func(c goja.FunctionCall) goja.Value {
		key := c.Argument(0).String()
		return s.Async(runtime.AsyncOptions{}, func(ctx context.Context) (any, error) { return h.app.tick(ctx, key) },
			func(v any) (goja.Value, error) { return vm.ToValue(v), nil })
	})
	define("emit", func(c goja.FunctionCall) goja.Value {
		facts, _ := c.Argument(1).Export().(map[string]any)
		e := bot.EventInfo{Type: c.Argument(0).String(), Account: "default", Time: fakeClose, Facts: facts}
		return s.Async(runtime.AsyncOptions{}, func(ctx context.Context) (any, error) { return nil, Emit(ctx, h.set.Current(), e) }, nil)
	})
	h.installSays(s)
	marks := vm.NewObject()
	_ = marks.Set("missed", s.Func("missed", func(c goja.FunctionCall) goja.Value {
		n := int(c.Argument(0).ToInteger())
		h.met[n] = true
		h.errorf("%d: no error, wanted one like %q", n, h.c.wants[n])
		return goja.Undefined()
	}))
	_ = marks.Set("caught", s.Func("caught", func(c goja.FunctionCall) goja.Value {
		h.caught(int(c.Argument(0).ToInteger()), c.Argument(1))
		return goja.Undefined()
	}))
	return nil, vm.Set("harness", marks)
}

func (h *harness) caught(n int, v goja.Value) {
	h.met[n] = true
	text := v.String()
	if o, ok := v.(*goja.Object); ok {
		for _, key := range []string{"hint", "code"} {
			if x := o.Get(key); x != nil && !goja.IsUndefined(x) {
				text += " | " + x.String()
			}
		}
	}
	if ok, err := regexp.MatchString(h.c.wants[n], text); err != nil || !ok {
		h.errorf("%d: error is %q, want %q", n, text, h.c.wants[n])
	}
}

func (h *harness) refusal(class string) error {
	switch class {
	case "QuotaExhaustedError":
		return &ilink.QuotaExhaustedError{Limit: 10, Used: 10}
	case "WindowClosedError":
		return &ilink.WindowClosedError{}
	case "NoContextError":
		return &ilink.NoContextError{}
	case "SessionExpiredError":
		return &ilink.SessionExpiredError{}
	case "TextTooLongError":
		return &ilink.TextTooLongError{Bytes: 20000, Limit: 16384}
	case "RejectedError":
		return &ilink.RejectedError{}
	case "MediaError":
		return &ilink.MediaError{Reason: "PATH_REFUSED", Detail: "../x is outside"}
	}
	return errors.New(class)
}

// installSays defines says: it dispatches a message and resolves to
// {handled, rule, error, sent}. An open question gets it first.
func (h *harness) installSays(s *runtime.Script) {
	vm := s.VM()
	_ = vm.Set("says", s.Func("says", func(c goja.FunctionCall) goja.Value {
		m := h.message(c.Argument(0), c.Argument(1))
		return s.Async(runtime.AsyncOptions{}, func(ctx context.Context) (any, error) { return h.dispatch(ctx, m) },
			func(v any) (goja.Value, error) { return jsonValue(s, v), nil })
	}))
}

func (h *harness) dispatch(ctx context.Context, m bot.Message) (any, error) {
	if ok, err := h.app.offer(ctx, m); ok || err != nil {
		return map[string]any{"answered": ok}, nil
	}
	turn := &fakeTurn{f: h.app, key: "default/" + m.M.ID, account: m.Account, user: m.M.From, once: map[string]json.RawMessage{}}
	out, err := Dispatch(ctx, h.set.Current(), turn, m)
	result := map[string]any{"handled": out.Handled, "sent": h.app.takeSent(), "typing": turn.typing}
	turn.over.Store(true)
	if err == nil && len(out.Strays) > 0 {
		err = out.Strays[0]
	}
	var se *runtime.ScriptError
	if errors.As(err, &se) {
		result["error"] = se.Error()
		result["hint"] = se.Hint()
		result["code"] = se.Code
	}
	return result, nil
}

// message is a text, or a wire message in JSON, and more facts.
func (h *harness) message(v, more goja.Value) bot.Message {
	h.turns++
	raw := map[string]any{"message_id": fmt.Sprint(h.turns), "from_user_id": "alice@im.wechat", "to_user_id": "b@im.bot",
		"message_type": 1, "create_time_ms": int64(1795300000000), "context_token": "SECRET"}
	if text, ok := asString(v); ok {
		raw["item_list"] = []any{map[string]any{"type": 1, "text_item": map[string]any{"text": text}}}
	} else {
		for key, x := range v.Export().(map[string]any) {
			raw[key] = x
		}
	}
	b, _ := json.Marshal(raw)
	m, err := ilink.DecodeMessage(b)
	if err != nil {
		h.errorf("%v", err)
	}
	out := bot.Message{Account: "default", M: m}
	if facts, ok := more.Export().(map[string]any); ok {
		out.Owner, _ = facts["owner"].(bool)
		out.Redelivered, _ = facts["redelivered"].(bool)
	}
	return out
}

func jsonValue(s *runtime.Script, v any) goja.Value {
	b, err := json.Marshal(v)
	if err != nil {
		s.Throw(err)
	}
	return kitOf(s).fromJSON(b)
}

func position(vm *goja.Runtime) (string, int, int) {
	for _, f := range vm.CaptureCallStack(0, nil) {
		if p := f.Position(); p.Line > 0 {
			return p.Filename, p.Line, p.Column
		}
	}
	return "", 0, 0
}

type lockedBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.b.Reset()
	return l.b.String()
}

// testOutput shows the runtime's errors when a test fails.
type testOutput struct{ t *testing.T }

func (o testOutput) Write(p []byte) (int, error) { o.t.Log(string(p)); return len(p), nil }
