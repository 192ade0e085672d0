package runtimetest

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"hotreply/runtime"
)

// File runs a JavaScript file in chunks that are separated by lines of "---".
// Each chunk runs by itself, as the body of an async function. A chunk that
// must fail says so on the very line that throws:
//
//	reply(42)   /// reply: content must be .*
//
// What follows the three slashes is a regular expression for the message. The
// functions assert(value, message) and equal(got, want) are there for
// everything else.
func (r *Runner) File(path string) {
	r.T.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		r.T.Fatal(err)
	}
	line := 1
	for chunk := range strings.SplitSeq(string(text), "\n---\n") {
		r.chunk(filepath.Base(path), chunk, line)
		line += strings.Count(chunk, "\n") + 2
	}
}

// helpers stand on one line in front of each chunk.
const helpers = `
const assert = (v, m) => { if (!v) throw new Error(m || "assertion failed") };
const equal = (got, want) => { const g = JSON.stringify(got), w = JSON.stringify(want);
 if (g !== w && !Object.is(got, want)) throw new Error("got " + g + ", want " + w) };`

func (r *Runner) chunk(name, chunk string, first int) {
	r.T.Helper()
	wantLine, want := 0, ""
	for i, line := range strings.Split(chunk, "\n") {
		if _, expr, ok := strings.Cut(line, "/// "); ok {
			wantLine, want = first+i, strings.TrimSpace(expr)
		}
	}
	code := strings.ReplaceAll(helpers, "\n", "") + strings.Repeat("\n", first-1) + chunk
	_, err := r.run(name, nil, code)
	var se *runtime.ScriptError
	switch {
	case want == "" && err != nil:
		r.T.Errorf("%v", err)
	case want == "":
	case err == nil:
		r.T.Errorf("%s:%d: nothing was thrown, want %q", name, wantLine, want)
	case !regexp.MustCompile(want).MatchString(err.Error()):
		r.T.Errorf("%s:%d: thrown: %v, want %q", name, wantLine, err, want)
	case errors.As(err, &se) && se.Line != wantLine:
		r.T.Errorf("%s:%d: thrown on line %d: %v", name, wantLine, se.Line, err)
	}
}
