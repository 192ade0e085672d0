package ruletest

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/hashicorp/go-hclog"
)

// record keeps what a test's host logged that helps to understand a failure:
// the console of the rules, warnings and errors.
type record struct {
	mu     sync.Mutex // guards the rest
	lines  []string
	failed string // why a rule does not load, "" if all do
}

// logger is a logger that writes to the record alone.
func (r *record) logger() hclog.Logger {
	l := hclog.NewInterceptLogger(&hclog.LoggerOptions{Output: io.Discard, Level: hclog.Off})
	l.RegisterSink(r)
	return l
}

// Accept takes one log entry.
func (r *record) Accept(name string, level hclog.Level, msg string, args ...any) {
	if level < hclog.Info || level < hclog.Warn && !strings.Contains(name, "console") {
		return
	}
	facts := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		facts[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	line := msg
	if file := facts["file"]; file != "" {
		line = fmt.Sprintf("%s:%s: %s", file, facts["line"], msg)
	}
	for _, key := range []string{"err", "hint", "frame"} {
		text := facts[key]
		if text == "" {
			continue
		}
		if key == "hint" {
			text = "hint: " + text
		}
		line += "\n" + indent(text)
	}
	if r.failed == "" && msg == "rule does not load" {
		r.failed = strings.TrimSpace(facts["err"] + "\n" + facts["frame"])
	}
	r.lines = append(r.lines, line)
}

func (r *record) failure() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

// String is all lines.
func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.lines, "\n")
}

// Short is all lines, those that repeat the one before only counted.
func (r *record) Short() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for i := 0; i < len(r.lines); {
		n := 1
		for i+n < len(r.lines) && r.lines[i+n] == r.lines[i] {
			n++
		}
		b.WriteString(r.lines[i])
		if n > 1 {
			fmt.Fprintf(&b, " (%d times)", n)
		}
		if i += n; i < len(r.lines) {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n  ")
}
