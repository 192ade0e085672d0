package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestTransferLine(t *testing.T) {
	var out bytes.Buffer
	l := newTransferLine(&out)
	report, end := l.begin("sending film.mp4", 16<<20)
	_, endOther := l.begin("sending other.mp4", 16<<20)
	report(1 << 20)
	time.Sleep(110 * time.Millisecond) // the line is drawn ten times a second at most
	report(8 << 20)
	endOther()
	if s := out.String(); !strings.Contains(s, "sending film.mp4") || strings.Contains(s, "other") || strings.Contains(s, "\n") {
		t.Errorf("shown: %q, want one line, of the first transfer", s)
	}
	end()
	if s := out.String(); strings.HasSuffix(strings.TrimRight(s, "\r"), "]") {
		t.Errorf("the line stays after the end: %q", s)
	}
	if report, end := l.begin("next", 16<<20); report == nil || end == nil {
		t.Error("no line for the next transfer")
	}
}
