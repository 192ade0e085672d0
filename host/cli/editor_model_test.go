package cli

import (
	"sync/atomic"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A key goes over what the screen shows as one character, however many code
// points that is.
func TestEditorKeysTakeCharacters(t *testing.T) {
	backspace, del := tea.KeyPressMsg{Code: tea.KeyBackspace}, tea.KeyPressMsg{Code: tea.KeyDelete}
	left, right := tea.KeyPressMsg{Code: tea.KeyLeft}, tea.KeyPressMsg{Code: tea.KeyRight}
	x := tea.KeyPressMsg{Code: 'x', Text: "x"}
	for _, tt := range []struct {
		name string
		text string
		keys []tea.KeyPressMsg
		want string
	}{
		{"a Chinese character", "你好", []tea.KeyPressMsg{backspace}, "你"},
		{"a family", "a👨‍👩‍👧", []tea.KeyPressMsg{backspace}, "a"},
		{"a flag among flags", "🇨🇳🇯🇵", []tea.KeyPressMsg{backspace}, "🇨🇳"},
		{"an accent of its own", "e\u0301", []tea.KeyPressMsg{backspace}, ""},
		{"over a family", "a👨‍👩‍👧b", []tea.KeyPressMsg{left, left, x}, "ax👨‍👩‍👧b"},
		{"and back", "a👨‍👩‍👧b", []tea.KeyPressMsg{left, left, right, x}, "a👨‍👩‍👧xb"},
		{"forward", "👍🏽b", []tea.KeyPressMsg{left, left, del}, "b"},
		{"the end of a line", "a\n👍🏽", []tea.KeyPressMsg{backspace, backspace}, "a"},
		{"nothing", "", []tea.KeyPressMsg{backspace, left, right, del}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newEditorModel(&typedQueue{more: make(chan struct{}, 1)}, new(atomic.Int64))
			m.Update(tea.WindowSizeMsg{Width: 60, Height: 24})
			m.Update(tea.PasteMsg{Content: tt.text})
			for _, k := range tt.keys {
				m.Update(k)
			}
			m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
			ev, _ := m.typed.take(closed())
			if ev.text != tt.want {
				t.Errorf("sends %q, want %q", ev.text, tt.want)
			}
		})
	}
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}
