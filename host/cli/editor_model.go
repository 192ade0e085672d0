package cli

import (
	"io"
	"strings"
	"sync/atomic"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

const (
	// prompt stands before what a person types.
	prompt = "> "
	// editorRows is how many rows of a long text are on the screen at a time.
	editorRows = 10
	// editorLines bounds the lines of a text.
	editorLines = 10_000
	// editorHistory is how many texts can be brought back.
	editorHistory = 500
)

type (
	endMsg    struct{} // takes the editor off the screen
	statusMsg string   // stands above the text, such as how far a transfer is
	promptMsg string
)

// editorModel is the text that is typed, and those typed before.
type editorModel struct {
	typed  *typedQueue
	width  *atomic.Int64
	text   textarea.Model
	status string
	prompt string
	ending bool

	history []string
	at      int    // of history, len(history) when none is shown
	draft   string // what was typed before history was looked through

	frames int // how often it was drawn
}

func newEditorModel(typed *typedQueue, width *atomic.Int64) *editorModel {
	m := &editorModel{typed: typed, width: width, text: textarea.New()}
	t := &m.text
	t.ShowLineNumbers, t.CharLimit = false, 0
	t.DynamicHeight, t.MinHeight, t.MaxHeight, t.MaxContentHeight = true, 1, editorRows, editorLines
	t.SetStyles(textarea.Styles{})
	t.SetVirtualCursor(false) // the real one is where input methods show what they compose
	t.SetHeight(1)
	t.KeyMap.InsertNewline = key.NewBinding(key.WithKeys("alt+enter", "shift+enter", "ctrl+j"))
	m.setPrompt(prompt)
	_ = t.Focus()
	return m
}

func (m *editorModel) setPrompt(text string) {
	m.prompt = text
	width := ansi.StringWidth(text)
	m.text.SetPromptFunc(width, func(p textarea.PromptInfo) string {
		if p.LineNumber == 0 {
			return text
		}
		return strings.Repeat(" ", width)
	})
	if w := m.width.Load(); w > 0 {
		m.text.SetWidth(int(w))
	}
}

// Init is of [tea.Model].
func (m *editorModel) Init() tea.Cmd { return nil }

// Update is of [tea.Model].
func (m *editorModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case endMsg:
		m.ending = true
	case statusMsg:
		m.status = string(msg)
	case promptMsg:
		m.setPrompt(string(msg))
	case tea.WindowSizeMsg:
		m.width.Store(int64(msg.Width))
		m.text.SetWidth(msg.Width)
	case tea.KeyPressMsg:
		return m, m.key(msg)
	default:
		var cmd tea.Cmd
		m.text, cmd = m.text.Update(msg)
		return m, cmd
	}
	return m, nil
}

// key is a key that was pressed.
func (m *editorModel) key(msg tea.KeyPressMsg) tea.Cmd {
	switch name := msg.String(); {
	case name == "enter":
		m.enter()
	case name == "ctrl+c":
		m.typed.put(typedEvent{err: errInterrupted})
	case name == "ctrl+d" && m.text.Length() == 0:
		m.typed.put(typedEvent{err: io.EOF})
	case name == "ctrl+z":
		return tea.Suspend
	case name == "ctrl+l":
		return m.clear()
	case name == "up" && m.text.Line() == 0 && m.text.LineInfo().RowOffset == 0:
		m.recall(m.at - 1)
	case name == "down" && m.text.Line() == m.text.LineCount()-1 && m.text.LineInfo().RowOffset >= m.text.LineInfo().Height-1:
		m.recall(m.at + 1)
	default:
		return m.edit(msg)
	}
	return nil
}

// clear empties the screen but for the text, which goes to the top.
func (m *editorModel) clear() tea.Cmd {
	x, y := 0, 0
	if c := m.View().Cursor; c != nil {
		x, y = c.X, c.Y // where the library, which does not know of this, takes the cursor to be
	}
	return tea.Sequence(tea.Raw(ansi.EraseEntireScreen+ansi.CursorPosition(x+1, y+1)), tea.ClearScreen)
}

// enter sends the text off.
func (m *editorModel) enter() {
	text := m.text.Value()
	m.text.Reset()
	if strings.TrimSpace(text) == "" {
		return
	}
	if n := len(m.history); n == 0 || m.history[n-1] != text {
		m.history = append(m.history, text)
	}
	if more := len(m.history) - editorHistory; more > 0 {
		m.history = m.history[more:]
	}
	m.at, m.draft = len(m.history), ""
	m.typed.put(typedEvent{text: text})
}

// recall shows a text of the history, or what was typed before that.
func (m *editorModel) recall(at int) {
	if at < 0 || at > len(m.history) {
		return
	}
	if m.at == len(m.history) {
		m.draft = m.text.Value()
	}
	m.at = at
	text := m.draft
	if at < len(m.history) {
		text = m.history[at]
	}
	m.text.SetValue(text)
	m.text.MoveToEnd()
}

// View is of [tea.Model].
func (m *editorModel) View() tea.View {
	if m.ending {
		return tea.NewView("")
	}
	content, cursor := m.text.View(), m.text.Cursor()
	if m.status != "" {
		if cursor != nil {
			cursor.Y++
		}
		content = ansi.Truncate(m.status, int(m.width.Load()), "…") + "\n" + content
	}
	// A line that was printed above leaves the cursor where the view begins;
	// it goes back to its place only for a view that differs from the last.
	m.frames++
	for bit := range 8 {
		content += [2]string{"\x1b[m", "\x1b[0m"}[m.frames>>bit&1]
	}
	v := tea.NewView(content)
	v.Cursor = cursor
	return v
}
