package logger

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"hotreply/host/config"

	"github.com/hashicorp/go-hclog"
)

// logged is one text line of the log without its time.
func logged(msg string, args ...any) string {
	b := textLine(time.Time{}, false, "console", hclog.Info, msg, args)
	return strings.TrimPrefix(string(b), "00:00:00.000 [INFO]  ")
}

func TestTextLog(t *testing.T) {
	tests := []struct {
		name string
		got  string
		want string
	}{
		{"simple", logged("polling", "bot", "ab12@im.bot", "n", 3, "after", 2*time.Second), "console: polling: bot=ab12@im.bot n=3 after=2s\n"},
		{"spaces", logged("x", "text", "two words", "empty", ""), "console: x: text=\"two words\" empty=\"\"\n"},
		{"a message of several lines", logged("a\n12:00:00.000 [ERROR] forged: by=user\r\nlast", "user", "u"),
			"console: a: user=u\n  | 12:00:00.000 [ERROR] forged: by=user\n  | last\n"},
		{"a value of several lines", logged("x", "text", "a\nb", "user", "u"), "console: x: user=u\n  text=\n  | a\n  | b\n"},
		{"terminal escapes", logged("\x1b[2Jx\rfatal\u009b1m\u2028y\x00\u202e", "v", "\x1b]0;title\a"),
			"console: \\x1b[2Jx\\x0dfatal\\u009b1m\\u2028y\\x00\\u202e: v=\\x1b]0;title\\x07\n"},
		{"no UTF-8", logged("a\xffb", "v", "\xe4\xbd"), "console: a\\xffb: v=\\xe4\\xbd\n"},
		{"Chinese, emoji and tabs stay", logged("你好\t👨‍👩‍👧"), "console: 你好\t👨‍👩‍👧\n"},
		{"an error like check's", logged("rule does not load", "rule", "a.js", "err", errors.New(`a.js:1:3: unexpected "x"`), "hint", `type "y"`, "frame", "> 1 | x\n    | ^\n"),
			"console: rule does not load: rule=a.js err='a.js:1:3: unexpected \"x\"'\n  | > 1 | x\n  |     | ^\n  hint: type \"y\"\n"},
		{"all quotes at once", logged("x", "err", "a \"b\" isn't `c`"), "console: x\n  err=\n  | a \"b\" isn't `c`\n"},
		{"a list", logged("x", "rules", []string{"a.js", "b c.js"}), "console: x: rules=[a.js, \"b c.js\"]\n"},
		{"a list with a line break", logged("x", "rules", []string{"a\n[ERROR]"}), "console: x\n  rules=\n  | [a\n  | [ERROR]]\n"},
		{"a key without a value", logged("x", "y"), "console: x: EXTRA_VALUE_AT_END=y\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("\n%s\nwant\n%s", tt.got, tt.want)
			}
		})
	}
}

func TestLogCutsWhatIsLong(t *testing.T) {
	long := strings.Repeat("长", 1<<20)
	for _, format := range []string{"text", "json"} {
		var out bytes.Buffer
		l := New(Options{Log: config.Log{Level: "info", Format: format}, Output: &out})
		l.Info(long, "text", long, "err", errors.New(long))
		if n := out.Len(); n > 4*maxLogValue || strings.Count(out.String(), "(3145728 bytes)") != 3 || !utf8.Valid(out.Bytes()) {
			t.Errorf("%s: %d bytes: %.200s", format, n, out.String())
		}
	}
	if many := logged(strings.Repeat("x\n", 1000)); strings.Count(many, "\n") != maxLogLines+2 || !strings.Contains(many, "(935 lines more)") {
		t.Errorf("a message of 1000 lines takes %d", strings.Count(many, "\n"))
	}
}

func TestLoggerLevelsAndNames(t *testing.T) {
	var out bytes.Buffer
	zone := time.FixedZone("X", 5*3600+30*60)
	l := New(Options{Log: config.Log{Level: "warn", Format: "json"}, Output: &out, Zone: func() *time.Location { return zone }})
	l.Named("a").With("k", 1).Info("not this")
	l.Named("a").With("k", 1).Warn("this")
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	if got["@message"] != "this" || got["@module"] != "a" || got["k"] != 1.0 || !strings.HasSuffix(got["@timestamp"].(string), "+05:30") {
		t.Errorf("logged %v", got)
	}
	if l.IsInfo() || !l.IsWarn() {
		t.Error("the logger does not know its level")
	}
}

// No message and no value makes a line that is not the first look like one of
// the log's own, or moves the cursor.
func FuzzTextLog(f *testing.F) {
	f.Add("a\nb", "c\r\nd", "e\x1b[1m")
	f.Add("", "\n\n", "`\"'\n")
	f.Fuzz(func(t *testing.T, msg, value, list string) {
		b := string(textLine(time.Time{}, false, "n", hclog.Warn, msg, []any{"v", value, "hint", value, "l", []string{list, value}}))
		for i, l := range strings.Split(strings.TrimSuffix(b, "\n"), "\n") {
			if i > 0 && !strings.HasPrefix(l, "  ") {
				t.Fatalf("line %d is %q", i, l)
			}
		}
		if strings.ContainsFunc(b, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) || !utf8.ValidString(b) {
			t.Fatalf("control characters in %q", b)
		}
	})
}

// The JSON format is one object a line whatever is said, holds it whole, and
// moves no cursor either.
func FuzzJSONLog(f *testing.F) {
	f.Add("a\nb\x7f", "c\r\n{\"@level\":\"error\"}\u009b1m\u202e")
	f.Add("\u2028", "\xff\xe4\xbd")
	f.Fuzz(func(t *testing.T, msg, value string) {
		if len(msg) > maxLogValue || len(value) > maxLogValue {
			return // those are cut
		}
		var out bytes.Buffer
		l := New(Options{Log: config.Log{Level: "info", Format: "json"}, Output: &out})
		l.Info(msg, "v", value)
		line, whole := strings.CutSuffix(out.String(), "\n")
		if !whole || strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || r == '\u202e' }) {
			t.Fatalf("not one line: %q", out.String())
		}
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil || utf8.ValidString(msg) && got["@message"] != msg || utf8.ValidString(value) && got["v"] != value {
			t.Fatalf("%v: %q of %q and %q", err, line, msg, value)
		}
	})
}
