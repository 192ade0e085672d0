package bundle_test

import (
	"strings"
	"testing"

	"hotreply/runtime/bundle"
)

func TestCodeFrameIsAsWideAsTheText(t *testing.T) {
	b := &bundle.Bundle{Sources: map[string]string{"a.js": "let 城市 = 北京;"}}
	lines := strings.Split(b.CodeFrame("a.js", 1, 10), "\n")
	if want := "> 1 | let 城市 = 北京;"; lines[0] != want {
		t.Errorf("got %q", lines[0])
	}
	if want := "    |            ^"; len(lines) < 2 || lines[1] != want {
		t.Errorf("got %q, want %q", lines[1], want)
	}
	for _, none := range []string{b.CodeFrame("b.js", 2, 1), b.CodeFrame("a.js", 2, 1), (*bundle.Bundle)(nil).CodeFrame("a.js", 1, 1)} {
		if none != "" {
			t.Errorf("a frame of nothing: %q", none)
		}
	}
}

func TestParsePlace(t *testing.T) {
	for place, want := range map[string]bundle.Frame{
		"scripts/a.js:3":   {File: "scripts/a.js", Line: 3, Column: 1},
		"scripts/a.js:3:7": {File: "scripts/a.js", Line: 3, Column: 7},
		"a:1.js:2":         {File: "a:1.js", Line: 2, Column: 1},
		"a.js":             {},
		"":                 {},
	} {
		got, ok := bundle.ParsePlace(place)
		if got != want || ok != (want.Line > 0) {
			t.Errorf("%q: got %+v, %v; want %+v", place, got, ok, want)
		}
	}
}
