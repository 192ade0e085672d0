package jsontext_test

import (
	"encoding/json"
	"testing"

	"hotreply/internal/jsontext"
)

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "hi", "天气", `a "quoted" \\ text`, "<b>&", "\x00\x1f\x7f", "\xff", "\u2028", "😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, _ := json.Marshal(s)
		if got := jsontext.AppendString([]byte("x"), s); string(got) != "x"+string(want) {
			t.Errorf("AppendString(%q) = %s, want x%s", s, got, want)
		}
	})
}
