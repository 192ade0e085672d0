package cli

import (
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// editor is the last lines of a terminal, where a person types; all that is
// written through it stands above, in whole lines.
type editor struct {
	in  io.Reader
	out io.Writer // the terminal

	mu      sync.Mutex // guards all below: one line after the other, none while it starts or ends
	program *tea.Program
	ended   chan struct{} // closed when program has ended
	partial string        // of a line that is not whole yet

	width atomic.Int64 // columns of the terminal; 0 is not known yet
	typed typedQueue
}

// newEditor makes an editor that is not on the screen yet: what is written
// goes to the terminal as it is.
func newEditor(in io.Reader, out io.Writer) *editor {
	return &editor{in: in, out: out, typed: typedQueue{more: make(chan struct{}, 1)}}
}

// start puts the editor on the screen.
func (e *editor) start() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ended = make(chan struct{})
	e.program = tea.NewProgram(newEditorModel(&e.typed, &e.width), tea.WithInput(e.in), tea.WithOutput(e.out), tea.WithoutSignalHandler())
	go func(p *tea.Program) { // ends by end, or when the terminal is gone
		defer close(e.ended)
		if _, err := p.Run(); err != nil {
			e.typed.put(typedEvent{err: err})
		}
	}(e.program)
}

// end takes the editor off the screen, with all that was written above it.
func (e *editor) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.program == nil {
		return
	}
	e.program.Send(endMsg{})
	e.program.Quit()
	<-e.ended
	e.program = nil
	_, _ = io.WriteString(e.out, e.partial)
	e.partial = ""
}

// Write puts whole lines above the editor. The beginning of a line shows as its
// first row until the line is whole, or a return takes it back.
func (e *editor) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.program == nil {
		return e.out.Write(p)
	}
	before := e.partial
	lines := strings.Split(e.partial+string(p), "\n")
	for _, line := range lines[:len(lines)-1] {
		e.above(lastDrawn(strings.TrimSuffix(line, "\r")))
	}
	if e.partial = lastDrawn(lines[len(lines)-1]); e.partial != before {
		e.program.Send(statusMsg(ansi.Strip(e.partial)))
	}
	return len(p), nil
}

// prompt changes what stands before the text.
func (e *editor) prompt(text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.program != nil {
		e.program.Send(promptMsg(text))
	}
}

// lastDrawn is what a terminal shows of a line with returns in it. A return at
// the end leaves what stands there to be drawn over.
func lastDrawn(line string) string {
	if i := strings.LastIndexByte(strings.TrimRight(line, "\r"), '\r'); i >= 0 {
		return line[i+1:]
	}
	return line
}

// above prints one line, in rows that fit: what is wider, the library would
// count wrong where a character of two columns does not fit at the end of one.
func (e *editor) above(line string) {
	line = strings.ReplaceAll(line, "\t", "    ")
	if w := int(e.width.Load()); w > 1 {
		line = ansi.Hardwrap(line, w-1, true)
	}
	for row := range strings.SplitSeq(line, "\n") {
		e.program.Send(tea.Println(row)())
	}
}

// typedEvent is a text that was typed and sent off, or the reason why there is
// no more: io.EOF for the end of the input.
type typedEvent struct {
	text string
	err  error
}

// errInterrupted says that Ctrl-C was typed.
var errInterrupted = interrupted{}

type interrupted struct{}

func (interrupted) Error() string { return "interrupted" }

// typedQueue keeps what was typed until somebody takes it.
type typedQueue struct {
	mu   sync.Mutex // guards list
	list []typedEvent
	more chan struct{} // tells that the list has grown
}

func (q *typedQueue) put(ev typedEvent) {
	q.mu.Lock()
	q.list = append(q.list, ev)
	q.mu.Unlock()
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// take waits for the next text until done is closed.
func (q *typedQueue) take(done <-chan struct{}) (ev typedEvent, ok bool) {
	for {
		q.mu.Lock()
		if len(q.list) > 0 {
			ev, q.list = q.list[0], q.list[1:]
			q.mu.Unlock()
			return ev, true
		}
		q.mu.Unlock()
		select {
		case <-q.more:
		case <-done:
			return typedEvent{}, false
		}
	}
}

// canEdit tells whether a terminal can show an editor.
func canEdit(s Streams) bool {
	return isTerminal(s.In) && isTerminal(s.Out) && !s.Plain && os.Getenv("TERM") != "dumb"
}
