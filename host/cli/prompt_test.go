package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// screen is what a terminal shows after raw: returns go to the beginning of a
// line, the one escape sequence there is erases to its end.
func screen(raw string) string {
	lines := strings.Split(raw, "\n")
	for i, l := range lines {
		if j := strings.LastIndex(l, eraseLine); j >= 0 {
			l = l[j+len(eraseLine):]
		}
		lines[i] = l
	}
	return strings.Join(lines, "\n")
}

func TestPromptLine(t *testing.T) {
	var out bytes.Buffer
	l := &promptLine{w: &out}
	fmt.Fprint(l, "a log line before anybody is asked\n")
	l.keep("> ")
	out.WriteString("> ") // as the chat draws it
	fmt.Fprint(l, "one\n")
	for _, piece := range []string{"t", "wo in", " pieces", "\n", "three\nfour\n"} {
		fmt.Fprint(l, piece)
	}
	want := "a log line before anybody is asked\none\ntwo in pieces\nthree\nfour\n> "
	if got := screen(out.String()); got != want {
		t.Errorf("on screen:\n%s\nwant\n%s", got, want)
	}
	l.keep("")
	out.WriteString(eraseLine)
	fmt.Fprint(l, "stopping\n")
	want = strings.TrimSuffix(want, "> ") + "stopping\n"
	if got := screen(out.String()); got != want {
		t.Errorf("on screen at the end:\n%s\nwant\n%s", got, want)
	}
}
