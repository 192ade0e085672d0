package cli

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/rivo/uniseg"
)

// edit hands a key to the text. The library takes one code point at a time
// where the screen shows one character: half an emoji would be sent unseen.
func (m *editorModel) edit(msg tea.KeyPressMsg) tea.Cmd {
	var cmds []tea.Cmd
	for range m.steps(msg) {
		var cmd tea.Cmd
		m.text, cmd = m.text.Update(msg)
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// steps is how many code points a key goes over.
func (m *editorModel) steps(msg tea.KeyPressMsg) int {
	keys := m.text.KeyMap
	line := []rune(strings.Split(m.text.Value(), "\n")[m.text.Line()])
	at := min(m.text.Column(), len(line))
	switch {
	case at > 0 && key.Matches(msg, keys.DeleteCharacterBackward, keys.CharacterBackward):
		return utf8.RuneCountInString(lastCluster(string(line[:at])))
	case at < len(line) && key.Matches(msg, keys.DeleteCharacterForward, keys.CharacterForward):
		cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(string(line[at:]), -1)
		return utf8.RuneCountInString(cluster)
	}
	return 1
}

// lastCluster is the last character of a text, as people count them.
func lastCluster(text string) (cluster string) {
	for state := -1; text != ""; {
		cluster, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
	}
	return cluster
}
