package nearest_test

import (
	"testing"

	"hotreply/internal/nearest"
)

func TestName(t *testing.T) {
	names := []string{"setTimeout", "console", "fetch", "Text", "text", "reply", "天气"}
	for name, want := range map[string]string{
		"setTimeot": "setTimeout",
		"fecth":     "fetch", // two letters changed places
		"Fetch":     "fetch",
		"fetch":     "",
		"TEXT":      "Text", // as near as text, and the first
		"ferry":     "",
		"consoel":   "console",
		"repl":      "reply",
		"天器":        "天气",
		"":          "",
		"x":         "",
	} {
		if got := nearest.Name(name, names); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if names[0] != "setTimeout" {
		t.Error("the list was sorted in place")
	}
	if got := nearest.Name("x", nil); got != "" {
		t.Errorf("of no names: %q", got)
	}
}

func TestWithin(t *testing.T) {
	names := []string{"hear", "command"}
	for _, tt := range []struct {
		name string
		most int
		want string
	}{{"hexx", 2, "hear"}, {"hexx", 1, ""}, {"haer", 0, "hear"}, {"HEAR", 0, "hear"}, {"hear", 2, ""}} {
		if got := nearest.Within(tt.name, names, tt.most); got != tt.want {
			t.Errorf("Within(%q, %d) = %q, want %q", tt.name, tt.most, got, tt.want)
		}
	}
}
