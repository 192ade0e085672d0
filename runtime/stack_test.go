package runtime

import (
	"strings"
	"testing"
)

func TestPadToIsAsWideAsTheText(t *testing.T) {
	frame := codeFrame("let 城市 = 北京;", 1, 10)
	lines := strings.Split(frame, "\n")
	if want := "> 1 | let 城市 = 北京;"; lines[0] != want {
		t.Errorf("got %q", lines[0])
	}
	if want := "    |            ^"; len(lines) < 2 || lines[1] != want {
		t.Errorf("got %q, want %q", lines[1], want)
	}
}
