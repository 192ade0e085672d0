package supervise

import (
	"bytes"
	"os"
	"strings"
)

const (
	// maxCrashLog bounds crash.log: a full stack says the same thing many times.
	maxCrashLog = 1 << 20
	// maxCrashHead is how much of a report is looked at for its headline.
	maxCrashHead = 16 << 10
)

// crashReport takes a host's stderr, on which nobody but the Go runtime writes
// and only when the process dies: thousands of lines that a programmer of
// hotreply can use. They go into a file; each life that writes any begins it
// anew.
type crashReport struct {
	path string
	file *os.File
	size int
	head bytes.Buffer
	err  error // of the file
}

// Write never fails: what does not fit, or can not be written, is dropped.
func (r *crashReport) Write(p []byte) (int, error) {
	if r.file == nil && r.err == nil {
		r.file, r.err = os.OpenFile(r.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	}
	fits := p[:min(len(p), maxCrashLog-r.size)]
	r.size += len(fits)
	r.head.Write(p[:min(len(p), maxCrashHead-r.head.Len())])
	if r.err == nil {
		_, r.err = r.file.Write(fits)
	}
	return len(p), nil
}

// end closes the file and returns the report's headline, "" if there was no
// report.
func (r *crashReport) end() (headline string) {
	if r.file != nil {
		if err := r.file.Close(); r.err == nil {
			r.err = err
		}
	}
	for line := range strings.Lines(r.head.String()) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ") {
			return line // what stands before it are numbers
		}
		if headline == "" {
			headline = line
		}
	}
	return headline
}
