// Package jstest runs tests that are written in JavaScript, through the real
// loader and on a real loop.
//
// A test file is chunks separated by lines of "---". Each chunk is the body of
// an async function. One that must fail says so on the very line that throws,
// with a regular expression for the message:
//
//	new URL("nope"); /// it has no scheme
//
// The functions assert(value, message) and equal(got, want) do the rest.
package jstest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
)

// Patience is how long one chunk may take.
const Patience = 20 * time.Second

// Helpers defines assert and equal, on one line.
const Helpers = `const assert = (v, m) => { if (!v) throw new Error(m || "assertion failed") };` +
	` const equal = (got, want) => { const s = v => JSON.stringify(v, (k, x) => typeof x === "bigint" ? x + "n" : x);` +
	` if (s(got) !== s(want) && !Object.is(got, want)) throw new Error("got " + s(got) + ", want " + s(want)) };` +
	` `

// Script loads text as the script name.
func Script(t testing.TB, o runtime.Options, name, text string) *runtime.Script {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "scripts")
	o.Watch = runtime.WatchOff
	if o.Limits.CPU == 0 {
		o.Limits.CPU = Patience // a loaded machine is no fault of the code under test
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.Dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var broken error
	o.OnError = func(e *runtime.ScriptError) { t.Logf("uncaught: %v", e) }
	o.OnReport = func(r runtime.Report) {
		for _, f := range r.Failed {
			broken = errors.Join(broken, f)
		}
	}
	set, err := runtime.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), Patience)
		defer cancel()
		_ = set.Close(ctx)
	})
	if broken != nil {
		t.Fatal(broken)
	}
	return set.Current().Scripts()[0]
}

// File runs one test file.
func File(t *testing.T, o runtime.Options, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	chunks := strings.Split(string(text), "\n---\n")
	code := Helpers + " globalThis.chunks = []; chunks.push(async () => { " +
		strings.Join(chunks, "\n}); chunks.push(async () => {\n") + "\n});"
	s := Script(t, o, filepath.Base(path), code)
	line := 1
	for i, chunk := range chunks {
		check(t, fmt.Sprintf("%s:%d", filepath.Base(path), line), Call(s, fmt.Sprintf("chunks[%d]()", i)), chunk, line)
		line += strings.Count(chunk, "\n") + 2
	}
}

// Call evaluates an expression in a handler of s, awaits it, and returns the
// error it threw.
func Call(s *runtime.Script, expression string) error {
	_, err := Value(s, expression)
	return err
}

// Value is Call with the value, exported to Go.
func Value(s *runtime.Script, expression string) (v any, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	err = s.Invoke(ctx, runtime.Invocation{
		Key: "test",
		Fn: func(goja.Value, ...goja.Value) (goja.Value, error) {
			if err := s.MakeAll(); err != nil {
				return nil, err
			}
			return s.VM().RunString(expression)
		},
		Result: func(_ *runtime.Script, result goja.Value) error {
			v = result.Export()
			return nil
		},
	})
	return v, err
}

// check compares the outcome of a chunk with what its comment wants.
func check(t *testing.T, where string, err error, chunk string, first int) {
	t.Helper()
	wantLine, want := 0, ""
	for i, line := range strings.Split(chunk, "\n") {
		if _, expr, ok := strings.Cut(line, "/// "); ok {
			wantLine, want = first+i, strings.TrimSpace(expr)
		}
	}
	var se *runtime.ScriptError
	switch {
	case want == "" && err != nil:
		t.Errorf("%s: %v", where, err)
	case want == "":
	case err == nil:
		t.Errorf("%s: nothing was thrown on line %d, want %q", where, wantLine, want)
	case !regexp.MustCompile(want).MatchString(err.Error()):
		t.Errorf("%s: thrown: %v, want %q", where, err, want)
	case errors.As(err, &se) && se.Line != wantLine:
		t.Errorf("%s: thrown on line %d instead of %d: %v", where, se.Line, wantLine, err)
	}
}
