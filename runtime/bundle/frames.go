package bundle

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// Frame is one line of a JavaScript stack.
type Frame struct {
	Func         string // may be empty
	File         string // as errors name it
	Line, Column int    // from 1
}

// String is the line as Node writes it.
func (f Frame) String() string {
	at := fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
	if f.Func == "" {
		return "    at " + at
	}
	return "    at " + f.Func + " (" + at + ")"
}

// hostFiles start the names of files that people did not write.
const hostFiles = "hotreply:"

func (f Frame) ours() bool {
	return f.File == "" || f.Line <= 0 || strings.HasPrefix(f.File, hostFiles) ||
		strings.HasPrefix(f.File, programDir) || strings.HasPrefix(f.File, "<")
}

// FramesOf reads the frames of goja, without those of the host.
func (b *Bundle) FramesOf(stack []goja.StackFrame) []Frame {
	var out []Frame
	for i := range stack {
		p := stack[i].Position()
		f := Frame{Func: stack[i].FuncName(), File: p.Filename, Line: p.Line, Column: p.Column}
		if strings.HasPrefix(f.File, programDir) { // before all that came out of a file
			first := b.firstPlace()
			f.File, f.Line, f.Column = first.File, first.Line, first.Column
		}
		if f.Func == "<anonymous>" {
			f.Func = ""
		}
		f.Func = b.ownName(f.Func)
		if !f.ours() {
			out = append(out, f)
		}
	}
	return out
}

// ParseStack reads the stack property of an error, whose lines are
// "at name (file:line:column(pc))" or "at file:line:column(pc)".
func (b *Bundle) ParseStack(text string) []Frame {
	var out []Frame
	for line := range strings.SplitSeq(text, "\n") {
		rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "at ")
		if !ok {
			continue
		}
		if f, ok := b.parseFrame(rest); ok && !f.ours() {
			out = append(out, f)
		}
	}
	return out
}

// ownName is what a function is called in its file.
func (b *Bundle) ownName(name string) string {
	if own, ok := b.renamed[name]; ok {
		return own
	}
	return name
}

// parseFrame reads what follows "at ". Names of functions and of files may
// hold spaces and brackets, so a known file decides where the two part.
func (b *Bundle) parseFrame(s string) (f Frame, ok bool) {
	s = strings.TrimRight(s, " \r)")
	if i := strings.LastIndexByte(s, '('); i >= 0 && strings.Trim(s[i+1:], "0123456789") == "" {
		s = s[:i] // the program counter
	}
	s, col, ok1 := cutNumber(s)
	s, line, ok2 := cutNumber(s)
	if !ok1 || !ok2 {
		return f, false
	}
	defer func() { f.Func = b.ownName(f.Func) }()
	f.File, f.Line, f.Column = s, line, col
	if _, known := b.Sources[s]; known {
		return f, true
	}
	for i := 0; i < len(s); {
		n := strings.Index(s[i:], " (")
		if n < 0 {
			break
		}
		i += n + len(" (")
		if _, known := b.Sources[s[i:]]; known || f.Func == "" {
			f.Func, f.File = s[:i-len(" (")], s[i:]
			if known {
				break
			}
		}
	}
	return f, true
}

// ParsePlace reads "file:line" or "file:line:column"; the column of the former
// is 1.
func ParsePlace(place string) (f Frame, ok bool) {
	f.Column = 1
	if f.File, f.Line, ok = cutNumber(place); !ok {
		return Frame{}, false
	}
	if file, line, ok := cutNumber(f.File); ok {
		f.File, f.Line, f.Column = file, line, f.Line
	}
	return f, true
}

// cutNumber takes ":number" off the end of s.
func cutNumber(s string) (rest string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// FormatFrames is a stack as a text, one frame a line.
func FormatFrames(frames []Frame) string {
	lines := make([]string, len(frames))
	for i, f := range frames {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// codeFrame shows a line of source with its neighbours and a caret.
func codeFrame(source string, line, column int) string {
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	var b strings.Builder
	width := len(strconv.Itoa(min(line+1, len(lines))))
	for n := max(1, line-2); n <= min(line+1, len(lines)); n++ {
		text := strings.TrimRight(lines[n-1], "\r")
		if n > line && text == "" {
			break // mostly the end of the file
		}
		if len(text) > 200 {
			return "" // generated or minified: no help to anybody
		}
		mark := " "
		if n == line {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s %*d | %s\n", mark, width, n, text)
		if n == line && column > 0 {
			fmt.Fprintf(&b, "  %*s | %s^\n", width, "", padTo(text, column))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// padTo is blank space as wide as text before the column, in a terminal where
// CJK characters take two cells.
func padTo(text string, column int) string {
	var b strings.Builder
	units := 1
	for _, r := range text {
		if units >= column {
			break
		}
		units++
		if r > 0xFFFF {
			units++
		}
		switch {
		case r == '\t':
			b.WriteByte('\t')
		case r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 ||
			r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 ||
			r >= 0xFFE0 && r <= 0xFFE6 || r >= 0x1F300 && r <= 0x1FAFF || r >= 0x20000 && r <= 0x3FFFD):
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}
