package host

import (
	"bytes"
	"io"
	"os"
	"strings"
	"sync"
)

// crashMarks begin the lines with which the Go runtime starts to say that it
// dies. Nothing else on the host's stderr begins like this: log lines start
// with a time or a brace.
var crashMarks = []string{"fatal error: ", "panic: ", "runtime: goroutine stack exceeds", "runtime: out of memory", "unexpected fault address", "SIGSEGV: ", "SIGABRT: "}

// maxCrashLog bounds crash.log: a full stack says the same thing many times.
const maxCrashLog = 1 << 20

// crashFilter passes a host's stderr on, byte by byte as it comes, until the Go
// runtime begins to report its death. The report, thousands of lines that only
// a programmer of hotreply can use, goes into a file instead.
type crashFilter struct {
	out  io.Writer
	path string // of the file; "" passes everything on

	mu       sync.Mutex // guards what follows: the copier writes, the supervisor ends
	line     []byte     // the present line, as long as it may begin a report
	passing  bool       // the present line is no report
	report   bytes.Buffer
	crashing bool
}

// Write never fails: a supervisor whose own stderr is gone keeps the host.
func (f *crashFilter) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	pass := 0 // p[pass:i] is still to be passed on
	for i, b := range p {
		switch {
		case f.crashing:
			if f.report.Len() < maxCrashLog {
				f.report.WriteByte(b)
			}
			pass = i + 1
		case f.passing:
			f.passing = b != '\n'
		default:
			f.line = append(f.line, b)
			_, _ = f.out.Write(p[pass:i])
			pass = i + 1
			f.judge(b)
		}
	}
	_, _ = f.out.Write(p[pass:])
	return len(p), nil
}

// judge decides about the present line, once its beginning is clear.
func (f *crashFilter) judge(last byte) {
	for _, mark := range crashMarks {
		if f.path != "" && string(f.line) == mark {
			f.crashing = true
			f.report.Write(f.line)
			return
		}
		if f.path != "" && strings.HasPrefix(mark, string(f.line)) {
			return // not clear yet
		}
	}
	_, _ = f.out.Write(f.line)
	f.line, f.passing = f.line[:0], last != '\n'
}

// end writes the report to its file and returns its headline, "" if the host
// did not die with one.
func (f *crashFilter) end() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.crashing {
		_, _ = f.out.Write(f.line)
		f.line = nil
		return ""
	}
	_ = os.WriteFile(f.path, f.report.Bytes(), 0o600)
	headline := ""
	for line := range strings.Lines(f.report.String()) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ") {
			return line
		}
		if headline == "" {
			headline = line
		}
	}
	return headline
}
