package logger

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/go-hclog"
)

const (
	// maxLogLines is how many lines of one message or value stand in the log.
	maxLogLines = 64
	// belowLog begins every line of the text format that goes on from the one
	// above: no line of the log's own does.
	belowLog = "  | "
)

// levelWords and levelColors are those of hclog's text format.
var (
	levelWords = map[hclog.Level]string{hclog.Trace: "[TRACE]", hclog.Debug: "[DEBUG]",
		hclog.Info: "[INFO] ", hclog.Warn: "[WARN] ", hclog.Error: "[ERROR]"}
	levelColors = map[hclog.Level]int{hclog.Trace: 92, hclog.Debug: 97, hclog.Info: 94, hclog.Warn: 93, hclog.Error: 91}
)

// textLine is one line of the text format, with the lines that belong to it.
func textLine(at time.Time, color bool, name string, level hclog.Level, msg string, args []any) []byte {
	var b, below, hints bytes.Buffer
	b.WriteString(at.Format("15:04:05.000 ")) // a person reads it today; JSON keeps the date
	word := levelWords[level]
	if word == "" {
		word = "[?????]"
	}
	if color {
		word = fmt.Sprintf("\x1b[%dm%s\x1b[0m", levelColors[level], word)
	}
	b.WriteString(word + " ")
	if name != "" {
		b.WriteString(Printable(name) + ": ")
	}
	first, rest := firstLine(Printable(cutLong(msg)))
	b.WriteString(first)
	writeBelow(&below, rest)
	if len(args)%2 == 1 {
		args = append(args[:len(args)-1:len(args)-1], hclog.MissingKey, args[len(args)-1])
	}
	sep := ":"
	for i := 0; i+1 < len(args); i += 2 {
		key, value := Printable(fmt.Sprint(args[i])), Printable(cutLong(factText(args[i+1])))
		if inline, ok := inlineFact(key, value, args[i+1]); ok {
			b.WriteString(sep + " " + key + "=" + inline)
			sep = ""
			continue
		}
		if key == "hint" {
			writeHint(&hints, value)
			continue
		}
		writeFact(&below, key, value)
	}
	b.WriteByte('\n')
	b.Write(below.Bytes())
	b.Write(hints.Bytes())
	return b.Bytes()
}

// factText is a value as text.
func factText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case error:
		return v.Error()
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = s
			if q, ok := quoteFact(s); ok {
				quoted[i] = q
			}
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	case hclog.Format:
		if format, ok := v[0].(string); ok {
			return fmt.Sprintf(format, v[1:]...)
		}
	}
	return fmt.Sprint(v)
}

// inlineFact is a value as it stands in the line itself, if it can. A hint is
// the next step, so it has a line of its own as everywhere else.
func inlineFact(key, value string, v any) (string, bool) {
	if _, list := v.([]string); list && !strings.Contains(value, "\n") {
		return value, true
	}
	if key == "hint" || key == "frame" {
		return "", false
	}
	return quoteFact(value)
}

// quoteFact puts a value of one line into the quotes it needs, if any: those
// that do not occur in it, so that nothing in it has to be escaped.
func quoteFact(s string) (string, bool) {
	if strings.Contains(s, "\n") {
		return "", false
	}
	odd := func(r rune) bool { return r < '-' || r > '~' || r == '=' || r == '`' }
	if s != "" && !strings.ContainsFunc(s, odd) {
		return s, true
	}
	for _, quote := range []string{`"`, `'`, "`"} {
		if !strings.Contains(s, quote) {
			return quote + s + quote, true
		}
	}
	return "", false
}

// writeFact gives a value lines of its own; a frame needs no name.
func writeFact(b *bytes.Buffer, key, value string) {
	if key != "frame" {
		fmt.Fprintf(b, "  %s=\n", key)
	}
	writeBelow(b, strings.TrimRight(value, "\n"))
}

// writeHint is a hint as it looks after an error of a command.
func writeHint(b *bytes.Buffer, hint string) {
	first, rest := firstLine(hint)
	fmt.Fprintf(b, "  hint: %s\n", first)
	writeBelow(b, rest)
}

// writeBelow writes the lines of a text below the line they belong to.
func writeBelow(b *bytes.Buffer, text string) {
	if text == "" {
		return
	}
	lines := strings.Split(text, "\n")
	for _, line := range lines[:min(len(lines), maxLogLines)] {
		b.WriteString(strings.TrimRight(belowLog+line, " ") + "\n")
	}
	if more := len(lines) - maxLogLines; more > 0 {
		fmt.Fprintf(b, "%s… (%d lines more)\n", belowLog, more)
	}
}

func firstLine(s string) (first, rest string) {
	first, rest, _ = strings.Cut(s, "\n")
	return first, strings.TrimRight(rest, "\n")
}

// Printable makes a text that anybody may have written fit for a terminal or
// a log. It escapes what would move the cursor, end a line or turn the text
// around: all control characters but newline and tab, line separators, marks
// of direction, and bytes that are no UTF-8.
func Printable(s string) string {
	if s = strings.ReplaceAll(s, "\r\n", "\n"); !strings.ContainsFunc(s, mustEscape) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case !mustEscape(r), r == utf8.RuneError && strings.HasPrefix(s[i:], "\uFFFD"):
			b.WriteRune(r)
		case r == utf8.RuneError:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// PrintableJSON is [Printable] for JSON text, which stays the same value: the
// encoder leaves some of these characters in strings as they are.
func PrintableJSON(text []byte) []byte {
	must := func(r rune) bool { return r != '\n' && r != utf8.RuneError && mustEscape(r) }
	if bytes.IndexFunc(text, must) < 0 {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if must(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.Bytes()
}

func mustEscape(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case r == '\u2028', r == '\u2029', r == utf8.RuneError:
		return true
	case r == '\u061c', r == '\u200e', r == '\u200f', '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r)
}
