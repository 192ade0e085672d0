package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
)

// onScreen is what a terminal shows of its last line, and the lines above.
func onScreen(raw string) (above []string, last string) {
	lines := strings.Split(raw, "\n")
	for i, l := range lines {
		_, l, erased := cutLast(l, "\x1b[2K")
		if !erased {
			l = lines[i]
		}
		parts := strings.Split(strings.TrimPrefix(l, "\r"), "\r")
		lines[i] = parts[len(parts)-1]
	}
	return lines[:len(lines)-1], lines[len(lines)-1]
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// redraw is how long the line waits before it is drawn again, and some more.
const redraw = 110 * time.Millisecond

func TestTransferLine(t *testing.T) {
	var out bytes.Buffer
	l := newTransferLine(&out)
	report, end := l.begin("sending film.mp4", 16<<20)
	_, endOther := l.begin("sending other.mp4", 16<<20)
	report(1 << 20)
	time.Sleep(redraw)
	report(8 << 20)
	endOther()
	if above, last := onScreen(out.String()); !strings.Contains(last, "sending film.mp4") || strings.Contains(last, "other") || len(above) > 0 {
		t.Errorf("shown: %q, want one line, of the first transfer", out.String())
	}
	time.Sleep(redraw)
	report(9 << 20)
	_, _ = l.Write([]byte("a line of the log\n"))
	if above, last := onScreen(out.String()); len(above) != 1 || above[0] != "a line of the log" || last != "" {
		t.Errorf("a line of the log stands as %q, below it %q", above, last)
	}
	time.Sleep(redraw)
	report(10 << 20)
	if above, last := onScreen(out.String()); len(above) != 1 || !strings.Contains(last, "film.mp4") {
		t.Errorf("after a line of the log: %q, then %q", above, last)
	}
	end()
	if _, last := onScreen(out.String()); last != "" {
		t.Errorf("the line stays after the end: %q", last)
	}
	if report, end := l.begin("next", 16<<20); report == nil || end == nil {
		t.Error("no line for the next transfer")
	}
}

// A long name must not make the line wrap: it would fill the screen.
func TestTransferLineFits(t *testing.T) {
	for _, name := range []string{strings.Repeat("long ", 30), strings.Repeat("长名字", 30)} {
		var out bytes.Buffer
		report, _ := newTransferLine(&out).begin("receiving "+name, 3<<30)
		report(1 << 30)
		time.Sleep(redraw)
		report(2 << 30)
		if _, last := onScreen(out.String()); uniseg.StringWidth(last) >= 80 || !strings.Contains(last, "…") {
			t.Errorf("%d columns: %q", uniseg.StringWidth(last), last)
		}
	}
}

// The host writes to its supervisor's pipe; that the supervisor has a terminal
// is in its orders.
func TestTransfersAreShownUnderASupervisor(t *testing.T) {
	var pipe bytes.Buffer
	s := Streams{Err: &pipe, OnTerminal: true}
	g := newGlobals(s, nil)
	if g.line == nil || g.streams.Err != g.line || !g.streams.errOnTerminal() {
		t.Errorf("no line for transfers although a person reads along: %+v", g)
	}
	if g := newGlobals(Streams{Err: &pipe}, nil); g.line != nil {
		t.Error("a line for transfers in a file")
	}
}
